package indicators_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"heng/indicators"
	"heng/internal/locale"
	"heng/internal/store"
)

const randomPackage = `
name: random
resources:
  - name: t
    path: [data/t.csv]
    schema:
      primaryKey: [id]
      fields:
        - {name: id, type: integer}
        - {name: day, type: date}
        - {name: moment, type: datetime}
        - {name: y, type: year}
        - {name: c, type: string}
        - {name: e, type: string, constraints: {required: true, enum: [p, q]}}
        - {name: f, type: boolean}
        - {name: w, type: boolean}
        - {name: cond, type: boolean}
        - {name: a, type: number}
        - {name: m, type: number, decimals: 2}
        - {name: i, type: integer}
`

// record is a random row of t; nil is null.
type record struct {
	id         int64
	day        *time.Time
	moment     *time.Time
	y          *int64
	c          *string
	e          string
	f, w, cond *bool
	a, m       *big.Rat
	i          *int64
}

func maybe[T any](t *rapid.T, g *rapid.Generator[T], name string) *T {
	if rapid.IntRange(0, 4).Draw(t, name+" null") == 0 {
		return nil
	}
	v := g.Draw(t, name)
	return &v
}

// codes are texts that a careless key or literal would confuse.
var codes = rapid.SampledFrom([]string{"", " ", "a", "A", "非洲", "_u", "_U", "a,b", "it's", `"`, "é", "null", "\\"})

var days = rapid.Custom(func(t *rapid.T) time.Time {
	return time.Date(rapid.IntRange(2016, 2018).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")),
		rapid.SampledFrom([]int{1, 15, 28, 30, 31}).Draw(t, "day"), 0, 0, 0, 0, time.UTC)
})

// amounts reach the ends of DECIMAL(24,6).
func amounts(decimals int) *rapid.Generator[*big.Rat] {
	return rapid.Custom(func(t *rapid.T) *big.Rat {
		if rapid.IntRange(0, 5).Draw(t, "edge") == 0 {
			text := rapid.SampledFrom([]string{"0", "1", "-1", "999999999999999999", "-999999999999999999", "0.01", "-0.01"}).Draw(t, "number")
			r, _ := new(big.Rat).SetString(text)
			return r
		}
		scale := int64(1)
		for range decimals {
			scale *= 10
		}
		return big.NewRat(rapid.Int64Range(-5_000_000, 5_000_000).Draw(t, "unscaled"), scale)
	})
}

var records = rapid.Custom(func(t *rapid.T) record {
	r := record{
		e: rapid.SampledFrom([]string{"p", "q"}).Draw(t, "e"), c: maybe(t, codes, "c"), day: maybe(t, days, "day"),
		y: maybe(t, rapid.Int64Range(2016, 2018), "y"), f: maybe(t, rapid.Bool(), "f"), w: maybe(t, rapid.Bool(), "w"),
		cond: maybe(t, rapid.Bool(), "cond"), i: maybe(t, rapid.Int64Range(-5, 20), "i"),
	}
	if a := maybe(t, amounts(6), "a"); a != nil {
		r.a = *a
	}
	if m := maybe(t, amounts(2), "m"); m != nil {
		r.m = *m
	}
	if d := maybe(t, days, "moment"); d != nil {
		at := d.Add(23*time.Hour + 59*time.Minute + 59*time.Second)
		r.moment = &at
	}
	return r
})

