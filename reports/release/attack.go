package release

import (
	"errors"
	"io/fs"
	"maps"
	"math/big"
	"slices"
	"strings"

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
}

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
}

type viewed struct {
	at     *indicators.Observation
	figure string
}

// Attempt is what an attack goes by.
type Attempt struct {
	Frameworks   []*indicators.Framework
	Observations []indicators.Observation // as they are published
	Earlier      []indicators.Observation // as they were published before
	Known        []KnownFigure            // from elsewhere
	Insiders     []Insider
	Promises     []Promised
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
	return v.verdict(report, a.Promises), nil
}

// try attacks with what was published before.
func (a Attempt) try(earlier []indicators.Observation) (*view, audit.Report, error) {
	v := &view{index: map[string]int{}, shared: map[string][]int{}, byID: map[string]*indicators.Indicator{}}
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
	v.sums()
	for _, name := range slices.Sorted(maps.Keys(v.shared)) {
		same := v.shared[name]
		for _, other := range same[1:] {
			v.release.Relations = append(v.release.Relations, audit.Sum(same[0], other))
		}
	}
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
		attackers[insider.Name].Knows = append(attackers[insider.Name].Knows, audit.Knowledge{Cell: cell, Lower: insider.Value, Upper: insider.Value})
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

func (v *view) describe(cell int) AuditedCell {
	o := v.cells[cell].at
	return AuditedCell{Indicator: o.Framework + "/" + o.Indicator, Period: o.Period, Breakdown: o.Breakdown, Figure: v.cells[cell].figure}
}

// rounded writes a bound for people; the exact one has been judged.
func rounded(r *big.Rat) *decimal.Decimal {
	if r == nil {
		return nil
	}
	d := decimal.NewFromBigRat(r, 6)
	return &d
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
	where, period := "", i.Period.By
	if i.Where != nil {
		where = spaced(i.Where.Text)
	}
	if i.Period.Of != nil {
		period += " " + spaced(i.Period.Of.Text)
	}
	share := func(name string, cell int) {
		key := strings.Join([]string{name, strings.ToLower(i.Population), where, period, placeOf(o)}, "\x01")
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

// sums adds that the figures of a breakdown add up to those of every wider one.
func (v *view) sums() {
	byCell := map[string]*indicators.Observation{}
	for _, o := range v.all {
		byCell[cellOf(o)] = o
	}
	// Every observation is a part of those without one or more of its columns.
	type sum struct {
		wide  *indicators.Observation
		fine  string // its columns
		parts []*indicators.Observation
	}
	found := map[string]*sum{}
	var order []*sum
	for _, o := range v.all {
		columns := o.Breakdown.Columns()
		for set := range 1<<len(columns) - 1 { // without one at least
			wide := *o
			wide.Breakdown = indicators.Breakdown{}
			for k, column := range columns {
				if set>>k&1 == 1 {
					wide.Breakdown[column] = o.Breakdown[column]
				}
			}
			key := cellOf(&wide)
			to := byCell[key]
			if to == nil {
				continue
			}
			fine := strings.Join(columns, "\x00")
			key += "\x01" + fine
			if found[key] == nil {
				found[key] = &sum{wide: to, fine: fine}
				order = append(order, found[key])
			}
			found[key].parts = append(found[key].parts, o)
		}
	}
	sets := map[string][]string{} // of a wide one
	for _, s := range order {
		sets[cellOf(s.wide)] = append(sets[cellOf(s.wide)], s.fine)
	}
	// What follows from sums of sums does not have to be said again.
	follows := func(wide *indicators.Observation, fine string, parts []*indicators.Observation) bool {
		columns := strings.Split(fine, "\x00")
		return slices.ContainsFunc(sets[cellOf(wide)], func(set string) bool {
			between := strings.Split(set, "\x00")
			if len(between) >= len(columns) || !contains(columns, between) {
				return false
			}
			return !slices.ContainsFunc(parts, func(part *indicators.Observation) bool {
				middle := *part
				middle.Breakdown = indicators.Breakdown{}
				for _, column := range between {
					middle.Breakdown[column] = part.Breakdown[column]
				}
				return byCell[cellOf(&middle)] == nil
			})
		})
	}
	for _, s := range order {
		if follows(s.wide, s.fine, s.parts) {
			continue
		}
		i := v.byID[s.wide.Framework+"/"+s.wide.Indicator]
		for _, name := range []string{"n", "missing", "value", "numerator", "denominator"} {
			if name == "value" && i.Measure.Kind() != "count" && i.Measure.Kind() != "sum" {
				continue
			}
			total, there := v.cellOf(s.wide, name)
			if !there {
				continue
			}
			var cells []int
			for _, part := range s.parts {
				if cell, there := v.cellOf(part, name); there {
					cells = append(cells, cell)
				}
			}
			v.release.Relations = append(v.release.Relations, audit.Sum(total, cells...))
		}
	}
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

// AuditFiles attacks a release in a folder with what its files say, and with what
// is given besides: what is known from elsewhere, what was published before and,
// from those who have the records, what was promised.
func AuditFiles(release fs.FS, besides Attempt) (*Audited, error) {
	text, err := fs.ReadFile(release, ManifestFile)
	if err != nil {
		return nil, fault.Wrap(fault.Input, err, locale.M("release.no_manifest")).WithHint(locale.M("release.no_manifest_hint"))
	}
	m, err := ReadManifest(text)
	if err != nil {
		return nil, err
	}
	text, err = fs.ReadFile(release, ObservationsJSON)
	if err != nil {
		return nil, fault.Wrap(fault.Input, err, locale.M("release.observations_unreadable"))
	}
	observations, err := ReadObservations(text)
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(release, "definitions/*.yaml")
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, locale.M("release.folder_unreadable"))
	}
	var frameworks []*indicators.Framework
	for _, name := range names {
		text, err := fs.ReadFile(release, name)
		if err != nil {
			return nil, fault.Wrap(fault.Input, err, locale.M("release.file_unreadable", "path", name))
		}
		f, findings := indicators.ReadFramework(name, text)
		if errs := fault.Errors(findings); len(errs) > 0 {
			return nil, fault.New(fault.Input, locale.M("release.file_unreadable", "path", name)).WithFindings(errs)
		}
		frameworks = append(frameworks, f)
	}
	besides.Frameworks, besides.Observations = frameworks, observations
	out, err := Attack(besides)
	if err != nil {
		return nil, err
	}
	out.ID = m.ID
	return out, nil
}

// EarlierFiles reads what the releases before one said, the last release last, as
// far as their folders are there and are those that it follows.
func EarlierFiles(release fs.FS, before func(id string) fs.FS) []indicators.Observation {
	v, err := Verify(release, before)
	if err != nil {
		return nil
	}
	var all []indicators.Observation
	for _, at := range slices.Backward(v.Chain) {
		text, err := fs.ReadFile(before(at.ID), ObservationsJSON)
		if err != nil {
			continue
		}
		if observations, err := ReadObservations(text); err == nil {
			all = append(all, observations...)
		}
	}
	return all
}
