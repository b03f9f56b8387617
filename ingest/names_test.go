package ingest_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heng/internal/store"
)

func TestNamesNumbersAndPeriodsAreStoredInOneForm(t *testing.T) {
	w := newWorkspace(t, `
  - name: organisations
    path: orgs.csv
    schema: {primaryKey: [name], fields: [{name: name, format: organisation}]}
  - name: grants
    path: grants.csv
    max_rejects: 100%
    schema:
      primaryKey: [id]
      foreignKeys: [{fields: [org], reference: {resource: organisations, fields: [name]}}]
      fields:
        - {name: id}
        - {name: org, format: organisation}
        - {name: ubn, format: ubn, dated_by: day}
        - {name: country, format: country, dated_by: day, constraints: {enum: [SZ, PW]}}
        - {name: period, format: period}
        - {name: day, type: date}
`, map[string]string{
		"orgs.csv": "name\n臺灣甲協會\n乙會\n丙 會\n丙會\n",
		"grants.csv": "id,org,ubn,country,period,day\n" +
			"a,台灣甲協會,12345675,史瓦濟蘭,107年第2季,107/5/1\n" + // the name was changed on 2018-04-19
			"b,臺灣甲協會,12345675,史瓦濟蘭,2018-Q2,106/5/1\n" +
			"c,乙　會,12345670,帛琉,107年度,112/4/1\n" +
			"d,乙會,12345670,PW,107,112/3/31\n" + // no such number yet
			"e,丙　會,,,,\n" + // one of two
			"f,乙會,,海地,,\n", // not in the list
	})
	report := w.mustLoad().Resource("grants")
	got := w.query(`select id || ' ' || org || ' ' || ubn || ' ' || country || ' ' || period from grants order by id`)
	want := []string{"a 臺灣甲協會 12345675 SZ 2018-Q2", "b 臺灣甲協會 12345675 SZ 2018-Q2", "c 乙會 12345670 PW 2018"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	var said []string
	s := w.open()
	defer s.Close()
	for _, table := range []string{store.RejectsTable, store.WarningsTable} {
		err := s.Rejects(t.Context(), table, "grants", 0, func(r store.Reject) error {
			said = append(said, fmt.Sprintf("%d %s", r.Line, r.Reason.Key))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"5 clean.ubn_day", "6 ingest.points_nowhere", "7 ingest.not_in_list", "2 clean.country_former"}, said); diff != "" {
		t.Error(diff)
	}
	changes := map[string]int64{}
	for _, c := range report.Changes {
		changes[c.Field+" "+string(c.Change)] += c.Count
	}
	if changes["org name"] != 2 || changes["country name"] != 3 || changes["period calendar"] != 2 {
		t.Error(changes)
	}
}
