package indicators

import (
	"slices"
	"strings"

	"heng/indicators/survey"
)

// compare tests each value of a survey against that of the wave before, and each
// part of a breakdown against all other respondents. The observations and their
// cells come in order of time.
func (c *checked) compare(own []Observation, cells []*cell) {
	breaks := c.indicator.WaveBreaks()
	before := map[string]*Observation{}
	for at := range own {
		o := &own[at]
		if o.Polled == nil || o.Value == nil {
			continue
		}
		if len(o.Breakdown) > 0 && o.isTestable() {
			o.Polled.Rest = c.fromRest(own, cells, at)
		}
		if o.Period == nil || *o.Period == Unknown || o.ObsStatus == Provisional {
			continue // what is not over is not held against what is
		}
		name := strings.Join(o.Breakdown.Columns(), "\x00") + "\x00" + cells[at].place()
		last := before[name]
		before[name] = o
		if last != nil && !broken(breaks, *last.Period, *o.Period) {
			o.Polled.Wave = DifferenceOf(o, last)
		}
	}
	for _, cell := range cells {
		cell.sampled = nil // the units are not needed any more
	}
}

func (c *cell) place() string { return strings.Join(c.codes, "\x00") }

// broken reports whether a series begins anew after one period and up to another.
func broken(breaks map[string][]string, after, until string) bool {
	for period := range breaks {
		if period > after && period <= until {
			return true
		}
	}
	return false
}

// fromRest tests a part of a breakdown against the respondents in all its other
// parts.
func (c *checked) fromRest(own []Observation, cells []*cell, at int) *Difference {
	if c.polled.of.Published != nil {
		return nil // how the others weigh is not known
	}
	var others []survey.Unit
	for i := range own {
		same := i != at && periodText(&own[i]) == periodText(&own[at]) && slices.Equal(own[i].Breakdown.Columns(), own[at].Breakdown.Columns())
		if !same || cells[i].sampled == nil {
			continue
		}
		for _, u := range cells[i].sampled.units {
			if u.N > 0 {
				others = append(others, u)
			}
		}
	}
	if c.polled.cluster != "" {
		others = joinedUnits(others)
	}
	rest := &sampled{units: others}
	if c.polled.isLinearised() {
		rest.completeLike(cells[at].sampled.units, c.polled.cluster != "")
	}
	e, err := survey.Of(rest.units, c.polled.lonely())
	if err != nil || e.EffectiveN() < LeastSample {
		return nil
	}
	self := cells[at].sampled.estimate
	d := survey.Independent(self, survey.Simple(e.Value, e.EffectiveN()))
	if c.polled.isLinearised() {
		if d, err = survey.Within(self, e, c.polled.lonely()); err != nil {
			return nil
		}
	}
	return differenceOf(d, float64(c.factor))
}

// joinedUnits adds up the parts of each cluster.
func joinedUnits(units []survey.Unit) []survey.Unit {
	at := map[place]int{}
	var out []survey.Unit
	for _, u := range units {
		name := place{stratum: u.Stratum, cluster: u.Cluster}
		i, there := at[name]
		if !there {
			i = len(out)
			at[name], out = i, append(out, survey.Unit{Stratum: u.Stratum, Cluster: u.Cluster})
		}
		o := &out[i]
		o.N, o.Weight, o.Total, o.Squares = o.N+u.N, o.Weight+u.Weight, o.Total+u.Total, o.Squares+u.Squares
	}
	return out
}

// completeLike adds the units that another domain of the design has and these
// lack.
func (s *sampled) completeLike(design []survey.Unit, clustered bool) {
	all := map[place]int64{}
	for _, u := range design {
		all[place{stratum: u.Stratum, cluster: u.Cluster}]++
	}
	s.complete("", all, clustered)
}
