package release

import (
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"heng/indicators"
	"heng/indicators/disclosure/audit"
)

// published is a table of rows as its readers have it.
type published struct {
	columns []string
	rows    [][]*string
	holder  int // the column that says whose a row is; -1 where nobody says
}

// summed is what the rows of a figure tell of it: each row's contributor and band.
type summed struct {
	at    *indicators.Observation
	cell  int
	parts []banded
}

// banded is what a contributor has in a figure, as far as bands tell.
type banded struct {
	holder    string // empty where nobody says
	low, high *big.Rat
}

var bandText = regexp.MustCompile(`^(?:\(|\[(-?[0-9.]+)),(-?[0-9.]*)\)$`)

// bandOf reads a band as it is published; a band without a beginning begins at zero, as
// amounts do.
func bandOf(text *string) (b banded, ok bool) {
	if text == nil {
		return b, false
	}
	m := bandText.FindStringSubmatch(*text)
	if m == nil {
		return b, false
	}
	b.low = new(big.Rat)
	if m[1] != "" {
		if _, ok := b.low.SetString(m[1]); !ok {
			return b, false
		}
	}
	if m[2] != "" {
		if b.high, ok = new(big.Rat).SetString(m[2]); !ok {
			return b, false
		}
	}
	return b, true
}

// reckonBands adds up the bands of published rows to bounds of the sums that are taken
// over them. Of a condition that readers cannot follow row by row they know how many
// rows it takes in, and hence the least and most that so many can be.
func (v *view) reckonBands(tables map[string]*published) {
	for _, o := range v.all {
		i := v.byID[o.Framework+"/"+o.Indicator]
		expression, figure := i.Measure.Sum, "value"
		if i.Measure.Kind() == "mean" {
			expression, figure = i.Measure.Mean, "numerator"
		}
		table := tables[strings.ToLower(i.Population)]
		if expression == nil || table == nil {
			continue
		}
		column := slices.Index(table.columns, strings.TrimSpace(expression.Text))
		cell, there := v.cellOf(o, figure)
		if column < 0 || !there {
			continue
		}
		parts, sure := table.within(i, o, column)
		if len(parts) == 0 {
			continue
		}
		n := -1
		if o.ObsStatus != indicators.Suppressed || o.N > 0 {
			n = int(o.N)
		}
		if n > len(parts) {
			continue // these are not all the rows
		}
		v.bound(cell, parts, n)
		if sure || n == len(parts) {
			v.summed = append(v.summed, summed{o, cell, parts})
		}
	}
}

// bound gives a figure the bounds that follow from n of some rows; n below zero is any
// number.
func (v *view) bound(cell int, parts []banded, n int) {
	var lows, highs []*big.Rat
	endless := 0
	for _, p := range parts {
		lows = append(lows, p.low)
		if p.high == nil {
			endless++
		} else {
			highs = append(highs, p.high)
		}
	}
	slices.SortFunc(lows, (*big.Rat).Cmp)
	slices.SortFunc(highs, func(a, b *big.Rat) int { return b.Cmp(a) })
	c := &v.release.Cells[cell]
	if c.Value != nil {
		return
	}
	if n > 0 {
		c.Lower = total(lows[:n])
	}
	switch {
	case endless > 0 && n != 0:
	case n >= 0:
		c.Upper = total(highs[:n])
	default:
		c.Upper = total(highs)
	}
}

func total(list []*big.Rat) *big.Rat {
	sum := new(big.Rat)
	for _, x := range list {
		sum.Add(sum, x)
	}
	return sum
}

