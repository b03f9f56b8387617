package indicators

import (
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// Number is a value: an exact rational, so that counts and money stay exact
// and a division is rounded once, when it is written. The zero Number is 0.
type Number struct{ rat big.Rat }

// FromInt returns the number i.
func FromInt(i int64) *Number {
	n := new(Number)
	n.rat.SetInt64(i)
	return n
}

// FromDecimal returns the number d.
func FromDecimal(d decimal.Decimal) *Number {
	n := new(Number)
	n.rat.Set(d.Rat())
	return n
}

// Quotient returns factor · a / b, or nil when b is zero.
func Quotient(factor int64, a, b decimal.Decimal) *Number {
	if b.IsZero() {
		return nil
	}
	n := new(Number)
	n.rat.Quo(a.Rat(), b.Rat())
	n.rat.Mul(&n.rat, new(big.Rat).SetInt64(factor))
	return n
}

// Rat returns a copy of the exact value.
func (n *Number) Rat() *big.Rat { return new(big.Rat).Set(&n.rat) }

// Float returns the nearest float64.
func (n *Number) Float() float64 {
	f, _ := n.rat.Float64()
	return f
}

// Cmp compares n with m: -1, 0 or 1.
func (n *Number) Cmp(m *Number) int { return n.rat.Cmp(&m.rat) }

// Sub returns n − m.
func (n *Number) Sub(m *Number) *Number {
	r := new(Number)
	r.rat.Sub(&n.rat, &m.rat)
	return r
}

// Over returns factor · n / m, or nil when m is zero.
func (n *Number) Over(factor int64, m *Number) *Number {
	if m.rat.Sign() == 0 {
		return nil
	}
	r := new(Number)
	r.rat.Quo(&n.rat, &m.rat)
	r.rat.Mul(&r.rat, new(big.Rat).SetInt64(factor))
	return r
}

// Decimal returns the value with the given number of decimals, rounded half
// away from zero, for display.
func (n *Number) Decimal(decimals int32) decimal.Decimal {
	d, err := decimal.NewFromString(n.rat.FloatString(int(decimals)))
	if err != nil {
		panic(err) // FloatString writes plain decimals
	}
	return d
}

// maxExactDigits is how long a decimal expansion may be to be written in full;
// beyond it the value comes from a division.
const maxExactDigits = 12

// String writes the value in full precision: exactly when its decimal expansion
// ends within twelve decimals (all stored numbers do), otherwise as the
// shortest decimal that reads back as the nearest float64.
func (n *Number) String() string {
	if n.rat.IsInt() {
		return n.rat.Num().String()
	}
	if digits, exact := n.rat.FloatPrec(); exact && digits <= maxExactDigits {
		return n.rat.FloatString(digits)
	}
	f := n.Float()
	if size := math.Abs(f); size >= 1e-6 && size < 1e21 { // as JSON writes numbers
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

// MarshalJSON writes the value as a JSON number.
func (n *Number) MarshalJSON() ([]byte, error) { return []byte(n.String()), nil }

// DecodeYAML reads a decimal number.
func (n *Number) DecodeYAML(node *yamldoc.Node) {
	if node.Kind() == yamldoc.Null {
		node.Error("null", locale.M("yaml.null"), locale.M("yaml.null_hint"))
		return
	}
	text, ok := node.Text()
	d, err := plainDecimal(text)
	if !ok || err != nil {
		node.Error("not_a_number", locale.M("yaml.not_a_number", "text", text))
		return
	}
	n.rat.Set(d.Rat())
}

// errNotPlain says that a number is not written in plain digits.
var errNotPlain = errors.New("not a plain number")

// plainDecimal reads a number written in plain digits. An exponent is refused: a
// few characters of it stand for more digits than a machine holds.
func plainDecimal(text string) (decimal.Decimal, error) {
	if strings.ContainsAny(text, "eE") || len(text) > 64 {
		return decimal.Decimal{}, errNotPlain
	}
	return decimal.NewFromString(text)
}

// numberOf returns the number of an exact value; nil of nil.
func numberOf(r *big.Rat) *Number {
	if r == nil {
		return nil
	}
	n := new(Number)
	n.rat.Set(r)
	return n
}
