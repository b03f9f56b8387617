package reports

import (
	"slices"
	"strings"
	"time"

	"heng/charts"
	"heng/indicators"
	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/locale"
)

// Input is everything a report is written from. Nothing in it is changed.
type Input struct {
	Title        locale.Text
	Languages    []locale.Lang // in which the report is written
	Period       string        // the report period as an SDMX code: 2017, 2018-S1
	Compare      string        // the period it is compared with; empty for none
	AsOf         time.Time     // the day "today" is
	Public       bool          // the public edition: what it holds has passed the gate; else the internal one
	Frameworks   []*indicators.Framework
	Package      *datapackage.Package
	Observations []indicators.Observation
	Uncomputed   map[string]locale.Message // why an indicator (framework/id) could not be computed
	Loads        []Load

	// Resources names, for each model that is a population, the resources
	// behind it. A population that is not in it is a resource itself.
	Resources map[string][]string

	Outline *Outline // the order of the report; nil for the default
	Notes   *Notes   // the analysts' words; nil for none

	Published  []Published         // values as they were published earlier, from the table of that name
	Records    map[string]*Records // the rows that the report lists, by table or model
	Rejects    []RejectReason      // why rows were set aside, in the order of the resources
	Warnings   []RejectReason      // why accepted rows were pointed out
	Quality    []Quality           // how the records came in, in the order of the resources
	Dictionary Dictionary          // what the columns of tables and models mean

	Hearings map[string][]Hearing // what the groups said of an indicator (framework/id), the oldest first

	Renderer *charts.Renderer // draws the charts; nil leaves them out
	Version  string           // of the program, for the colophon
}

// What the annexes list, as the plan gives it.
type (
	// Records is rows of a table or a model, with the types of their columns.
	Records = indicators.Rows
	// Dictionary says what every column of every table and model means.
	Dictionary = indicators.Dictionary
)

// RejectReason is a reason for which rows of a resource were set aside.
type RejectReason struct {
	Resource string
	Columns  []string // those the reason is about; none where it is the row's as a whole
	// Reason is the kind of slip. It never quotes what stood in the file, which
	// may be personal data.
	Reason   locale.Message
	Rows     int64
	Examples []fault.Place // of the first few of them
}

// Load says what the last load read of a resource.
type Load struct {
	Resource                 string
	Read, Accepted, Rejected int64 // rows
	Files                    []string
	Hashes                   []string // SHA-256 of each of Files; nil where they are not known
}

// series is the observations of one indicator: the totals by period and the
// cells of its breakdowns, in the order in which they came.
type series struct {
	totals map[string]*indicators.Observation
	parts  []*indicators.Observation
}

// periodCode returns the period of an observation; empty for by: none.
func periodCode(o *indicators.Observation) string {
	if o.Period == nil {
		return ""
	}
	return *o.Period
}

// indicatorKey names an indicator among all frameworks.
func indicatorKey(framework, indicator string) string { return framework + "/" + indicator }

// bySeries sorts the observations by the indicator they are of.
func bySeries(observations []indicators.Observation) map[string]*series {
	all := map[string]*series{}
	for i := range observations {
		o := publishable(&observations[i])
		key := indicatorKey(o.Framework, o.Indicator)
		s := all[key]
		if s == nil {
			s = &series{totals: map[string]*indicators.Observation{}}
			all[key] = s
		}
		if len(o.Breakdown) == 0 {
			s.totals[periodCode(o)] = o
		} else {
			s.parts = append(s.parts, o)
		}
	}
	return all
}

// periods returns the codes of the totals in order of time, rows without a
// date last.
func (s *series) periods() []string {
	var codes []string
	for code := range s.totals {
		codes = append(codes, code)
	}
	slices.SortFunc(codes, comparePeriods)
	return codes
}

// comparePeriods orders period codes by time, rows without a date last.
func comparePeriods(a, b string) int {
	if (a == indicators.Unknown) != (b == indicators.Unknown) {
		if a == indicators.Unknown {
			return 1
		}
		return -1
	}
	return strings.Compare(a, b)
}

// partsAt returns the cells of a breakdown at a period, in their order.
func (s *series) partsAt(period string, columns []string) []indicators.Observation {
	sorted := slices.Sorted(slices.Values(columns))
	var parts []indicators.Observation
	for _, o := range s.parts {
		if periodCode(o) == period && slices.Equal(o.Breakdown.Columns(), sorted) {
			parts = append(parts, *o)
		}
	}
	return parts
}

// part returns the observation of one cell at a period; nil for none.
func (s *series) part(period string, where map[string]string) *indicators.Observation {
	for _, o := range s.parts {
		if periodCode(o) != period || len(o.Breakdown) != len(where) {
			continue
		}
		same := true
		for column, code := range where {
			same = same && o.Breakdown[column] == code
		}
		if same {
			return o
		}
	}
	return nil
}

// partsOf returns the cells of a breakdown at all periods, in their order.
func (s *series) partsOf(columns []string) []indicators.Observation {
	sorted := slices.Sorted(slices.Values(columns))
	var parts []indicators.Observation
	for _, o := range s.parts {
		if slices.Equal(o.Breakdown.Columns(), sorted) {
			parts = append(parts, *o)
		}
	}
	return parts
}
