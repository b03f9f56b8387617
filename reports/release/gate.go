package release

import (
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"heng/indicators"
	"heng/internal/datapackage"
	"heng/internal/locale"
)

// Decision is what the gate says of an indicator.
type Decision struct {
	Framework, Indicator string
	Refusals             []Refusal // why it may not leave; none: it may
	// Protect says that its figures rest on what is not public row by row, so that
	// disclosure control has to go over every cell.
	Protect bool
	// Contributor is the column of its population that says whose a row is; it is
	// set where Protect is.
	Contributor string
	// Countable says that everybody can count the rows of its cells, for they are
	// released one by one with all by which it picks and parts them; only what it
	// measures is not.
	Countable bool
	// Banded says that what it measures is released row by row as bands, besides: then
	// everybody knows bounds of each of its cells.
	Banded bool
	// Guessed says that an amount that is not public puts rows into its cells, so that
	// no contributor can tell who else is there.
	Guessed bool
}

// Refusal is a reason for which something does not leave, and the ground of the
// policy, where there is one.
type Refusal struct {
	Reason locale.Message
	Ground string
}

// Key is framework/id.
func (d Decision) Key() string { return d.Framework + "/" + d.Indicator }

// Released reports whether the indicator may leave.
func (d Decision) Released() bool { return len(d.Refusals) == 0 }

// Decide says of every indicator whether it may leave, in the order of the
// frameworks; retired ones are left out. An indicator leaves when it is agreed,
// and when everything that it goes by may at least be counted. Tables gives the
// tables that an indicator's rows come from.
func (p *Policy) Decide(frameworks []*indicators.Framework, d indicators.Dictionary, tables func(framework, indicator string) []string) []Decision {
	var all []Decision
	for _, f := range frameworks {
		for _, i := range f.Indicators {
			if i.StatusName() != "retired" {
				all = append(all, p.decide(f, i, d, tables(f.ID, i.ID)))
			}
		}
	}
	return all
}

func (p *Policy) decide(f *indicators.Framework, i *indicators.Indicator, d indicators.Dictionary, tables []string) Decision {
	out := Decision{Framework: f.ID, Indicator: i.ID}
	refuse := func(ground string, m locale.Message) { out.Refusals = append(out.Refusals, Refusal{m, ground}) }
	if status := i.StatusName(); status != "agreed" {
		refuse("", locale.M("release.not_agreed", "status", locale.M("report.approval_"+status)))
	}
	if ground, held := p.Withhold[out.Key()]; held {
		refuse(ground, locale.M("release.indicator_withheld"))
	}
	for _, name := range tables {
		table := d.Table(name)
		if table == nil {
			continue
		}
		policy := p.Of(name)
		switch policy.Release {
		case None:
			refuse(policy.Ground, locale.M("release.table_withheld", "table", table.Title, "name", name))
			continue
		case Aggregates:
			out.Protect = true
		}
		for _, column := range table.Columns {
			if !slices.Contains(column.UsedBy, out.Key()) {
				continue
			}
			switch field := policy.Field(column.Name); field.Release {
			case Withheld:
				refuse(field.Ground, locale.M("release.field_withheld", "table", table.Title, "name", column.Name))
			case Banded, Aggregate:
				out.Protect = true
			}
		}
	}
	out.Guessed = out.Protect && p.guessed(i, d)
	if out.Protect {
		out.Countable, out.Banded = p.countable(i, d, out.Key())
	}
	if out.Protect {
		if out.Contributor = p.contributor(i.Population, d); out.Contributor == "" {
			refuse("", locale.M("release.unprotected", "name", i.Population))
		}
	}
	return out
}

// contributor finds the column of a population that says whose a row is: the one
// that the policy names, or the column of a model that is one of these.
func (p *Policy) contributor(population string, d indicators.Dictionary) string {
	of := d.Table(population)
	if of == nil {
		return ""
	}
	if named := p.Of(of.Name).Contributor; named != "" {
		return named
	}
	for _, column := range of.Columns {
		if table, name, found := strings.Cut(column.Is, "."); found && name != "" && name == p.Of(table).Contributor {
			return column.Name
		}
	}
	return ""
}

