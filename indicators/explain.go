package indicators

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"heng/indicators/internal/expr"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
)

// Verdict says what a row does for an observation.
type Verdict string

// The verdicts.
const (
	Yes           Verdict = "yes"      // in the numerator, or adding to the value
	No            Verdict = "no"       // counted, but not in the numerator
	MissingRow    Verdict = "missing"  // it would count but for a missing value
	ExcludedByRow Verdict = "excluded" // left out by where
)

// ExplainRequest names a cell, or all cells of an indicator.
type ExplainRequest struct {
	Indicator string            // id, or framework/id
	Period    *string           // nil: every period; _U: rows without a date
	Where     map[string]string // breakdown codes; _U for a null
	Excluded  bool              // also the rows that where leaves out
	AsOf      time.Time

	verdict Verdict // of a sample: only rows of this verdict
	limit   int     // of a sample: so many at most
}

// Explanation is an indicator's rows with their verdicts.
type Explanation struct {
	Framework    *Framework
	Indicator    *Indicator
	Observations []Observation // those of the request
	Columns      []string      // of the population
	Named        []string      // those of them that the definition names, and the key; in the order of Columns
	Rows         []ExplainedRow
	AsOf         time.Time
}

// ExplainedRow is a row of the population. A nil value is null. File, Sheet and
// Line say where the row came from; they are empty for a model whose header
// names no rows.
type ExplainedRow struct {
	Values  []*string
	Verdict Verdict
	Period  string // the period it falls into, _U without a date; empty for by: none
	File    string
	Sheet   string
	Line    int64
	// Of an achievement: actual over target (達成率) and the way from the baseline
	// (目標進展率), in per cent and uncut, and why a row has no verdict. Nil where
	// there is none.
	Ratio, Progress, Reason *string
	Distance                *string // of an achievement: from the nearest bound of a range that is missed, with its sign
	Weight                  *string // of a respondent of a survey
}

// named lists the columns of the population by which a reader finds a row and
// sees why it counts: the key, and those in the definition.
func (c *checked) named() []string {
	p := c.population
	is := map[string]bool{}
	if p.resource != nil {
		for _, key := range p.resource.Schema.PrimaryKey {
			is[strings.ToLower(key)] = true
		}
	} else if len(p.relation.Columns) > 0 {
		is[strings.ToLower(p.relation.Columns[0].Name)] = true // of a model, whose key may be another's
	}
	take := func(b expr.Bound) {
		for _, o := range b.Origins() {
			if strings.EqualFold(o.Relation, p.relation.Name) {
				is[strings.ToLower(o.Column)] = true
			}
		}
	}
	for _, b := range []*expr.Bound{c.where, c.period, &c.value, &c.other} {
		if b != nil {
			take(*b)
		}
	}
	for _, set := range c.sets {
		for _, column := range set {
			is[strings.ToLower(column)] = true
		}
	}
	var names []string
	for _, column := range p.relation.Columns {
		if is[strings.ToLower(column.Name)] {
			names = append(names, column.Name)
		}
	}
	return names
}

// Explain returns every row of the population in the cells asked for, in the
// order of the source, each with its verdict.
func (p *Plan) Explain(ctx context.Context, st *store.Store, request ExplainRequest) (*Explanation, error) {
	only, err := p.Only(request.Indicator)
	if err != nil {
		return nil, err
	}
	c := only.indicators[0]
	x := &Explanation{Framework: c.framework, Indicator: c.indicator, Columns: columnNames(c.population.relation), Named: c.named(), AsOf: request.AsOf}
	if err := c.checkRequest(request); err != nil {
		return nil, err
	}
	observations, err := only.Evaluate(ctx, st, request.AsOf)
	if err != nil {
		return nil, err
	}
	for _, o := range observations {
		if request.matches(&o) {
			x.Observations = append(x.Observations, o)
		}
	}
	e := &evaluation{plan: only, ctx: ctx, querier: st, asOf: request.AsOf}
	if e.materialised, err = only.materialised(ctx, st); err != nil {
		return nil, err
	}
	x.Rows, err = e.explain(c, request)
	return x, err
}

