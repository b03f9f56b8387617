package release

import (
	"maps"
	"math/big"
	"slices"
	"strings"

	"heng/indicators"
	"heng/indicators/disclosure"
	"heng/internal/fault"
	"heng/internal/locale"
)

// Control is what disclosure control goes over: everything that a release
// says of indicators whose figures rest on what is not public row by row, and
// what is known besides.
type Control struct {
	Rules      disclosure.Rules
	Options    disclosure.Options
	Frameworks []*indicators.Framework
	Decisions  []Decision
	// Observations are those of the released indicators; Parts those of each
	// contributor, whose column is among the breakdown (Plan.ByContributor).
	Observations []indicators.Observation
	Parts        []indicators.Observation
	Earlier      []indicators.Observation // that earlier releases published, the last of each cell last
	Known        []KnownFigure            // from elsewhere
}

// KnownFigure is a figure that readers have from elsewhere: a budget, a list of
// grants, a published total.
type KnownFigure struct {
	Indicator string // framework/id
	Period    string
	Breakdown indicators.Breakdown
	Figure    string // value, numerator, denominator or n
	Value     *big.Rat
	Source    string
}

// Protected is what Protect has done.
type Protected struct {
	Observations []indicators.Observation // those that must not be given without their figures
	Suppressed   int
	// Exposed names figures that are known already and would be unsafe: nothing
	// can be done for them, and people have to decide.
	Exposed []string
	// Unprotected names figures that cannot be protected as promised. The release
	// must not be made.
	Unprotected []string
	Optimal     bool

	// Promises and Insiders are for the attack that tries what was done. They stay
	// in the house.
	Promises []Promised
	Insiders []Insider
}

// Protect keeps back the observations that would let a contributor's own figures
// be worked out: those that are unsafe by themselves, and as few others as keep
// sums, quotients, earlier releases and what is known from giving them back.
func (p *Control) Protect() (*Protected, error) {
	b := newProblem(p)
	b.fill()
	s, err := disclosure.Protect(b.problem, p.Rules, p.Options)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, locale.M("release.protect_failed"))
	}
	out := &Protected{Observations: slices.Clone(p.Observations), Optimal: s.Optimal}
	for at := range p.Observations {
		if b.guarded[at] == nil {
			continue
		}
		if b.guarded[at].keepBack(&out.Observations[at], s) {
			out.Suppressed++
		}
		b.promised(at, s, out)
	}
	p.polls(out.Observations)
	for _, i := range s.Exposed {
		if b.gone[i] {
			continue // of an earlier release alone: nothing can be said of it, and nothing is added
		}
		out.Exposed = append(out.Exposed, b.describe(i))
	}
	for _, i := range s.Unprotected {
		out.Unprotected = append(out.Unprotected, b.describe(i))
	}
	return out, nil
}

// polls takes out of what is released the values of surveys that too few
// respondents stand behind, answers that fewer gave than a cell must have, and
// differences from which a value that is kept back could be worked out. It is
// done after the rest: it adds nothing from which anything follows.
func (p *Control) polls(observations []indicators.Observation) {
	hidden := map[string]bool{}
	for i := range observations {
		o := &observations[i]
		if o.Polled != nil && o.Value != nil && o.Polled.Reliability() == indicators.Insufficient {
			o.Withhold()
		}
		if o.ObsStatus == indicators.Suppressed {
			hidden[o.Framework+"/"+o.Indicator] = true
		}
	}
	for i := range observations {
		o := &observations[i]
		if o.Polled == nil {
			continue
		}
		polled := *o.Polled // what was protected is shared with what was evaluated
		if hidden[o.Framework+"/"+o.Indicator] {
			polled.Wave, polled.Rest = nil, nil
		}
		few := func(a indicators.Answer) bool { return a.Respondents < int64(p.Rules.MinimumContributors) }
		if slices.ContainsFunc(polled.Answers, few) {
			polled.Answers, polled.Beside = nil, 0
		}
		o.Polled = &polled
	}
}

// keepBack takes out of an observation what is suppressed of it, and reports
// whether anything was.
func (g *guarded) keepBack(o *indicators.Observation, s disclosure.Suppression) bool {
	gone := func(kind figureKind) bool {
		cell, there := g.kinds[kind]
		return there && s.Suppressed(cell)
	}
	statistic := slices.ContainsFunc(g.statistics, func(i int) bool { return s.Statistics[i] })
	switch {
	case gone(countedFigure):
		o.Suppress()
	case gone(yesFigure) || gone(sumFigure):
		o.SuppressValue()
		o.Numerator = nil // the denominator is the rows that count
	case gone(numeratorFigure) || gone(denominatorFigure):
		o.SuppressValue()
		if gone(numeratorFigure) {
			o.Numerator = nil
		}
		if gone(denominatorFigure) {
			o.Denominator = nil
		}
	case statistic:
		o.SuppressValue()
	default:
		return false
	}
	return true
}

