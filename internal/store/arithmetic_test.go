package store_test

import (
	"context"
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"heng/internal/store"
)

// TestQuotient holds the division of the embedded engine against rational
// numbers, rounded half away from zero to twelve decimals: on random operands of
// every size, on halves that decide the last digit, and on the borders between
// its ways of dividing.
func TestQuotient(t *testing.T) {
	ctx := context.Background()
	st, err := store.OpenMemory(ctx, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	random := rand.New(rand.NewPCG(1, 2))
	const scale = 6
	unit := big.NewInt(1_000_000)
	var operands [][2]*big.Int // in units of the sixth decimal
	add := func(l, r *big.Int) {
		if r.Sign() != 0 {
			operands = append(operands, [2]*big.Int{l, r}, [2]*big.Int{new(big.Int).Neg(l), r}, [2]*big.Int{l, new(big.Int).Neg(r)})
		}
	}
	sized := func() *big.Int { // below 10^19 units, any number of digits as likely
		n := new(big.Int).SetUint64(random.Uint64() % 10_000_000_000_000_000_000)
		for range random.IntN(19) {
			n.Quo(n, big.NewInt(10))
		}
		return n
	}
	for range 3000 {
		add(sized(), sized())
	}
	for _, bits := range []uint{48, 50} {
		for around := int64(-3); around <= 3; around++ {
			border := new(big.Int).Add(new(big.Int).Lsh(big.NewInt(1), bits), big.NewInt(around))
			add(border, sized())
			add(sized(), border)
			add(border, border)
		}
	}
	for range 500 { // n / 2·10^12 ends in a half of the last decimal
		add(new(big.Int).SetUint64(random.Uint64()%1_000_000_000_000*2+1), big.NewInt(2_000_000_000_000))
	}
	add(new(big.Int), unit)
	var rows []string
	for i, o := range operands {
		rows = append(rows, fmt.Sprintf("(%d, %s, %s)", i, fixedText(o[0], scale), fixedText(o[1], scale)))
	}
	if err := st.Exec(ctx, "create table q as select cast(i as bigint) as i, cast(l as decimal(38,6)) as l, cast(r as decimal(38,6)) as r from (values "+strings.Join(rows, ", ")+") as v(i, l, r)"); err != nil {
		t.Fatal(err)
	}
	got, err := st.Query(ctx, "select cast(i as bigint), cast(_heng_quotient(l, r, 1000000, 1000000, 1000000000000, 10000000000000000000, 10000000000000000000) as varchar) from q")
	if err != nil {
		t.Fatal(err)
	}
	defer got.Close()
	seen := 0
	for got.Next() {
		var i int64
		var text string
		if err := got.Scan(&i, &text); err != nil {
			t.Fatal(err)
		}
		seen++
		o := operands[i]
		want := new(big.Rat).SetFrac(o[0], o[1])
		value, ok := new(big.Rat).SetString(text)
		if exact := want.FloatString(12); !ok || value.FloatString(12) != strings.Replace(exact, "-0.000000000000", "0.000000000000", 1) {
			t.Errorf("%s / %s is %s, want %s", o[0], o[1], text, exact)
		}
	}
	if err := got.Err(); err != nil || seen != len(operands) {
		t.Fatal(err, seen)
	}
}

// fixedText writes a whole number of units of a decimal.
func fixedText(units *big.Int, scale int) string {
	return new(big.Rat).SetFrac(units, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)).FloatString(scale)
}

// BenchmarkQuotient divides rows exactly and as floats; the metric is the ratio of
// the two times in the same run.
func BenchmarkQuotient(b *testing.B) {
	ctx := context.Background()
	st, err := store.OpenMemory(ctx, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	if err := st.Exec(ctx, "create table t as select cast(i * 1234.567891 as decimal(24,6)) as a, cast(i % 977 + 1.5 as decimal(24,6)) as m from range(500000) r(i)"); err != nil {
		b.Fatal(err)
	}
	var exact, floats time.Duration
	run := func(sql string) time.Duration {
		start := time.Now()
		var sum string
		if err := st.Get(ctx, &sum, sql); err != nil {
			b.Fatal(err)
		}
		return time.Since(start)
	}
	for b.Loop() {
		exact += run("select cast(sum(_heng_quotient(cast(a as decimal(38,6)), nullif(cast(m as decimal(38,6)), 0), 1000000, 1000000, 1000000000000, 10000000000000000000, 10000000000000000000)) as varchar) from t")
		floats += run("select cast(sum(cast(cast(a as double precision) / nullif(cast(m as double precision), 0) as decimal(38,12))) as varchar) from t")
	}
	b.ReportMetric(exact.Seconds()/floats.Seconds(), "exact/floats")
	b.ReportMetric(float64(b.N)*500000/exact.Seconds(), "rows/s")
}
