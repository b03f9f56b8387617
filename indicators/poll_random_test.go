package indicators_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"heng/indicators"
	"heng/indicators/survey"
	"heng/internal/locale"
	"heng/internal/store"
)

const samplePackage = `
name: polls
resources:
  - name: answers
    path: [data/answers.csv]
    schema:
      primaryKey: [id]
      fields:
        - {name: id, type: integer}
        - {name: wave, type: year}
        - {name: region, type: string}
        - {name: answer, type: string, constraints: {enum: [very, fairly, little, no_opinion]}}
        - {name: score, type: integer}
        - {name: weight, type: number, decimals: 2}
        - {name: stratum, type: string}
        - {name: cluster, type: string}
`

// respondent is a row of answers; nil is null.
type respondent struct {
	wave                             int
	region, answer, stratum, cluster *string
	score                            *int
	weight                           *int // in hundredths
}

// sample is a random survey and how it is measured.
type sample struct {
	rows                                   []respondent
	weighted, stratified, clustered, based bool
	kind                                   string // share, net, mean
}

var samples = rapid.Custom(func(t *rapid.T) sample {
	s := sample{
		weighted: rapid.Bool().Draw(t, "weighted"), stratified: rapid.Bool().Draw(t, "stratified"), clustered: rapid.Bool().Draw(t, "clustered"),
		based: rapid.Bool().Draw(t, "based"), kind: rapid.SampledFrom([]string{"share", "net", "mean"}).Draw(t, "kind"),
	}
	// A large sample comes of a seed: what matters of it is its shape.
	random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	size := rapid.SampledFrom([]int{1, 2, 7, 40, 200, 500}).Draw(t, "size")
	pick := func(words []string, gone int) *string {
		if random.IntN(gone) == 0 {
			return nil
		}
		return &words[random.IntN(len(words))]
	}
	for range size {
		r := respondent{
			wave: 2016 + random.IntN(2), region: pick([]string{"north", "south", "east"}, 30), answer: pick([]string{"very", "fairly", "little", "no_opinion"}, 20),
			stratum: pick([]string{"city", "town", "village"}, 50), cluster: pick([]string{"a", "b", "c", "d", "e"}, 50),
		}
		if random.IntN(20) > 0 {
			r.score = ptr(random.IntN(5) + 1)
		}
		if random.IntN(30) > 0 {
			r.weight = ptr(random.IntN(300) + random.IntN(2)) // nought at times
		}
		s.rows = append(s.rows, r)
	}
	return s
})

func ptr[T any](v T) *T { return &v }

// framework writes the measure.
func (s sample) framework() string {
	parts := []string{"answer: answer", "top: [very, fairly]"}
	switch s.kind {
	case "net":
		parts = append(parts, "bottom: [little]")
	case "mean":
		parts = []string{"answer: score"}
	}
	for part, there := range map[string]bool{"weight: weight": s.weighted, "stratum: stratum": s.stratified, "cluster: cluster": s.clustered, "base: answer <> 'no_opinion'": s.based} {
		if there {
			parts = append(parts, part)
		}
	}
	slices.Sort(parts)
	return pollHead + "  - {id: i, dimension: d, name: {zh-TW: 甲, en: A}, population: answers, period: {by: year, of: wave}, breakdowns: [region], unit: percent,\n" +
		"     measure: {survey: {" + strings.Join(parts, ", ") + "}}}\n"
}

const createAnswers = `create table answers (id bigint, wave bigint, region varchar, answer varchar, score bigint, weight decimal(18,2),
	stratum varchar, cluster varchar, _row bigint, _file bigint, _line bigint)`

// fill writes the sample into a database.
func (s sample) fill(exec func(string) error) error {
	text := func(v *string) string {
		if v == nil {
			return "null"
		}
		return "'" + *v + "'"
	}
	number := func(v *int, scale int) string {
		if v == nil {
			return "null"
		}
		return big.NewRat(int64(*v), int64(scale)).FloatString(2)
	}
	var lines []string
	for at, r := range s.rows {
		lines = append(lines, fmt.Sprintf("(%d, %d, %s, %s, %s, %s, %s, %s, %d, 1, %d)", at, r.wave, text(r.region), text(r.answer),
			strings.TrimSuffix(number(r.score, 1), ".00"), number(r.weight, 100), text(r.stratum), text(r.cluster), at, at))
	}
	for _, sql := range []string{"drop table if exists answers", createAnswers, "insert into answers values " + strings.Join(lines, ", ")} {
		if err := exec(sql); err != nil {
			return err
		}
	}
	return nil
}