// promised notes what is promised of an observation's figures, and who knows one
// of them because it is theirs alone.
func (b *problem) promised(at int, s disclosure.Suppression, out *Protected) {
	o, g := &b.Observations[at], b.guarded[at]
	for _, kind := range slices.Sorted(maps.Keys(g.kinds)) {
		figure := printedAs(g.indicator, kind)
		if figure == "" {
			continue
		}
		cell := g.kinds[kind]
		c := b.problem.Cells[cell]
		owner, alone := soleHolding(c)
		if s.Status[cell] == disclosure.Primary && !c.Known {
			p := s.Promises[cell]
			promise := Promised{Indicator: o.Framework + "/" + o.Indicator, Place: placeOf(o), Figure: figure}
			promise.Promise.Value, promise.Promise.Lower, promise.Promise.Upper, promise.Promise.Sliding = c.Value, p.Lower, p.Upper, p.Sliding
			promise.Promise.Owners = slices.Clone(s.Harmless[cell])
			if alone {
				promise.Promise.Owners = append(promise.Promise.Owners, owner)
			}
			out.Promises = append(out.Promises, promise)
		}
		if alone {
			out.Insiders = append(out.Insiders, Insider{Name: owner, Indicator: o.Framework + "/" + o.Indicator, Place: placeOf(o), Figure: figure, Value: c.Value})
		}
	}
}

// printedAs is the name under which an observation prints a figure; empty for one
// that it does not print by itself.
func printedAs(i *indicators.Indicator, kind figureKind) string {
	switch {
	case kind == countedFigure:
		return "n"
	case kind == yesFigure && i.Measure.Kind() == "count", kind == sumFigure && i.Measure.Kind() != "mean":
		return "value"
	case kind == yesFigure, kind == sumFigure, kind == numeratorFigure:
		return "numerator"
	case kind == denominatorFigure:
		return "denominator"
	}
	return ""
}

// soleHolding is the contributor that alone is in a cell.
func soleHolding(c disclosure.Cell) (name string, alone bool) {
	if c.Others > 0 || len(c.Contributions) == 0 {
		return "", false
	}
	name = c.Contributions[0].Holding
	for _, other := range c.Contributions {
		if other.Holding == "" || other.Holding != name {
			return "", false
		}
	}
	return name, true
}

// problem builds the cells and relations of a release.
type problem struct {
	*Control
	problem disclosure.Problem
	index   map[string]int           // of a cell by its name
	guarded map[int]*guarded         // by the place of an observation
	parts   map[string][]part        // by the cell of an observation
	indices map[string]int           // of an observation by its cell
	all     []indicators.Observation // those of the release, then those that only an earlier one gave
	gone    map[int]bool             // cells of the latter
	said    map[string]bool          // relations that are there, by their cells
	wide    map[string]wideRow       // cells of indicators without where, for differences
}

// guarded is what a protected observation gives.
type guarded struct {
	indicator  *indicators.Indicator
	subject    subject
	cells      []int // the observation goes when one of them does
	statistics []int
	kinds      map[figureKind]int
	parts      []part
}

// wideRow is a cell with what each contributor has in it.
type wideRow struct {
	cell  int
	parts []part
}

func newProblem(p *Control) *problem {
	b := &problem{
		Control: p, index: map[string]int{}, guarded: map[int]*guarded{}, parts: map[string][]part{},
		indices: map[string]int{}, gone: map[int]bool{}, said: map[string]bool{}, wide: map[string]wideRow{},
	}
	return b
}

