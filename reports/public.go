package reports

import (
	"maps"
	"slices"

	"heng/internal/locale"
)

// Within returns the outline with what an input holds: indicators, dimensions,
// and lists of records with the columns that were given. A public edition is
// written by it, whose input holds less than its workspace's. Parts that tell of
// loads and of rows that were set aside are left out with what they tell of.
func (o *Outline) Within(in *Input) *Outline {
	if o == nil {
		return nil
	}
	out := *o
	out.Chapters = nil
	for _, c := range o.Chapters {
		if kept := c.within(in); kept != nil {
			out.Chapters = append(out.Chapters, kept)
		}
	}
	out.Plain.Findings = slices.DeleteFunc(slices.Clone(o.Plain.Findings), func(f PlainFinding) bool {
		_, i := in.findIndicator(f.Indicator)
		return i == nil
	})
	return &out
}

func (c *Chapter) within(in *Input) *Chapter {
	if c.Part == partRejects && len(in.Rejects) == 0 || c.Part == partQuality && len(in.Quality) == 0 {
		return nil
	}
	if c.Part != "" {
		return c
	}
	if c.Dimension != "" {
		if _, d := in.findDimension(c.Dimension); d == nil {
			return nil
		}
		return c
	}
	out := *c
	out.Indicators = slices.DeleteFunc(slices.Clone(c.Indicators), func(name string) bool {
		_, i := in.findIndicator(name)
		return i == nil
	})
	out.Records = nil
	for _, list := range c.Records {
		if kept := list.within(in.Records[list.Of], c.Where); kept != nil {
			out.Records = append(out.Records, kept)
		}
	}
	if len(out.Indicators) == 0 && len(out.Records) == 0 {
		return nil
	}
	return &out
}

// within keeps the columns that were given. A list that could no longer be sorted
// out by period or place is left out: it would show other rows.
func (l *RecordList) within(rows *Records, where map[string]string) *RecordList {
	if rows == nil {
		return nil
	}
	has := func(column string) bool { return rows.Column(column) >= 0 }
	if l.Period != "" && !has(l.Period) || slices.ContainsFunc(slices.Collect(maps.Keys(where)), func(c string) bool { return !has(c) }) {
		return nil
	}
	out := *l
	out.Columns = nil
	for _, column := range l.Columns {
		whole := true
		for _, lang := range locale.Languages {
			whole = whole && (column[lang] == "" || has(column[lang]))
		}
		if whole {
			out.Columns = append(out.Columns, column)
		}
	}
	if l.Group != "" && !has(l.Group) {
		out.Group = ""
	}
	if len(out.Columns) == 0 {
		return nil
	}
	return &out
}

// Of returns the notes on the indicators that an input holds.
func (n *Notes) Of(in *Input) *Notes {
	if n == nil {
		return nil
	}
	out := *n
	out.Notes = nil
	for _, note := range n.Notes {
		if _, i := in.findIndicator(note.Indicator); i != nil {
			out.Notes = append(out.Notes, note)
		}
	}
	return &out
}
