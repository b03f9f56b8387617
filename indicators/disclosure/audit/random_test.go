package audit_test

import (
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"

	"heng/indicators/disclosure/audit"
)

// instance is a release with its true values, which the audit does not see.
type instance struct {
	release audit.Release
	truth   []int64
}

// random makes a cube of up to three dimensions with all its margins, sometimes
// with a second grouping of the first dimension linked to it, and suppresses some
// of it.
func random(r *rand.Rand) instance {
	dimensions := 1 + r.IntN(3)
	sizes := []int{0, 0, 0}
	for d := range dimensions {
		sizes[d] = 2 + r.IntN(3)
	}
	// Position size is the total.
	var in instance
	place := map[[3]int]int{}
	for i := 0; i <= sizes[0]; i++ {
		for j := 0; j <= sizes[1]; j++ {
			for k := 0; k <= sizes[2]; k++ {
				place[[3]int{i, j, k}] = len(in.truth)
				in.truth = append(in.truth, 0)
			}
		}
	}
	for i := range max(1, sizes[0]) {
		for j := range max(1, sizes[1]) {
			for k := range max(1, sizes[2]) {
				v := int64(r.ExpFloat64() * 6)
				for mask := range 1 << dimensions {
					at := [3]int{i, j, k}
					for d := range 3 {
						if mask>>d&1 == 1 {
							at[d] = sizes[d]
						}
					}
					in.truth[place[at]] += v
				}
			}
		}
	}
	for i := 0; i <= sizes[0]; i++ {
		for j := 0; j <= sizes[1]; j++ {
			for k := 0; k <= sizes[2]; k++ {
				at := [3]int{i, j, k}
				for d := range dimensions {
					if at[d] != sizes[d] {
						continue
					}
					var parts []int
					for x := range sizes[d] {
						part := at
						part[d] = x
						parts = append(parts, place[part])
					}
					in.release.Relations = append(in.release.Relations, audit.Sum(place[at], parts...))
				}
			}
		}
	}
	if r.IntN(2) == 0 && sizes[0] > 2 {
		// Another way to sum the first dimension, for the total of the others.
		group := len(in.truth)
		a, b := place[[3]int{0, sizes[1], sizes[2]}], place[[3]int{sizes[0] - 1, sizes[1], sizes[2]}]
		in.truth = append(in.truth, in.truth[a]+in.truth[b])
		in.release.Relations = append(in.release.Relations, audit.Sum(group, a, b))
	}
	share := 0.2 + 0.5*r.Float64()
	for _, v := range in.truth {
		cell := audit.Cell{Value: rat(v)}
		if r.Float64() < share {
			cell = audit.Cell{Suppressed: true}
		}
		in.release.Cells = append(in.release.Cells, cell)
	}
	return in
}

// byGonum is the interval of each suppressed cell by gonum's simplex, which wants
// an equation for each row, all of them independent, and non-negative variables.
func byGonum(r audit.Release) (map[int][2]float64, error) {
	place := map[int]int{}
	var cells []int
	for i, c := range r.Cells {
		if c.Suppressed {
			place[i] = len(cells)
			cells = append(cells, i)
		}
	}
	var rows [][]float64
	for _, relation := range r.Relations {
		row := make([]float64, len(cells)+1)
		for _, t := range relation.Terms {
			f, _ := t.Coefficient.Float64()
			if v := r.Cells[t.Cell].Value; v != nil {
				x, _ := v.Float64()
				row[len(cells)] -= f * x
				continue
			}
			row[place[t.Cell]] += f
		}
		rows = append(rows, row)
	}
	rows = independent(rows, len(cells))
	// A variable in no row is not bounded; gonum takes no column of zeros.
	used := []int{}
	for j := range cells {
		for _, row := range rows {
			if row[j] != 0 {
				used = append(used, j)
				break
			}
		}
	}
	out := map[int][2]float64{}
	for _, cell := range cells {
		out[cell] = [2]float64{0, math.Inf(1)}
	}
	if len(rows) == 0 {
		return out, nil
	}
	if len(rows) == len(used) {
		// All of them are determined, and gonum refuses a square system.
		for i, row := range rows {
			for j := range cells {
				if row[j] == 1 {
					out[cells[j]] = [2]float64{rows[i][len(cells)], rows[i][len(cells)]}
					break
				}
			}
		}
		return out, nil
	}
	a := mat.NewDense(len(rows), len(used), nil)
	b := make([]float64, len(rows))
	for i, row := range rows {
		for k, j := range used {
			a.Set(i, k, row[j])
		}
		b[i] = row[len(cells)]
	}
	for k, j := range used {
		var interval [2]float64
		for side, sign := range []float64{1, -1} {
			c := make([]float64, len(used))
			c[k] = sign
			value, _, err := lp.Simplex(c, a, b, 1e-10, nil)
			switch {
			case errors.Is(err, lp.ErrUnbounded):
				value = math.Inf(-1)
			case err != nil:
				return nil, err
			}
			interval[side] = sign * value
		}
		out[cells[j]] = interval
	}
	return out, nil
}

