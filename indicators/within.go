package indicators

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"heng/indicators/internal/expr"
	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/locale"
)

// Open says with which codes of its columns a row of a table may be seen. A row
// without a code, or with another one, may not.
type Open map[string][]string

// Within returns a plan that sees only the open rows of the tables named, and
// of other tables only rows that point to no row which is not seen: what
// belongs to a hidden row is hidden with it, over any number of keys. Rows that
// are not seen count nowhere: in no value, no missing and no list of rows. An
// unknown table or column is a fault of usage.
func (p *Plan) Within(open map[string]Open) (*Plan, error) {
	if len(open) == 0 {
		return p, nil
	}
	conditions := map[string][]string{}
	for _, table := range sortedKeys(open) {
		of, err := p.population(table)
		if err != nil {
			return nil, err
		}
		if of.resource == nil {
			return nil, fault.New(fault.Usage, locale.M("indicator.open_model", "name", table))
		}
		name := of.relation.Name
		for _, column := range sortedKeys(open[table]) {
			if of.relation.Column(column) == nil {
				return nil, fault.New(fault.Usage, locale.M("expr.unknown_column", "name", column, "table", name)).
					WithHint(nearest(column, columnNames(of.relation)))
			}
			var codes []string
			for _, code := range open[table][column] {
				codes = append(codes, expr.Literal(code))
			}
			condition := "false" // no code is open
			if len(codes) > 0 {
				condition = of.code(column) + " in (" + strings.Join(codes, ", ") + ")"
			}
			conditions[name] = append(conditions[name], condition)
		}
	}
	within := *p
	within.hidden = conditions
	within.views = p.viewsOf(conditions, nil)
	return &within, nil
}

// viewsOf writes a common table expression for each table of which some rows are
// hidden: those with a condition, and those that point to one of them. It has
// the table's own name, which inside it is still the table. Of other columns than are
// there it selects those that are given in place of them.
func (p *Plan) viewsOf(conditions map[string][]string, instead map[string]string) []string {
	var views []string
	conditions = maps.Clone(conditions)
	for _, r := range p.parentsFirst() {
		for _, key := range r.Schema.ForeignKeys {
			to := key.Reference.Resource
			if len(conditions[to]) == 0 || to == r.Name {
				continue // a key within the table: the row itself says whether it is open
			}
			conditions[r.Name] = append(conditions[r.Name], pointsTo(key, to))
		}
		columns := instead[r.Name]
		if len(conditions[r.Name]) == 0 && columns == "" {
			continue
		}
		view := expr.Quote(r.Name) + " as (select " + cmp.Or(columns, "*") + " from " + expr.Quote(r.Name)
		if len(conditions[r.Name]) > 0 {
			view += " where " + strings.Join(conditions[r.Name], " and ")
		}
		views = append(views, view+")")
	}
	return views
}

// pointsTo is the condition that a row points to a row which is seen, or to none.
func pointsTo(key datapackage.ForeignKey, to string) string {
	var fields, keys, empty []string
	for _, f := range key.Fields {
		fields = append(fields, expr.Quote(f))
		empty = append(empty, expr.Quote(f)+" is null")
	}
	for _, f := range key.Reference.Fields {
		keys = append(keys, expr.Quote(f))
	}
	return "(" + strings.Join(empty, " or ") + " or (" + strings.Join(fields, ", ") + ") in (select " + strings.Join(keys, ", ") + " from " + expr.Quote(to) + "))"
}

// parentsFirst lists the tables so that each stands behind those that it points
// to. Where tables point to each other in a circle, one key of it is followed
// and the other is not: no order could follow both.
func (p *Plan) parentsFirst() []*datapackage.Resource {
	var order []*datapackage.Resource
	var visit func(r *datapackage.Resource)
	seen := map[string]bool{}
	visit = func(r *datapackage.Resource) {
		if r == nil || r.Schema == nil || seen[r.Name] {
			return
		}
		seen[r.Name] = true
		for _, key := range r.Schema.ForeignKeys {
			visit(p.catalogue.Package.Resource(key.Reference.Resource))
		}
		if !slices.Contains(order, r) {
			order = append(order, r)
		}
	}
	for _, r := range p.catalogue.Package.Resources {
		visit(r)
	}
	return order
}

// ByContributor returns a plan in which every figure of the named populations
// is given for each contributor: every breakdown is crossed with the column
// that says whose a row is. Indicators about other populations are left out. The
// figures of a cell of p are the sums of those of its contributors, where its
// measure adds up.
func (p *Plan) ByContributor(columns map[string]string) *Plan {
	by := *p
	by.indicators = nil
	for _, c := range p.indicators {
		column := columns[c.population.relation.Name]
		if column == "" || c.population.relation.Column(column) == nil {
			continue
		}
		each := *c
		each.sets = nil
		for _, set := range c.sets {
			if !slices.Contains(set, column) {
				each.sets = append(each.sets, append(slices.Clone(set), column))
			} else {
				each.sets = append(each.sets, set)
			}
		}
		// The total by contributor and a breakdown by contributor are one.
		var once [][]string
		for _, set := range each.sets {
			if !slices.ContainsFunc(once, func(s []string) bool { return sameColumns(s, set) }) {
				once = append(once, set)
			}
		}
		each.sets = once
		by.indicators = append(by.indicators, &each)
	}
	return &by
}
