package indicators

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"heng/indicators/internal/expr"
)

// none marks a figure that a statement does not compute because it is always
// zero.
const none = -1

// pass is one SELECT over a population that serves many indicators: it counts
// at the finest grain of its members' periods and breakdowns, and rolls up.
type pass struct {
	population *population
	periods    []string // lengths of periods: columns of the result, in this order
	periodSQL  string   // what they are taken from
	periodType expr.Type
	columns    []string // breakdown columns, after the periods
	aggregates []string // printed at the finest grain
	isSum      []bool   // an exact sum; otherwise a count
	parts      []string // of a row, that several aggregates are made of: see onceEach
	members    []*member
}

// member is an indicator within a pass, with where its figures stand among the
// aggregates.
type member struct {
	*checked
	sets [][]string // those of its breakdowns that this pass serves
	// Rows within where, rows whose where is null, and those of the first that
	// count; the missing ones are the rest.
	within, whereNull, n int
	yes, sum, num, den   int
	conditions           []int // of an achievement
}

// add puts an indicator into the pass for some of its breakdowns.
func (p *pass) add(c *checked, sets [][]string) {
	m := &member{checked: c, sets: sets, whereNull: none, yes: none, sum: none, num: none, den: none}
	if by := c.by(); by != "none" && !slices.Contains(p.periods, by) {
		p.periods = append(p.periods, by)
	}
	for _, set := range sets {
		for _, column := range set {
			if !slices.Contains(p.columns, column) {
				p.columns = append(p.columns, column)
			}
		}
	}
	r := c.rows()
	m.within = p.count(r.where)
	if r.whereNull != "" {
		m.whereNull = p.count(r.whereNull)
	}
	m.n = m.within
	switch {
	case r.onlyNeeds != "":
		m.n = p.aggregate("count("+r.onlyNeeds+")", false)
	case r.counts != r.where:
		m.n = p.count(r.counts)
	}
	switch c.kind {
	case countMeasure, shareMeasure:
		m.yes = p.count(r.yes)
	case surveyMeasure:
		if c.polled.of.Published != nil {
			m.sum = p.sum(r.where, c.value)
		}
	case sumMeasure, meanMeasure, valueMeasure:
		m.sum = p.sum(r.where, c.value)
	case ratioMeasure:
		m.num = p.side(r, c.num, c.value)
		m.den = p.side(r, c.den, c.other)
	}
	if c.achieved != nil {
		p.addAchieved(m)
	}
	p.members = append(p.members, m)
}

func (p *pass) side(r rowSQL, kind aggregate, value expr.Bound) int {
	switch kind {
	case countOf:
		return p.count(and(r.counts, value.SQL))
	case sumOf:
		return p.sum(r.counts, value)
	}
	return none
}

// count adds the number of rows for which a condition is true; "" is every row.
func (p *pass) count(condition string) int {
	if condition == "" || condition == "true" {
		return p.aggregate("count(*)", false)
	}
	return p.aggregate("sum(case when "+condition+" then 1 else 0 end)", false)
}

// sum adds an exact sum over the rows for which a condition is true.
func (p *pass) sum(condition string, value expr.Bound) int {
	x := value.SQL
	if condition != "" {
		x = "case when " + condition + " then " + x + " end"
	}
	return p.aggregate(fmt.Sprintf("cast(sum(%s) as decimal(38,%d))", x, value.Type.Scale), true)
}

func (p *pass) aggregate(sql string, isSum bool) int {
	if i := slices.Index(p.aggregates, sql); i >= 0 {
		return i
	}
	p.aggregates = append(p.aggregates, sql)
	p.isSum = append(p.isSum, isSum)
	return len(p.aggregates) - 1
}

// rowSQL is how a row is judged: conditions over the population's columns. Empty
// means true for where and counts, and never for missing.
type rowSQL struct {
	where     string // the row belongs to the population that counts
	whereNull string // whether it does is not known
	counts    string // it belongs, and nothing is missing
	missing   string // it would count but for a missing value
	yes       string // it is in the numerator or adds to the value
	onlyNeeds string // an expression whose value alone decides whether it counts
}