// checkRequest refuses a period of another length and columns that do not exist.
func (c *checked) checkRequest(r ExplainRequest) error {
	if r.Period != nil && *r.Period != Unknown {
		form, ok := periodForms[c.by()]
		if !ok {
			return fault.New(fault.Usage, locale.M("indicator.no_periods", "name", c.key()))
		}
		if !form.MatchString(*r.Period) {
			return fault.New(fault.Usage, locale.M("indicator.period_form", "text", *r.Period, "example", periodExamples[c.by()]))
		}
	}
	for _, column := range sortedKeys(r.Where) {
		if c.population.relation.Column(column) == nil {
			return fault.New(fault.Usage, locale.M("expr.unknown_column", "name", column, "table", c.population.relation.Name)).
				WithHint(nearest(column, columnNames(c.population.relation)))
		}
	}
	return nil
}

// matches reports whether an observation is one that the request asks for:
// those of its cell, or every total where it names none.
func (r ExplainRequest) matches(o *Observation) bool {
	if r.Period != nil && (o.Period == nil || *o.Period != *r.Period) {
		return false
	}
	return mapsEqual(o.Breakdown, r.Where)
}

func (e *evaluation) explain(c *checked, r ExplainRequest) ([]ExplainedRow, error) {
	sql := e.explainSQL(c, r, nil)
	if r.limit > 0 {
		sql += " limit " + strconv.Itoa(r.limit)
	}
	var all []ExplainedRow
	err := e.explainEach(c, sql, nil, func(row ExplainedRow) { all = append(all, row) })
	return all, err
}

// explainEach runs a statement of explainSQL and hands on each of its rows. The
// texts that more of its columns give are in more, anew for each row.
func (e *evaluation) explainEach(c *checked, sql string, more []*string, f func(ExplainedRow)) error {
	rows, err := e.querier.Query(e.ctx, dated(sql, e.asOf))
	if err != nil {
		return err
	}
	defer rows.Close()
	width := len(c.population.relation.Columns)
	for rows.Next() {
		row := ExplainedRow{Values: make([]*string, width)}
		var file, sheet *string
		var line, period *int64
		targets := make([]any, 0, width+10+len(more))
		for i := range row.Values {
			targets = append(targets, &row.Values[i])
		}
		targets = append(targets, &row.Verdict, &period, &row.Ratio, &row.Progress, &row.Distance, &row.Reason, &row.Weight, &file, &sheet, &line)
		for i := range more {
			targets = append(targets, &more[i])
		}
		if err := rows.Scan(targets...); err != nil {
			return store.Classify(e.ctx, err)
		}
		for i, column := range c.population.relation.Columns {
			if column.Type.Kind == expr.Decimal && row.Values[i] != nil {
				trimmed := trimDecimal(*row.Values[i])
				row.Values[i] = &trimmed
			}
		}
		for _, rate := range []*string{row.Ratio, row.Progress, row.Distance, row.Weight} {
			if rate != nil {
				*rate = trimDecimal(*rate)
			}
		}
		switch {
		case c.period != nil && period == nil:
			row.Period = Unknown
		case c.period != nil:
			row.Period = periodCodeOf(c.by(), *period)
		}
		if file != nil {
			row.File = *file
		}
		if sheet != nil {
			row.Sheet = *sheet
		}
		if line != nil {
			row.Line = *line
		}
		f(row)
	}
	return store.Classify(e.ctx, rows.Err())
}

// trimDecimal writes a decimal without the zeros that only fill its scale.
func trimDecimal(s string) string {
	if !strings.Contains(s, ".") {
		return s
	}
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}

// explainSQL prints the statement that lists rows. It gives the values of more
// expressions over the population behind everything else.
func (e *evaluation) explainSQL(c *checked, r ExplainRequest, more []string) string {
	l := e.listing(c, c.cellCondition(r), more)
	switch {
	case r.verdict != "":
		l.where = "q._verdict = " + expr.Literal(string(r.verdict))
	case !r.Excluded:
		l.where = notExcluded
	}
	return l.String()
}

// notExcluded keeps the rows that where takes in.
const notExcluded = "q._verdict <> 'excluded'"

// listing is the parts of a statement that lists rows as q, whose columns are _c0,
// _c1 and so on, _verdict and _period.
type listing struct{ head, from, where, order string }

// String prints the statement.
func (l listing) String() string {
	where := ""
	if l.where != "" {
		where = " where " + l.where
	}
	return l.head + l.from + where + " order by " + l.order
}

