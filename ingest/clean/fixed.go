package clean

import (
	"math/big"
	"math/bits"

	"github.com/shopspring/decimal"
)

// Fixed is a signed 128-bit integer in two's complement. Number returns one
// that counts units of 10^-Decimals, which is how stores keep a DECIMAL.
type Fixed struct {
	Hi int64
	Lo uint64
}

// MaxPrecision is the greatest number of digits a Fixed holds, integer digits
// and decimals together: that of the stores' DECIMAL.
const MaxPrecision = 38

// IntegerDigits is how many digits a number may have before the point.
const IntegerDigits = 18

// FixedFromInt64 returns n.
func FixedFromInt64(n int64) Fixed { return Fixed{Hi: n >> 63, Lo: uint64(n)} }

// FixedFromDecimal returns d in units of 10^-decimals, and false where d has
// more decimals or is out of range.
func FixedFromDecimal(d decimal.Decimal, decimals int) (Fixed, bool) {
	shifted := d.Shift(int32(decimals))
	if !shifted.IsInteger() {
		return Fixed{}, false
	}
	return fixedFromBig(shifted.BigInt())
}

// Decimal returns the value that f counts in units of 10^-decimals.
func (f Fixed) Decimal(decimals int) decimal.Decimal {
	return decimal.NewFromBigInt(f.Big(), -int32(decimals))
}

// Big returns f as a big integer.
func (f Fixed) Big() *big.Int {
	n := new(big.Int).Lsh(big.NewInt(f.Hi), 64)
	return n.Or(n, new(big.Int).SetUint64(f.Lo))
}

// Int64 returns f and whether it fits.
func (f Fixed) Int64() (int64, bool) {
	n := int64(f.Lo)
	return n, f.Hi == n>>63
}

// Cmp compares f with g, which must count the same units: -1, 0 or 1.
func (f Fixed) Cmp(g Fixed) int {
	switch {
	case f.Hi < g.Hi || (f.Hi == g.Hi && f.Lo < g.Lo):
		return -1
	case f == g:
		return 0
	}
	return 1
}

// String writes the value that f counts in units of 10^-decimals, with all
// its decimals: Fixed{0, 1050}.String(2) is 10.50.
func (f Fixed) String(decimals int) string {
	return f.Decimal(decimals).StringFixed(int32(decimals))
}

func fixedFromBig(n *big.Int) (Fixed, bool) {
	magnitude := new(big.Int).Abs(n)
	if magnitude.BitLen() > 127 {
		return Fixed{}, false
	}
	low := new(big.Int).And(magnitude, new(big.Int).SetUint64(1<<64-1)).Uint64()
	high := new(big.Int).Rsh(magnitude, 64).Uint64()
	return uint128{high, low}.signed(n.Sign() < 0), true
}

// uint128 is the magnitude of a Fixed while it is being computed.
type uint128 struct{ hi, lo uint64 }

// mul returns u·n, and false where it does not fit.
func (u uint128) mul(n uint64) (uint128, bool) {
	over, hi := bits.Mul64(u.hi, n)
	carry, lo := bits.Mul64(u.lo, n)
	hi, c := bits.Add64(hi, carry, 0)
	return uint128{hi, lo}, over == 0 && c == 0
}

// add returns u+n, and false where it does not fit.
func (u uint128) add(n uint64) (uint128, bool) {
	lo, c := bits.Add64(u.lo, n, 0)
	hi, c := bits.Add64(u.hi, 0, c)
	return uint128{hi, lo}, c == 0
}

// plus returns u+v, and false where it does not fit.
func (u uint128) plus(v uint128) (uint128, bool) {
	lo, c := bits.Add64(u.lo, v.lo, 0)
	hi, c := bits.Add64(u.hi, v.hi, c)
	return uint128{hi, lo}, c == 0
}

// div10 returns u/10 and u%10.
func (u uint128) div10() (uint128, uint64) {
	hi, rest := u.hi/10, u.hi%10
	lo, rest := bits.Div64(rest, u.lo, 10)
	return uint128{hi, lo}, rest
}

func (u uint128) less(v uint128) bool { return u.hi < v.hi || (u.hi == v.hi && u.lo < v.lo) }

func (u uint128) signed(negative bool) Fixed {
	if !negative {
		return Fixed{int64(u.hi), u.lo}
	}
	lo, borrow := bits.Sub64(0, u.lo, 0)
	hi, _ := bits.Sub64(0, u.hi, borrow)
	return Fixed{int64(hi), lo}
}

// pow10 holds the powers of ten up to 10^38, the greatest below 2^127.
var pow10 = func() (p [MaxPrecision + 1]uint128) {
	p[0] = uint128{0, 1}
	for i := 1; i < len(p); i++ {
		p[i], _ = p[i-1].mul(10)
	}
	return p
}()