// insert prints rows as the VALUES of an INSERT that both engines read.
func insert(rows []record) string {
	literal := func(v any) string {
		switch v := v.(type) {
		case *string:
			if v != nil {
				return "'" + strings.ReplaceAll(*v, "'", "''") + "'"
			}
		case *int64:
			if v != nil {
				return fmt.Sprint(*v)
			}
		case *bool:
			if v != nil {
				return fmt.Sprint(*v)
			}
		case *big.Rat:
			if v != nil {
				return "cast('" + v.FloatString(6) + "' as decimal(24,6))"
			}
		case *time.Time:
			if v != nil {
				return "'" + v.Format(time.DateTime) + "'"
			}
		}
		return "null"
	}
	var lines []string
	for at, r := range rows {
		day := "null"
		if r.day != nil {
			day = "'" + r.day.Format(time.DateOnly) + "'"
		}
		lines = append(lines, "("+strings.Join([]string{fmt.Sprint(r.id), day, literal(r.moment), literal(r.y), literal(r.c), literal(&r.e),
			literal(r.f), literal(r.w), literal(r.cond), literal(r.a), literal(r.m), literal(r.i), fmt.Sprint(at + 1), "1", fmt.Sprint(at + 2)}, ", ")+")")
	}
	return `insert into "t" values ` + strings.Join(lines, ", ")
}

const createT = `create table "t" ("id" bigint, "day" date, "moment" timestamp, "y" bigint, "c" varchar, "e" varchar, "f" boolean,
	"w" boolean, "cond" boolean, "a" decimal(24,6), "m" decimal(20,2), "i" bigint, _row bigint, _file integer, _line bigint)`

// Conditions and values, each as its author writes it and as Go computes it.
type condition struct {
	text string
	of   func(record) *bool
}

type value struct {
	text string
	of   func(record) *big.Rat
}

func truth(b bool) *bool { return &b }

func number(i *int64) *big.Rat {
	if i == nil {
		return nil
	}
	return new(big.Rat).SetInt64(*i)
}

var conditions = []condition{
	{"true", func(record) *bool { return truth(true) }},
	{"w", func(r record) *bool { return r.w }},
	{"cond", func(r record) *bool { return r.cond }},
	{"not f", func(r record) *bool {
		if r.f == nil {
			return nil
		}
		return truth(!*r.f)
	}},
	{"i > 0", func(r record) *bool {
		if r.i == nil {
			return nil
		}
		return truth(*r.i > 0)
	}},
	{"a is not null and a >= m", func(r record) *bool {
		switch {
		case r.a == nil:
			return truth(false)
		case r.m == nil:
			return nil
		}
		return truth(r.a.Cmp(r.m) >= 0)
	}},
	{"w or cond", func(r record) *bool { // three-valued
		switch {
		case r.w != nil && *r.w || r.cond != nil && *r.cond:
			return truth(true)
		case r.w == nil || r.cond == nil:
			return nil
		}
		return truth(false)
	}},
	{"c = '非洲'", func(r record) *bool {
		if r.c == nil {
			return nil
		}
		return truth(*r.c == "非洲")
	}},
	{"day <= :as_of", func(r record) *bool {
		if r.day == nil {
			return nil
		}
		return truth(!r.day.After(asOfRandom))
	}},
}

var values = []value{
	{"a", func(r record) *big.Rat { return r.a }},
	{"m", func(r record) *big.Rat { return r.m }},
	{"i", func(r record) *big.Rat { return number(r.i) }},
	{"a - m", func(r record) *big.Rat {
		if r.a == nil || r.m == nil {
			return nil
		}
		return new(big.Rat).Sub(r.a, r.m)
	}},
	{"case when f then a else m end", func(r record) *big.Rat {
		if r.f != nil && *r.f {
			return r.a
		}
		return r.m
	}},
	{"coalesce(a, 0) * 2", func(r record) *big.Rat { return new(big.Rat).Mul(orZero(r.a), big.NewRat(2, 1)) }},
	{"a / m", func(r record) *big.Rat { return quotient(r.a, r.m) }},
	{"(m - 1) / i", func(r record) *big.Rat {
		if r.m == nil {
			return nil
		}
		return quotient(new(big.Rat).Sub(r.m, big.NewRat(1, 1)), number(r.i))
	}},
	{"abs(i)", absolute},
}

func absolute(r record) *big.Rat {
	if r.i == nil {
		return nil
	}
	return new(big.Rat).Abs(number(r.i))
}

