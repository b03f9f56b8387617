package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"heng/indicators"
	"heng/internal/access"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/opendocument"
)

// rowsRoutes are the rows behind a number.
var rowsRoutes = []route{
	{"GET", "/indicators/{framework}/{indicator}/rows", access.SeeRows, kept((*request).rowsPage)},
	{"GET", "/indicators/{framework}/{indicator}/rows.csv", access.SeeRows, (*request).rowsFile},
	{"GET", "/indicators/{framework}/{indicator}/rows.ods", access.SeeRows, (*request).rowsFile},
}

// Rows on a page, and in a file.
const (
	rowsOfPage = 50
	rowsOfFile = 200_000
	rowsOfBook = 20_000 // a workbook is put together in memory
)

type rowsBody struct {
	Name, At   string // of the indicator, and the address of its page
	Cell       []cellPart
	Query      rowsQuery
	Verdicts   []verdictCount
	Columns    []rowsColumn
	Rows       []shownRow
	From, To   int
	Total      int
	Before     string // addresses; empty where there is none
	After      string
	CSV, ODS   string
	SomeHidden bool // rows and columns are kept back from who asks
}

// rowsQuery is what the address asks for.
type rowsQuery struct {
	Period, Verdict, Text, Sort string
	Descending                  bool
	Where                       map[string]string
	Page                        int
}

type cellPart struct{ Name, Value string }

type verdictCount struct {
	Verdict, Name, Path string
	Count               int64
	Here                bool
}

type rowsColumn struct {
	Name, Title, Path string
	Sorted            string // ascending, descending or none, as aria-sort says it
	Named             bool   // the definition names it
	Number            bool
}

type shownRow struct {
	Verdict, Place string
	Cells          []shownCell
}

type shownCell struct {
	Text   string
	Absent bool
	Number bool
	Named  bool // the definition names its column
}

// readRowsQuery reads the address of the rows of a cell.
func (r *request) readRowsQuery() (rowsQuery, error) {
	values := r.URL.Query()
	q := rowsQuery{
		Period: values.Get("period"), Verdict: values.Get("verdict"), Text: strings.TrimSpace(values.Get("q")), Sort: values.Get("sort"),
		Descending: values.Get("order") == "descending", Where: map[string]string{},
	}
	for name, all := range values {
		if column, ok := strings.CutPrefix(name, "where."); ok && len(all) == 1 {
			q.Where[column] = all[0]
		}
	}
	if text := values.Get("page"); text != "" {
		page, err := strconv.Atoi(text)
		if err != nil || page < 1 || page > 1_000_000 {
			return q, &failure{status: http.StatusNotFound, message: locale.M("web.not_found")}
		}
		q.Page = page - 1
	}
	return q, nil
}

// with writes the query's address with some of it changed.
func (q rowsQuery) with(change func(*rowsQuery)) string {
	other := q
	other.Page = 0
	change(&other)
	values := url.Values{}
	set := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	set("period", other.Period)
	set("verdict", other.Verdict)
	set("q", other.Text)
	set("sort", other.Sort)
	if other.Descending {
		values.Set("order", "descending")
	}
	for column, code := range other.Where {
		values.Set("where."+column, code)
	}
	if other.Page > 0 {
		values.Set("page", strconv.Itoa(other.Page+1))
	}
	return "?" + values.Encode()
}

// request makes of the query what the plan understands.
func (q rowsQuery) request(key string) indicators.PageRequest {
	p := indicators.PageRequest{
		ExplainRequest: indicators.ExplainRequest{Indicator: key, Where: q.Where},
		Verdict:        indicators.Verdict(q.Verdict), Text: q.Text, Sort: q.Sort, Descending: q.Descending,
		Offset: q.Page * rowsOfPage, Limit: rowsOfPage,
	}
	if q.Period != "" {
		p.Period = &q.Period
	}
	return p
}