// independent brings rows into reduced echelon form.
func independent(rows [][]float64, n int) [][]float64 {
	rank := 0
	for j := 0; j < n && rank < len(rows); j++ {
		pivot := -1
		for i := rank; i < len(rows); i++ {
			if math.Abs(rows[i][j]) > 1e-9 && (pivot < 0 || math.Abs(rows[i][j]) > math.Abs(rows[pivot][j])) {
				pivot = i
			}
		}
		if pivot < 0 {
			continue
		}
		rows[rank], rows[pivot] = rows[pivot], rows[rank]
		factor := rows[rank][j]
		for k := range rows[rank] {
			rows[rank][k] /= factor
		}
		for i := range rows {
			if f := rows[i][j]; i != rank && f != 0 {
				for k := range rows[i] {
					rows[i][k] -= f * rows[rank][k]
				}
			}
		}
		rank++
	}
	return rows[:rank]
}

// Another solver, floating and dense, is asked for each interval. It gives up on
// some of what is degenerate; that share is held down so that the test keeps its
// meaning.
func TestAgreesWithGonum(t *testing.T) {
	count := 200
	if testing.Short() {
		count = 50
	}
	refused, compared := 0, 0
	methods := map[audit.Method]int{}
	for seed := range uint64(count) {
		in := random(rand.New(rand.NewPCG(seed, 6)))
		report, err := audit.Attack(in.release)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		want, err := byGonum(in.release)
		if err != nil {
			refused++
			continue
		}
		for _, i := range report.Intervals {
			compared++
			methods[i.Method]++
			low, high := math.Inf(-1), math.Inf(1)
			if i.Low != nil {
				low, _ = i.Low.Float64()
			}
			if i.High != nil {
				high, _ = i.High.Float64()
			}
			if math.Abs(low-want[i.Cell][0]) > 1e-6 || high != want[i.Cell][1] && math.Abs(high-want[i.Cell][1]) > 1e-6 {
				t.Errorf("seed %d, cell %d by %s: %v to %v, gonum %v", seed, i.Cell, i.Method, low, high, want[i.Cell])
			}
			truth := rat(in.truth[i.Cell])
			if i.Low.Cmp(truth) > 0 || i.High != nil && i.High.Cmp(truth) < 0 {
				t.Errorf("seed %d, cell %d: the truth %v is outside %v", seed, i.Cell, truth, ends(i))
			}
		}
	}
	t.Logf("%d intervals compared, %v; gonum refused %d of %d releases", compared, methods, refused, count)
	if refused > count/4 || methods[audit.MaximumFlow] == 0 || methods[audit.Program] == 0 {
		t.Errorf("too little was compared: %d refused, %v", refused, methods)
	}
}

// Amounts with cents, of many digits, lose nothing.
func TestExactBeyondMachineWords(t *testing.T) {
	huge, _ := new(big.Rat).SetString("123456789012345678901234567890.01")
	more := new(big.Rat).Add(huge, big.NewRat(1, 100))
	r := audit.Release{Cells: []audit.Cell{{Suppressed: true}, {Suppressed: true}, {Value: more}, {Value: huge}},
		Relations: []audit.Relation{audit.Sum(2, 0, 1), {Terms: []audit.Term{{Cell: 0, Coefficient: rat(1)}, {Cell: 1, Coefficient: rat(-1)}, {Cell: 3, Coefficient: rat(-1)}}, Lower: rat(0), Upper: rat(0)}}}
	// x + y = h + 0.01 and x − y = h: y is half a cent.
	got := intervals(t, r)[1]
	if want := [2]string{"1/200", "1/200"}; got != want {
		t.Errorf("%v, want %v", got, want)
	}
}

// The intervals of a two-way table by the audit, beside those by gonum's simplex.
func BenchmarkAgainstGonum(b *testing.B) {
	values := make([][]int64, 8)
	hidden := map[int]bool{}
	r := rand.New(rand.NewPCG(1, 1))
	for i := range values {
		for j := range 8 {
			values[i] = append(values[i], r.Int64N(100))
			if (i+j)%3 == 0 {
				hidden[8*i+j] = true
			}
		}
	}
	release := table(values, hidden)
	var ours, theirs time.Duration
	for b.Loop() {
		start := time.Now()
		if _, err := audit.Attack(release); err != nil {
			b.Fatal(err)
		}
		ours += time.Since(start)
		start = time.Now()
		if _, err := byGonum(release); err != nil {
			b.Fatal(err)
		}
		theirs += time.Since(start)
	}
	b.ReportMetric(float64(theirs)/float64(ours), "gonum/audit")
}