// Open gives the codes with which rows are open, by table: what a plan is kept
// within.
func (p *Policy) Open() map[string]indicators.Open {
	open := map[string]indicators.Open{}
	for name, t := range p.Tables {
		if t != nil && len(t.Open) > 0 {
			open[name] = indicators.Open{}
			for column, codes := range t.Open {
				open[name][column] = codes
			}
		}
	}
	return open
}

// guessed reports whether the rows that count, or of which the condition holds, are
// picked by a number that is not public.
func (p *Policy) guessed(i *indicators.Indicator, d indicators.Dictionary) bool {
	of := d.Table(i.Population)
	if of == nil {
		return false
	}
	for _, e := range []*indicators.Expression{i.Where, i.Measure.Count, i.Measure.Share} {
		if e == nil {
			continue
		}
		for _, name := range names.FindAllString(quoted.ReplaceAllString(e.Text, ""), -1) {
			column := d.Column(of.Name, name)
			if column == nil || column.Type != datapackage.Number && column.Type != datapackage.Integer {
				continue
			}
			table, field := of.Name, column.Name
			if is, was, found := strings.Cut(column.Is, "."); found {
				table, field = is, was
			}
			if release := p.Of(table).Field(field).Release; release == Banded || release == Aggregate {
				return true
			}
		}
	}
	return false
}

var (
	names  = regexp.MustCompile(`[\pL_][\pL\pN_]*`)
	quoted = regexp.MustCompile(`'[^']*'`)
)

// countable reports whether the rows of an indicator can be counted by everybody:
// all columns that it goes by are released row by row, but for the one that it sums.
// Of a model, whose rows are computed, and of another measure it is not said.
// banded says that the one is released as bands.
func (p *Policy) countable(i *indicators.Indicator, d indicators.Dictionary, key string) (countable, banded bool) {
	of := d.Table(i.Population)
	if of == nil || of.Kind != indicators.TableKind {
		return false, false
	}
	measured := ""
	for _, e := range []*indicators.Expression{i.Measure.Sum, i.Measure.Mean} {
		if e != nil {
			measured = strings.TrimSpace(e.Text)
		}
	}
	column := d.Column(of.Name, measured)
	if column == nil {
		return false, false
	}
	for _, e := range []*indicators.Expression{i.Where, i.Period.Of} {
		if e != nil && strings.Contains(strings.ToLower(e.Text), strings.ToLower(measured)) {
			return false, false
		}
	}
	for _, set := range append([][]string{{i.Period.By}}, i.Breakdowns...) {
		if slices.ContainsFunc(set, func(column string) bool { return strings.EqualFold(column, measured) }) {
			return false, false
		}
	}
	for _, table := range d {
		for _, column := range table.Columns {
			own := table.Name == of.Name && strings.EqualFold(column.Name, measured)
			if slices.Contains(column.UsedBy, key) && !own && (p.Of(table.Name).Release != Rows || p.Of(table.Name).Field(column.Name).Release != Public) {
				return false, false
			}
		}
	}
	countable = p.Of(of.Name).Release == Rows
	return countable, countable && p.Of(of.Name).Field(column.Name).Release == Banded
}

// Contributors gives the column that says whose a row is, by table.
func (p *Policy) Contributors() map[string]string {
	all := map[string]string{}
	for name, t := range p.Tables {
		if t != nil && t.Contributor != "" {
			all[name] = t.Contributor
		}
	}
	return all
}

// Bands gives where the bands of each column that is released as bands begin, by table
// and column.
func (p *Policy) Bands() map[string]map[string][]decimal.Decimal {
	all := map[string]map[string][]decimal.Decimal{}
	for name, t := range p.Tables {
		if t == nil || t.Release != Rows {
			continue
		}
		for column := range t.Fields {
			if f := p.Of(name).Field(column); f.Release == Banded {
				if all[name] == nil {
					all[name] = map[string][]decimal.Decimal{}
				}
				all[name][column] = f.Bands
			}
		}
	}
	return all
}