// evaluate runs the plan on DuckDB.
func (s sample) evaluate(t fataler, st *store.Store) []indicators.Observation {
	if err := s.fill(func(sql string) error { return st.Exec(context.Background(), sql) }); err != nil {
		t.Fatal(err)
	}
	observations, err := s.plan(t, st).Evaluate(context.Background(), st, asOfRandom)
	if err != nil {
		t.Fatalf("%v\n%s", err, s.framework())
	}
	return observations
}

func (s sample) plan(t fataler, st *store.Store) *indicators.Plan {
	f, findings := indicators.ReadFramework("frameworks/polls.yaml", []byte(s.framework()))
	failOnErrors(t, findings)
	plan, findings, err := indicators.Check(context.Background(), []*indicators.Framework{f},
		&indicators.Catalogue{Package: mustPackage(t, samplePackage), Languages: locale.Languages}, st)
	if err != nil {
		t.Fatal(err)
	}
	failOnErrors(t, findings)
	return plan
}

// estimated is a cell as the naive evaluator has it. NaN is none.
type estimated struct {
	n, missing              int64
	value, error, low, high float64
	effective, df           float64
	restBy, restError       float64
	waveBy, waveError       float64
	restDF, waveDF          float64
	in                      map[string]string // the stratum of each unit with a member
	total, weight           float64
	score                   map[string]float64 // linearised, by unit
	strata                  map[string]map[string]bool
	linearised              bool
}

