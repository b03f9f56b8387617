package release

import (
	"slices"
	"strings"

	"heng/indicators"
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
