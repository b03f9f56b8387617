package release

import (
	"maps"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"heng/indicators"
	"heng/indicators/disclosure"
)

// figure names one number that an observation is made of.
type figureKind string

// The figures. Within are the rows that where takes in: those that count and
// those with a missing value.
const (
	withinFigure      figureKind = "within"
	countedFigure     figureKind = "n"
	yesFigure         figureKind = "yes" // rows where the condition holds
	noFigure          figureKind = "no"  // and where it does not: nobody prints it, everybody can reckon it
	missingFigure     figureKind = "missing"
	sumFigure         figureKind = "sum"
	numeratorFigure   figureKind = "numerator"   // of a ratio
	denominatorFigure figureKind = "denominator" // of a ratio
	restFigure        figureKind = "rest"        // what one condition takes in and a narrower one does not
)

// subject says what a figure is of, so that two indicators which give one figure
// give one cell: the population, its rows, the period, and the expression.
type subject struct {
	population, where, by, period, expression string
	// fixed are codes that where asks for by themselves: the figure of country = 'HT'
	// is that of the code HT in a breakdown by country.
	fixed indicators.Breakdown
}

// subjectOf returns what the figures of an indicator are of.
func subjectOf(i *indicators.Indicator) subject {
	s := subject{population: strings.ToLower(i.Population), by: i.Period.By}
	if i.Where != nil {
		s.where, s.fixed = picks(i.Where.Text)
	}
	if i.Period.Of != nil {
		s.period = spaced(i.Period.Of.Text)
	}
	m := i.Measure
	for _, e := range []*indicators.Expression{m.Count, m.Share, m.Sum, m.Mean, m.Value} {
		if e != nil {
			s.expression = spaced(e.Text)
		}
	}
	if s.expression == "" { // figures of its own
		s.expression = "\x00" + i.ID
	}
	return s
}

var (
	oneCode   = regexp.MustCompile(`^(\w+) = '([^']*)'$`)
	compound  = regexp.MustCompile(`(?i)\bor\b|\bnot\b|\bcase\b|\bbetween\b|\(`)
	connected = regexp.MustCompile(`(?i)\s+and\s+`)
)

// picks parts a condition into the codes that it asks for and what else it does, in
// an order of its own. A condition that is no plain list of such is left as it is.
func picks(condition string) (rest string, codes indicators.Breakdown) {
	condition = spaced(condition)
	if compound.MatchString(condition) {
		return condition, nil
	}
	var others []string
	for _, part := range connected.Split(condition, -1) {
		if m := oneCode.FindStringSubmatch(part); m != nil && codes[m[1]] == "" {
			if codes == nil {
				codes = indicators.Breakdown{}
			}
			codes[m[1]] = m[2]
			continue
		}
		others = append(others, part)
	}
	slices.Sort(others)
	return strings.Join(others, " and "), codes
}

// place is where a figure of an observation stands: its period and codes, with
// those that the condition asks for.
func (s subject) place(o *indicators.Observation) string {
	if len(s.fixed) == 0 {
		return placeOf(o)
	}
	all := *o
	all.Breakdown = maps.Clone(s.fixed)
	maps.Copy(all.Breakdown, o.Breakdown)
	return placeOf(&all)
}

// spaced writes an expression with single spaces.
func spaced(text string) string { return strings.Join(strings.Fields(text), " ") }

// cellName is the name of a figure's cell among those of a release.
func (s subject) cellName(kind figureKind, cell string) string {
	of := s.expression
	if kind == withinFigure {
		of = ""
	}
	return strings.Join([]string{string(kind), s.population, s.where, s.period, of, cell}, "\x01")
}

// amounts are the figures of one observation, or of one contributor's part of
// it, by kind. Sums of other measures than sums and means have none.
func amounts(i *indicators.Indicator, o *indicators.Observation) map[figureKind]*big.Rat {
	whole := func(n int64) *big.Rat { return new(big.Rat).SetInt64(n) }
	exact := func(d *decimal.Decimal) *big.Rat {
		if d == nil {
			return new(big.Rat)
		}
		return d.Rat()
	}
	value := new(big.Rat)
	if o.Value != nil {
		value = o.Value.Rat()
	}
	out := map[figureKind]*big.Rat{withinFigure: whole(o.N + o.Missing), countedFigure: whole(o.N), missingFigure: whole(o.Missing)}
	switch i.Measure.Kind() {
	case "count":
		out[yesFigure] = value
		out[noFigure] = new(big.Rat).Sub(out[countedFigure], value)
	case "share":
		out[yesFigure] = exact(o.Numerator)
		out[noFigure] = new(big.Rat).Sub(out[countedFigure], out[yesFigure])
	case "sum", "value":
		out[sumFigure] = value
	case "mean":
		out[sumFigure] = exact(o.Numerator)
	case "ratio":
		out[numeratorFigure], out[denominatorFigure] = exact(o.Numerator), exact(o.Denominator)
	}
	return out
}

// counts reports whether a figure counts rows: then each contributor weighs the
// same, since how many rows one has is not what has to be kept.
func (k figureKind) counts() bool {
	return slices.Contains([]figureKind{withinFigure, countedFigure, yesFigure, noFigure, missingFigure}, k)
}

// quotient lists the figures of which the value of a measure is a quotient; nil
// where it is none.
func quotient(i *indicators.Indicator) []figureKind {
	switch i.Measure.Kind() {
	case "share":
		return []figureKind{yesFigure, countedFigure}
	case "mean":
		return []figureKind{sumFigure, countedFigure}
	case "ratio":
		return []figureKind{numeratorFigure, denominatorFigure}
	}
	return nil
}

// ordered reports whether the value is taken from single contributions: of a few
// it would tell one.
func ordered(i *indicators.Indicator) bool {
	return slices.Contains([]string{"median", "percentile", "distinct", "concentration", "achievement", "survey"}, i.Measure.Kind())
}

// contributionsOf turns the parts of a figure into contributions.
func contributionsOf(kind figureKind, parts []part) []disclosure.Contribution {
	var out []disclosure.Contribution
	if kind == withinFigure {
		// How many values are missing is said, so that what can be told of the rows is
		// how many of them count.
		kind = countedFigure
	}
	for _, p := range parts {
		amount := p.amounts[kind]
		if amount == nil || amount.Sign() == 0 && (kind.counts() || p.amounts[countedFigure].Sign() == 0) {
			continue // it has no row in the figure
		}
		if kind.counts() {
			amount = big.NewRat(1, 1)
		}
		c := disclosure.Contribution{Holding: p.holding, Value: amount}
		if kind == sumFigure {
			c.Lower, c.Upper = p.band.low, p.band.high
		}
		out = append(out, c)
	}
	return out
}

// part is what one contributor has in a cell.
type part struct {
	holding string // empty for a row that names no contributor, who is then one of its own
	amounts map[figureKind]*big.Rat
	band    knownBand // that its sum is known to lie in
}
