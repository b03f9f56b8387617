package verdict

import (
	"context"
	"fmt"
	"strings"
	"time"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
)

// Advice is what a check found in the accepted rows of a resource. It blocks
// nothing: what looks odd may be right.
type Advice struct {
	Check    string // a stable name: amount_zero
	Fields   []string
	Rows     int64 // that look odd
	Of       int64 // rows looked at
	Examples []fault.Place
}

// Share is how large a part of the rows looks odd, and so what to do about it:
// a few are slips, most are a matter of how the column is filled or read.
type Share string

// The bands of shares.
const (
	Few  Share = "few"  // up to 5 %
	Some Share = "some" // up to 50 %
	Most Share = "most"
)

// Share returns the band of the rows that look odd.
func (a Advice) Share() Share {
	switch {
	case a.Rows*20 <= a.Of:
		return Few
	case a.Rows*2 <= a.Of:
		return Some
	}
	return Most
}

// Message says what looks odd. It quotes no record.
func (a Advice) Message() locale.Message {
	return locale.M("advice."+a.Check, "fields", a.Fields, "n", a.Rows)
}

// Advice says what to do about it, by the share of the rows.
func (a Advice) Advice() locale.Message {
	kind := "advice.share_"
	if a.Check == "no_value" {
		kind = "advice.gap_"
	}
	return locale.M("advice.advice_"+a.Check, "share", locale.M(kind+string(a.Share())))
}

// maxExamples is how many rows of a check are pointed at.
const maxExamples = 3

// advise runs the checks that fit the fields of a resource.
func (r *Resource) advise(ctx context.Context, st *store.Store, asOf time.Time) ([]Advice, error) {
	table := store.QuoteName(r.table)
	r.checks = checksFor(r.resource, table, asOf)
	checks, files := r.checks, r.Files
	if len(checks) == 0 {
		return nil, nil
	}
	var of int64
	if err := st.Get(ctx, &of, "select count(*)::bigint from "+table); err != nil || of == 0 {
		return nil, err
	}
	counts, err := countRows(ctx, st, table, checks)
	if err != nil {
		return nil, err
	}
	var all []Advice
	for i, c := range checks {
		if counts[i] == 0 {
			continue
		}
		a := Advice{Check: c.name, Fields: c.fields, Rows: counts[i], Of: of}
		if c.everyRow && a.Rows < a.Of {
			continue
		}
		if !c.everyRow {
			if a.Examples, err = placesOf(ctx, st, table, c.where, files, maxExamples); err != nil {
				return nil, err
			}
		}
		all = append(all, a)
	}
	return all, nil
}

// countRows counts the rows of all checks in one pass.
func countRows(ctx context.Context, st *store.Store, table string, checks []check) ([]int64, error) {
	var sums []string
	for _, c := range checks {
		sums = append(sums, "coalesce(sum(case when "+c.where+" then 1 else 0 end), 0)::bigint")
	}
	rows, err := st.Query(ctx, "select "+strings.Join(sums, ", ")+" from "+table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	counts := make([]int64, len(checks))
	for rows.Next() {
		targets := make([]any, len(counts))
		for i := range counts {
			targets[i] = &counts[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return nil, store.Classify(ctx, err)
		}
	}
	return counts, store.Classify(ctx, rows.Err())
}

// placesOf returns where the first rows under a condition came from.
func placesOf(ctx context.Context, st *store.Store, table, where string, files []store.File, most int, args ...any) ([]fault.Place, error) {
	var rows []struct {
		File int   `db:"file"`
		Line int64 `db:"line"`
	}
	err := st.Select(ctx, &rows, fmt.Sprintf(`select _file::bigint as file, _line as line from %s where %s order by _row limit %d`, table, where, most), args...)
	var places []fault.Place
	for _, r := range rows {
		places = append(places, placeOf(files, r.File, r.Line))
	}
	return places, err
}

func placeOf(files []store.File, id int, line int64) fault.Place {
	for _, f := range files {
		if f.ID == id {
			return fault.Place{File: f.Path, Sheet: f.Sheet, Line: int(line)}
		}
	}
	return fault.Place{Line: int(line)}
}
