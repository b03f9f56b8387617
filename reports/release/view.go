package release

import (
	"maps"
	"math/big"
	"strings"

	"github.com/shopspring/decimal"

	"heng/indicators"
	"heng/indicators/disclosure/audit"
)

// view is a release as its readers have it: the published figures, and the sums
// that everybody knows to hold. It is made from the published files alone, and
// shares nothing with the part that has kept figures back.
type view struct {
	release audit.Release
	index   map[string]int // of a cell by indicator, place and figure
	shared  map[string][]int
	cells   []viewed
	byID    map[string]*indicators.Indicator
	all     []*indicators.Observation // that were read
	lines   map[string][]inTime       // figures that are the same but for their period
	summed  []summed                  // sums over rows that are published with bands
	undated map[string]bool           // indicators and codes with rows without a date
}

type viewed struct {
	at     *indicators.Observation
	figure string
}

func (v *view) describe(cell int) AuditedCell {
	o := v.cells[cell].at
	return AuditedCell{Indicator: o.Framework + "/" + o.Indicator, Period: o.Period, Breakdown: o.Breakdown, Figure: v.cells[cell].figure}
}

// read takes the figures of an observation as they are printed.
func (v *view) read(i *indicators.Indicator, o *indicators.Observation) {
	kept := o.ObsStatus == indicators.Suppressed
	rowsKept := kept && o.N == 0
	n := v.figure(o, "n", rowsKept, new(big.Rat).SetInt64(o.N), true)
	missing := v.figure(o, "missing", rowsKept, new(big.Rat).SetInt64(o.Missing), true)
	v.release.Cells[missing].Suppressed = false // it is nobody's figure
	within := v.unprinted(o, "within")
	v.release.Relations = append(v.release.Relations, audit.Sum(within, n, missing))
	where, period := "", ""
	stands := *o
	if i.Where != nil {
		// What is true of one code is what a breakdown says of it.
		where, stands.Breakdown = picks(i.Where.Text)
		stands.Breakdown = maps.Clone(stands.Breakdown)
	}
	if stands.Breakdown == nil {
		stands.Breakdown = indicators.Breakdown{}
	}
	maps.Copy(stands.Breakdown, o.Breakdown)
	if i.Period.Of != nil {
		period = spaced(i.Period.Of.Text)
	}
	share := func(name string, cell int) {
		key := strings.Join([]string{name, strings.ToLower(i.Population), where, strings.TrimPrefix(placeOf(&stands), periodOf(o))}, "\x01")
		v.lines[key] = append(v.lines[key], inTime{i.Period.By, period, periodOf(o), cell, v.undated[undatedKey(o)]})
		key += "\x01" + period + "\x01" + periodOf(o)
		v.shared[key] = append(v.shared[key], cell)
	}
	share("within", within)
	zero := func(d *decimal.Decimal) *big.Rat {
		if d == nil {
			return new(big.Rat)
		}
		return d.Rat()
	}
	value := new(big.Rat)
	if o.Value != nil {
		value = o.Value.Rat()
	}
	// A figure that is not printed though the value is was kept back by itself.
	part := func(name string, printed *decimal.Decimal, integer bool) int {
		return v.figure(o, name, printed == nil && (kept || o.Value != nil), zero(printed), integer)
	}
	switch i.Measure.Kind() {
	case "count":
		yes := v.figure(o, "value", kept, value, true)
		v.atMost(yes, n)
		share("yes "+spaced(i.Measure.Count.Text), yes)
		share("n "+spaced(i.Measure.Count.Text), n)
	case "share":
		yes := part("numerator", o.Numerator, true)
		v.atMost(yes, n)
		v.quotient(i, o, yes, n)
		share("yes "+spaced(i.Measure.Share.Text), yes)
		share("n "+spaced(i.Measure.Share.Text), n)
	case "sum":
		share("sum "+spaced(i.Measure.Sum.Text), v.figure(o, "value", kept, value, false))
	case "mean":
		sum := part("numerator", o.Numerator, false)
		v.quotient(i, o, sum, n)
		share("sum "+spaced(i.Measure.Mean.Text), sum)
	case "ratio":
		v.quotient(i, o, part("numerator", o.Numerator, false), part("denominator", o.Denominator, false))
	}
}

