package fault_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"heng/internal/fault"
	"heng/internal/locale"
)

// TestWrite underlines the slip, also behind full-width characters, which are
// two columns wide, and tabs.
func TestWrite(t *testing.T) {
	for _, test := range []struct {
		name    string
		finding fault.Finding
		want    string
	}{
		{"behind wide characters", fault.Finding{
			Place: fault.Place{File: "f.yaml", Line: 7, Column: 4}, Length: 2, Subject: "a", Excerpt: "非洲 ab",
			Message: locale.M("fault.did_you_mean", "name", "b"),
		}, "f.yaml:7:4: a: did you mean b?\n    7 | 非洲 ab\n      |      ^^"},
		{"behind a tab", fault.Finding{
			Place: fault.Place{File: "f.sql", Line: 12, Column: 2}, Excerpt: "\tab", Message: locale.M("fault.did_you_mean", "name", "b"),
		}, "f.sql:12:2: did you mean b?\n   12 | \tab\n      | \t^"},
		{"a file alone", fault.Finding{
			Place: fault.Place{File: "f.ods", Sheet: "甲"}, Message: locale.M("fault.did_you_mean", "name", "b"),
		}, "f.ods[甲]: did you mean b?"},
		{"a column beyond the line", fault.Finding{
			Place: fault.Place{File: "f", Line: 1, Column: 9}, Excerpt: "ab", Message: locale.M("fault.did_you_mean", "name", "b"),
		}, "f:1:9: did you mean b?\n    1 | ab\n      |   ^"},
		{"in the middle of a long line", fault.Finding{
			Place: fault.Place{File: "f", Line: 1, Column: 201}, Length: 2, Excerpt: strings.Repeat("a", 200) + "XY" + strings.Repeat("b", 200),
			Message: locale.M("fault.did_you_mean", "name", "b"),
		}, "f:1:201: did you mean b?\n    1 | …" + strings.Repeat("a", 100) + "XY" + strings.Repeat("b", 98) + "…\n      |  " + strings.Repeat(" ", 100) + "^^"},
		{"at the end of a long line", fault.Finding{
			Place: fault.Place{File: "f", Line: 1, Column: 300}, Excerpt: strings.Repeat("a", 299) + "Z",
			Message: locale.M("fault.did_you_mean", "name", "b"),
		}, "f:1:300: did you mean b?\n    1 | …" + strings.Repeat("a", 199) + "Z\n      | " + strings.Repeat(" ", 200) + "^"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.finding.String(); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func TestNearest(t *testing.T) {
	names := []string{"report_received", "report_due", "region", "金額"}
	for name, want := range map[string]string{
		"report_recieved": "report_received", "REPORT_DUE": "report_due", "regoin": "region", "regions": "region",
		"金": "", "金额": "金額", "x": "", "": "", "amount": "",
	} {
		if got := fault.Nearest(name, names); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", name, got, want)
		}
	}
}

// TestSort orders by place as numbers, and keeps the order within a place.
func TestSort(t *testing.T) {
	at := func(file string, line, column int, id string) fault.Finding {
		return fault.Finding{ID: id, Place: fault.Place{File: file, Line: line, Column: column}}
	}
	findings := []fault.Finding{at("b", 1, 1, "6"), at("a", 10, 1, "5"), at("a", 9, 20, "3"), at("a", 9, 3, "1"), at("a", 9, 3, "2"), at("a", 9, 20, "4")}
	fault.Sort(findings)
	for i, f := range findings {
		if f.ID != fmt.Sprint(i+1) {
			t.Errorf("place %d holds %s", i+1, f.ID)
		}
	}
}

func TestCodeOf(t *testing.T) {
	cause := errors.New("cause")
	wrapped := fmt.Errorf("on the way: %w", fault.Wrap(fault.Store, cause, locale.M("fault.did_you_mean", "name", "b")))
	if fault.CodeOf(nil) != 0 || fault.CodeOf(cause) != fault.Internal || fault.CodeOf(wrapped) != fault.Store || !errors.Is(wrapped, cause) {
		t.Error("a code or a cause is lost on the way up")
	}
}

// TestAPasswordIsMasked where a line that is shown may hold one; the place that is
// underlined stays.
func TestAPasswordIsMasked(t *testing.T) {
	f := fault.Finding{Place: fault.Place{File: "heng.yaml", Line: 3, Column: 1}, Length: 4, Message: locale.M("fault.warning"),
		Excerpt: "stor: postgres://u:p/w@h/d?password=秘密&x=1"}
	want := "stor: postgres://*****@h/d?password=**&x=1\n      | ^^^^"
	if got := f.String(); !strings.Contains(got, want) {
		t.Errorf("%s\nwant %s", got, want)
	}
}