// indicatorOf finds the indicator of the address. It refuses the filter of a column by which the indicator is not broken down: a
// cell is what the report has a number for.
func (r *request) indicatorOf(q rowsQuery) (*indicators.Framework, *indicators.Indicator, error) {
	for _, f := range r.view.Frameworks {
		for _, i := range f.Indicators {
			if f.ID != r.PathValue("framework") || i.ID != r.PathValue("indicator") || i.Status == "retired" {
				continue
			}
			for column := range q.Where {
				if !slices.ContainsFunc(i.Breakdowns, func(b []string) bool { return slices.Contains(b, column) }) {
					return nil, nil, r.notFound()
				}
			}
			return f, i, nil
		}
	}
	return nil, nil, r.notFound()
}

// rowsAsked reads which rows of which indicator are asked for.
func (r *request) rowsAsked() (rowsQuery, *indicators.Framework, *indicators.Indicator, error) {
	q, err := r.readRowsQuery()
	if err != nil {
		return q, nil, nil, err
	}
	f, i, err := r.indicatorOf(q)
	return q, f, i, err
}

func (r *request) rowsPage() error {
	q, f, i, err := r.rowsAsked()
	if err != nil {
		return err
	}
	key := f.ID + "/" + i.ID
	page, err := r.view.Rows(r.Context(), q.request(key), r.may(access.SeeAllFields))
	if err != nil {
		return err
	}
	body := rowsBody{
		Name: i.Name.In(r.lang), At: r.path("/indicators/" + key), Query: q, Total: int(page.Total),
		From: q.Page*rowsOfPage + 1, To: q.Page*rowsOfPage + len(page.Rows), SomeHidden: !r.may(access.SeeAllFields),
		Cell: r.cellParts(i, q),
	}
	if q.Page > 0 {
		body.Before = q.with(func(o *rowsQuery) { o.Page = q.Page - 1 })
	}
	if body.To < body.Total {
		body.After = q.with(func(o *rowsQuery) { o.Page = q.Page + 1 })
	}
	body.CSV, body.ODS = body.At+"/rows.csv"+q.with(func(*rowsQuery) {}), body.At+"/rows.ods"+q.with(func(*rowsQuery) {})
	for _, v := range []indicators.Verdict{"", indicators.Yes, indicators.No, indicators.MissingRow} {
		one := verdictCount{Verdict: string(v), Name: r.verdict(v), Path: q.with(func(o *rowsQuery) { o.Verdict = string(v) }), Here: q.Verdict == string(v), Count: page.Counts[v]}
		if v == "" {
			one.Count = page.Counts[indicators.Yes] + page.Counts[indicators.No] + page.Counts[indicators.MissingRow]
		}
		body.Verdicts = append(body.Verdicts, one)
	}
	columns := r.columnsOf(i.Population)
	for _, name := range page.Columns {
		c := rowsColumn{Name: name, Title: columns[name].title, Named: slices.Contains(page.Named, name), Number: columns[name].isNumber, Sorted: "none"}
		c.Path = q.with(func(o *rowsQuery) {
			o.Descending = o.Sort == name && !o.Descending
			o.Sort = name
		})
		if q.Sort == name {
			c.Sorted = "ascending"
			if q.Descending {
				c.Sorted = "descending"
			}
		}
		body.Columns = append(body.Columns, c)
	}
	for _, row := range page.Rows {
		shown := shownRow{Verdict: r.verdict(row.Verdict), Place: place(row)}
		for at, value := range row.Values {
			cell := r.cell(value, columns[page.Columns[at]])
			cell.Named = slices.Contains(page.Named, page.Columns[at])
			shown.Cells = append(shown.Cells, cell)
		}
		body.Rows = append(body.Rows, shown)
	}
	return r.show("rows", r.p.Text("web.rows_of", "name", body.Name), body)
}

// cellParts says in words which cell the rows are of.
func (r *request) cellParts(i *indicators.Indicator, q rowsQuery) []cellPart {
	var parts []cellPart
	if q.Period != "" {
		parts = append(parts, cellPart{r.p.Text("web.period"), r.p.Period(q.Period)})
	}
	columns := r.columnsOf(i.Population)
	for _, b := range i.Breakdowns {
		for _, column := range b {
			code, ok := q.Where[column]
			if !ok {
				continue
			}
			value := code
			if label := columns[column].labels[code]; label != "" {
				value = label
			} else if code == indicators.Unknown {
				value = r.p.Text("web.no_value")
			}
			if title := columns[column].title; !slices.Contains(parts, cellPart{title, value}) {
				parts = append(parts, cellPart{title, value})
			}
		}
	}
	return parts
}

