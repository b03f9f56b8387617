package indicators_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"heng/indicators"
)

// A value is written in full: exactly where that is possible, else with the
// fewest digits that give the same float64, which strconv and Python's repr
// agree on.
func TestNumberIsWrittenInFull(t *testing.T) {
	for _, c := range []struct {
		factor, a, b int64
		want         string
	}{
		{1, 7, 1, "7"}, {1, -7, 2, "-3.5"}, {100, 1, 3, "33.333333333333336"}, {100, 20, 30, "66.66666666666667"},
		{100, 1350500, 60, "2250833.3333333335"}, {1, 1, 3_000_000_000, "3.333333333333333e-10"},
		{1, 2_000_000_000_000_000_000, 3, "666666666666666600"}, {1, 0, 5, "0"},
	} {
		n := indicators.Quotient(c.factor, decimal.NewFromInt(c.a), decimal.NewFromInt(c.b))
		if got := n.String(); got != c.want {
			t.Errorf("%d·%d/%d is written %s, want %s", c.factor, c.a, c.b, got, c.want)
		}
	}
}