// quotient is a division within an expression: twelve decimals, rounded half away
// from zero.
func quotient(a, b *big.Rat) *big.Rat {
	if a == nil || b == nil || b.Sign() == 0 {
		return nil
	}
	q, _ := new(big.Rat).SetString(new(big.Rat).Quo(a, b).FloatString(12))
	return q
}

// asOfRandom lies within the periods of the random rows.
var asOfRandom = time.Date(2018, 6, 30, 0, 0, 0, 0, time.UTC)

// definition is a random definition, as YAML and as the naive evaluator takes it.
type definition struct {
	yaml string
	measured
	judge func(record) judged
}

// periodOf writes the period of a day as SDMX does.
func periodOf(by string, d time.Time) string {
	switch by {
	case "half":
		return fmt.Sprintf("%d-S%d", d.Year(), (d.Month()+5)/6)
	case "quarter":
		return fmt.Sprintf("%d-Q%d", d.Year(), (d.Month()+2)/3)
	case "month":
		return d.Format("2006-01")
	}
	return d.Format("2006")
}

func drawDefinition(t *rapid.T, id string) definition {
	var d definition
	pick := func(name string) value { return rapid.SampledFrom(values).Draw(t, name) }
	where := condition{of: func(record) *bool { return truth(true) }}
	if rapid.Bool().Draw(t, "has where") {
		where = rapid.SampledFrom(conditions).Draw(t, "where")
	}
	d.kind = rapid.SampledFrom([]string{"count", "distinct", "share", "sum", "mean", "median", "percentile", "ratio", "concentration", "achievement", "achievement"}).Draw(t, "measure")
	var fill func(record, *judged)
	measure := ""
	switch d.kind {
	case "count", "share":
		c := rapid.SampledFrom(conditions).Draw(t, "condition")
		measure = fmt.Sprintf("%s: %q", d.kind, c.text)
		fill = func(r record, j *judged) { j.condition = c.of(r) }
	case "distinct":
		measure = "distinct: c"
		fill = func(r record, j *judged) { j.key = r.c }
	case "achievement":
		measure, fill = drawAchievement(t, &d.measured)
	case "concentration":
		measure = `concentration: {of: abs(i), by: c}`
		fill = func(r record, j *judged) { j.value, j.group = absolute(r), r.c }
	case "percentile":
		v := pick("value")
		at := rapid.SampledFrom([]string{"0", "0.25", "0.9", "1"}).Draw(t, "at")
		d.at, _ = new(big.Rat).SetString(at)
		measure = fmt.Sprintf("percentile: {of: %q, at: %s}", v.text, at)
		fill = func(r record, j *judged) { j.value = v.of(r) }
	case "ratio":
		var sides [2]func(record) *big.Rat
		var texts [2]string
		for side := range sides {
			aggregate := rapid.SampledFrom([]string{"count", "sum", "distinct"}).Draw(t, "aggregate")
			if side == 0 {
				d.num = aggregate
			} else {
				d.den = aggregate
			}
			if aggregate == "count" {
				c := rapid.SampledFrom(conditions).Draw(t, "counted")
				texts[side] = "count(" + c.text + ")"
				sides[side] = func(r record) *big.Rat {
					switch b := c.of(r); {
					case b == nil:
						return nil
					case *b:
						return big.NewRat(1, 1)
					}
					return new(big.Rat)
				}
				continue
			}
			v := pick("side")
			texts[side] = aggregate + "(" + v.text + ")"
			sides[side] = v.of
		}
		measure = fmt.Sprintf("ratio: {numerator: %q, denominator: %q}", texts[0], texts[1])
		fill = func(r record, j *judged) { j.value, j.other = sides[0](r), sides[1](r) }
	default:
		v := pick("value")
		d.at = big.NewRat(1, 2)
		measure = fmt.Sprintf("%s: %q", d.kind, v.text)
		fill = func(r record, j *judged) { j.value = v.of(r) }
	}
	d.quantified = d.kind == "median" || d.kind == "percentile" || d.summary == "median"
	by := rapid.SampledFrom([]string{"none", "year", "half", "quarter", "month"}).Draw(t, "by")
	of := rapid.SampledFrom([]string{"day", "moment"}).Draw(t, "of")
	if by == "year" && rapid.Bool().Draw(t, "of a year") {
		of = "y"
	}
	d.periods = by != "none"
	d.sets = rapid.SampledFrom([][][]string{nil, {{"c"}}, {{"c"}, {"e"}}, {{"c", "e"}}, {{"e", "c"}, {"f"}}, {{"f"}, {"c", "y"}, {"day"}}}).Draw(t, "sets")
	d.percent = rapid.Bool().Draw(t, "percent")
	var b strings.Builder
	fmt.Fprintf(&b, "  - id: %s\n    dimension: d\n    name: {zh-TW: 甲, en: A}\n    population: %s\n    measure: {%s}\n", id,
		rapid.SampledFrom([]string{"t", "same"}).Draw(t, "population"), measure)
	if where.text != "" {
		fmt.Fprintf(&b, "    where: %q\n", where.text)
	}
	if d.periods {
		fmt.Fprintf(&b, "    period: {by: %s, of: %s}\n", by, of)
	}
	if len(d.sets) > 0 {
		list, _ := json.Marshal(d.sets)
		fmt.Fprintf(&b, "    breakdowns: %s\n", list)
	}
	if d.percent {
		b.WriteString("    unit: percent\n")
	}
	d.yaml = b.String()
	d.judge = func(r record) judged {
		j := judged{where: where.of(r), codes: map[string]*string{"c": r.c, "e": &r.e}}
		text := func(v string) *string { return &v }
		if r.f != nil {
			j.codes["f"] = text(fmt.Sprint(*r.f))
		}
		if r.y != nil {
			j.codes["y"] = text(fmt.Sprint(*r.y))
		}
		if r.day != nil {
			j.codes["day"] = text(r.day.Format(time.DateOnly))
		}
		switch {
		case of == "y" && r.y != nil:
			j.period = text(fmt.Sprint(*r.y))
		case of == "day" && r.day != nil:
			j.period = text(periodOf(by, *r.day))
		case of == "moment" && r.moment != nil:
			j.period = text(periodOf(by, *r.moment))
		}
		fill(r, &j)
		return j
	}
	return d
}