func (r *request) verdict(v indicators.Verdict) string {
	switch v {
	case "":
		return r.p.Text("web.verdict_all")
	case indicators.Yes:
		return r.p.Text("web.verdict_yes")
	case indicators.No:
		return r.p.Text("web.verdict_no")
	case indicators.MissingRow:
		return r.p.Text("web.verdict_missing")
	}
	return r.p.Text("web.verdict_excluded")
}

// place says where a row stands; nothing of a row that was made of several.
func place(row indicators.ExplainedRow) string {
	if row.File == "" {
		return ""
	}
	return fault.Place{File: row.File, Sheet: row.Sheet, Line: int(row.Line)}.String()
}

// columnWords is what the dictionary says of a column, in the language of the page.
type columnWords struct {
	title    string
	labels   map[string]string
	isNumber bool
}

func (r *request) columnsOf(population string) map[string]columnWords {
	all := map[string]columnWords{}
	for _, t := range r.view.Input.Dictionary {
		if t.Name != population {
			continue
		}
		for _, c := range t.Columns {
			words := columnWords{title: c.Title.In(r.lang), labels: map[string]string{}, isNumber: c.Type == "number" || c.Type == "integer"}
			if words.title == "" {
				words.title = c.Name
			}
			for _, code := range c.Codes {
				words.labels[code.Code] = code.Label.In(r.lang)
			}
			all[c.Name] = words
		}
	}
	return all
}

func (r *request) cell(value *string, c columnWords) shownCell {
	if value == nil {
		return shownCell{Text: r.p.Text("web.no_value"), Absent: true}
	}
	if label := c.labels[*value]; label != "" {
		return shownCell{Text: label}
	}
	return shownCell{Text: *value, Number: c.isNumber}
}

// rowsFile answers with the rows of the query as CSV or ODS, of all pages. Who takes
// them is recorded.
func (r *request) rowsFile() error {
	q, f, i, err := r.rowsAsked()
	if err != nil {
		return err
	}
	key := f.ID + "/" + i.ID
	asked := q.request(key)
	isBook := strings.HasSuffix(r.URL.Path, ".ods")
	if asked.Offset, asked.Limit = 0, rowsOfFile; isBook {
		asked.Limit = rowsOfBook
	}
	page, err := r.view.Rows(r.Context(), asked, r.may(access.SeeAllFields))
	if err != nil {
		return err
	}
	if page.Total > int64(asked.Limit) {
		return &failure{status: http.StatusConflict, message: locale.M("web.too_many_rows", "n", asked.Limit)}
	}
	if err := r.s.Gate.Note(r.Context(), r.account.ID, "rows "+key, false); err != nil {
		return err
	}
	kind := ".csv"
	if isBook {
		kind = ".ods"
	}
	return r.sheetAs(f.ID+"_"+i.ID+"_rows"+kind, i.Name.In(r.lang), r.rowsSheet(i, page))
}

// rowsSheet writes rows as heng explain does: the columns of the population, then the
// verdict and where the row stands.
func (r *request) rowsSheet(i *indicators.Indicator, page *indicators.Page) opendocument.Sheet {
	sheet := opendocument.Sheet{Name: i.ID}
	for _, name := range append(slices.Clone(page.Columns), "_verdict", "_file", "_sheet", "_line") {
		sheet.Columns = append(sheet.Columns, opendocument.Column{Header: name})
	}
	columns := r.columnsOf(i.Population)
	for _, row := range page.Rows {
		var cells []opendocument.Cell
		for at, value := range row.Values {
			switch {
			case value == nil:
				cells = append(cells, opendocument.Empty(""))
			case columns[page.Columns[at]].isNumber:
				cells = append(cells, opendocument.Number(*value, *value))
			default:
				cells = append(cells, opendocument.Text(*value))
			}
		}
		cells = append(cells, opendocument.Text(string(row.Verdict)), opendocument.Text(row.File), opendocument.Text(row.Sheet))
		if row.File != "" {
			line := strconv.FormatInt(row.Line, 10)
			cells = append(cells, opendocument.Number(line, line))
		}
		sheet.Rows = append(sheet.Rows, cells)
	}
	return sheet
}
