package web_test

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"heng/indicators"
	"heng/internal/access"
	"heng/internal/webtest"
	"heng/reports/release"
)

// TestRows: the rows that an analyst takes away are those that heng explain lists, and
// the pages add up to them.
func TestRows(t *testing.T) {
	s := webtest.Example(t, false)
	view := s.Desk.View(t.Context())
	defer view.Close()
	v := s.As(t, access.Analyst)
	for _, key := range []string{"mofa/targets-met", "mofa/grant-amounts-published"} {
		period := "2017"
		want, err := view.Plan.Explain(t.Context(), view.Store, indicators.ExplainRequest{Indicator: key, Period: &period, AsOf: view.AsOf})
		if err != nil {
			t.Fatal(err)
		}
		a := v.Get("/en/indicators/" + key + "/rows.csv?period=2017")
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.Body, "\uFEFF"))).ReadAll()
		if err != nil || len(rows) != len(want.Rows)+1 || len(want.Rows) == 0 {
			t.Fatalf("%s: %d rows, want %d: %v", key, len(rows)-1, len(want.Rows), err)
		}
		columns := len(want.Columns)
		for at, row := range want.Rows {
			got := rows[at+1]
			if got[columns] != string(row.Verdict) || got[columns+1] != row.File || got[columns+3] != lineOf(row) {
				t.Errorf("%s, row %d: %v", key, at+1, got)
			}
			for c, value := range row.Values {
				if text := strings.TrimPrefix(got[c], "'"); value != nil && text != *value || value == nil && text != "" {
					t.Errorf("%s, row %d: %s is %q", key, at+1, want.Columns[c], got[c])
				}
			}
		}
		shown := 0
		for page := 1; ; page++ {
			a := v.Get("/zh-TW/indicators/" + key + "/rows?period=2017&page=" + strconv.Itoa(page))
			if a.Status != http.StatusOK {
				t.Fatalf("%s, page %d: %d", key, page, a.Status)
			}
			shown += strings.Count(a.Body, `<tr><th scope="row">`)
			if !strings.Contains(a.Body, `rel="next"`) {
				break
			}
		}
		if shown != len(want.Rows) {
			t.Errorf("%s: the pages show %d rows of %d", key, shown, len(want.Rows))
		}
	}
}

func lineOf(row indicators.ExplainedRow) string {
	if row.File == "" {
		return ""
	}
	return strconv.FormatInt(row.Line, 10)
}

// TestRowsKeptBack: who may not see every field gets no column, no row and no answer to
// a question about one that the policy does not make public.
func TestRowsKeptBack(t *testing.T) {
	s := webtest.Example(t, false)
	view := s.Desk.View(t.Context())
	defer view.Close()
	analyst, member := s.As(t, access.Analyst), s.As(t, access.Member)
	asked := 0
	for _, f := range view.Frameworks {
		for _, i := range f.Indicators {
			if i.Status == "retired" {
				continue
			}
			path := "/en/indicators/" + f.ID + "/" + i.ID + "/rows"
			a := member.Get(path + ".csv")
			if a.Status != http.StatusOK {
				t.Fatalf("%s: %d", path, a.Status)
			}
			rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.Body, "\uFEFF"))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			table := view.Policy.Of(i.Population)
			for _, name := range rows[0][:len(rows[0])-4] {
				if field := table.Fields[name]; table.Release != release.Rows || field == nil || field.Release != release.Public {
					t.Errorf("%s: the column %s is not public", path, name)
				}
			}
			if len(rows[0]) == 4 && len(rows) > 1 {
				t.Errorf("%s: rows without a column", path)
			}
			if asked > 3 || len(rows) == 1 {
				continue
			}
			// A value that is kept back, looked for and sorted by.
			every, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(analyst.Get(path+".csv").Body, "\uFEFF"))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			for at, name := range every[0][:len(every[0])-4] {
				if slices.Contains(rows[0], name) || len(every) < 2 || len(every[1][at]) < 6 || strings.Contains(a.Body, every[1][at]) {
					continue
				}
				asked++
				secret := every[1][at]
				if found := analyst.Get(path + "?q=" + url.QueryEscape(secret)); !strings.Contains(found.Body, "<tbody>") {
					t.Errorf("%s: the analyst does not find %q", path, secret)
				}
				if found := member.Get(path + "?q=" + url.QueryEscape(secret)); strings.Contains(found.Body, "<tbody>") {
					t.Errorf("%s: a search finds %q of the column %s", path, secret, name)
				}
				if sorted := member.Get(path + "?sort=" + url.QueryEscape(name)); sorted.Status != http.StatusConflict {
					t.Errorf("%s: sorted by the column %s: %d", path, name, sorted.Status)
				}
				if cell := member.Get(path + "?where." + url.QueryEscape(name) + "=" + url.QueryEscape(secret)); cell.Status == http.StatusOK && !slices.ContainsFunc(i.Breakdowns, func(b []string) bool { return slices.Contains(b, name) }) {
					t.Errorf("%s: narrowed down by the column %s", path, name)
				}
				break
			}
		}
	}
	if asked == 0 {
		t.Error("no value was kept back: the test has lost its subject")
	}
}

// TestRowsAddresses: an address that somebody made up is answered, and with nothing
// of the store's.
func TestRowsAddresses(t *testing.T) {
	v := webtest.Example(t, false).As(t, access.Analyst)
	for _, query := range []string{
		"q=' or 1=1 --", "q=%25", "q=\x00", "sort=_row; drop table grants", "sort=amount' desc", "verdict=' or '1'='1", "where.category=' or ''='", "where.x';--=1",
		"period=2017'--", "period=0", "page=0", "page=-1", "page=99999999999999999999", "page=900000", "order=descending&sort=none", "q=" + strings.Repeat("x", 5000),
	} {
		name, value, _ := strings.Cut(query, "=")
		a := v.Get("/en/indicators/mofa/grant-amounts-published/rows?" + url.QueryEscape(name) + "=" + url.QueryEscape(value))
		if a.Status >= http.StatusInternalServerError || strings.Contains(a.Body, "SELECT") || strings.Contains(a.Body, "Binder") {
			t.Errorf("%q: %d\n%s", query, a.Status, a.Body)
		}
	}
}
