package workspace

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"
)

// rowAttacker is a second attacker on a whole release, and knows nothing of the
// first. It has the published observations, and of every row all but its amount: who
// got it, where, of what kind and when. Each published sum is then an equation in the
// amounts of rows, whatever indicator it is of; so that it sees links between
// indicators that nobody has told it of. It brings the equations into echelon form in
// rationals, and asks a linear program for the least and the greatest of each sum.
type rowAttacker struct {
	rows      []awarded
	bands     []int64 // in which it sees the amounts; none: it sees nothing of them
	equations []functional
}

// functional is a sum of amounts, as the rows that are in it.
type functional struct {
	in    []bool
	value *big.Rat
}

// published is what it reads of an observation.
type published struct {
	Indicator string
	Period    *string
	Breakdown map[string]string
	Value     json.Number
	Numerator json.Number
	ObsStatus string `json:"obs_status"`
}

// read takes in the observations of a release.
func (a *rowAttacker) read(t *testing.T, folder string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, "data", "observations.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []published
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.UseNumber()
	if err := d.Decode(&all); err != nil {
		t.Fatal(err)
	}
	for _, o := range all {
		figure := o.Value
		switch o.Indicator {
		case "mean":
			figure = o.Numerator
			if figure == "" && o.Value != "" {
				// The rows of a cell are known, and so is what the mean is of.
				if mean, ok := new(big.Rat).SetString(o.Value.String()); ok {
					in := a.cell(o.Indicator, period(o.Period), o.Breakdown)
					n := int64(0)
					for i, yes := range in {
						if yes && !a.rows[i].missing {
							n++
						}
					}
					figure = json.Number(mean.Mul(mean, big.NewRat(n, 1)).FloatString(9))
				}
			}
		case "large", "share":
			continue // what they pick is not known
		}
		if figure == "" {
			continue
		}
		value, ok := new(big.Rat).SetString(figure.String())
		if !ok {
			t.Fatalf("%s is no number", figure)
		}
		a.equations = append(a.equations, functional{a.cell(o.Indicator, period(o.Period), o.Breakdown), value})
	}
}

func period(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}

// cell lists the rows of a cell.
func (a *rowAttacker) cell(indicator, period string, breakdown map[string]string) []bool {
	in := make([]bool, len(a.rows))
	for i, r := range a.rows {
		in[i] = !r.missing && (indicator != "kind0" || r.kind == "k0")
		for column, code := range breakdown {
			in[i] = in[i] && (column == "region" && r.region == code || column == "kind" && r.kind == code)
		}
		switch {
		case strings.Contains(period, "Q"):
			in[i] = in[i] && r.quarter > 0 && fmt.Sprintf("2017-Q%d", r.quarter) == period
		case period == "2017":
			in[i] = in[i] && r.quarter > 0
		case period != "":
			in[i] = false
		}
	}
	return in
}

// interval is the least and greatest that a sum can be; hi is negative for no bound.
// ok is false where the program gives up.
func (a *rowAttacker) interval(target []bool) (lo, hi float64, ok bool) {
	var columns []int
	for i, r := range a.rows {
		if !r.missing {
			columns = append(columns, i)
		}
	}
	rows := echelon(a.equations, columns)
	ends := a.ends(columns)
	bounds := [2]float64{0, -1}
	for side, sign := range []float64{1, -1} {
		c := make([]float64, len(columns)+len(ends))
		from := 0.0
		for k, i := range columns {
			if target[i] {
				c[k] = sign
				low, _ := a.band(a.rows[i].amount)
				from += float64(low)
			}
		}
		if len(rows)+len(ends) == 0 {
			continue
		}
		// A row has what its band begins with, and something more; what there is more has
		// no more room than the band.
		A, b := mat.NewDense(len(rows)+len(ends), len(c), nil), make([]float64, len(rows)+len(ends))
		for r, row := range rows {
			b[r], _ = row[len(columns)].Float64()
			for k, i := range columns {
				x, _ := row[k].Float64()
				A.Set(r, k, x)
				low, _ := a.band(a.rows[i].amount)
				b[r] -= x * float64(low)
			}
		}
		for e, k := range ends {
			low, high := a.band(a.rows[columns[k]].amount)
			A.Set(len(rows)+e, k, 1)
			A.Set(len(rows)+e, len(columns)+e, 1)
			b[len(rows)+e] = float64(high - low)
		}
		value, _, err := lp.Simplex(c, A, b, 1e-9, nil)
		value += sign * from
		switch {
		case errors.Is(err, lp.ErrUnbounded):
			continue
		case err != nil:
			return 0, 0, false
		}
		bounds[side] = sign * value
	}
	return bounds[0], bounds[1], true
}

