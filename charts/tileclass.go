package charts

import (
	"math"
	"slices"

	"github.com/shopspring/decimal"

	"heng/indicators"
)

// tileShades are the steps of a map from light to dark, for one class to five.
var tileShades = [][]shade{
	{},
	{steps[3]},
	{steps[4], steps[1]},
	{steps[4], steps[2], steps[0]},
	{steps[5], steps[3], steps[2], steps[0]},
	{steps[5], steps[3], steps[2], steps[1], steps[0]},
}

// tileClass is a step of a map's shade with its words.
type tileClass struct {
	label  string
	shade  shade
	places []int
}

const tileMost = 5 // classes

// classes sorts places by what the map shows: by the status in words where none
// has a value; by the values themselves where they are few; else by round
// limits that part the places about evenly. Zero is a class of its own. A
// value is sorted as it is displayed, so that no tile contradicts its shade.
func (m *tileMap) classes() []tileClass {
	var list []tileClass
	put := func(label string, place int) {
		for i := range list {
			if list[i].label == label {
				list[i].places = append(list[i].places, place)
				return
			}
		}
		list = append(list, tileClass{label: label, places: []int{place}})
	}
	if !m.numeric {
		for i, p := range m.places {
			if p.Text != "" {
				put(p.Text, i)
			}
		}
		for len(list) > tileMost { // the shade tells five apart; the tiles have the words
			last := list[len(list)-1]
			list = list[:len(list)-1]
			other := &list[tileMost-1]
			other.label, other.places = m.kindText("other_status"), append(other.places, last.places...)
		}
		slices.Sort(list[len(list)-1].places)
		return shaded(list)
	}
	var ranked []int
	for i, p := range m.places {
		if finite(p.Value) {
			ranked = append(ranked, i)
		}
	}
	shown := func(i int) decimal.Decimal { return m.places[i].Value.Decimal(int32(m.Decimals)) }
	slices.SortStableFunc(ranked, func(a, b int) int { return shown(a).Cmp(shown(b)) })
	var distinct []decimal.Decimal
	for _, i := range ranked {
		if d := shown(i); len(distinct) == 0 || !d.Equal(distinct[len(distinct)-1]) {
			distinct = append(distinct, d)
		}
	}
	limits := m.limits(distinct)
	for _, i := range ranked {
		d := shown(i)
		if limits == nil || d.IsZero() && !distinct[0].IsNegative() {
			put(m.value(indicators.FromDecimal(d)), i)
			continue
		}
		at, exact := slices.BinarySearchFunc(limits, d, func(a, b decimal.Decimal) int { return a.Cmp(b) })
		if exact {
			at++
		}
		put(m.classText(limits, at), i)
	}
	return shaded(list)
}

func shaded(list []tileClass) []tileClass {
	for i := range list {
		list[i].shade = tileShades[len(list)][i]
	}
	return list
}

// limits are the round numbers between classes; nil where every value may be
// its own.
func (m *tileMap) limits(distinct []decimal.Decimal) []decimal.Decimal {
	if len(distinct) <= tileMost {
		return nil
	}
	n := tileMost
	if distinct[0].IsZero() {
		n, distinct = n-1, distinct[1:]
	}
	var limits []decimal.Decimal
	for i := 1; i < n; i++ {
		limit := rounded(distinct[i*len(distinct)/n])
		// None between two equal limits, and none below all values.
		if limit.GreaterThan(distinct[0]) && (len(limits) == 0 || limit.GreaterThan(limits[len(limits)-1])) &&
			limit.LessThanOrEqual(distinct[len(distinct)-1]) {
			limits = append(limits, limit)
		}
	}
	if len(limits) == 0 {
		limits = append(limits, distinct[len(distinct)/2])
	}
	return limits
}

// rounded keeps the first digit of a number, and of a number below twenty in
// its place also a half: 1, 1.5, 2, 3 … 10.
func rounded(d decimal.Decimal) decimal.Decimal {
	if d.IsZero() {
		return d
	}
	v, _ := d.Abs().Float64()
	exponent := int32(math.Floor(math.Log10(v)))
	digits := d.Shift(-exponent)
	step := decimal.NewFromInt(1)
	if digits.Abs().LessThan(decimal.NewFromInt(2)) {
		step = decimal.New(5, -1)
	}
	return digits.Div(step).Round(0).Mul(step).Shift(exponent)
}

func (m *tileMap) classText(limits []decimal.Decimal, at int) string {
	text := func(i int) string { return m.value(indicators.FromDecimal(limits[i])) }
	switch at {
	case 0:
		return m.kindText("under", "limit", text(0))
	case len(limits):
		return m.kindText("from", "limit", text(at-1))
	}
	return m.kindText("from_to", "from", text(at-1), "to", text(at))
}

// inOrder puts places in the order in which the page gives them.
func inOrder(places []int) []int {
	sorted := slices.Clone(places)
	slices.Sort(sorted)
	return sorted
}
