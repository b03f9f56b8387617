package indicators

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
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

	// Within are the columns that are given, looked through and sorted by: who may not
	// see another learns nothing of it from what is found. Nil: all of them.
	Within []string

	// Counts are those of an earlier page of the same cell, text and columns, of the
	// same store; nil where they have to be counted.
	Counts map[Verdict]int64
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
	e := &evaluation{plan: only, ctx: ctx, querier: st, asOf: r.AsOf}
	if e.materialised, err = only.materialised(ctx, st); err != nil {
		return nil, err
	}
	page := &Page{Columns: columnNames(c.population.relation), Named: c.named()}
	sorted := -1
	if r.Sort != "" {
		places, err := c.population.places([]string{r.Sort})
		if err != nil {
			return nil, err
		}
		sorted = places[0]
		if r.Within != nil && !slices.Contains(r.Within, r.Sort) {
			return nil, fault.New(fault.Refused, locale.M("indicator.column_closed", "name", r.Sort))
		}
	}
	given := page.within(r.Within)
	if !r.sayable() {
		return page, nil
	}
	l, err := e.choose(c, r, sorted, page)
	if err != nil {
		return nil, only.orNotLoaded(ctx, st, c, err)
	}
	for verdict, n := range page.Counts {
		if r.Verdict == verdict || r.Verdict == "" && (r.Excluded || verdict != ExcludedByRow) {
			page.Total += n
		}
	}
	if l == nil || int64(r.Offset) >= page.Total {
		return page, nil
	}
	err = e.explainEach(c, *l, nil, func(row ExplainedRow) {
		values := row.Values
		row.Values = make([]*string, 0, len(given))
		for _, at := range given {
			row.Values = append(row.Values, values[at])
		}
		page.Rows = append(page.Rows, row)
	})
	if err != nil {
		return nil, only.orNotLoaded(ctx, st, c, err)
	}
	return page, nil
}

// orNotLoaded says that a statement failed for want of a table or a column, where that
// is why: to look for them before each page would take longer than many a page.
func (p *Plan) orNotLoaded(ctx context.Context, st *store.Store, c *checked, failed error) error {
	held, err := heldColumns(ctx, st)
	if err != nil {
		return failed
	}
	if missing := p.missing(held, c.stored()); len(missing) > 0 {
		return notLoaded(missing)
	}
	return failed
}

// within keeps the columns that are given and returns their places.
func (p *Page) within(columns []string) []int {
	var given []int
	for at, name := range p.Columns {
		if columns == nil || slices.Contains(columns, name) {
			given = append(given, at)
		}
	}
	if columns != nil {
		closed := func(name string) bool { return !slices.Contains(columns, name) }
		p.Columns, p.Named = slices.DeleteFunc(p.Columns, closed), slices.DeleteFunc(slices.Clone(p.Named), closed)
	}
	return given
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

// code prints a verdict as its place among all: the engine counts small numbers in
// half the time of texts.
func code(v Verdict) string { return fmt.Sprintf("cast(%d as smallint)", slices.Index(verdicts, v)) }

// choose counts the rows of the cell that hold the text, by verdict, where they are
// not known, and prints the statement that lists those of the page; nil where it has none. Of a table
// the same pass finds which rows these are, reading no column that this does not
// need: the statement then asks for them alone.
func (e *evaluation) choose(c *checked, r PageRequest, sorted int, page *Page) (*string, error) {
	wanted, coded := "", "" // which rows, by verdict as text and as code
	switch {
	case r.Verdict != "":
		wanted, coded = "q._verdict = "+expr.Literal(string(r.Verdict)), "q._verdict = "+code(r.Verdict)
	case !r.Excluded:
		wanted, coded = notExcluded, "q._verdict <> "+code(ExcludedByRow)
	}
	direction := " nulls last, "
	if r.Descending {
		direction = " desc nulls last, "
	}
	cut := fmt.Sprintf(" limit %d offset %d", r.Limit, r.Offset)
	condition := and(c.cellCondition(r.ExplainRequest), c.population.holds(r.Text, r.Within))
	isTable := c.population.resource != nil
	with, from := e.plan.source(c.population, e.materialised)
	columns := c.verdictAs(code) + " as _verdict"
	if isTable {
		columns += ", _row"
		if sorted >= 0 {
			columns += ", " + expr.Quote(c.population.relation.Columns[sorted].Name) + " as _s"
		}
	}
	hits := "select " + columns + " from " + from
	if condition != "" {
		hits += " where " + condition
	}
	if with = strings.TrimSuffix(with, " "); with == "" {
		with = "with "
	} else {
		with += ", "
	}
	var asked []string
	if page.Counts = r.Counts; page.Counts == nil {
		page.Counts = map[Verdict]int64{}
		asked = append(asked, "select q._verdict, cast(count(*) as bigint), cast(null as bigint) from _heng_hits as q group by q._verdict")
	}
	if isTable {
		order := "q._row"
		if sorted >= 0 {
			order = "q._s" + direction + order
		}
		chosen := "select q._row from _heng_hits as q"
		if coded != "" {
			chosen += " where " + coded
		}
		asked = append(asked, "select null, null, cast(p._row as bigint) from ("+chosen+" order by "+order+cut+") as p")
	}
	var places []string
	if len(asked) > 0 {
		kept := " as materialized ("
		if len(asked) == 1 && sorted < 0 {
			kept = " as (" // the engine stops where the page ends
		}
		rows, err := e.querier.Query(e.ctx, dated(with+"_heng_hits"+kept+hits+") "+strings.Join(asked, " union all "), e.asOf))
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		for rows.Next() {
			var verdict, n, place *int64
			if err := rows.Scan(&verdict, &n, &place); err != nil {
				return nil, store.Classify(e.ctx, err)
			}
			if place != nil {
				places = append(places, strconv.FormatInt(*place, 10))
			} else {
				page.Counts[verdicts[*verdict]] = *n
			}
		}
		if err := rows.Err(); err != nil {
			return nil, store.Classify(e.ctx, err)
		}
	}
	if isTable {
		if len(places) == 0 {
			return nil, nil
		}
		condition, wanted, cut = "_row in ("+strings.Join(places, ", ")+")", "", ""
	}
	l := e.listing(c, condition, nil)
	l.where = wanted
	if sorted >= 0 {
		l.order = fmt.Sprintf("q._c%d", sorted) + direction + l.order
	}
	sql := l.String() + cut
	return &sql, nil
}

// holds prints the condition that a value of the row holds a text, whatever its
// letter case; empty for every row. A column whose values cannot hold it is not
// looked at: writing numbers as texts is most of the work. Nor is one that is not
// within those given; nil for all.
func (p *population) holds(text string, within []string) string {
	if text == "" {
		return ""
	}
	digits := strings.Trim(text, "0123456789.-: ") == ""
	lower := strings.ToLower(text)
	var columns []string
	for _, column := range p.relation.Columns {
		if within != nil && !slices.Contains(within, column.Name) {
			continue
		}
		switch column.Type.Kind {
		case expr.Text:
		case expr.Boolean:
			if isTrue, isFalse := "true", "false"; !strings.Contains(isTrue, lower) && !strings.Contains(isFalse, lower) {
				continue
			}
		default:
			if !digits {
				continue
			}
		}
		columns = append(columns, "cast("+expr.Quote(column.Name)+" as varchar)")
	}
	if len(columns) == 0 {
		return "false"
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