// echelon brings equations into reduced form, so that none follows from others. The
// last column is the right-hand side.
func echelon(equations []functional, columns []int) [][]*big.Rat {
	var rows [][]*big.Rat
	for _, e := range equations {
		row := make([]*big.Rat, len(columns)+1)
		for k, i := range columns {
			row[k] = new(big.Rat)
			if e.in[i] {
				row[k].SetInt64(1)
			}
		}
		row[len(columns)] = new(big.Rat).Set(e.value)
		rows = append(rows, row)
	}
	done := 0
	for k := range columns {
		at := slices.IndexFunc(rows[done:], func(row []*big.Rat) bool { return row[k].Sign() != 0 })
		if at < 0 {
			continue
		}
		rows[done], rows[done+at] = rows[done+at], rows[done]
		pivot := new(big.Rat).Inv(rows[done][k])
		for j := range rows[done] {
			rows[done][j] = new(big.Rat).Mul(rows[done][j], pivot)
		}
		for r := range rows {
			if r == done || rows[r][k].Sign() == 0 {
				continue
			}
			factor := new(big.Rat).Set(rows[r][k])
			for j := range rows[r] {
				rows[r][j] = new(big.Rat).Sub(rows[r][j], new(big.Rat).Mul(factor, rows[done][j]))
			}
		}
		done++
	}
	return rows[:done]
}

// promise is what the rules ask for a sum, reckoned from the rows and nothing else:
// three groups at least, and that the second largest cannot tell the largest to
// within ten per cent. unsafe is false where nothing is to be kept.
func (a *rowAttacker) promise(target []bool) (value, above, below float64, unsafe bool) {
	of := map[string]int64{}
	total := int64(0)
	for i, r := range a.rows {
		if target[i] {
			of[r.org] += r.amount
			total += r.amount
		}
	}
	if len(of) == 0 {
		return 0, 0, 0, false
	}
	var sizes []int64
	for _, size := range of {
		sizes = append(sizes, size)
	}
	slices.Sort(sizes)
	slices.Reverse(sizes)
	rest := total - sizes[0]
	if len(sizes) > 1 {
		rest -= sizes[1]
	}
	need := float64(sizes[0])/10 - float64(rest)
	if len(sizes) >= 3 && need <= 0 {
		return 0, 0, 0, false
	}
	need = max(need, 0)
	above, below = need, min(need, float64(total))
	if len(a.bands) > 0 {
		least, most := int64(0), int64(0)
		for i, r := range a.rows {
			if low, high := a.band(r.amount); target[i] {
				least += low
				if high < 0 || most < 0 {
					most = -1
				} else {
					most += high
				}
			}
		}
		// What the rows say by themselves was not promised to be kept.
		below = min(below, float64(total-least))
		if most >= 0 {
			above = min(above, float64(most-total))
		}
	}
	return float64(total), above, below, true
}

// band is where an amount's band begins and ends; an end below zero is none.
func (a *rowAttacker) band(amount int64) (low, high int64) {
	for _, end := range a.bands {
		if amount < end {
			return low, end
		}
		low = end
	}
	return low, -1
}

// ends lists the rows, among those that count, whose bands have an end.
func (a *rowAttacker) ends(columns []int) []int {
	var all []int
	for k, i := range columns {
		if _, high := a.band(a.rows[i].amount); high >= 0 {
			all = append(all, k)
		}
	}
	return all
}

// part is how far from the truth a guess at what one group has in a sum must stay, as
// far as its bands do not tell it: ten per cent.
func (a *rowAttacker) part(target []bool) (value, above, below float64) {
	least, most, total := int64(0), int64(0), int64(0)
	for i, r := range a.rows {
		if !target[i] {
			continue
		}
		low, high := a.band(r.amount)
		total, least = total+r.amount, least+low
		if high < 0 || most < 0 {
			most = -1
		} else {
			most += high
		}
	}
	above, below = float64(total)/10, min(float64(total)/10, float64(total-least))
	if most >= 0 {
		above = min(above, float64(most-total))
	}
	return float64(total), above, below
}
