package disclosure

import "math/big"

// Options say how Protect goes about it. The zero value is a good choice.
type Options struct {
	// FewestCells counts each lost cell as one; else the loss is the cells' Cost.
	FewestCells bool
	// ExactCells is up to how many cells of one connected table the best
	// suppression is looked for, at most 64; 0 for DefaultExactCells, negative for
	// never.
	ExactCells int
	// Threshold is how many holdings the suppressed parts of a sum must have
	// between them; 0 for Rules.MinimumContributors.
	Threshold int
	// IgnoreUnions leaves out of account that the suppressed parts of a sum are
	// known together, so that two grants of one grantee are told when they are all
	// that is suppressed in their row. For comparison with programs that do.
	IgnoreUnions bool
	// IgnoreSingletons leaves out of account that a holding which is alone in a
	// cell knows its value and can subtract it. For comparison with programs
	// that do.
	IgnoreSingletons bool
}

// DefaultExactCells is up to how many cells Protect looks for the best
// suppression.
const DefaultExactCells = 40

// Suppression is what Protect has decided. Only whether Status is Published may
// leave the house.
type Suppression struct {
	Status     []Status     // of each cell
	Reasons    [][]Reason   // of each cell; nil for one that is published
	Promises   []Protection // of each primary cell: what the audit has to hold it against
	Statistics []bool       // of each statistic: whether it is suppressed
	// Insiders are, of each primary cell, the contributors who have a part in it, and
	// what is promised against them in place of Promises: they know more of it, and
	// have less to learn.
	Insiders [][]Insider

	// Unions are sums of suppressed cells that readers would know and that are
	// unsafe in their turn. They are cells of no table, and are promised as much.
	Unions []Union

	// Exposed are unsafe cells that are Known, and so cannot be kept back.
	Exposed []int
	// Unprotected are primary cells for which there is no suppression that keeps
	// the promise, because of what is known or must be kept. The release must
	// not be made as it is.
	Unprotected []int

	Lost    *big.Rat // the Cost of all secondary suppressions
	Optimal bool     // whether no cheaper suppression keeps the same promises
}

// Union is a sum of suppressed cells that a relation would give away.
type Union struct {
	Cells   []int
	Reasons []Reason
	Promise Protection

	Insiders []Insider // as of Suppression
}

// Suppressed tells whether the value of a cell must not be published.
func (s Suppression) Suppressed(cell int) bool { return s.Status[cell] != Published }

// Insider is a contributor to a cell who looks at it: what is left after its own part
// is all that it could learn, and has to be hidden from it as a cell is from those who
// have nothing in it.
type Insider struct {
	Holding string
	Promise *Protection // nil: nothing, since it would learn of nobody else that the rules protect
}