// rows prints how the rows of an indicator are judged. The period is not part of
// it: a row without one is missing whatever else holds.
func (c *checked) rows() rowSQL {
	var r rowSQL
	if c.where != nil {
		r.where = c.where.SQL
		if c.where.Nullable {
			r.whereNull = "(" + c.where.SQL + " is null)"
		}
	}
	var there, gone []string
	for _, x := range []expr.Bound{c.value, c.other} {
		if x.SQL != "" && x.Nullable {
			there = append(there, "("+x.SQL+" is not null)")
			gone = append(gone, "("+x.SQL+" is null)")
		}
	}
	r.counts = and(append([]string{r.where}, there...)...)
	r.missing = r.whereNull
	if len(gone) > 0 {
		r.missing = or(r.whereNull, and(r.where, or(gone...)))
	}
	if r.where == "" && len(gone) == 1 {
		r.onlyNeeds = c.value.SQL
		if !c.value.Nullable {
			r.onlyNeeds = c.other.SQL
		}
	}
	switch c.kind {
	case countMeasure, shareMeasure:
		r.yes = and(r.where, c.value.SQL)
	case ratioMeasure:
		r.yes = r.counts
		if c.num == countOf {
			r.yes = and(r.counts, c.value.SQL)
		}
	case surveyMeasure:
		r.yes = r.counts
		if len(c.polled.of.Top) > 0 {
			r.yes = and(r.counts, "("+c.value.SQL+" = 1)")
		}
	default:
		r.yes = r.counts
	}
	return r
}

func and(conditions ...string) string { return joined(" and ", conditions) }
func or(conditions ...string) string  { return joined(" or ", conditions) }

func joined(word string, conditions []string) string {
	var given []string
	for _, c := range conditions {
		if c != "" && (c != "true" || word != " and ") {
			given = append(given, c)
		}
	}
	switch len(given) {
	case 0:
		return ""
	case 1:
		return given[0]
	}
	return "(" + strings.Join(given, word) + ")"
}

// periodKey prints the code of a row's period as a whole number: 2018, 20181
// (first half or first quarter), 201806.
func periodKey(by, of string, t expr.Type) string {
	if t.Kind == expr.Integer {
		return of
	}
	year := "extract(year from " + of + ")"
	switch by {
	case "half":
		return "cast(" + year + " * 10 + case when extract(month from " + of + ") <= 6 then 1 else 2 end as bigint)"
	case "quarter":
		return "cast(" + year + " * 10 + extract(quarter from " + of + ") as bigint)"
	case "month":
		return "cast(" + year + " * 100 + extract(month from " + of + ") as bigint)"
	}
	return "cast(" + year + " as bigint)"
}

// periodCodeOf writes a period's key as SDMX does.
func periodCodeOf(by string, key int64) string {
	switch by {
	case "half":
		return fmt.Sprintf("%04d-S%d", key/10, key%10)
	case "quarter":
		return fmt.Sprintf("%04d-Q%d", key/10, key%10)
	case "month":
		return fmt.Sprintf("%04d-%02d", key/100, key%100)
	}
	return fmt.Sprintf("%04d", key)
}

// code prints a breakdown column as its code, with null for what is not known:
// a text that is itself _U says the same, and must not become a second cell.
func (p *population) code(column string) string {
	c := p.relation.Column(column)
	if c.Type.Kind == expr.Text {
		if c.Codes != nil && !slices.Contains(c.Codes, Unknown) {
			return expr.Quote(c.Name)
		}
		return "nullif(" + expr.Quote(c.Name) + ", " + expr.Literal(Unknown) + ")"
	}
	return "cast(" + expr.Quote(c.Name) + " as varchar)"
}

// grouping is a set of periods and columns that a pass gives figures for.
type grouping struct {
	by  string // none, year, …
	set []string
}

// groupings lists what the members need, each once.
func (p *pass) groupings() []grouping {
	var all []grouping
	for _, m := range p.members {
		for _, set := range m.sets {
			g := grouping{by: m.by(), set: set}
			if !slices.ContainsFunc(all, func(o grouping) bool { return o.by == g.by && sameColumns(o.set, g.set) }) {
				all = append(all, g)
			}
		}
	}
	return all
}

// keys prints the grouping columns of the finest grain.
func (p *pass) keys() []string {
	var keys []string
	for i, by := range p.periods {
		keys = append(keys, periodKey(by, p.periodSQL, p.periodType)+" as _p"+strconv.Itoa(i))
	}
	for i, column := range p.columns {
		keys = append(keys, p.population.code(column)+" as _d"+strconv.Itoa(i))
	}
	return keys
}