// randomCase is a random table with random definitions over it.
type randomCase struct {
	rows        []record
	definitions []definition
}

func drawCase(t *rapid.T) randomCase {
	c := randomCase{rows: rapid.SliceOfN(records, 0, 40).Draw(t, "rows")}
	for at := range c.rows {
		c.rows[at].id = int64(at + 1)
	}
	for at := range rapid.IntRange(1, 6).Draw(t, "definitions") {
		c.definitions = append(c.definitions, drawDefinition(t, fmt.Sprintf("i%d", at)))
	}
	return c
}

func (c randomCase) yaml() string {
	text := "framework: r\nversion: \"1\"\ntitle: {zh-TW: 甲, en: A}\ndimensions:\n  - {id: d, title: {zh-TW: 甲, en: A}}\nindicators:\n"
	for _, d := range c.definitions {
		text += d.yaml
	}
	return text
}

// plan checks the case's definitions.
func (c randomCase) plan(t fataler, parser *store.Store) *indicators.Plan {
	t.Helper()
	f, findings := indicators.ReadFramework("frameworks/r.yaml", []byte(c.yaml()))
	same, more := indicators.ReadModel("models/same.sql", "same", []byte("-- rows: t\nselect * from t"))
	plan, found, err := indicators.Check(context.Background(), []*indicators.Framework{f}, &indicators.Catalogue{
		Package: mustPackage(t, randomPackage), Models: []*indicators.Model{same}, Languages: locale.Languages,
	}, parser)
	if err != nil {
		t.Fatal(err)
	}
	failOnErrors(t, append(append(findings, more...), found...))
	return plan
}

