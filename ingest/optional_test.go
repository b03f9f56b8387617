package ingest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestOptionalColumn: a file may do without a column that is optional; every row
// is then without a value there, which is no change of what the file says. A file
// of the same table that has the column is read as ever.
func TestOptionalColumn(t *testing.T) {
	w := newWorkspace(t, `
  - name: grants
    path: [a.csv, b.csv]
    max_rejects: 1
    schema:
      primaryKey: id
      fields:
        - {name: id, type: string}
        - {name: amount, type: number, decimals: 0, optional: true}
        - {name: due, type: date, optional: true}
`, map[string]string{"a.csv": "id\nG1\nG2\n", "b.csv": "due,id,amount\n2018-06-22,G3,5\n,G4,x\n"})
	report := w.mustLoad()
	if r := report.Resource("grants"); r.Accepted != 3 || r.Rejected != 1 {
		t.Errorf("%+v", r)
	}
	got := w.query(`select concat_ws('|', id, coalesce(amount::varchar, 'null'), coalesce(due::varchar, 'null')) from grants order by id`)
	if diff := cmp.Diff([]string{"G1|null|null", "G2|null|null", "G3|5|2018-06-22"}, got); diff != "" {
		t.Error(diff)
	}
}
