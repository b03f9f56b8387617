package disclosure

import (
	"fmt"
	"math/big"
)

// Problem is all that a release says at once, with what is known outside it.
// Cells, statistics and relations refer to cells by their index in Cells.
type Problem struct {
	Cells      []Cell
	Relations  []Relation
	Statistics []Statistic
}

// Cell is one number of a release, of which a reader may see many copies.
type Cell struct {
	Name  string   // for people in the house; not interpreted
	Value *big.Rat // the true value, as it would be published; weighted where contributions are

	// Contributions are the shares of holdings in the value. Those of the same
	// holding are added up before a rule looks at them. Where only the largest
	// are at hand, Others counts the contributors that are not listed; each of
	// theirs must be no larger than the smallest listed.
	Contributions []Contribution
	Others        int

	// Known marks a cell that readers have already, from an earlier release or
	// from elsewhere. It cannot be suppressed any more.
	Known bool
	// Public marks a cell that is nobody's secret, such as a number of rows that are
	// published one by one: readers have it, and no rule finds it unsafe.
	Public bool
	// Crowd marks a cell of which nobody can tell who else is in it, because what
	// puts a contributor there is itself a secret: of the grants above an amount, a
	// grantee knows its own, and not that there is no other. Who is alone in such a
	// cell knows no more than that it is no smaller than its own part.
	Crowd bool
	// Withheld marks a cell that may not be published for a reason of policy,
	// safe or not, and must not be given back by others.
	Withheld bool
	// Keep marks a cell that must not be chosen as a secondary suppression. It
	// is suppressed all the same if it is unsafe.
	Keep bool

	Signed bool // the value could be negative; else readers know that it is not
	// Frequency marks a number of rows, of which how many are whose is no secret: only
	// MinimumContributors looks at it, and what is promised is that it is not a single
	// value.
	Frequency    bool
	Integer      bool     // readers know that the value is a whole number, as counts are
	Lower, Upper *big.Rat // what readers know of the value beforehand; nil for nothing more than its sign

	// Cost is what the loss of the cell costs; nil for the value's size. A
	// total that matters more than its parts has a higher one.
	Cost *big.Rat
	// Protection, if set, takes the place of what the rules would promise, and
	// makes the cell unsafe whatever they say.
	Protection *Protection
}

// Contribution is what one contributor has in a cell.
type Contribution struct {
	Holding string   // the legal entity; empty for a contributor of its own
	Value   *big.Rat // unweighted
	Weight  *big.Rat // of a sample; nil for 1
	Waived  bool     // the contributor has agreed to be recognised
	// Lower and Upper are what readers know of the value beforehand, as where its rows
	// are published with the bands of their amounts; nil for nothing more than its sign.
	Lower, Upper *big.Rat
}

// Relation is a linear relation that every reader knows to hold: Lower ≤
// Σ Coefficient·cell ≤ Upper, where nil leaves a side open. An equation has both
// alike; Sum makes the commonest.
type Relation struct {
	Terms        []Term
	Lower, Upper *big.Rat
}

// Term is a cell in a relation.
type Term struct {
	Cell        int
	Coefficient int64
}

// Sum says that a cell is the sum of others: a total of its parts, a parent of
// its children in a hierarchy, a year of its quarters, a denominator of numerator
// and complement.
func Sum(total int, parts ...int) Relation {
	zero := new(big.Rat)
	relation := Relation{Terms: make([]Term, 0, len(parts)+1), Lower: zero, Upper: zero}
	relation.Terms = append(relation.Terms, Term{Cell: total, Coefficient: -1})
	for _, part := range parts {
		relation.Terms = append(relation.Terms, Term{Cell: part, Coefficient: 1})
	}
	return relation
}

// Equal says that two cells are the same number: a cell of an earlier release
// that has not changed, or of a table linked to this one.
func Equal(a, b int) Relation { return Sum(a, b) }

