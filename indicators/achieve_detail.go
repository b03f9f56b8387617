package indicators

import "slices"

// Achieved is what an achievement knows beside its value: how the results of a
// cell are distributed, and why some of them have no verdict. It is shown in the
// report and by heng explain; heng eval has the value.
type Achieved struct {
	Met int64
	// Of those that are not met, by the way that was gone (facts: effectiveness
	// 4.4, rule 10), and those of which only that is known.
	OnTrack, AtRisk, OffTrack, NoScale int64
	// Without a verdict: missing, and counted here by the reason.
	NoActual, NoTarget, Contradictory int64
	// Capped is how many rates lie outside the cap of a mean.
	Capped int64

	Summary  string  // what the rows are summed up to
	Weighted bool    // by a named weight
	Low      *Number // the cap of a mean, in per cent; nil for none
	High     *Number
}

// NotMet is the number of results whose target is not met.
func (a *Achieved) NotMet() int64 { return a.OnTrack + a.AtRisk + a.OffTrack + a.NoScale }

// Judged is the number of results that have a verdict.
func (a *Achieved) Judged() int64 { return a.Met + a.NotMet() }

// newAchieved makes the distribution of a cell from the counts of the conditions.
func (c *checked) newAchieved(counts []int64) *Achieved {
	a := &Achieved{Summary: c.achieved.of.SummaryName(), Weighted: c.achieved.of.Weight != nil}
	for at, field := range []*int64{
		&a.Met, &a.OnTrack, &a.AtRisk, &a.OffTrack, &a.NoScale, &a.NoActual, &a.NoTarget, &a.Contradictory, &a.Capped,
	} {
		*field = counts[at]
	}
	if a.Summary != "mean" {
		a.Capped = 0
		return a
	}
	if low, high := c.achieved.of.Cap.bounds(); low != nil {
		a.Low, a.High = FromDecimal(low.Shift(2)), FromDecimal(high.Shift(2))
	}
	return a
}

// addAchieved adds the counts of an achievement's conditions to a pass.
func (p *pass) addAchieved(m *member) {
	where := m.rows().where
	for _, part := range m.achieved.parts {
		if !slices.Contains(p.parts, part) {
			p.parts = append(p.parts, part)
		}
	}
	for _, condition := range m.achieved.conditions {
		m.conditions = append(m.conditions, p.count(and(where, condition.SQL)))
	}
}

// Contradictions counts the results that say one direction and have a target in
// the other.
func Contradictions(observations []Observation) int64 {
	var n int64
	for i := range observations {
		if a := observations[i].Achieved; a != nil && len(observations[i].Breakdown) == 0 {
			n += a.Contradictory
		}
	}
	return n
}

// rowRates prints what explain shows of a row of an achievement, or of a survey,
// beside its verdict.
func (c *checked) rowRates() string {
	ratio, progress, distance, reason, weight := "null", "null", "null", "null", "null"
	if c.polled != nil && c.polled.of.Published == nil {
		weight = exactly(c.other)
	}
	if c.achieved != nil {
		ratio, progress, reason = c.achieved.ratio.SQL, c.achieved.progress.SQL, c.achieved.reason.SQL
		distance = c.achieved.distance.SQL
	}
	as := func(sql, name string) string { return "cast(" + sql + " as varchar) as " + name }
	return as(ratio, "_ratio") + ", " + as(progress, "_progress") + ", " + as(distance, "_distance") + ", " + as(reason, "_reason") + ", " + as(weight, "_weight")
}
