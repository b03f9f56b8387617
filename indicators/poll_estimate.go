package indicators

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"heng/indicators/survey"
	"heng/internal/fault"
	"heng/internal/locale"
)

// place is a wave's stratum and cluster.
type place struct{ period, stratum, cluster string }

// sampled is the units of a cell and its exact sums.
type sampled struct {
	units         []survey.Unit
	weight, total decimal.Decimal
	n             int64
	respondents   *int64 // of a published result
	answers       []answered
	estimate      survey.Estimate // once made: what a difference is tested with
}

// surveys runs one statement for each population that has surveys.
func (e *evaluation) surveys() {
	var order []*population
	members := map[*population][]*checked{}
	for _, c := range e.plan.indicators {
		if c.polled == nil || c.indicator.Status == "retired" {
			continue
		}
		if members[c.population] == nil {
			order = append(order, c.population)
		}
		members[c.population] = append(members[c.population], c)
	}
	for _, p := range order {
		e.runAll(members[p], e.surveyPass)
	}
}

func (e *evaluation) surveyPass(all []*checked) error {
	with, from := e.plan.source(all[0].population, e.materialised)
	width := 0
	for _, c := range all {
		for _, set := range c.sets {
			width = max(width, len(set))
		}
	}
	var blocks []string
	for i, c := range all {
		if c.polled.of.Published == nil {
			blocks = append(blocks, c.surveySQL(from, i, designBlock, nil, width))
		}
		if c.polled.answer != "" {
			blocks = append(blocks, c.surveySQL(from, i, answersBlock, nil, width))
		}
		for j, set := range c.sets {
			blocks = append(blocks, c.surveySQL(from, i, j, set, width))
		}
	}
	rows, err := e.querier.Query(e.ctx, dated(with+strings.Join(blocks, " union all "), e.asOf))
	if err != nil {
		return err
	}
	defer rows.Close()
	var indicator, set, count int64
	var period *int64
	var stratum, cluster, w, y, weight, total, squares, lowest *string
	codes := make([]*string, width)
	targets := []any{&indicator, &set, &period, &stratum, &cluster, &w, &y, &count, &weight, &total, &squares, &lowest}
	for i := range codes {
		targets = append(targets, &codes[i])
	}
	design := make([]map[place]int64, len(all))
	answers := make([]map[string][]answered, len(all))
	for i := range design {
		design[i], answers[i] = map[place]int64{}, map[string][]answered{}
	}
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		c := all[indicator]
		key := cellKey{set: int(set)}
		if c.period != nil {
			if period == nil {
				continue // rows without a date are missing
			}
			key.period = periodCodeOf(c.by(), *period)
		}
		if lowest != nil && decimal.RequireFromString(*lowest).IsNegative() {
			return fault.New(fault.Refused, locale.M("poll.negative_weight", "name", c.key()))
		}
		switch set {
		case answersBlock:
			answers[indicator][key.period] = append(answers[indicator][key.period], answered{text(stratum), text(y) == "1", count, exactOf(weight)})
			continue
		case designBlock:
			design[indicator][place{key.period, text(stratum), text(cluster)}] = count
			continue
		}
		own := make([]string, len(c.sets[set]))
		for i := range own {
			own[i] = Unknown
			if codes[i] != nil {
				own[i] = *codes[i]
			}
		}
		key.codes = strings.Join(own, "\x00")
		at := e.cell(c, key)
		at.codes = own
		if at.sampled == nil {
			at.sampled = &sampled{}
		}
		at.sampled.add(c, text(stratum), text(cluster), count, w, y, weight, total, squares)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for i, c := range all {
		for key, cell := range e.cells[c] {
			if cell.sampled != nil && c.polled.of.Published == nil {
				cell.sampled.complete(key.period, design[i], c.polled.cluster != "")
			}
			if cell.sampled != nil && key.set == 0 {
				cell.sampled.answers = answers[i][key.period]
			}
		}
	}
	return nil
}

func (s *sampled) add(c *checked, stratum, cluster string, count int64, w, y, weight, total, squares *string) {
	exact := exactOf
	s.n += count
	if c.polled.of.Published != nil {
		if w != nil {
			n := exact(w).IntPart()
			s.respondents = &n
		}
		return
	}
	s.weight, s.total = s.weight.Add(exact(weight)), s.total.Add(exact(total))
	if c.polled.cluster != "" {
		s.units = append(s.units, survey.Unit{Stratum: stratum, Cluster: cluster, N: count,
			Weight: exact(weight).InexactFloat64(), Total: exact(total).InexactFloat64(), Squares: exact(squares).InexactFloat64()})
		return
	}
	one := exact(w)
	unit := survey.Unit{Stratum: stratum, N: 1, Weight: one.InexactFloat64(), Total: one.Mul(exact(y)).InexactFloat64(), Squares: one.Mul(one).InexactFloat64()}
	for range count {
		s.units = append(s.units, unit)
	}
}

