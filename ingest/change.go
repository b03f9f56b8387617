package ingest

import (
	"bytes"
	"slices"
	"sync"
	"time"

	"heng/ingest/clean"
	"heng/internal/datapackage"
)

// ChangeCount is how many accepted values of a field are not spelled as their
// cells were, with the first of them.
type ChangeCount struct {
	Field    string
	Change   clean.Change
	Count    int64
	Examples []ChangeExample // the first ones, in the order of the files
}

// ChangeExample is one value beside the text it was read from.
type ChangeExample struct {
	File  string
	Sheet string
	Line  int
	Text  string // as it stands in the file
	Value string // as it is stored, in the base unit
}

// shownChanges is how many examples of a change are kept.
const shownChanges = 3

// changes gathers what was changed. Chunks are filled on several threads, so
// that it keeps the first examples by their place and not by their time.
type changes struct {
	mu     sync.Mutex
	rows   int64
	counts map[changeKey]*changeTally
}

type changeKey struct {
	column int
	change clean.Change
}

type changeTally struct {
	count    int64
	examples []changeSeen
}

type changeSeen struct {
	row int64 // among all rows of the resource
	ChangeExample
}

// changesOfBatch gathers the changes of one batch, without locking.
type changesOfBatch struct {
	rows   int64
	counts map[changeKey]*changeTally
}

// add notes a changed value; example is asked for only where it is kept.
func (b *changesOfBatch) add(key changeKey, example func() changeSeen) {
	if b.counts == nil {
		b.counts = map[changeKey]*changeTally{}
	}
	tally := b.counts[key]
	if tally == nil {
		tally = &changeTally{}
		b.counts[key] = tally
	}
	tally.count++
	if len(tally.examples) < shownChanges {
		tally.examples = append(tally.examples, example())
	}
}

// take adds the changes of a batch to those of the resource.
func (c *changes) take(b changesOfBatch) {
	if len(b.counts) == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rows += b.rows
	if c.counts == nil {
		c.counts = map[changeKey]*changeTally{}
	}
	for key, part := range b.counts {
		whole := c.counts[key]
		if whole == nil {
			c.counts[key] = part
			continue
		}
		whole.count += part.count
		whole.examples = append(whole.examples, part.examples...)
		slices.SortFunc(whole.examples, func(a, b changeSeen) int { return int(a.row - b.row) })
		whole.examples = whole.examples[:min(len(whole.examples), shownChanges)]
	}
}

// list returns the changes in the order of the fields.
func (c *changes) list(columns []*column) []ChangeCount {
	var list []ChangeCount
	for i, column := range columns {
		for _, change := range []clean.Change{clean.NameChange, clean.CalendarChange, clean.NumeralChange, clean.SignChange,
			clean.UnitChange, clean.SpellingChange, clean.SpaceChange} {
			tally := c.counts[changeKey{i, change}]
			if tally == nil {
				continue
			}
			count := ChangeCount{Field: column.field.Name, Change: change, Count: tally.count}
			for _, seen := range tally.examples {
				count.Examples = append(count.Examples, seen.ChangeExample)
			}
			list = append(list, count)
		}
	}
	return list
}

// change says how a value is not spelled as its cell was.
func (r *reader) change(cell, text []byte, v value) clean.Change {
	change := clean.Unchanged
	switch r.kind {
	case datapackage.Integer, datapackage.Number:
		change = clean.NumberChange(text, r.format)
	case datapackage.Date:
		if len(text) != len("2018-06-22") || text[4] != '-' || text[7] != '-' {
			change = clean.YearChange(text, r.plain(v))
		}
		if change == clean.CalendarChange && r.calendar == clean.GregorianCalendar && !bytes.Contains(text, []byte("民國")) {
			change = clean.SpellingChange // 180622
		}
	case datapackage.Datetime:
		if len(text) < len("2018-06-22T14:30") || text[4] != '-' || text[7] != '-' || text[0] == '0' {
			change = clean.YearChange(text, r.plain(v))
		}
	case datapackage.Year:
		if len(text) != len("2018") {
			change = clean.YearChange(text, r.plain(v))
		}
	case datapackage.Boolean:
		if s := string(text); s != "true" && s != "false" {
			change = clean.SpellingChange
		}
	default:
		switch {
		case string(text) == string(v.text):
		case r.textFormat == datapackage.PeriodFormat:
			change = clean.YearChange(text, string(v.text))
		default:
			change = r.textChange
		}
	}
	if change == clean.Unchanged && len(cell) != len(text) {
		change = clean.SpaceChange
	}
	return change
}

// plain writes a value as it is stored.
func (r *reader) plain(v value) string {
	switch r.kind {
	case datapackage.Integer, datapackage.Year:
		return v.n.String(0)
	case datapackage.Number:
		return v.n.Decimal(r.format.Decimals).String()
	case datapackage.Date:
		return clean.Day(int32(v.n.Lo)).String()
	case datapackage.Datetime:
		return time.UnixMicro(int64(v.n.Lo)).UTC().Format("2006-01-02 15:04:05.999999")
	case datapackage.Boolean:
		if v.n.Lo != 0 {
			return "true"
		}
		return "false"
	}
	return string(v.text)
}
