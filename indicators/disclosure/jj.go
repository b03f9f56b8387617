package disclosure

import (
	"bufio"
	"fmt"
	"io"
	"math/big"
)

// WriteJJ writes a problem in the JJ format of τ-ARGUS and sdcTable, so that an
// agency can solve it with its own program and compare. The file holds the true
// values and the protection levels: it must not leave the house.
//
// After a line with 0 and one with the number of cells comes a line for each cell:
// its index, value, cost, status (u unsafe, z not to be suppressed, s any other),
// the bounds that readers know, and the lower, upper and sliding protection levels.
// Then come the number of relations and a line for each: the right-hand side, the
// number of terms, and after a colon each cell with its coefficient. The format has
// equations only; a problem with any other relation is refused. A cell without an
// upper bound gets ten times the largest value of all.
func WriteJJ(w io.Writer, problem Problem, rules Rules) error {
	if err := problem.validate(); err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	ceiling := new(big.Rat)
	for _, cell := range problem.Cells {
		if size := new(big.Rat).Abs(cell.Value); size.Cmp(ceiling) > 0 {
			ceiling = size
		}
	}
	ceiling = new(big.Rat).Mul(ceiling, big.NewRat(10, 1))
	fmt.Fprintf(out, "0\n%d\n", len(problem.Cells))
	for i, cell := range problem.Cells {
		a := rules.Assess(cell)
		status := "s"
		switch {
		case cell.Known || cell.Public || cell.Keep && len(a.Reasons) == 0:
			status = "z"
		case len(a.Reasons) > 0:
			status = "u"
		}
		low, high := cell.floor(), cell.Upper
		if low == nil {
			low = new(big.Rat).Neg(ceiling)
		}
		if high == nil {
			high = ceiling
		}
		fmt.Fprintf(out, "%d %s %s %s %s %s %s %s %s\n", i, plain(cell.Value), plain(cell.cost(Options{})), status,
			plain(low), plain(high), plain(a.Protection.Lower), plain(a.Protection.Upper), plain(a.Protection.Sliding))
	}
	fmt.Fprintf(out, "%d\n", len(problem.Relations))
	for i, relation := range problem.Relations {
		if relation.Lower == nil || relation.Upper == nil || relation.Lower.Cmp(relation.Upper) != 0 {
			return fmt.Errorf("relation %d is no equation, which is all that the JJ format has", i)
		}
		fmt.Fprintf(out, "%s %d :", relation.Lower.FloatString(1), len(relation.Terms))
		for _, term := range relation.Terms {
			fmt.Fprintf(out, " %d (%d)", term.Cell, term.Coefficient)
		}
		fmt.Fprintln(out)
	}
	return out.Flush()
}

// plain is a decimal of as many digits as are needed, at most twelve after the point.
func plain(r *big.Rat) string {
	if r == nil {
		return "0"
	}
	if r.IsInt() {
		return r.Num().String()
	}
	digits, exact := r.FloatPrec()
	if !exact || digits > 12 {
		digits = 12
	}
	return r.FloatString(digits)
}