func exactOf(text *string) decimal.Decimal {
	if text == nil {
		return decimal.Zero
	}
	return decimal.RequireFromString(*text)
}

// complete adds the units of the wave that have no member in the domain.
func (s *sampled) complete(period string, design map[place]int64, clustered bool) {
	there := map[place]int64{}
	for _, u := range s.units {
		there[place{period, u.Stratum, u.Cluster}]++
	}
	for at, count := range design { // Of sorts
		if at.period != period {
			continue
		}
		if clustered {
			count = 1
		}
		for range count - there[at] {
			s.units = append(s.units, survey.Unit{Stratum: at.stratum, Cluster: at.cluster})
		}
	}
}

// estimate puts value, interval and method into an observation.
func (c *checked) estimate(o *Observation, cell *cell) error {
	s := cell.sampled
	if s == nil {
		return nil
	}
	o.Polled = &Polled{Respondents: s.n}
	put := func(i survey.Interval, ok bool) {
		if ok {
			method := string(i.Method)
			o.Low, o.High, o.Method = c.estimated(i.Low), c.estimated(i.High), &method
		}
	}
	of := c.polled.of
	if of.Published != nil {
		o.Value = c.publishedValue(cell)
		if s.respondents == nil || o.Value == nil {
			o.Polled.Respondents = 0
			return nil
		}
		o.Polled.Respondents, o.Polled.EffectiveN = *s.respondents, FromInt(*s.respondents)
		share, n := o.Value.Float()/float64(c.factor), float64(*s.respondents)
		put(survey.Wilson(share, n))
		if o.Low != nil {
			s.estimate = survey.Simple(share, n)
			o.Polled.Error = c.estimated(s.estimate.SE)
		}
		return nil
	}
	o.Numerator, o.Denominator = &s.total, &s.weight
	o.Value = Quotient(c.factor, s.total, s.weight)
	c.answered(o, s)
	if o.Value == nil {
		return nil
	}
	estimate, err := survey.Of(s.units, c.polled.lonely())
	if err != nil {
		return fault.New(fault.Refused, locale.M("poll.lonely", "name", c.key(), "cell", o.cellName()))
	}
	s.estimate = estimate
	o.Polled.EffectiveN, o.Polled.Effect = rounded(estimate.EffectiveN()), rounded(estimate.Effect)
	switch {
	case !c.polled.isShare():
		o.Polled.DF = estimate.DF
		put(estimate.Mean())
	case c.polled.hasDesign():
		o.Polled.DF = estimate.DF
		put(estimate.Share())
	case of.Weight != nil:
		put(estimate.Weighted())
	default:
		put(survey.Wilson(estimate.Value, float64(estimate.N)))
	}
	if !c.polled.isLinearised() {
		s.estimate = survey.Simple(estimate.Value, estimate.EffectiveN())
	}
	if o.Low != nil {
		o.Polled.Error = c.estimated(s.estimate.SE)
	}
	return nil
}

// isShare reports whether the value is a share, and not a mean or a net score.
func (p *polled) isShare() bool {
	return p.of.Published != nil || len(p.of.Top) > 0 && len(p.of.Bottom) == 0
}

// hasDesign reports whether strata or clusters are known.
func (p *polled) hasDesign() bool { return p.of.Stratum != nil || p.of.Cluster != nil }

// isLinearised reports whether errors come from the units of a design, and not
// from a formula for shares.
func (p *polled) isLinearised() bool { return !p.isShare() || p.of.Published == nil && p.hasDesign() }

// lonely is what a stratum of one unit adds.
func (p *polled) lonely() survey.Lonely {
	if p.of.Lonely != "" {
		return survey.Lonely(p.of.Lonely)
	}
	return survey.Adjust
}

func (c *checked) publishedValue(cell *cell) *Number {
	if !cell.sum.Valid {
		return nil
	}
	return FromDecimal(cell.sum.Decimal)
}

// estimated writes a bound in the indicator's unit.
func (c *checked) estimated(x float64) *Number { return rounded(x * float64(c.factor)) }

// rounded keeps twelve significant digits, which every machine agrees on.
func rounded(x float64) *Number {
	d, err := decimal.NewFromString(strconv.FormatFloat(x, 'g', 12, 64))
	if err != nil {
		return nil // not a number
	}
	return FromDecimal(d)
}