// within lists the rows that may be in a cell; sure says that all of them are.
func (t *published) within(i *indicators.Indicator, o *indicators.Observation, column int) (parts []banded, sure bool) {
	rest, codes := "", indicators.Breakdown{}
	if i.Where != nil {
		rest, codes = picks(i.Where.Text)
	}
	sure = rest == ""
	dated := -1
	if o.Period != nil {
		if i.Period.Of != nil {
			dated = slices.Index(t.columns, strings.TrimSpace(i.Period.Of.Text))
		}
		sure = sure && dated >= 0
	}
	for _, row := range t.rows {
		b, ok := bandOf(row[column])
		in := ok && (dated < 0 || inPeriod(row[dated], *o.Period))
		for _, asked := range []indicators.Breakdown{codes, o.Breakdown} {
			for name, code := range asked {
				at := slices.Index(t.columns, name)
				if at < 0 {
					sure = false
					continue
				}
				value := indicators.Unknown
				if row[at] != nil {
					value = *row[at]
				}
				in = in && value == code
			}
		}
		if !in {
			continue
		}
		if t.holder >= 0 && row[t.holder] != nil {
			b.holder = *row[t.holder]
		}
		parts = append(parts, b)
	}
	return parts, sure
}

// inPeriod reports whether a date, or a year, may lie in a period.
func inPeriod(date *string, period string) bool {
	if date == nil {
		return false
	}
	first, after, ok := months(period)
	year, month, dated := strings.Cut(*date, "-")
	y, err := strconv.Atoi(year)
	if err != nil || !ok {
		return true // it cannot be told
	}
	if !dated {
		return 12*y+12 > first && 12*y < after
	}
	m, err := strconv.Atoi(month[:min(2, len(month))])
	return err != nil || first <= 12*y+m-1 && 12*y+m-1 < after
}

// told is how closely the part of one contributor in a published sum can be told.
type told struct {
	at       *indicators.Observation
	holder   string
	interval audit.Interval // of a reader, or of another contributor, who knows its own part
}

// reckonParts takes from each published sum what the others have at least and at most,
// as their bands say. own gives what a contributor knows that it has in it.
func (v *view) reckonParts(own func(o *indicators.Observation, holder string) *big.Rat) []told {
	var all []told
	for _, s := range v.summed {
		value := v.release.Cells[s.cell].Value
		if value == nil {
			continue
		}
		parts := merged(s.parts)
		if len(parts) < 2 {
			continue
		}
		knows := make([]*big.Rat, len(parts))
		for j, p := range parts {
			if p.holder != "" {
				knows[j] = own(s.at, p.holder)
			}
		}
		sums := addedUp(parts)
		for i, p := range parts {
			all = append(all, told{s.at, p.holder, sums.leftFor(value, parts, i, -1, nil)})
			for _, j := range knowsMost(parts, knows, i) {
				insider := sums.leftFor(value, parts, i, j, knows[j])
				insider.Attacker = parts[j].holder
				all = append(all, told{s.at, p.holder, insider})
			}
		}
	}
	return all
}

// knowsMost lists the contributors that can tell another's part most closely: those whose
// own part others know least of, from below and from above.
func knowsMost(parts []banded, knows []*big.Rat, target int) []int {
	below, above := -1, -1
	for j := range parts {
		if j == target || knows[j] == nil {
			continue
		}
		room := func(k int) *big.Rat { return new(big.Rat).Sub(knows[k], parts[k].low) }
		if below < 0 || room(j).Cmp(room(below)) > 0 {
			below = j
		}
		rest := func(k int) *big.Rat { return new(big.Rat).Sub(parts[k].high, knows[k]) }
		if above < 0 || parts[above].high != nil && (parts[j].high == nil || rest(j).Cmp(rest(above)) > 0) {
			above = j
		}
	}
	switch {
	case below < 0:
		return nil
	case below == above:
		return []int{below}
	}
	return []int{below, above}
}

// bandSums are what parts are together: at least, and at most but for those without end.
type bandSums struct {
	low, high *big.Rat
	endless   int
}

func addedUp(parts []banded) bandSums {
	s := bandSums{new(big.Rat), new(big.Rat), 0}
	for _, p := range parts {
		s.low.Add(s.low, p.low)
		if p.high == nil {
			s.endless++
		} else {
			s.high.Add(s.high, p.high)
		}
	}
	return s
}

