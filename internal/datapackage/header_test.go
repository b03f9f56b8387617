package datapackage_test

import (
	"testing"

	"pgregory.net/rapid"

	"heng/internal/datapackage"
)

func TestFoldHeader(t *testing.T) {
	for _, same := range [][]string{
		{"Grant ID", "grant id", "GRANTID", "Ｇｒａｎｔ　ＩＤ", "\ufeffGrant\u00a0ID", " grant\tid\n"},
		{"臺灣", "台灣", "台 灣", "台\u200b灣"},
		{"補(捐)助金額", "補（捐）助金額"},
		{"計畫名稱", "計劃名稱"},
		{"核定金額(千元)", "核定金額（ 千元 ）"},
	} {
		for _, header := range same {
			if got, want := datapackage.FoldHeader(header), datapackage.FoldHeader(same[0]); got != want {
				t.Errorf("%q folds to %q, %q to %q", header, got, same[0], want)
			}
		}
	}
	for _, other := range [][2]string{{"grant_id", "grantid"}, {"核定金額", "申請金額"}, {"a1", "a2"}} {
		if datapackage.FoldHeader(other[0]) == datapackage.FoldHeader(other[1]) {
			t.Errorf("%q and %q fold to one", other[0], other[1])
		}
	}
}

// Folding twice changes nothing.
func TestFoldHeaderIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once := datapackage.FoldHeader(rapid.String().Draw(t, "header"))
		if twice := datapackage.FoldHeader(once); twice != once {
			t.Fatalf("%q, then %q", once, twice)
		}
	})
}

func TestMatch(t *testing.T) {
	schema, _ := datapackage.Builtin("grants")
	for header, want := range map[string]string{
		"grant_id": "grant_id", "案 號": "grant_id", "受補助團體": "org_name", "Ｇｒａｎｔｅｅ": "org_name",
		"補（捐）助金額": "amount_awarded", "Amount Applied For": "amount_applied",
	} {
		if f := schema.Match(header); f == nil || f.Name != want {
			t.Errorf("%s: %v, want %s", header, f, want)
		}
	}
	if f := schema.Match("unheard of"); f != nil {
		t.Errorf("matched %s", f.Name)
	}
}