func (b *problem) fill() {
	protect := map[string]string{} // indicator → column of the contributor
	for _, d := range b.Decisions {
		if d.Protect && d.Released() {
			protect[d.Key()] = d.Contributor
		}
	}
	byKey := map[string]*indicators.Indicator{}
	for _, f := range b.Frameworks {
		for _, i := range f.Indicators {
			byKey[f.ID+"/"+i.ID] = i
		}
	}
	for i := range b.Parts {
		o := b.Parts[i] // a copy: its breakdown loses the contributor
		key := o.Framework + "/" + o.Indicator
		column := protect[key]
		if column == "" || byKey[key] == nil {
			continue
		}
		holding := o.Breakdown[column]
		if holding == indicators.Unknown {
			holding = ""
		}
		o.Breakdown = maps.Clone(o.Breakdown)
		delete(o.Breakdown, column)
		cell := cellOf(&o)
		b.parts[cell] = append(b.parts[cell], part{holding, amounts(byKey[key], &b.Parts[i])})
	}
	b.all = slices.Clone(b.Observations)
	unrevised := Unrevised(b.Earlier, b.Observations)
	b.all = append(b.all, onlyBefore(unrevised, b.Observations)...)
	for at := range b.all {
		o := &b.all[at]
		key := o.Framework + "/" + o.Indicator
		if protect[key] == "" || byKey[key] == nil || o.Period != nil && *o.Period == indicators.Unknown {
			continue
		}
		b.indices[cellOf(o)] = at
		b.guard(at, byKey[key])
	}
	b.addUp()
	b.differences()
	b.whatIsKnown(unrevised)
}

// cell returns the cell of a figure, which it makes when it is first named.
func (b *problem) cell(name string, make func() disclosure.Cell) int {
	if at, known := b.index[name]; known {
		return at
	}
	c := make()
	c.Name = name
	at := len(b.problem.Cells)
	b.problem.Cells = append(b.problem.Cells, c)
	b.index[name] = at
	return at
}

// relate adds a relation once.
func (b *problem) relate(total int, parts ...int) {
	if len(parts) == 0 {
		return
	}
	if !b.holds(total, parts) {
		return
	}
	r := disclosure.Sum(total, parts...)
	var name strings.Builder
	for _, t := range r.Terms {
		name.WriteString(big.NewInt(int64(t.Cell)).String() + " ")
	}
	if !b.said[name.String()] {
		b.said[name.String()] = true
		b.problem.Relations = append(b.problem.Relations, r)
	}
}

// holds reports whether a sum holds of the true values, which one with a part of an
// earlier release may not.
func (b *problem) holds(total int, parts []int) bool {
	if !b.gone[total] && !slices.ContainsFunc(parts, func(part int) bool { return b.gone[part] }) {
		return true
	}
	sum := new(big.Rat)
	for _, part := range parts {
		sum.Add(sum, b.problem.Cells[part].Value)
	}
	return sum.Cmp(b.problem.Cells[total].Value) == 0
}

// atLeast says that readers know one cell to be no smaller than another, though
// they do not know that nothing lies between the two.
func (b *problem) atLeast(more, less int) {
	if b.problem.Cells[more].Signed || b.problem.Cells[less].Signed {
		return // and not even that
	}
	b.problem.Relations = append(b.problem.Relations, disclosure.Relation{
		Terms: []disclosure.Term{{Cell: more, Coefficient: 1}, {Cell: less, Coefficient: -1}}, Lower: new(big.Rat),
	})
}

// guard makes the cells of an observation.
func (b *problem) guard(at int, i *indicators.Indicator) {
	o := &b.all[at]
	before := at >= len(b.Observations)
	g := &guarded{indicator: i, subject: subjectOf(i), kinds: map[figureKind]int{}, parts: b.parts[cellOf(o)]}
	b.guarded[at] = g
	place := placeOf(o)
	own := amounts(i, o)
	for _, kind := range slices.Sorted(maps.Keys(own)) {
		if kind == noFigure && own[kind].Sign() == 0 {
			continue // nobody knows that there is none
		}
		cell := b.cell(g.subject.cellName(kind, place), func() disclosure.Cell {
			c := disclosure.Cell{Value: own[kind], Contributions: contributionsOf(kind, g.parts), Integer: kind.counts()}
			if kind == noFigure || kind == withinFigure {
				c.Cost = new(big.Rat) // nobody prints it, so nothing is lost
			}
			for _, contribution := range c.Contributions {
				c.Signed = c.Signed || contribution.Value.Sign() < 0
			}
			c.Signed = c.Signed || own[kind].Sign() < 0
			// How much is missing is nobody's figure, and is always said.
			c.Known = kind == missingFigure
			if c.Known {
				c.Contributions = nil
			}
			if before {
				c.Known, b.gone[len(b.problem.Cells)] = true, true
			}
			return c
		})
		g.kinds[kind] = cell
		if kind != missingFigure && kind != noFigure && kind != withinFigure {
			g.cells = append(g.cells, cell)
		}
	}
	b.relate(g.kinds[withinFigure], g.kinds[countedFigure], g.kinds[missingFigure])
	if no, there := g.kinds[noFigure]; there {
		b.relate(g.kinds[countedFigure], g.kinds[yesFigure], no)
	} else if yes, there := g.kinds[yesFigure]; there {
		b.atLeast(g.kinds[countedFigure], yes)
	}
	if o.Value == nil || before {
		return
	}
	statistic := disclosure.Statistic{Name: cellOf(o)}
	for _, kind := range quotient(i) {
		statistic.Cells = append(statistic.Cells, g.kinds[kind])
	}
	if ordered(i) {
		statistic.Cells = []int{g.kinds[countedFigure]}
		statistic.Contributors = len(contributionsOf(countedFigure, g.parts))
	}
	if len(statistic.Cells) > 0 {
		g.statistics = append(g.statistics, len(b.problem.Statistics))
		b.problem.Statistics = append(b.problem.Statistics, statistic)
	}
}