// Statistic is a published number that is no sum but tells of cells: a share of
// numerator and denominator, a mean of total and count, a median or percentile of
// the contributions to a cell. It is suppressed as soon as one of the Cells is.
// A cell that readers could only reckon from statistics (the total behind a mean
// that is published without it) has to be among the problem's cells, as if it
// were published: that is what the statistic does.
type Statistic struct {
	Name  string
	Cells []int
	// Contributors is, for a median, percentile, minimum or maximum, how many
	// contributions it is taken of; it is suppressed when they are fewer than
	// Rules.MinimumOrder. Zero for statistics that are not of that kind.
	Contributors int
}

// Protection says how far from the true value a reader's interval must reach.
type Protection struct {
	Lower, Upper *big.Rat // at least this far below and above; nil for nothing
	Sliding      *big.Rat // at least this wide altogether; nil for: not a single value
}

// Status is what becomes of a cell.
type Status uint8

// The statuses of a cell. Which of the suppressed it is stays in the house.
const (
	Published Status = iota
	Primary          // unsafe by itself
	Secondary        // suppressed so that others are not given back
)

// PublicStatus is the one code by which readers see that a value is suppressed,
// whatever the reason: Q of SDMX CL_OBS_STATUS.
const PublicStatus = "Q"

// PublicConfidentiality is the code of SDMX CL_CONF_STATUS beside PublicStatus:
// confidential, without saying by which rule.
const PublicConfidentiality = "C"

// validate says what in the problem could not be understood.
func (p Problem) validate() error {
	for i, cell := range p.Cells {
		if cell.Value == nil {
			return fmt.Errorf("cell %d (%s) has no value: a missing value is no cell", i, cell.Name)
		}
		if cell.Others < 0 {
			return fmt.Errorf("cell %d (%s) has %d other contributors", i, cell.Name, cell.Others)
		}
		if low := cell.floor(); low != nil && cell.Value.Cmp(low) < 0 {
			return fmt.Errorf("cell %d (%s) is below what readers take for its lowest value; is it signed?", i, cell.Name)
		}
		if cell.Upper != nil && cell.Value.Cmp(cell.Upper) > 0 {
			return fmt.Errorf("cell %d (%s) is above what readers take for its highest value", i, cell.Name)
		}
		if cell.Integer && !cell.Value.IsInt() {
			return fmt.Errorf("cell %d (%s) is said to be a whole number and is not", i, cell.Name)
		}
		for j, c := range cell.Contributions {
			if c.Value == nil {
				return fmt.Errorf("contribution %d to cell %d (%s) has no value", j, i, cell.Name)
			}
		}
	}
	total, product := new(big.Rat), new(big.Rat)
	for i, relation := range p.Relations {
		total.SetInt64(0)
		for _, term := range relation.Terms {
			if term.Cell < 0 || term.Cell >= len(p.Cells) {
				return fmt.Errorf("relation %d names cell %d of %d", i, term.Cell, len(p.Cells))
			}
			total.Add(total, product.Mul(p.Cells[term.Cell].Value, new(big.Rat).SetInt64(term.Coefficient)))
		}
		if relation.Lower != nil && total.Cmp(relation.Lower) < 0 || relation.Upper != nil && total.Cmp(relation.Upper) > 0 {
			return fmt.Errorf("relation %d (%s …) does not hold of the true values", i, p.nameOf(relation))
		}
	}
	for i, statistic := range p.Statistics {
		for _, cell := range statistic.Cells {
			if cell < 0 || cell >= len(p.Cells) {
				return fmt.Errorf("statistic %d (%s) names cell %d of %d", i, statistic.Name, cell, len(p.Cells))
			}
		}
	}
	return nil
}

func (p Problem) nameOf(relation Relation) string {
	if len(relation.Terms) == 0 {
		return "empty"
	}
	return p.Cells[relation.Terms[0].Cell].Name
}

// floor is the least that readers take the cell for; nil for no bound.
func (c Cell) floor() *big.Rat {
	if c.Lower != nil && (c.Signed || c.Lower.Sign() > 0) {
		return c.Lower
	}
	if c.Signed {
		return nil
	}
	return new(big.Rat)
}

// empty tells whether nobody has contributed, so that zero is no secret.
func (c Cell) empty() bool {
	return len(c.Contributions) == 0 && c.Others == 0 && c.Value.Sign() == 0
}
