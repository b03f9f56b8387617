package indicators

import (
	"strconv"
	"strings"
	"time"

	"heng/indicators/trend"
)

// Trend is how the total of an indicator moved up to a period: over whole periods
// only, and not across a break in the series.
type Trend struct {
	Slope   *Number // a period: the median of the slopes between all pairs of values
	Low     *Number // the 95 % interval of the slope; nil where there are too few values
	High    *Number
	Periods int // values behind it
	From    string
	To      string
	// Target is the next target that is a single value, and Due its period; nil
	// where there is none to come.
	Target   *Number
	Due      string
	Required *Number // what each period has to bring from now on to reach it, linearly
	Expected *Number // what the trend would bring by then
	Reached  bool
}

// TrendOf returns the trend of an indicator's totals up to a period, or nil where
// fewer than three whole periods with a value stand behind it.
func TrendOf(i *Indicator, observations []Observation, until string, asOf time.Time) *Trend {
	by := i.Period.By
	form := periodForms[by]
	points, t := trendPoints(i, observations, until, asOf)
	s, ok := trend.Fit(points)
	if !ok {
		return nil
	}
	t.Slope, t.Low, t.High, t.Periods = numberOf(s.Slope), numberOf(s.Low), numberOf(s.High), s.N
	direction := i.DirectionName()
	for _, target := range i.Targets {
		if target == nil || target.Value == nil || len(target.Where) > 0 || !form.MatchString(target.Period) ||
			direction != "up" && direction != "down" || periodOrdinal(by, target.Period) <= periodOrdinal(by, t.To) {
			continue
		}
		if t.Target != nil && periodOrdinal(by, target.Period) >= periodOrdinal(by, t.Due) {
			continue
		}
		o := s.Toward(target.Value.Rat(), periodOrdinal(by, target.Period), direction == "up")
		t.Target, t.Due = target.Value, target.Period
		t.Required, t.Expected, t.Reached = numberOf(o.Required), numberOf(o.Expected), o.Reached
	}
	return t
}

// TrendPeriods returns how many whole periods with a value an indicator's totals
// have up to a period, since the last break: of one or two there is no trend.
func TrendPeriods(i *Indicator, observations []Observation, until string, asOf time.Time) int {
	points, _ := trendPoints(i, observations, until, asOf)
	return len(points)
}

// trendPoints are the values of a trend, with where they begin and end.
func trendPoints(i *Indicator, observations []Observation, until string, asOf time.Time) ([]trend.Point, *Trend) {
	t := &Trend{}
	by := i.Period.By
	form, ok := periodForms[by]
	if !ok || !form.MatchString(until) {
		return nil, t
	}
	end := periodOrdinal(by, until)
	var points []trend.Point
	for at := range observations {
		o := &observations[at]
		if o.Indicator != i.ID || len(o.Breakdown) > 0 || o.Period == nil || !form.MatchString(*o.Period) || !periodOver(*o.Period, asOf) {
			continue
		}
		place := periodOrdinal(by, *o.Period)
		if place > end {
			continue
		}
		if o.ObsStatus == Break {
			points, t.From = nil, "" // what came before is another series
		}
		if o.Value == nil {
			continue
		}
		if t.From == "" {
			t.From = *o.Period
		}
		t.To = *o.Period
		points = append(points, trend.Point{At: place, Value: o.Value.Rat()})
	}
	return points, t
}

// periodOrdinal counts periods of a length, so that neighbours differ by one.
func periodOrdinal(by, code string) int {
	year, rest, _ := strings.Cut(code, "-")
	y, part := number(year), number(strings.TrimLeft(rest, "SQ"))
	switch by {
	case "half":
		return 2*y + part
	case "quarter":
		return 4*y + part
	case "month":
		return 12*y + part
	}
	return y
}

func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}