// naivePoll estimates cell by cell from the definitions of the textbooks, with no
// part of the package that is tested: the linearised ratio by Särndal, Swensson and
// Wretman 5.5, units drawn with replacement; Kish's effect; Wilson's interval.
func (s sample) naivePoll() map[string]*estimated {
	cells := map[string]*estimated{}
	of := func(name string, wave int, member func(respondent) bool) *estimated {
		e := s.estimate(wave, member)
		if e.n+e.missing > 0 {
			cells[name] = e
		}
		return e
	}
	for wave := 2016; wave <= 2017; wave++ {
		total := of(fmt.Sprintf("%d ", wave), wave, func(respondent) bool { return true })
		if last := cells["2016 "]; wave == 2017 && last != nil {
			total.waveBy, total.waveError = total.value-last.value, math.Hypot(total.error, last.error)
			total.waveDF = jointDF(total, last)
		}
		for _, code := range []string{"north", "south", "east", indicators.Unknown} {
			within := func(r respondent) bool { return cmp.Or(deref(r.region), indicators.Unknown) == code }
			e := of(fmt.Sprintf("%d region=%s", wave, code), wave, within)
			rest := s.estimate(wave, func(r respondent) bool { return !within(r) })
			e.restBy, e.restError = e.value-rest.value, math.Hypot(e.error, rest.error)
			if e.linearised {
				e.restError = e.apart(rest)
				units, strata := maps.Clone(e.in), map[string]bool{}
				maps.Copy(units, rest.in)
				for _, stratum := range units {
					strata[stratum] = true
				}
				if e.restDF = float64(len(units) - len(strata) - 1); e.restDF < 1 {
					e.restBy = math.NaN()
				}
			}
			if !(rest.effective >= 30) || !(e.effective >= 30) || math.IsNaN(e.error) {
				e.restBy = math.NaN()
			}
			if last := cells[fmt.Sprintf("2016 region=%s", code)]; wave == 2017 && last != nil {
				e.waveBy, e.waveError = e.value-last.value, math.Hypot(e.error, last.error)
				e.waveDF = jointDF(e, last)
				if !(e.effective >= 30) || !(last.effective >= 30) {
					e.waveBy = math.NaN()
				}
			}
		}
		if last := cells["2016 "]; wave == 2017 && last != nil && (!(total.effective >= 30) || !(last.effective >= 30)) {
			total.waveBy = math.NaN()
		}
	}
	return cells
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// place names the unit that a respondent belongs to.
func (s sample) place(at int) (stratum, unit string) {
	r := s.rows[at]
	if s.stratified {
		stratum = deref(r.stratum)
	}
	unit = fmt.Sprint(at)
	if s.clustered {
		unit = deref(r.cluster)
	}
	return stratum, stratum + "/" + unit
}

// weight is what a respondent weighs; false where that, or a place in the design,
// is not known.
func (s sample) weight(r respondent) (float64, bool) {
	if s.stratified && r.stratum == nil || s.clustered && r.cluster == nil || s.weighted && r.weight == nil {
		return 0, false
	}
	if !s.weighted {
		return 1, true
	}
	return float64(*r.weight) / 100, true
}

// answer is what a respondent brings: 1, 0, -1 or a score.
func (s sample) answer(r respondent) (float64, bool) {
	if s.kind == "mean" {
		if r.score == nil {
			return 0, false
		}
		return float64(*r.score), true
	}
	if r.answer == nil {
		return 0, false
	}
	switch {
	case *r.answer == "very" || *r.answer == "fairly":
		return 1, true
	case *r.answer == "little" && s.kind == "net":
		return -1, true
	}
	return 0, true
}

func (s sample) estimate(wave int, member func(respondent) bool) *estimated {
	nan := math.NaN()
	e := &estimated{value: nan, error: nan, low: nan, high: nan, effective: nan, restBy: nan, waveBy: nan}
	e.score, e.strata, e.in = map[string]float64{}, map[string]map[string]bool{}, map[string]string{}
	e.linearised = s.kind != "share" || s.stratified || s.clustered
	squares := 0.0
	var members []int
	units, strata := map[string]bool{}, map[string]bool{}
	for at, r := range s.rows {
		if r.wave != wave {
			continue
		}
		w, weighed := s.weight(r)
		if weighed {
			stratum, unit := s.place(at)
			if e.strata[stratum] == nil {
				e.strata[stratum] = map[string]bool{}
			}
			e.strata[stratum][unit] = true
		}
		y, answered := s.answer(r)
		switch {
		case !member(r), s.based && r.answer != nil && *r.answer == "no_opinion":
		case !weighed || !answered || s.based && r.answer == nil:
			e.missing++
		default:
			stratum, unit := s.place(at)
			units[unit], strata[stratum] = true, true
			e.in[unit] = stratum
			members = append(members, at)
			e.n++
			e.total, e.weight, squares = e.total+w*y, e.weight+w, squares+w*w
		}
	}
	if e.weight == 0 {
		return e
	}
	e.value = e.total / e.weight
	e.effective = e.weight * e.weight / squares
	df := float64(len(units) - len(strata))
	for _, at := range members {
		_, unit := s.place(at)
		w, _ := s.weight(s.rows[at])
		y, _ := s.answer(s.rows[at])
		e.score[unit] += w * (y - e.value) / e.weight
	}
	z := 1.959963984540054
	wilson := func(n float64) {
		middle, half := (e.value+z*z/(2*n))/(1+z*z/n), z/(1+z*z/n)*math.Sqrt(e.value*(1-e.value)/n+z*z/(4*n*n))
		e.low, e.high = middle-half, middle+half
	}
	if !e.linearised {
		wilson(e.effective)
		e.error = math.Sqrt(e.value * (1 - e.value) / e.effective)
		return e
	}
	e.df = df
	e.error = e.variance(e.score)
	if df < 1 || math.IsNaN(e.error) {
		e.error = nan
		return e
	}
	t := distuv.StudentsT{Sigma: 1, Nu: df}.Quantile(.975)
	switch {
	case s.kind != "share":
		e.low, e.high = e.value-t*e.error, e.value+t*e.error
	case e.value == 0 || e.value == 1:
		wilson(e.effective)
	default:
		middle, half := math.Log(e.value/(1-e.value)), t*e.error/(e.value*(1-e.value))
		e.low, e.high = 1/(1+math.Exp(half-middle)), 1/(1+math.Exp(-half-middle))
	}
	return e
}

// jointDF is what two samples drawn apart have together, less one; nought where
// no design is known.
func jointDF(a, b *estimated) float64 {
	if a.df < 1 || b.df < 1 {
		return 0
	}
	return a.df + b.df - 1
}

// variance is the root of Σ n/(n-1) Σ(z - z̄)² over all units of the design; a
// lonely unit is held against the mean of all, which is nought.
func (e *estimated) variance(score map[string]float64) float64 {
	sum, all := 0.0, 0
	for _, units := range e.strata {
		n, mean := float64(len(units)), 0.0
		all += len(units)
		for unit := range units {
			mean += score[unit] / n
		}
		if n == 1 {
			sum += mean * mean
			continue
		}
		for unit := range units {
			sum += n / (n - 1) * (score[unit] - mean) * (score[unit] - mean)
		}
	}
	if all < 2 {
		return math.NaN()
	}
	return math.Sqrt(sum)
}

// apart is the standard error of the difference of two domains of one design.
func (e *estimated) apart(other *estimated) float64 {
	both := map[string]float64{}
	for unit, z := range e.score {
		both[unit] += z
	}
	for unit, z := range other.score {
		both[unit] -= z
	}
	return e.variance(both)
}

// near compares figures in per cent with the naive ones; NaN is none.
func near(got *indicators.Number, want float64) bool {
	if got == nil || math.IsNaN(want) {
		return (got == nil) == math.IsNaN(want)
	}
	return math.Abs(got.Float()-want) <= 1e-8*max(1, math.Abs(want))
}

// TestRandomPolls holds the measure, in SQL and all, against the naive evaluator.
func TestRandomPolls(t *testing.T) {
	st, err := store.OpenMemory(context.Background(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	rapid.Check(t, func(t *rapid.T) {
		s := samples.Draw(t, "sample")
		cells := s.naivePoll()
		seen := 0
		for _, o := range s.evaluate(t, st) {
			name := *o.Period + " "
			if code, part := o.Breakdown["region"]; part {
				name += "region=" + code
			}
			want := cells[name]
			if want == nil {
				if o.N+o.Missing > 0 {
					t.Fatalf("%s: a cell of nobody has %d\n%s", name, o.N, s.framework())
				}
				continue
			}
			seen++
			if diff := cmp.Or(want.differs(&o), s.answersDiffer(&o)); diff != "" {
				t.Fatalf("%s: %s\n%s", name, diff, s.framework())
			}
		}
		if seen != len(cells) {
			t.Fatalf("%d cells of %d\n%s", seen, len(cells), s.framework())
		}
	})
}

// differs says in what an observation differs from the naive figures.
func (e *estimated) differs(o *indicators.Observation) string {
	if o.N != e.n || o.Missing != e.missing {
		return fmt.Sprintf("n %d, missing %d; naive %d, %d", o.N, o.Missing, e.n, e.missing)
	}
	p := o.Polled
	if p == nil {
		p = &indicators.Polled{}
	}
	for _, c := range []struct {
		name string
		got  *indicators.Number
		want float64
	}{
		{"value", o.Value, 100 * e.value}, {"low", o.Low, 100 * e.low}, {"high", o.High, 100 * e.high},
		{"effective n", p.EffectiveN, e.effective}, {"standard error", p.Error, 100 * e.error},
	} {
		if !near(c.got, c.want) {
			return fmt.Sprintf("%s %v, naive %v", c.name, c.got, c.want)
		}
	}
	if float64(p.DF) != e.df && o.Value != nil {
		return fmt.Sprintf("%d degrees of freedom, naive %v", p.DF, e.df)
	}
	for _, c := range []struct {
		name      string
		got       *indicators.Difference
		by, error float64
		df        float64
	}{{"rest", p.Rest, e.restBy, e.restError, e.restDF}, {"wave", p.Wave, e.waveBy, e.waveError, e.waveDF}} {
		if math.IsNaN(c.by) || math.IsNaN(c.error) {
			if c.got != nil {
				return c.name + " is compared"
			}
			continue
		}
		if c.got == nil {
			return c.name + " is not compared"
		}
		bound := 1.96
		if c.df > 0 {
			bound = distuv.StudentsT{Sigma: 1, Nu: c.df}.Quantile(.975)
		}
		far := math.Abs(c.by) / c.error / bound
		if float64(c.got.DF) != c.df || !near(c.got.Value, 100*c.by) || !near(c.got.Low, 100*(c.by-bound*c.error)) || far > 1+1e-7 && !c.got.Clear || far < 1-1e-7 && c.got.Clear {
			return fmt.Sprintf("%s differs by %v from %v, clear %v, df %d; naive %v, error %v, df %v", c.name, c.got.Value, c.got.Low, c.got.Clear, c.got.DF, 100*c.by, 100*c.error, c.df)
		}
	}
	return ""
}

// answersDiffer says which answer of a total differs from counting them.
func (s sample) answersDiffer(o *indicators.Observation) string {
	if s.kind == "mean" || len(o.Breakdown) > 0 || o.Polled == nil {
		return ""
	}
	weights, counts, all, base := map[string]float64{}, map[string]int64{}, 0.0, 0.0
	for _, r := range s.rows {
		w, weighed := s.weight(r)
		if fmt.Sprint(r.wave) != *o.Period || !weighed || r.answer == nil {
			continue
		}
		weights[*r.answer], counts[*r.answer], all = weights[*r.answer]+w, counts[*r.answer]+1, all+w
		if !s.based || *r.answer != "no_opinion" {
			base += w
		}
	}
	if len(counts) != len(o.Polled.Answers) {
		return fmt.Sprintf("%d answers of %d", len(o.Polled.Answers), len(counts))
	}
	ratio := func(a, b float64) float64 {
		if b == 0 {
			return math.NaN()
		}
		return 100 * a / b
	}
	for _, a := range o.Polled.Answers {
		ofBase := ratio(weights[a.Code], base)
		if s.based && a.Code == "no_opinion" {
			ofBase = math.NaN()
		}
		if a.Respondents != counts[a.Code] || !near(a.Share, ratio(weights[a.Code], all)) || !near(a.OfBase, ofBase) {
			return fmt.Sprintf("%s: %d, %v of all, %v of the base", a.Code, a.Respondents, a.Share, a.OfBase)
		}
	}
	return ""
}

// TestPollProperties: what may not change a result, and what every result has.
func TestPollProperties(t *testing.T) {
	st, err := store.OpenMemory(context.Background(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	type line struct {
		Cell, Value, Low, High, Size string
		N                            int64
	}
	lines := func(all []indicators.Observation, digits int) map[string]line {
		text := func(n *indicators.Number) string {
			if n == nil {
				return ""
			}
			return n.Decimal(int32(digits)).String()
		}
		out := map[string]line{}
		for _, o := range all {
			l := line{Cell: cellName(o.Period, o.Breakdown), Value: text(o.Value), Low: text(o.Low), High: text(o.High), N: o.N}
			if o.Polled != nil {
				l.Size = text(o.Polled.EffectiveN)
			}
			out[l.Cell] = l
		}
		return out
	}
	for seed := range 30 {
		s := samples.Example(seed)
		observations := s.evaluate(t, st)
		whole := lines(observations, 8)

		other := s // another order, and all weights eight times as large
		other.rows = slices.Clone(s.rows)
		slices.Reverse(other.rows)
		for i := range other.rows {
			if w := other.rows[i].weight; w != nil {
				other.rows[i].weight = ptr(8 * *w)
			}
		}
		if diff := gocmp.Diff(whole, lines(other.evaluate(t, st), 8)); diff != "" {
			t.Fatalf("weights times eight, or another order, change (-before +after):\n%s\n%s", diff, s.framework())
		}

		union := s // north and east are one
		union.rows = slices.Clone(s.rows)
		for i := range union.rows {
			if deref(union.rows[i].region) == "east" {
				union.rows[i].region = ptr("north")
			}
		}
		for _, o := range union.evaluate(t, st) {
			if o.Breakdown["region"] != "north" || o.Numerator == nil {
				continue
			}
			n, numerator, denominator := int64(0), decimal.Zero, decimal.Zero
			for _, part := range observations {
				if code := part.Breakdown["region"]; *part.Period == *o.Period && (code == "north" || code == "east") && part.Numerator != nil {
					n, numerator, denominator = n+part.N, numerator.Add(*part.Numerator), denominator.Add(*part.Denominator)
				}
			}
			if n != o.N || !numerator.Equal(*o.Numerator) || !denominator.Equal(*o.Denominator) {
				t.Fatalf("a union of two regions has %d, %s/%s, and they %d, %s/%s", o.N, o.Numerator, o.Denominator, n, numerator, denominator)
			}
		}

		for _, o := range observations {
			if o.Value == nil {
				continue
			}
			value := o.Value.Float()
			if s.kind == "share" && (value < 0 || value > 100) {
				t.Fatalf("a share of %v", o.Value)
			}
			if o.Low != nil && (o.Low.Float() > value+1e-8 || o.High.Float() < value-1e-8) {
				t.Fatalf("%v is not between %v and %v (%s)", o.Value, o.Low, o.High, *o.Method)
			}
			if s.kind == "share" && !s.weighted && !s.stratified && !s.clustered {
				i, _ := survey.Wilson(value/100, float64(o.N))
				if *o.Method != "wilson" || !near(o.Low, 100*i.Low) || !near(o.High, 100*i.High) {
					t.Fatalf("unweighted, yet %s: %v to %v", *o.Method, o.Low, o.High)
				}
			}
		}
	}
}