// placeOf is the period and codes of an observation.
func placeOf(o *indicators.Observation) string {
	place := ""
	if o.Period != nil {
		place = *o.Period
	}
	for _, column := range o.Breakdown.Columns() {
		place += "\x00" + column + "=" + o.Breakdown[column]
	}
	return place
}

// addUp relates each observation to its parts: for every breakdown that is finer,
// with none between, the sum over the codes.
func (b *problem) addUp() {
	indices := map[string]int{}
	places := slices.Sorted(maps.Keys(b.guarded))
	for _, at := range places {
		indices[cellOf(&b.all[at])] = at
	}
	finer := map[int]map[string][]*guarded{} // of an observation, by the columns of the breakdown
	columns := map[string][]string{}
	for _, at := range places {
		o := b.all[at]
		own := o.Breakdown.Columns()
		set := strings.Join(own, "\x00")
		columns[set] = own
		for some := range 1<<len(own) - 1 { // all but itself
			o.Breakdown = indicators.Breakdown{}
			for k, column := range own {
				if some>>k&1 == 1 {
					o.Breakdown[column] = b.all[at].Breakdown[column]
				}
			}
			wide, there := indices[cellOf(&o)]
			if !there {
				continue
			}
			if finer[wide] == nil {
				finer[wide] = map[string][]*guarded{}
			}
			finer[wide][set] = append(finer[wide][set], b.guarded[at])
		}
	}
	for _, at := range places {
		for _, set := range slices.Sorted(maps.Keys(finer[at])) {
			between := slices.ContainsFunc(slices.Collect(maps.Keys(finer[at])), func(other string) bool {
				return other != set && len(columns[other]) < len(columns[set]) && contains(columns[set], columns[other])
			})
			if !between {
				b.sum(b.guarded[at], finer[at][set])
			}
		}
	}
}

// sum relates the figures of an observation to those of its parts.
func (b *problem) sum(g *guarded, finer []*guarded) {
	for _, kind := range slices.Sorted(maps.Keys(g.kinds)) {
		if g.indicator.Measure.Kind() == "value" && kind == sumFigure {
			continue // the value of a row is no sum of others'
		}
		var parts []int
		for _, part := range finer {
			if cell, there := part.kinds[kind]; there {
				parts = append(parts, cell)
			}
		}
		slices.Sort(parts)
		b.relate(g.kinds[kind], parts...)
	}
}

// onlyBefore lists the observations that an earlier release gave, and of which this
// one has none: what they say is still known.
func onlyBefore(earlier, now []indicators.Observation) []indicators.Observation {
	given := map[string]bool{}
	for i := range now {
		given[cellOf(&now[i])] = true
	}
	var out []indicators.Observation
	for i := range earlier {
		if o := &earlier[i]; !given[cellOf(o)] && o.ObsStatus != indicators.Suppressed {
			out = append(out, *o)
		}
	}
	return out
}

func contains(all, some []string) bool {
	for _, s := range some {
		if !slices.Contains(all, s) {
			return false
		}
	}
	return true
}

