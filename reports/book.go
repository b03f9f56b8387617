package reports

import (
	"strings"
	"time"

	"heng/indicators"
	"heng/internal/datapackage"
	"heng/internal/locale"
)

// book is a report under way: the input and what is found of it once.
type book struct {
	in         Input
	p          locale.Printer
	all        map[string]*series
	names      *periodNames
	dimensions []*branch
	blocks     []drawn           // the blocks of indicators so far, which have charts
	wanted     []wanted          // other drawings
	ids        map[string]int    // how often each id was asked for
	pictures   []*picture        // what was drawn, in the order of the page
	polls      map[string]*entry // the polls whose disclosure the section under way has, and where
}

// branch is a dimension of a framework with its indicators.
type branch struct {
	ID        string
	Framework *indicators.Framework
	Dimension *indicators.Dimension
	Entries   []*entry
}

// entry is an indicator with its observations.
type entry struct {
	scribe
	ID     string // of its block on the page
	series *series
	focus  focus
	status status

	uncomputed *locale.Message // why it could not be computed; nil where it was
}

func newBook(p locale.Printer, in Input) *book {
	b := &book{in: in, p: p, all: bySeries(in.Observations), names: newPeriodNames(p), ids: map[string]int{}}
	for _, f := range in.Frameworks {
		for _, d := range f.Dimensions {
			c := &branch{ID: "dimension_" + f.ID + "_" + d.ID, Framework: f, Dimension: d}
			for _, i := range f.Indicators {
				if i.Dimension == d.ID && i.Status != "retired" {
					c.Entries = append(c.Entries, b.newEntry(f, i))
				}
			}
			b.dimensions = append(b.dimensions, c)
		}
	}
	return b
}

func (b *book) newEntry(f *indicators.Framework, i *indicators.Indicator) *entry {
	s := b.all[indicatorKey(f.ID, i.ID)]
	reason, uncomputed := b.in.Uncomputed[indicatorKey(f.ID, i.ID)]
	if s == nil || uncomputed { // half of its figures would mislead
		s = &series{}
	}
	e := &entry{
		scribe: scribe{p: b.p, framework: f, indicator: i},
		ID:     "indicator_" + f.ID + "_" + i.ID,
		series: s,
		focus:  focusOn(i.Period.By, b.in.Period, b.in.Compare, s),
	}
	e.focus.Broken = e.focus.Broken || wavesBroken(i, e.focus.Compare, e.focus.Period)
	e.status = e.focus.status(b.in.AsOf)
	if uncomputed {
		e.uncomputed, e.status = &reason, noStatus
	}
	return e
}

// entries lists the indicators of all dimensions.
func (b *book) entries() []*entry {
	var all []*entry
	for _, c := range b.dimensions {
		all = append(all, c.Entries...)
	}
	return all
}

// count returns how many indicators of a dimension stand at a status.
func (c *branch) count(s status) int {
	n := 0
	for _, e := range c.Entries {
		if e.status == s {
			n++
		}
	}
	return n
}

// demonstration returns the resources behind a population whose records are
// invented.
func (b *book) demonstration(population string) []*datapackage.Resource {
	if b.in.Package == nil {
		return nil
	}
	names, known := b.in.Resources[population]
	if !known {
		names = []string{population}
	}
	var found []*datapackage.Resource
	for _, name := range names {
		if r := b.in.Package.Resource(name); r != nil && r.Demo {
			found = append(found, r)
		}
	}
	return found
}

// resourceTitle writes a resource's title, or its name where it has none.
func (b *book) resourceTitle(r *datapackage.Resource) string {
	if title := r.Title.In(b.p.Lang); title != "" {
		return title
	}
	return r.Name
}

// field finds the field that a column of a population is, by its name: a
// column of a model inherits what the tables say of it.
func (b *book) field(population, column string) *datapackage.Field {
	if b.in.Package == nil {
		return nil
	}
	names := append([]string{population}, b.in.Resources[population]...)
	for _, r := range b.in.Package.Resources {
		names = append(names, r.Name)
	}
	for _, name := range names {
		r := b.in.Package.Resource(name)
		if r == nil || r.Schema == nil {
			continue
		}
		if f := r.Schema.Field(column); f != nil && (len(f.Labels) > 0 || !f.Title.IsZero()) {
			return f
		}
	}
	return nil
}

func (b *book) columnTitle(population, column string) string {
	if c := b.in.Dictionary.Column(population, column); c != nil {
		if title := c.Title.In(b.p.Lang); title != "" {
			return title
		}
	}
	if f := b.field(population, column); f != nil {
		if title := f.Title.In(b.p.Lang); title != "" {
			return title
		}
	}
	return column
}

// codeLabel writes what a code of a breakdown means.
func (b *book) codeLabel(population, column, code string) string {
	if code == indicators.Unknown {
		return b.p.Text("report.unknown_code")
	}
	if c := b.in.Dictionary.Column(population, column); c != nil {
		if label := c.Label(code).In(b.p.Lang); label != "" {
			return label
		}
	}
	if f := b.field(population, column); f != nil {
		if label := f.Labels[code].In(b.p.Lang); label != "" {
			return label
		}
		switch {
		case f.Type == datapackage.Boolean && code == "true":
			return b.p.Text("report.yes")
		case f.Type == datapackage.Boolean && code == "false":
			return b.p.Text("report.no")
		}
	}
	return code
}

// date writes a date of a definition, as YYYY-MM-DD, or leaves it as it is.
func (b *book) date(text string) string {
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return b.p.ShortDate(t)
	}
	return text
}

// sentencesJoined joins sentences with what stands between two sentences.
func (b *book) join(sentences ...string) string {
	separator := ""
	if b.p.Lang == locale.En {
		separator = " "
	}
	var kept []string
	for _, s := range sentences {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return strings.Join(kept, separator)
}
