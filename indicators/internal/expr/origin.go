package expr

import (
	"cmp"
	"maps"
	"slices"
)

// Origin names a column of a table or a model.
type Origin struct{ Relation, Column string }

// origins is a set of columns.
type origins map[Origin]bool

func (o origins) add(all []Origin) {
	for _, one := range all {
		o[one] = true
	}
}

func (o origins) sorted() []Origin {
	return slices.SortedFunc(maps.Keys(o), func(a, b Origin) int {
		return cmp.Or(cmp.Compare(a.Relation, b.Relation), cmp.Compare(a.Column, b.Column))
	})
}

// named returns a table or model whose columns are origins of their own,
// whatever a model's columns were computed from.
func named(r Relation) Relation {
	r.Columns = slices.Clone(r.Columns)
	for i := range r.Columns {
		c := &r.Columns[i]
		c.Is = &Origin{Relation: r.Name, Column: c.Name}
		c.From = []Origin{*c.Is}
	}
	return r
}

// aside binds something whose columns do not decide what a text gives: the
// condition of a join, whose columns are keys, a grouping or an order.
func (b *binder) aside(bind func()) {
	saved := b.uses
	b.uses = origins{}
	bind()
	b.uses = saved
}

// traced binds an expression and returns the columns behind it, which are not
// those of what stands around it.
func (b *binder) traced(n *node) (Bound, []Origin) {
	saved := b.uses
	b.uses = origins{}
	bound := b.bind(n)
	from := b.uses.sorted()
	b.uses = saved
	return bound, from
}
