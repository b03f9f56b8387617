package desk

import (
	"testing"

	"heng/internal/followup"
)

// TestStagesOfDatasets: a state is taken from the words of a table, and none from words
// that deny it.
func TestStagesOfDatasets(t *testing.T) {
	for text, want := range map[string]followup.Stage{
		"上架": followup.Listed, "listed": followup.Listed, "同意公開": "approved", "審核中": "reviewed", "提報": "proposed", "不同意": followup.Refused,
		"未上架": followup.Inventory, "尚未公開": followup.Inventory, "not listed": followup.Inventory, "unpublished": followup.Inventory, "disapproved": followup.Inventory, "": followup.Inventory,
	} {
		if got := datasetOf(minuteRow{"dataset_id": "d", "status": text}).Stage; got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]bool{"未辦結": true, "Not done": true, "解除列管": false, "noted": false} {
		if negated(text) != want {
			t.Errorf("%q denied: %v", text, !want)
		}
	}
}
