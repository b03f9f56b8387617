package audit

import (
	"math"
	"math/big"
	"math/bits"
)

// number is an exact rational. Those of tables are nearly always small, so that
// numerator and denominator (above zero, without a common factor) fit a machine
// word; big takes over where they do not.
type number struct {
	n, d int64
	big  *big.Rat // if not nil, the value; never written to
}

var (
	zero = number{n: 0, d: 1}
	one  = number{n: 1, d: 1}
)

func fromRat(r *big.Rat) number {
	if r.Num().IsInt64() && r.Denom().IsInt64() && r.Num().Int64() != math.MinInt64 {
		return number{n: r.Num().Int64(), d: r.Denom().Int64()}
	}
	return number{big: new(big.Rat).Set(r)}
}

func (a number) rat() *big.Rat {
	if a.big != nil {
		return new(big.Rat).Set(a.big)
	}
	return big.NewRat(a.n, a.d)
}

func (a number) sign() int {
	switch {
	case a.big != nil:
		return a.big.Sign()
	case a.n > 0:
		return 1
	case a.n < 0:
		return -1
	}
	return 0
}

func (a number) neg() number {
	if a.big != nil {
		return number{big: new(big.Rat).Neg(a.big)}
	}
	return number{n: -a.n, d: a.d}
}

func (a number) cmp(b number) int {
	if a.big == nil && b.big == nil && a.d == b.d {
		switch {
		case a.n < b.n:
			return -1
		case a.n > b.n:
			return 1
		}
		return 0
	}
	return a.sub(b).sign()
}

func (a number) add(b number) number {
	if a.big == nil && b.big == nil {
		if a.d == b.d {
			if s := a.n + b.n; !overflows(a.n, b.n, s) {
				if a.d == 1 {
					return number{n: s, d: 1}
				}
				return reduced(s, a.d)
			}
		} else if x, ok := product(a.n, b.d); ok {
			if y, ok := product(b.n, a.d); ok {
				if d, ok := product(a.d, b.d); ok {
					if s := x + y; !overflows(x, y, s) {
						return reduced(s, d)
					}
				}
			}
		}
	}
	return fromRat(new(big.Rat).Add(a.rat(), b.rat()))
}

func (a number) sub(b number) number { return a.add(b.neg()) }

func (a number) mul(b number) number {
	if a.big == nil && b.big == nil {
		if n, ok := product(a.n, b.n); ok {
			if d, ok := product(a.d, b.d); ok {
				if d == 1 {
					return number{n: n, d: 1}
				}
				return reduced(n, d)
			}
		}
	}
	return fromRat(new(big.Rat).Mul(a.rat(), b.rat()))
}

// quo divides by b, which must not be zero.
func (a number) quo(b number) number {
	if b.big != nil {
		return a.mul(number{big: new(big.Rat).Inv(b.big)})
	}
	if b.n < 0 {
		return a.mul(number{n: -b.d, d: -b.n})
	}
	return a.mul(number{n: b.d, d: b.n})
}

// floor and ceil are the whole numbers next to a.
func (a number) floor() number {
	if a.big == nil && a.d == 1 {
		return a
	}
	r := a.rat()
	quotient := new(big.Int)
	quotient.DivMod(r.Num(), r.Denom(), new(big.Int)) // Euclidean: the floor, as the denominator is above zero
	return fromRat(new(big.Rat).SetInt(quotient))
}

func (a number) ceil() number { return a.neg().floor().neg() }

func reduced(n, d int64) number {
	if n == 0 {
		return zero
	}
	x, y := n, d
	if x < 0 {
		x = -x
	}
	for y != 0 {
		x, y = y, x%y
	}
	return number{n: n / x, d: d / x}
}

func overflows(a, b, sum int64) bool {
	return (a > 0) == (b > 0) && (sum > 0) != (a > 0) && a != 0 && b != 0 || sum == math.MinInt64
}

func product(a, b int64) (int64, bool) {
	if a == 1 {
		return b, true
	}
	if b == 1 {
		return a, true
	}
	negative := (a < 0) != (b < 0)
	if a < 0 {
		a = -a
	}
	if b < 0 {
		b = -b
	}
	high, low := bits.Mul64(uint64(a), uint64(b))
	if high != 0 || low > math.MaxInt64 {
		return 0, false
	}
	if negative {
		return -int64(low), true
	}
	return int64(low), true
}

// bound is a limit, or none.
type bound struct {
	number
	set bool
}

func limit(r *big.Rat) bound {
	if r == nil {
		return bound{}
	}
	return bound{fromRat(r), true}
}

func at(n number) bound { return bound{n, true} }

func (b bound) orNil() *big.Rat {
	if !b.set {
		return nil
	}
	return b.rat()
}

// higher is the greater of two lower bounds, lower the lesser of two upper ones.
func higher(a, b bound) bound {
	if !a.set || b.set && b.cmp(a.number) > 0 {
		return b
	}
	return a
}

func lower(a, b bound) bound {
	if !a.set || b.set && b.cmp(a.number) < 0 {
		return b
	}
	return a
}