// listing prints the rows for which a condition over the population holds: those
// of a table by its own bookkeeping columns, of a model through the key that its
// header names.
func (e *evaluation) listing(c *checked, condition string, more []string) listing {
	with, from := e.plan.source(c.population, e.materialised)
	var columns, outer []string
	for i, column := range c.population.relation.Columns {
		columns = append(columns, fmt.Sprintf("%s as _c%d", expr.Quote(column.Name), i))
		outer = append(outer, fmt.Sprintf("cast(q._c%d as varchar)", i))
	}
	period := "cast(null as bigint)"
	if c.period != nil {
		period = periodKey(c.by(), c.period.SQL, c.period.Type)
	}
	inner := "select " + strings.Join(columns, ", ") + ", " + c.verdict() + " as _verdict, " + period + " as _period, " + c.rowRates()
	last := ""
	for i, x := range more {
		inner += fmt.Sprintf(", %s as _x%d", x, i)
		last += fmt.Sprintf(", cast(q._x%d as varchar)", i)
	}
	if condition != "" {
		condition = " where " + condition
	}
	head := with + "select " + strings.Join(outer, ", ") + ", q._verdict, q._period, q._ratio, q._progress, q._distance, q._reason, q._weight, "
	if c.population.resource != nil {
		return listing{
			head: head + "f.path, f.sheet, q._line" + last, order: "q._row",
			from: " from (" + inner + ", _row, _file, _line from " + from + condition + `) as q left join "_heng_files" as f on f.id = q._file`,
		}
	}
	table := c.population.model.Rows
	if table == "" {
		var order []string
		for i := range c.population.relation.Columns {
			order = append(order, strconv.Itoa(i+1))
		}
		return listing{
			head: head + "null, null, null" + last, order: strings.Join(order, ", "),
			from: " from (" + inner + " from " + from + condition + ") as q",
		}
	}
	// Of several rows for one row of the table, as of a row that the table does
	// not have, the values decide.
	order := []string{"t._row nulls last"}
	for i := range c.population.relation.Columns {
		order = append(order, fmt.Sprintf("q._c%d nulls last", i))
	}
	keys := e.plan.catalogue.Package.Resource(table).Schema.PrimaryKey
	return listing{
		head: head + "f.path, f.sheet, t._line" + last, order: strings.Join(order, ", "),
		from: " from (" + inner + " from " + from + condition + ") as q" + c.population.wayBack(table, keys),
	}
}

// verdict prints what a row does.
func (c *checked) verdict() string {
	return c.verdictAs(func(v Verdict) string { return expr.Literal(string(v)) })
}

// verdictAs prints what a row does, each verdict as it is printed.
func (c *checked) verdictAs(printed func(Verdict) string) string {
	var b strings.Builder
	b.WriteString("case")
	r := c.rows()
	if c.where != nil {
		if c.where.Nullable {
			b.WriteString(" when " + c.where.SQL + " is null then " + printed(MissingRow))
		}
		b.WriteString(" when not " + c.where.SQL + " then " + printed(ExcludedByRow))
	}
	if r.missing != "" {
		b.WriteString(" when " + r.missing + " then " + printed(MissingRow))
	}
	if c.period != nil && c.period.Nullable {
		b.WriteString(" when " + c.period.SQL + " is null then " + printed(MissingRow))
	}
	yes := r.yes
	if yes == "" {
		yes = "true"
	}
	b.WriteString(" when " + yes + " then " + printed(Yes) + " else " + printed(No) + " end")
	return b.String()
}

// cellCondition prints which rows are in the cell.
func (c *checked) cellCondition(r ExplainRequest) string {
	var conditions []string
	if r.Period != nil && c.period != nil {
		if *r.Period == Unknown {
			conditions = append(conditions, "("+c.period.SQL+" is null)")
		} else {
			key := strings.NewReplacer("-S", "", "-Q", "", "-", "").Replace(*r.Period)
			conditions = append(conditions, "("+periodKey(c.by(), c.period.SQL, c.period.Type)+" = "+key+")")
		}
	}
	for _, column := range sortedKeys(r.Where) {
		code := c.population.code(c.population.relation.Column(column).Name)
		if r.Where[column] == Unknown {
			conditions = append(conditions, "("+code+" is null)")
		} else {
			conditions = append(conditions, "("+code+" = "+expr.Literal(r.Where[column])+")")
		}
	}
	return strings.Join(conditions, " and ")
}
