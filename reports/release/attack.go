package release

import (
	"errors"
	"maps"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"heng/indicators"
	"heng/indicators/disclosure/audit"
	"heng/internal/fault"
	"heng/internal/locale"
)

// Audited is what an attack on a release has found.
type Audited struct {
	ID        string
	Cells     []AuditedCell // the suppressed figures, in the order of the observations
	Recovered int           // of which a reader works out the value
	Broken    int           // whose interval is narrower than was promised
}

// AuditedCell is a suppressed figure and how closely it can be worked out.
type AuditedCell struct {
	Indicator string               `json:"indicator"`
	Period    *string              `json:"period"`
	Breakdown indicators.Breakdown `json:"breakdown"`
	Figure    string               `json:"figure"` // value, numerator, denominator or n
	Low       *decimal.Decimal     `json:"low"`    // null for no bound
	High      *decimal.Decimal     `json:"high"`
	Attacker  string               `json:"attacker,omitempty"` // one who knows more than was published
	Method    string               `json:"method"`
	Recovered bool                 `json:"recovered"`
	Broken    bool                 `json:"broken,omitempty"`
}

// Promised is what was promised for a figure by those who know its value. Nothing
// of it leaves the house.
type Promised struct {
	Indicator string // framework/id
	Place     string // its period and codes
	Figure    string
	Promise   audit.Promise
}

// Insider is somebody who knows a figure because it is theirs alone.
type Insider struct {
	Name                     string
	Indicator, Place, Figure string
	Value                    *big.Rat
	AtLeast                  bool // they know their own part, and not that there is no other
}

// Attempt is what an attack goes by.
type Attempt struct {
	Frameworks   []*indicators.Framework
	Observations []indicators.Observation // as they are published
	Earlier      []indicators.Observation // as they were published before
	Known        []KnownFigure            // from elsewhere
	Insiders     []Insider
	Promises     []Promised
	// Rows are the tables that are published row by row, in which bands may stand;
	// Contributors the columns that say whose a row is, by table.
	Rows         []*Records
	Contributors map[string]string
	Parts        []PromisedPart // of sums over such rows
}

// Attack attacks the observations of a release as its readers could, and those
// who know a figure because it is theirs. What was published before counts as
// known, unless something else of the same indicator and period has changed since.
func Attack(a Attempt) (*Audited, error) {
	earlier := Unrevised(a.Earlier, a.Observations)
	v, report, err := a.try(earlier)
	if errors.Is(err, audit.ErrContradiction) && len(earlier) > 0 {
		// The records have changed since, and what was said before holds no more.
		v, report, err = a.try(nil)
	}
	if err != nil {
		return nil, fault.Wrap(fault.Refused, err, locale.M("release.contradiction")).WithHint(locale.M("release.contradiction_hint"))
	}
	out := v.verdict(report, a.Promises)
	v.judgeParts(a.Parts, out)
	return out, nil
}

// try attacks with what was published before.
func (a Attempt) try(earlier []indicators.Observation) (*view, audit.Report, error) {
	v := &view{
		index: map[string]int{}, shared: map[string][]int{}, byID: map[string]*indicators.Indicator{},
		lines: map[string][]inTime{}, undated: map[string]bool{},
	}
	for i := range a.Observations {
		if o := &a.Observations[i]; periodOf(o) == indicators.Unknown {
			v.undated[undatedKey(o)] = true
		}
	}
	for _, f := range a.Frameworks {
		for _, i := range f.Indicators {
			v.byID[f.ID+"/"+i.ID] = i
		}
	}
	read := map[string]bool{}
	for _, list := range [][]indicators.Observation{a.Observations, earlier} {
		for at := range list {
			o := &list[at]
			i := v.byID[o.Framework+"/"+o.Indicator]
			if i == nil || o.Period != nil && *o.Period == indicators.Unknown || read[cellOf(o)] {
				continue
			}
			read[cellOf(o)] = true
			v.read(i, o)
			v.all = append(v.all, o)
		}
	}
	v.reckonBands(a.published())
	v.sums()
	for _, name := range slices.Sorted(maps.Keys(v.shared)) {
		same := v.shared[name]
		if v.contradict(same) {
			continue // what seems to be one figure is two
		}
		for _, other := range same[1:] {
			v.release.Relations = append(v.release.Relations, audit.Sum(same[0], other))
		}
	}
	v.sumsInTime()
	v.outside(a.Known)
	v.before(earlier)
	attackers := map[string]*audit.Attacker{}
	for _, insider := range a.Insiders {
		cell, there := v.index[insider.Indicator+"\x00"+insider.Place+"\x00"+insider.Figure]
		if !there {
			continue
		}
		if attackers[insider.Name] == nil {
			attackers[insider.Name] = &audit.Attacker{Name: insider.Name}
		}
		knows := audit.Knowledge{Cell: cell, Lower: insider.Value, Upper: insider.Value}
		if insider.AtLeast {
			knows.Upper = nil
		}
		attackers[insider.Name].Knows = append(attackers[insider.Name].Knows, knows)
	}
	for _, name := range slices.Sorted(maps.Keys(attackers)) {
		v.release.Attackers = append(v.release.Attackers, *attackers[name])
	}
	report, err := audit.Attack(v.release)
	return v, report, err
}

func (v *view) verdict(report audit.Report, promises []Promised) *Audited {
	out := &Audited{}
	broken := map[int]bool{}
	var made []audit.Promise
	for _, p := range promises {
		cell, there := v.index[p.Indicator+"\x00"+p.Place+"\x00"+p.Figure]
		if !there {
			continue
		}
		promise := p.Promise
		promise.Cell = cell
		made = append(made, promise)
	}
	for _, b := range report.Breaches(made) {
		broken[b.Promise.Cell] = true
	}
	seen := map[int]bool{}
	for _, i := range report.Intervals {
		seen[i.Cell] = true
		c := v.describe(i.Cell)
		c.Low, c.High, c.Attacker, c.Method = rounded(i.Low), rounded(i.High), i.Attacker, string(i.Method)
		// One who knows the figure because it is theirs recovers nothing.
		c.Recovered = i.Recovered() && i.Attacker == ""
		c.Broken = broken[i.Cell] && i.Attacker == ""
		if c.Recovered {
			out.Recovered++
		}
		out.Cells = append(out.Cells, c)
	}
	for _, cell := range slices.Sorted(maps.Keys(broken)) {
		if !seen[cell] { // what was to be secret was published
			c := v.describe(cell)
			c.Broken, c.Recovered, c.Method = true, true, "published"
			c.Low = rounded(v.release.Cells[cell].Value)
			c.High = c.Low
			out.Recovered++
			out.Cells = append(out.Cells, c)
		}
	}
	out.Broken = len(broken)
	return out
}

// rounded writes a bound for people; the exact one has been judged.
func rounded(r *big.Rat) *decimal.Decimal {
	if r == nil {
		return nil
	}
	d := decimal.NewFromBigRat(r, 6)
	return &d
}