// precision is to within what part of itself a quotient is believed, which is
// published with all its digits but has no end.
var precision = big.NewRat(1, 1_000_000_000)

// quotient says that the published value is one figure over another.
func (v *view) quotient(i *indicators.Indicator, o *indicators.Observation, numerator, denominator int) {
	if o.Value == nil || v.release.Cells[numerator].Value != nil && v.release.Cells[denominator].Value != nil {
		return
	}
	factor := big.NewRat(1, 1)
	if i.Unit == "percent" {
		factor.SetInt64(100)
	}
	unit := new(big.Rat).Mul(precision, new(big.Rat).Abs(o.Value.Rat()))
	if unit.Sign() == 0 {
		unit.Set(precision)
	}
	v.release.Relations = append(v.release.Relations, audit.Ratio(numerator, denominator, factor, o.Value.Rat(), unit)...)
}

// figure adds a printed or suppressed figure.
func (v *view) figure(o *indicators.Observation, name string, kept bool, value *big.Rat, integer bool) int {
	c := audit.Cell{Name: name, Integer: integer, Suppressed: kept}
	if !kept {
		c.Value, c.Signed = value, value.Sign() < 0
	}
	return v.add(o, name, c)
}

// unprinted adds a figure that nobody prints.
func (v *view) unprinted(o *indicators.Observation, name string) int {
	return v.add(o, name, audit.Cell{Name: name, Integer: true})
}

func (v *view) add(o *indicators.Observation, name string, c audit.Cell) int {
	at := len(v.release.Cells)
	v.release.Cells = append(v.release.Cells, c)
	v.cells = append(v.cells, viewed{o, name})
	v.index[o.Framework+"/"+o.Indicator+"\x00"+placeOf(o)+"\x00"+name] = at
	return at
}

// atMost says that one figure is no larger than another.
func (v *view) atMost(less, more int) {
	v.release.Relations = append(v.release.Relations, audit.Relation{
		Terms: []audit.Term{{Cell: more, Coefficient: big.NewRat(1, 1)}, {Cell: less, Coefficient: big.NewRat(-1, 1)}}, Lower: new(big.Rat),
	})
}

// cellOf finds the cell of a figure.
func (v *view) cellOf(o *indicators.Observation, figure string) (int, bool) {
	cell, there := v.index[o.Framework+"/"+o.Indicator+"\x00"+placeOf(o)+"\x00"+figure]
	return cell, there
}

// before adds what was published before of figures that are kept back now.
func (v *view) before(earlier []indicators.Observation) {
	for at := range earlier {
		o := &earlier[at]
		for _, f := range printed(v.byID[o.Framework+"/"+o.Indicator], o) {
			if cell, there := v.cellOf(o, f.name); there && v.release.Cells[cell].Value == nil {
				v.release.Cells[cell].Lower, v.release.Cells[cell].Upper = f.value, f.value
			}
		}
	}
}

// outside adds what readers know from elsewhere.
func (v *view) outside(known []KnownFigure) {
	for _, k := range known {
		o := indicators.Observation{Breakdown: k.Breakdown}
		if k.Period != "" {
			o.Period = &k.Period
		}
		figure := k.Figure
		if cell, there := v.index[k.Indicator+"\x00"+placeOf(&o)+"\x00"+figure]; there && v.release.Cells[cell].Value == nil {
			v.release.Cells[cell].Lower, v.release.Cells[cell].Upper = k.Value, k.Value
		}
	}
}

// undatedKey names an indicator and codes.
func undatedKey(o *indicators.Observation) string {
	return o.Framework + "/" + o.Indicator + strings.TrimPrefix(placeOf(o), periodOf(o))
}
