package reports

import (
	"bytes"
	"html/template"
	"slices"
	"strings"

	"heng/indicators"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/opendocument"
)

// Proposal is the sheet by which the indicators of a framework are put before a
// meeting (提報表): a row an indicator, with what makes it clear and exactly
// measurable, the criteria it measures, and how far its consultation has come.
type Proposal struct {
	book    *book
	content proposalPage
}

type proposalPage struct {
	Lang     locale.Lang
	Title    string // of the framework
	Facts    []textItem
	Head     []string
	Rows     []proposalRow
	Criteria []criterionRow
	// CriteriaOf names the document and the version of the criteria.
	CriteriaOf string
	Demo       string
	Style      template.CSS
	Version    string
}

type proposalRow struct {
	Number    int
	Dimension string
	Name      string
	Code      string
	Cells     []string
}

// criterionRow is a criterion, and the numbers of the indicators that measure it.
type criterionRow struct {
	Number                            int
	Title, ID, Kind, Text, MeasuredBy string
}

// ComposeProposal writes the sheet of one framework in one language.
func ComposeProposal(in Input, f *indicators.Framework, lang locale.Lang) *Proposal {
	b := newBook(locale.NewPrinter(lang), in)
	p := &Proposal{book: b}
	c := &p.content
	c.Lang, c.Title, c.Version = lang, f.Title.In(lang), in.Version
	t := func(key string, pairs ...any) string { return b.p.Text("proposal."+key, pairs...) }
	route := ""
	switch f.Approval.Route {
	case "consent":
		route = b.p.Text("report.route_consent", "days", f.Approval.NoticeDays, "agree", f.Approval.Agree)
	case "authority":
		route = b.p.Text("report.route_authority")
	}
	for _, pair := range [][2]string{
		{"owner", f.Owner.In(lang)}, {"version", f.Version}, {"asof", b.p.Date(in.AsOf)}, {"route", route}, {"criteria", b.criteriaTitle(f)},
	} {
		if pair[1] != "" {
			c.Facts = append(c.Facts, textItem{t(pair[0]), pair[1]})
		}
	}
	for _, key := range []string{"number", "indicator", "goal", "formula", "unit", "baseline", "target", "value", "source", "measures", "state", "advice"} {
		c.Head = append(c.Head, t("column_"+key))
	}
	measuredBy := map[string][]string{}
	var shown []*entry
	for _, branch := range b.dimensions {
		if branch.Framework != f {
			continue
		}
		for _, e := range branch.Entries {
			shown = append(shown, e)
			row := b.proposalRow(e)
			row.Number, row.Dimension = len(c.Rows)+1, b.dimensionTitle(branch)
			c.Rows = append(c.Rows, row)
			for _, id := range e.indicator.Criteria {
				measuredBy[id] = append(measuredBy[id], b.p.Integer(int64(row.Number)))
			}
		}
	}
	c.Demo = b.demonstrationOf(shown)
	if f.Criteria != nil {
		c.CriteriaOf = b.criteriaTitle(f)
		for at, item := range f.Criteria.Items {
			c.Criteria = append(c.Criteria, criterionRow{
				Number: at + 1, Title: item.Name(lang), ID: item.ID, Kind: t("kind_" + item.Kind), Text: item.Text.In(lang),
				MeasuredBy: orDefault(strings.Join(measuredBy[item.ID], b.p.Text("proposal.comma")), t("none")),
			})
		}
	}
	return p
}

func (b *book) criteriaTitle(f *indicators.Framework) string {
	if f.Criteria == nil {
		return ""
	}
	return b.p.Text("proposal.criteria_version", "title", f.Criteria.Title, "version", f.Criteria.Version, "source", f.Criteria.Source.In(b.p.Lang))
}

func (b *book) proposalRow(e *entry) proposalRow {
	i, lang := e.indicator, b.p.Lang
	var formula, targets []string
	for _, line := range b.formula(i) {
		formula = append(formula, line.Label+b.p.Text("proposal.colon")+line.Expression)
	}
	for _, target := range i.Targets {
		targets = append(targets, b.targetLine(e, target).text())
	}
	none := b.p.Text("proposal.none")
	baseline := none
	if base := i.Baseline; base != nil && base.Value != nil {
		baseline = b.p.Text("proposal.of_period", "value", e.quantity(base.Value), "period", b.p.ShortPeriod(base.Period))
	}
	value := none
	o := e.focus.Observation
	if o == nil || o.Value == nil {
		o = e.focus.Latest
	}
	if e.uncomputed != nil {
		value = b.p.Text("report.uncomputed")
	}
	if o != nil {
		value = e.value(o).Text
		if o.Period != nil {
			value = b.p.Text("proposal.of_period", "value", value, "period", b.p.ShortPeriod(*o.Period))
		}
	}
	return proposalRow{
		Name: i.Name.In(lang), Code: indicatorKey(e.framework.ID, i.ID),
		Cells: []string{
			joinLines(i.Goal.In(lang), i.Mandate.In(lang)),
			joinLines(i.Definition.In(lang), strings.Join(formula, "\n")),
			joinLines(b.p.UnitName(e.unit(), e.unitTitle()), b.p.Text("report.direction_"+orDefault(i.Direction, "none"))),
			baseline, orDefault(strings.Join(targets, "\n"), none), value,
			joinLines(i.Source.In(lang), e.framework.OwnerOf(i).In(lang)),
			b.criteriaOf(e),
			b.consultation(e), b.advice(e),
		},
	}
}

