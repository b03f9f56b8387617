package expr

import (
	"fmt"
	"strings"
)

// divisionScale is the number of decimals to which a division within an
// expression is fixed, so that adding its results up does not depend on the
// order of rows.
const divisionScale = 12

// Quotient prints left / right, rounded half away from zero to twelve decimals;
// null where right is zero. An engine divides decimals as floats, or to digits
// of its own choice, so each store brings the function _heng_quotient, which
// counts whole units of the last decimal. They have to stay within 38 digits:
// the last two arguments are the sizes of the operands up to which they do.
// Beyond them the operands are divided as floats.
func Quotient(left, right Bound) string {
	l, r := left.Type.Scale, right.Type.Scale
	largest := []string{"-1", "-1"} // always as floats
	unit := []int{0, 0, 0}
	if l <= divisionScale && r <= divisionScale {
		largest = []string{power(min(25-r, 38-2*l)), power(min(37-r, 38-2*r))}
		unit = []int{l, r, divisionScale + r - l}
	}
	return fmt.Sprintf("_heng_quotient(%s, nullif(%s, 0), %s, %s, %s, %s, %s)", wide(left), wide(right),
		power(unit[0]), power(unit[1]), power(unit[2]), largest[0], largest[1])
}

// Float prints a number as the nearest float. The second argument of _heng_float,
// which each store brings, is up to where the embedded engine finds it without
// help: the digits are a whole number below 2^53.
func Float(x Bound) string {
	if x.Type.Kind != Decimal {
		return "cast(" + x.SQL + " as double precision)"
	}
	most := int64(1) << 53
	for range x.Type.Scale {
		most /= 10
	}
	return fmt.Sprintf("_heng_float(%s, %d)", wide(x), most)
}

// power writes a power of ten.
func power(n int) string { return "1" + strings.Repeat("0", n) }
