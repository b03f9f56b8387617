package release

import (
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
}

type viewed struct {
	at     *indicators.Observation
	figure string
}

// Attack attacks the observations of a release as its readers could, and those
// who know a figure because it is theirs.
func Attack(frameworks []*indicators.Framework, observations []indicators.Observation, known []KnownFigure, insiders []Insider, promises []Promised) (*Audited, error) {
	v := &view{index: map[string]int{}, shared: map[string][]int{}, byID: map[string]*indicators.Indicator{}}
	for _, f := range frameworks {
		for _, i := range f.Indicators {
			v.byID[f.ID+"/"+i.ID] = i
		}
	}
	groups := map[string][]int{} // observations of one indicator and period
	var order []string
	for at := range observations {
		o := &observations[at]
		i := v.byID[o.Framework+"/"+o.Indicator]
		if i == nil || o.Period != nil && *o.Period == indicators.Unknown {
			continue
		}
		v.read(i, o)
		key := o.Framework + "/" + o.Indicator + "\x00" + periodOf(o)
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], at)
	}
	for _, key := range order {
		v.sums(observations, groups[key])
	}
	for _, name := range slices.Sorted(maps.Keys(v.shared)) {
		same := v.shared[name]
		for _, other := range same[1:] {
			v.release.Relations = append(v.release.Relations, audit.Sum(same[0], other))
		}
	}
	v.outside(known)
	attackers := map[string]*audit.Attacker{}
	for _, insider := range insiders {
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
	if err != nil {
		return nil, fault.Wrap(fault.Refused, err, locale.M("release.contradiction")).WithHint(locale.M("release.contradiction_hint"))
	}
	return v.verdict(report, promises), nil
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
			c.Broken, c.Recovered = true, true
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

func periodOf(o *indicators.Observation) string {
	if o.Period == nil {
		return ""
	}
	return *o.Period
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
	switch i.Measure.Kind() {
	case "count":
		yes := v.figure(o, "value", kept, value, true)
		v.atMost(yes, n)
		share("yes "+spaced(i.Measure.Count.Text), yes)
		share("n "+spaced(i.Measure.Count.Text), n)
	case "share":
		yes := v.figure(o, "numerator", kept && o.Numerator == nil, zero(o.Numerator), true)
		v.atMost(yes, n)
		share("yes "+spaced(i.Measure.Share.Text), yes)
		share("n "+spaced(i.Measure.Share.Text), n)
	case "sum":
		share("sum "+spaced(i.Measure.Sum.Text), v.figure(o, "value", kept, value, false))
	case "mean":
		share("sum "+spaced(i.Measure.Mean.Text), v.figure(o, "numerator", kept && o.Numerator == nil, zero(o.Numerator), false))
	case "ratio":
		v.figure(o, "numerator", kept && o.Numerator == nil, zero(o.Numerator), false)
		v.figure(o, "denominator", kept && o.Denominator == nil, zero(o.Denominator), false)
	}
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

// sums adds, for the observations of an indicator at a period, that the figures of
// a breakdown add up to those of every wider one.
func (v *view) sums(observations []indicators.Observation, group []int) {
	for _, wide := range group {
		w := &observations[wide]
		i := v.byID[w.Framework+"/"+w.Indicator]
		parts := map[string][]int{}
		for _, fine := range group {
			f := &observations[fine]
			if len(f.Breakdown) <= len(w.Breakdown) {
				continue
			}
			inside := true
			for column, code := range w.Breakdown {
				inside = inside && f.Breakdown[column] == code
			}
			if inside {
				set := strings.Join(f.Breakdown.Columns(), "\x00")
				parts[set] = append(parts[set], fine)
			}
		}
		for _, set := range slices.Sorted(maps.Keys(parts)) {
			for _, name := range []string{"n", "missing", "value", "numerator", "denominator"} {
				if name == "value" && i.Measure.Kind() != "count" && i.Measure.Kind() != "sum" {
					continue
				}
				total, there := v.index[w.Framework+"/"+w.Indicator+"\x00"+placeOf(w)+"\x00"+name]
				if !there {
					continue
				}
				var cells []int
				for _, fine := range parts[set] {
					if cell, there := v.index[w.Framework+"/"+w.Indicator+"\x00"+placeOf(&observations[fine])+"\x00"+name]; there {
						cells = append(cells, cell)
					}
				}
				v.release.Relations = append(v.release.Relations, audit.Sum(total, cells...))
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

// AuditFiles attacks a release in a folder with what its files say, and nothing
// else.
func AuditFiles(release fs.FS, known []KnownFigure) (*Audited, error) {
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
	out, err := Attack(frameworks, observations, known, nil, nil)
	if err != nil {
		return nil, err
	}
	out.ID = m.ID
	return out, nil
}