// criteriaOf names the criteria that an indicator measures, by their numbers in
// the table below the sheet.
func (b *book) criteriaOf(e *entry) string {
	var named []string
	for _, id := range e.indicator.Criteria {
		item := e.framework.Criterion(id)
		if item == nil {
			continue // said by check
		}
		number := slices.Index(e.framework.Criteria.Items, item) + 1
		named = append(named, b.p.Text("proposal.criterion_numbered", "n", b.p.Integer(int64(number)), "title", item.Name(b.p.Lang)))
	}
	return strings.Join(named, "\n")
}

// consultation says how far an indicator has come, and who agreed when.
func (b *book) consultation(e *entry) string {
	lines := []string{b.p.Text("report.approval_" + orDefault(e.indicator.Status, "draft"))}
	for _, a := range e.indicator.Agreements {
		lines = append(lines, write(b.p, "report.agreement", "group", a.Group, "on", b.date(a.On),
			"record", b.optional("report.agreement_record", "record", a.Record)).text())
	}
	return strings.Join(append(lines, b.hearings(e)...), "\n")
}

// advice is what the analysts answered to what was said of the indicator.
func (b *book) advice(e *entry) string {
	n := b.noteOn(e, e.focus.Period)
	if n == nil {
		return b.p.Text("proposal.none")
	}
	return joinLines(n.Reason.In(b.p.Lang), n.Measures.In(b.p.Lang), n.Remark.In(b.p.Lang))
}

func joinLines(texts ...string) string {
	var given []string
	for _, text := range texts {
		if text != "" {
			given = append(given, text)
		}
	}
	return strings.Join(given, "\n")
}

// text is a sentence without its marks.
func (s sentence) text() string {
	var b strings.Builder
	for _, part := range s {
		b.WriteString(part.String())
	}
	return b.String()
}

// Page prints the sheet as a page of HTML that is whole by itself and prints on A4
// landscape.
func (p *Proposal) Page() ([]byte, error) {
	print, err := (&Edition{book: p.book}).press("")
	if err != nil {
		return nil, err
	}
	content := p.content
	content.Style = p.book.sheet("proposal.css", p.book.p.Text("proposal.footer", "title", content.Title), nil)
	return print.print("proposal.gohtml", content)
}

// Workbook writes the sheet, and the criteria on one of their own, as an
// OpenDocument spreadsheet.
func (p *Proposal) Workbook() ([]byte, error) {
	c := p.content
	main := opendocument.Sheet{Name: p.book.p.Text("proposal.title"), Title: c.Title}
	for _, head := range c.Head {
		main.Columns = append(main.Columns, opendocument.Column{Header: head})
	}
	for _, row := range c.Rows {
		number := p.book.p.Integer(int64(row.Number))
		cells := []opendocument.Cell{opendocument.Number(number, number), opendocument.Text(joinLines(row.Name, row.Code, row.Dimension))}
		for _, cell := range row.Cells {
			cells = append(cells, opendocument.Text(cell))
		}
		main.Rows = append(main.Rows, cells)
	}
	book := opendocument.Workbook{Title: c.Title, Lang: c.Lang, Sheets: []opendocument.Sheet{main}}
	if len(c.Criteria) > 0 {
		sheet := opendocument.Sheet{Name: p.book.p.Text("proposal.criteria"), Title: c.CriteriaOf, Columns: []opendocument.Column{
			{Header: p.book.p.Text("proposal.column_number")}, {Header: p.book.p.Text("proposal.criterion")}, {Header: p.book.p.Text("proposal.kind")}, {Header: p.book.p.Text("proposal.rule")},
			{Header: p.book.p.Text("proposal.measured_by")},
		}}
		for _, row := range c.Criteria {
			sheet.Rows = append(sheet.Rows, []opendocument.Cell{
				opendocument.Number(p.book.p.Integer(int64(row.Number)), p.book.p.Integer(int64(row.Number))), opendocument.Text(joinLines(row.Title, row.ID)),
				opendocument.Text(row.Kind), opendocument.Text(row.Text), opendocument.Text(row.MeasuredBy),
			})
		}
		book.Sheets = append(book.Sheets, sheet)
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		return nil, fault.Wrap(fault.Internal, err, locale.M("report.not_written"))
	}
	return out.Bytes(), nil
}