// groupingColumns names the columns of a grouping in the finest grain.
func (p *pass) groupingColumns(g grouping) []string {
	var names []string
	if i := slices.Index(p.periods, g.by); i >= 0 {
		names = append(names, "_p"+strconv.Itoa(i))
	}
	for _, column := range g.set {
		names = append(names, "_d"+strconv.Itoa(slices.Index(p.columns, column)))
	}
	return names
}

// keyNames names all columns of the finest grain.
func (p *pass) keyNames() []string {
	var names []string
	for i := range p.periods {
		names = append(names, "_p"+strconv.Itoa(i))
	}
	for i := range p.columns {
		names = append(names, "_d"+strconv.Itoa(i))
	}
	return names
}

// fineName is the common table expression of the finest grain.
const fineName = `"_heng_fine"`

// sql prints the pass: the finest grain, rolled up by grouping sets. The result
// has a column for each key, one that tells the groupings apart, and the
// aggregates.
func (p *pass) sql(with, from string) string {
	keys := p.keys()
	names := p.keyNames()
	var fine []string
	fine = append(fine, keys...)
	var rolled []string
	from, aggregates := p.onceEach(from)
	for i, a := range aggregates {
		fine = append(fine, a+" as _a"+strconv.Itoa(i))
		if p.isSum[i] {
			rolled = append(rolled, fmt.Sprintf("cast(sum(_a%d) as varchar)", i))
		} else {
			rolled = append(rolled, fmt.Sprintf("cast(coalesce(sum(_a%d), 0) as bigint)", i))
		}
	}
	var b strings.Builder
	if with == "" {
		b.WriteString("with ")
	} else {
		b.WriteString(strings.TrimSuffix(with, " ") + ", ")
	}
	b.WriteString(fineName + " as (select " + strings.Join(fine, ", ") + " from " + from)
	if len(keys) > 0 {
		b.WriteString(" group by " + positions(len(keys)))
	}
	b.WriteString(") select ")
	b.WriteString(p.selectKeys(names))
	b.WriteString(strings.Join(rolled, ", ") + " from " + fineName)
	b.WriteString(p.groupBy())
	return b.String()
}

// onceEach makes columns of the rows of what the aggregates hold again and again, and
// prints the aggregates over them: an engine expands a division each time that it
// stands in a statement, and takes longer to plan a long statement than to run it.
func (p *pass) onceEach(from string) (rows string, aggregates []string) {
	held := strings.Join(p.aggregates, "\n")
	var columns, names []string
	for _, part := range slices.SortedFunc(slices.Values(p.parts), func(a, b string) int { return len(b) - len(a) }) {
		if strings.Count(held, part) > 1 {
			name := "_r" + strconv.Itoa(len(columns))
			columns, names = append(columns, part+" as "+name), append(names, part, name)
		}
	}
	if len(columns) == 0 {
		return from, p.aggregates
	}
	put := strings.NewReplacer(names...)
	for _, a := range p.aggregates {
		aggregates = append(aggregates, put.Replace(a))
	}
	return `(select *, ` + strings.Join(columns, ", ") + " from " + from + `) as "_heng_rows"`, aggregates
}

// selectKeys prints the keys of the result and the number of the grouping.
func (p *pass) selectKeys(names []string) string {
	if len(names) == 0 {
		return "cast(0 as bigint), "
	}
	return strings.Join(names, ", ") + ", cast(grouping(" + strings.Join(names, ", ") + ") as bigint), "
}

func (p *pass) groupBy() string {
	if len(p.periods)+len(p.columns) == 0 {
		return ""
	}
	var sets []string
	for _, g := range p.groupings() {
		sets = append(sets, "("+strings.Join(p.groupingColumns(g), ", ")+")")
	}
	return " group by grouping sets (" + strings.Join(sets, ", ") + ")"
}

// mask is the value of grouping() for a grouping: a bit for each key that is
// rolled up, the last key lowest.
func (p *pass) mask(g grouping) int64 {
	names := p.keyNames()
	kept := p.groupingColumns(g)
	var mask int64
	for _, name := range names {
		mask <<= 1
		if !slices.Contains(kept, name) {
			mask |= 1
		}
	}
	return mask
}

func positions(n int) string {
	var list []string
	for i := 1; i <= n; i++ {
		list = append(list, strconv.Itoa(i))
	}
	return strings.Join(list, ", ")
}