// fill makes the case's table anew.
func fill(t fataler, exec func(string) error, rows []record) {
	t.Helper()
	statements := []string{`drop table if exists "t"`, createT}
	if len(rows) > 0 {
		statements = append(statements, insert(rows))
	}
	for _, statement := range statements {
		if err := exec(statement); err != nil {
			t.Fatalf("%v\n%s", err, statement)
		}
	}
}

// figures are observations as the naive evaluator gives them, by indicator.
func figures(observations []indicators.Observation) map[string]map[string]figure {
	all := map[string]map[string]figure{}
	for _, o := range observations {
		f := figure{N: o.N, Missing: o.Missing, Status: o.ObsStatus}
		if o.Value != nil {
			f.Value = o.Value.String()
		}
		if o.Numerator != nil {
			f.Numerator, f.Denominator = o.Numerator.String(), o.Denominator.String()
		}
		if f.Status == indicators.Provisional {
			f.Status = indicators.Normal // decided by the calendar, not by rows
		}
		if all[o.Indicator] == nil {
			all[o.Indicator] = map[string]figure{}
		}
		all[o.Indicator][cellName(o.Period, o.Breakdown)] = f
	}
	return all
}

// sameQuantile allows for what interpolating in floats can lose where the two
// values between which it lies have opposite signs.
var sameQuantile = cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Value" }, cmp.Comparer(func(a, b string) bool {
	x, okX := new(big.Rat).SetString(a)
	y, okY := new(big.Rat).SetString(b)
	if !okX || !okY {
		return a == b
	}
	d, _ := new(big.Rat).Sub(x, y).Float64()
	return max(d, -d) < 1e-8
}))

// TestDifferential holds the plan against the naive evaluator on random tables
// and definitions: the same cells with the same figures to the last digit; the
// same bytes again, with one thread and with two, and with the rows in another
// order.
func TestDifferential(t *testing.T) {
	ctx := context.Background()
	var stores []*store.Store
	for _, threads := range []int{1, 2} {
		st, err := store.OpenMemory(ctx, store.Options{Threads: threads})
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		stores = append(stores, st)
	}
	rapid.Check(t, func(t *rapid.T) {
		c := drawCase(t)
		shuffled := append([]record(nil), c.rows...)
		rand.New(rand.NewPCG(1, rapid.Uint64().Draw(t, "order"))).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		var first string
		for at, st := range stores {
			rows := c.rows
			if at > 0 {
				rows = shuffled
			}
			fill(t, func(sql string) error { return st.Exec(ctx, sql) }, rows)
			plan := c.plan(t, st)
			for range 2 {
				observations, err := plan.Evaluate(ctx, st, asOfRandom)
				if err != nil {
					t.Fatalf("%v\n%s", err, c.yaml())
				}
				bytes, err := json.Marshal(observations)
				if err != nil {
					t.Fatal(err)
				}
				if first == "" {
					first = string(bytes)
					c.compare(t, observations)
				}
				if first != string(bytes) {
					t.Fatalf("other bytes (-first +again):\n%s\n%s", cmp.Diff(first, string(bytes)), c.yaml())
				}
			}
		}
	})
}

// compare holds observations against the naive evaluator.
func (c randomCase) compare(t fataler, observations []indicators.Observation) {
	t.Helper()
	got := figures(observations)
	for at, d := range c.definitions {
		var rows []judged
		for _, r := range c.rows {
			rows = append(rows, d.judge(r))
		}
		want := naive(rows, d.measured)
		have := got[fmt.Sprintf("i%d", at)]
		if have == nil {
			have = map[string]figure{}
		}
		var options []cmp.Option
		if d.quantified {
			options = append(options, sameQuantile)
		}
		if diff := cmp.Diff(want, have, options...); diff != "" {
			t.Fatalf("the plan differs (-naive +plan):\n%s\n%s", diff, d.yaml)
		}
	}
}
