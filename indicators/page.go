package indicators

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"heng/indicators/internal/expr"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
)

// PageRequest names a page of the rows behind a value: the cell as for Explain,
// and what of its rows is wanted.
type PageRequest struct {
	ExplainRequest
	Verdict    Verdict // only these; empty: all, those that where leaves out only with Excluded
	Text       string  // only rows of which a value holds this, whatever its letter case
	Sort       string  // a column of the population; empty: in the order of the source
	Descending bool    // of Sort; nulls come last all the same
	Offset     int
	Limit      int // 1 or more
}

// Page is some of the rows behind a value.
type Page struct {
	Columns []string // of the population
	Named   []string // as in Explanation
	Rows    []ExplainedRow
	Total   int64             // rows of all pages
	Counts  map[Verdict]int64 // rows of the cell that hold the text, of every verdict
}

// Page returns a page of the rows that Explain lists. The engine chooses and sorts
// them, so that a page costs no more where there are many. Nulls come last either
// way; equal values keep the order of the source. It only reads.
func (p *Plan) Page(ctx context.Context, st *store.Store, r PageRequest) (*Page, error) {
	only, err := p.Only(r.Indicator)
	if err != nil {
		return nil, err
	}
	c := only.indicators[0]
	if err := c.checkRequest(r.ExplainRequest); err != nil {
		return nil, err
	}
	if r.Offset < 0 || r.Limit < 1 {
		return nil, fault.New(fault.Usage, locale.M("indicator.page"))
	}
	if r.Verdict != "" && !slices.Contains(verdicts, r.Verdict) {
		return nil, fault.New(fault.Usage, locale.M("indicator.unknown_verdict", "name", string(r.Verdict), "names", names(verdicts)))
	}
	held, err := heldColumns(ctx, st)
	if err != nil {
		return nil, err
	}
	if missing := only.missing(held, c.stored()); len(missing) > 0 {
		return nil, notLoaded(missing)
	}
	e := &evaluation{plan: only, ctx: ctx, querier: st, asOf: r.AsOf}
	if e.materialised, err = only.materialised(ctx, st); err != nil {
		return nil, err
	}
	sql, err := e.pageSQL(c, r)
	if err != nil {
		return nil, err
	}
	page := &Page{Columns: columnNames(c.population.relation), Named: c.named()}
	if !r.sayable() {
		return page, nil
	}
	if page.Counts, err = e.counts(c, r); err != nil {
		return nil, err
	}
	for verdict, n := range page.Counts {
		if r.Verdict == verdict || r.Verdict == "" && (r.Excluded || verdict != ExcludedByRow) {
			page.Total += n
		}
	}
	if int64(r.Offset) >= page.Total {
		return page, nil
	}
	err = e.explainEach(c, sql, nil, func(row ExplainedRow) { page.Rows = append(page.Rows, row) })
	return page, err
}

// sayable reports whether a row could hold what is looked for: an address that
// somebody made up may have what no text in a store has.
func (r PageRequest) sayable() bool {
	for _, text := range append(slices.Collect(maps.Values(r.Where)), r.Text) {
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return false
		}
	}
	return true
}

// verdicts lists all there are.
var verdicts = []Verdict{Yes, No, MissingRow, ExcludedByRow}

// counts counts the rows of the cell that hold the text, by verdict.
func (e *evaluation) counts(c *checked, r PageRequest) (map[Verdict]int64, error) {
	with, from := e.plan.source(c.population, e.materialised)
	condition := and(c.cellCondition(r.ExplainRequest), c.population.holds(r.Text))
	if condition != "" {
		condition = " where " + condition
	}
	rows, err := e.querier.Query(e.ctx, dated(with+"select q._verdict, cast(count(*) as bigint) from (select "+c.verdict()+
		" as _verdict from "+from+condition+") as q group by q._verdict", e.asOf))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	counts := map[Verdict]int64{}
	for rows.Next() {
		var verdict Verdict
		var n int64
		if err := rows.Scan(&verdict, &n); err != nil {
			return nil, store.Classify(e.ctx, err)
		}
		counts[verdict] = n
	}
	return counts, store.Classify(e.ctx, rows.Err())
}

// pageSQL prints the statement that lists a page. Of a table it first finds which
// rows these are, reading no column that this does not need.
func (e *evaluation) pageSQL(c *checked, r PageRequest) (string, error) {
	wanted := ""
	switch {
	case r.Verdict != "":
		wanted = "q._verdict = " + expr.Literal(string(r.Verdict))
	case !r.Excluded:
		wanted = notExcluded
	}
	at := -1
	if r.Sort != "" {
		places, err := c.population.places([]string{r.Sort})
		if err != nil {
			return "", err
		}
		at = places[0]
	}
	direction := ""
	if r.Descending {
		direction = " desc"
	}
	page := fmt.Sprintf(" limit %d offset %d", r.Limit, r.Offset)
	condition := and(c.cellCondition(r.ExplainRequest), c.population.holds(r.Text))
	if c.population.resource == nil {
		l := e.listing(c, condition, nil)
		l.where = wanted
		if at >= 0 {
			l.order = fmt.Sprintf("q._c%d%s nulls last, %s", at, direction, l.order)
		}
		return l.String() + page, nil
	}
	order, sorted := "q._row", ""
	if at >= 0 {
		order = "q._s" + direction + " nulls last, q._row"
		sorted = ", " + expr.Quote(c.population.relation.Columns[at].Name) + " as _s"
	}
	from := expr.Quote(c.population.relation.Name)
	if condition != "" {
		condition = " where " + condition
	}
	if wanted != "" {
		wanted = " where " + wanted
	}
	chosen := "_row in (select q._row from (select _row, " + c.verdict() + " as _verdict" + sorted + " from " + from + condition + ") as q" +
		wanted + " order by " + order + page + ")"
	l := e.listing(c, chosen, nil)
	if at >= 0 {
		l.order = fmt.Sprintf("q._c%d%s nulls last, q._row", at, direction)
	}
	return l.String(), nil
}

// holds prints the condition that a value of the row holds a text, whatever its
// letter case; empty for every row.
func (p *population) holds(text string) string {
	if text == "" {
		return ""
	}
	var columns []string
	for _, column := range p.relation.Columns {
		columns = append(columns, "cast("+expr.Quote(column.Name)+" as varchar)")
	}
	// A line feed between values, so that no text reaches over two of them unless
	// it has one itself.
	return "(strpos(lower(concat_ws(chr(10), " + strings.Join(columns, ", ") + ")), lower(" + expr.Literal(text) + ")) > 0)"
}

func names[T ~string](all []T) []string {
	var texts []string
	for _, one := range all {
		texts = append(texts, string(one))
	}
	return texts
}
