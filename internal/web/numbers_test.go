package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"heng/internal/access"
	"heng/internal/webtest"
	"heng/reports"
)

// TestNumbers walks the overview and the page of every indicator, in both languages:
// each number on them is one that heng eval prints.
func TestNumbers(t *testing.T) {
	if testing.Short() {
		t.Skip("draws the charts of the whole example")
	}
	s := webtest.Example(t, false)
	view := s.Desk.View(t.Context())
	defer view.Close()
	printed := map[string]string{} // what heng eval prints, by cell and key
	for i := range view.Observations {
		text, err := json.Marshal(&view.Observations[i])
		if err != nil {
			t.Fatal(err)
		}
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(text, &fields); err != nil {
			t.Fatal(err)
		}
		o := view.Observations[i]
		cell := fmt.Sprint(o.Framework, "/", o.Indicator, " ", period(o.Period), " ", map[string]string(o.Breakdown), " ")
		for key, value := range fields {
			printed[cell+key] = string(value)
		}
	}
	v := s.As(t, access.Member)
	for _, lang := range view.Languages {
		board, err := view.Board(lang, reports.Choice{})
		if err != nil {
			t.Fatal(err)
		}
		paths := []string{"/" + string(lang) + "/overview"}
		for _, d := range board.Dimensions {
			paths = append(paths, "/"+string(lang)+"/dimensions/"+d.Key)
			for _, e := range d.Indicators {
				paths = append(paths, "/"+string(lang)+"/indicators/"+e.Key)
			}
		}
		numbers := 0
		for _, path := range paths {
			a := v.Get(path)
			if a.Status != http.StatusOK {
				t.Fatalf("%s: %d", path, a.Status)
			}
			found, err := reports.Numbers([]byte(a.Body))
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			numbers += len(found)
			for _, n := range found {
				if strings.HasSuffix(n.Field, "change") || strings.HasPrefix(n.Field, "target_") || n.Field == "defined_target" {
					continue // not a number that eval prints; the walk over the report takes them from two that are
				}
				cell := fmt.Sprint(n.Indicator, " ", n.Period, " ", map[string]string(n.Breakdown), " ")
				if printed[cell+n.Field] != n.Exact {
					t.Errorf("%s: %s%s is %s, and %q in eval", path, cell, n.Field, n.Exact, printed[cell+n.Field])
				}
			}
		}
		if numbers < 1000 {
			t.Errorf("%d numbers in %s: the walk has lost its way", numbers, lang)
		}
	}
}

func period(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}