// without leaves parts out.
func (s bandSums) without(parts ...banded) bandSums {
	out := bandSums{new(big.Rat).Set(s.low), new(big.Rat).Set(s.high), s.endless}
	for _, p := range parts {
		out.low.Sub(out.low, p.low)
		if p.high == nil {
			out.endless--
		} else {
			out.high.Sub(out.high, p.high)
		}
	}
	return out
}

// merged adds up the rows of each contributor.
func merged(parts []banded) []banded {
	var out []banded
	place := map[string]int{}
	for _, p := range parts {
		at, again := place[p.holder]
		if p.holder == "" || !again {
			place[p.holder] = len(out)
			out = append(out, p)
			continue
		}
		to := &out[at]
		to.low = new(big.Rat).Add(to.low, p.low)
		if to.high != nil && p.high != nil {
			to.high = new(big.Rat).Add(to.high, p.high)
		} else {
			to.high = nil
		}
	}
	return out
}

// leftFor is what is left of a sum for one contributor when the others have what their
// bands say, and one of them, unless it is negative, has what it knows.
func (s bandSums) leftFor(value *big.Rat, parts []banded, target, insider int, own *big.Rat) audit.Interval {
	others := s.without(parts[target])
	if insider >= 0 {
		others = others.without(parts[insider])
		others.low.Add(others.low, own)
		others.high.Add(others.high, own)
	}
	low, high := parts[target].low, new(big.Rat).Sub(value, others.low)
	if h := parts[target].high; h != nil && h.Cmp(high) < 0 {
		high = h
	}
	if others.endless == 0 {
		if l := new(big.Rat).Sub(value, others.high); l.Cmp(low) > 0 {
			low = l
		}
	}
	return audit.Interval{Low: low, High: high, Method: audit.Propagation}
}

// published are the tables of rows, by their names in small letters.
func (a Attempt) published() map[string]*published {
	all := map[string]*published{}
	for _, r := range a.Rows {
		p := &published{rows: r.Rows}
		for _, column := range r.Columns {
			p.columns = append(p.columns, column.Name)
		}
		p.holder = slices.Index(p.columns, a.Contributors[r.Table.Name])
		all[strings.ToLower(r.Table.Name)] = p
	}
	return all
}

// judgeParts holds what can be told of the parts of published sums against what was
// promised of them, by those who know; a reader's guess that is one value is a recovery
// whoever promised what.
func (v *view) judgeParts(promises []PromisedPart, out *Audited) {
	key := func(indicator, place, holder string) string { return indicator + "\x01" + place + "\x01" + holder }
	promised := map[string]PromisedPart{}
	for _, p := range promises {
		promised[key(p.Indicator, p.Place, p.Holding)] = p
	}
	of := func(o *indicators.Observation, holder string) (PromisedPart, bool) {
		p, there := promised[key(o.Framework+"/"+o.Indicator, placeOf(o), holder)]
		return p, there
	}
	own := func(o *indicators.Observation, holder string) *big.Rat {
		p, _ := of(o, holder)
		return p.Value
	}
	for _, t := range v.reckonParts(own) {
		recovered := t.interval.Recovered() && t.interval.Attacker == ""
		broken := false
		if p, there := of(t.at, t.holder); there {
			promise := audit.Promise{Value: p.Value, Lower: p.Lower, Upper: p.Upper}
			broken = len(audit.Report{Intervals: []audit.Interval{t.interval}}.Breaches([]audit.Promise{promise})) > 0
		}
		if !recovered && !broken {
			continue
		}
		c := AuditedCell{Indicator: t.at.Framework + "/" + t.at.Indicator, Period: t.at.Period, Breakdown: t.at.Breakdown, Figure: "part"}
		c.Low, c.High, c.Attacker, c.Method = rounded(t.interval.Low), rounded(t.interval.High), t.interval.Attacker, string(t.interval.Method)
		c.Recovered, c.Broken = recovered, broken
		out.Cells = append(out.Cells, c)
		if recovered {
			out.Recovered++
		} else {
			out.Broken++
		}
	}
}