// differences relates a figure of all rows of a population to the same figure of
// some: what is between them can be reckoned, and must be safe, too.
func (b *problem) differences() {
	var places []int // of the release
	for at := range b.Observations {
		if b.guarded[at] != nil {
			places = append(places, at)
		}
	}
	key := func(s subject, kind figureKind, place string) string {
		s.where = ""
		return s.cellName(kind, place)
	}
	kinds := []figureKind{withinFigure, yesFigure, sumFigure}
	for _, at := range places {
		g := b.guarded[at]
		if g.subject.where != "" {
			continue
		}
		for _, kind := range kinds {
			if cell, there := g.kinds[kind]; there {
				b.wide[key(g.subject, kind, placeOf(&b.Observations[at]))] = wideRow{cell, g.parts}
			}
		}
	}
	for _, at := range places {
		g := b.guarded[at]
		if g.subject.where == "" {
			continue
		}
		for _, kind := range kinds {
			cell, there := g.kinds[kind]
			if !there {
				continue
			}
			place := placeOf(&b.Observations[at])
			wide, there := b.wide[key(g.subject, kind, place)]
			if !there || wide.cell == cell {
				continue
			}
			between := b.rest(kind, wide, cell, g.parts)
			if len(between.Contributions) == 0 {
				b.atLeast(wide.cell, cell)
				continue
			}
			rest := b.cell(g.subject.cellName(restFigure+" "+kind, place), func() disclosure.Cell { return between })
			b.relate(wide.cell, cell, rest)
		}
	}
}

// rest is the cell of what a wider condition takes in and a narrower does not.
func (b *problem) rest(kind figureKind, wide wideRow, narrow int, parts []part) disclosure.Cell {
	c := disclosure.Cell{Integer: kind.counts(), Cost: new(big.Rat)}
	c.Value = new(big.Rat).Sub(b.problem.Cells[wide.cell].Value, b.problem.Cells[narrow].Value)
	less := map[string]*big.Rat{}
	for _, p := range parts {
		if p.amounts[kind] != nil {
			less[p.holding] = p.amounts[kind]
		}
	}
	for _, p := range wide.parts {
		amount := p.amounts[kind]
		if amount == nil {
			continue
		}
		if l := less[p.holding]; l != nil {
			amount = new(big.Rat).Sub(amount, l)
		}
		if amount.Sign() == 0 {
			continue
		}
		if kind.counts() {
			amount = big.NewRat(1, 1)
		}
		c.Signed = c.Signed || amount.Sign() < 0
		c.Contributions = append(c.Contributions, disclosure.Contribution{Holding: p.holding, Value: amount})
	}
	c.Signed = c.Signed || c.Value.Sign() < 0
	return c
}

// whatIsKnown marks the cells that readers have already.
func (b *problem) whatIsKnown(unrevised []indicators.Observation) {
	mark := func(at int, kind figureKind, value *big.Rat) {
		g := b.guarded[at]
		cell, there := g.kinds[kind]
		if there && b.problem.Cells[cell].Value.Cmp(value) == 0 {
			b.problem.Cells[cell].Known = true
		}
	}
	for i := range unrevised {
		o := &unrevised[i]
		at, there := b.indices[cellOf(o)]
		if !there || at >= len(b.Observations) {
			continue
		}
		for _, f := range printed(b.guarded[at].indicator, o) {
			for _, kind := range knownKinds(b.guarded[at].indicator, f.name) {
				mark(at, kind, f.value)
			}
		}
	}
	for _, k := range b.Known {
		framework, id, _ := strings.Cut(k.Indicator, "/")
		o := indicators.Observation{Framework: framework, Indicator: id, Breakdown: k.Breakdown}
		if k.Period != "" {
			o.Period = &k.Period
		}
		at, there := b.indices[cellOf(&o)]
		if !there {
			continue
		}
		for _, kind := range knownKinds(b.guarded[at].indicator, k.Figure) {
			mark(at, kind, k.Value)
		}
	}
}

// knownKinds are the figures that a published name of one stands for.
func knownKinds(i *indicators.Indicator, figure string) []figureKind {
	q := quotient(i)
	switch {
	case figure == "n":
		return []figureKind{countedFigure}
	case figure == "numerator" && q != nil:
		return q[:1]
	case figure == "denominator" && q != nil:
		return q[1:]
	case figure == "value" && i.Measure.Kind() == "count":
		return []figureKind{yesFigure}
	case figure == "value" && (i.Measure.Kind() == "sum" || i.Measure.Kind() == "value"):
		return []figureKind{sumFigure}
	}
	return nil
}

// describe names a cell for people in the house.
func (b *problem) describe(cell int) string {
	name := strings.Split(b.problem.Cells[cell].Name, "\x01")
	place := strings.ReplaceAll(name[len(name)-1], "\x00", " ")
	return strings.TrimSpace(name[1] + " " + strings.TrimPrefix(name[4], "\x00") + " " + place + " (" + name[0] + ")")
}
