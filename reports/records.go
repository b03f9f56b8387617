package reports

import (
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"heng/indicators"
	"heng/internal/datapackage"
)

// recordList is rows of a table or model as the page lists them.
type recordList struct {
	ID     string
	Title  string
	Count  string // how many rows, and of which period
	Demo   string
	Groups []recordGroup
	Head   []string
}

// recordGroup is the rows under one heading.
type recordGroup struct {
	Title string // empty where the list has no groups
	Rows  []recordRow
}

type recordRow []recordCell

// recordCell is a value as text; Absent where there is none.
type recordCell struct {
	Text   string
	Absent bool
	Number bool
}

// recordsPiece lists the rows of a table or model that are in the report
// period and in the cell where; nil where they have not been read.
func (b *book) recordsPiece(id string, list *RecordList, where map[string]string) *piece {
	records := b.in.Records[list.Of]
	if records == nil {
		return nil
	}
	out := &recordList{ID: id, Title: list.Title.In(b.p.Lang), Demo: b.demonstrationRecords(list.Of)}
	var names []string
	for _, c := range list.Columns {
		names = append(names, c[b.p.Lang])
	}
	for _, name := range names {
		out.Head = append(out.Head, b.columnHeading(list.Of, name))
	}
	t := &table{ID: id, Caption: out.Title, Words: true, Head: out.Head}
	groups := map[string]int{}
	count := 0
	for _, row := range records.Rows {
		if !b.isListed(records, row, list, where) {
			continue
		}
		count++
		group := ""
		if list.Group != "" {
			group = b.recordCell(records, row, list.Of, list.Group).Text
		}
		at, known := groups[group]
		if !known {
			at = len(out.Groups)
			groups[group] = at
			out.Groups = append(out.Groups, recordGroup{Title: group})
		}
		var cells recordRow
		flat := tableRow{}
		for k, name := range names {
			cell := b.recordCell(records, row, list.Of, name)
			cells = append(cells, cell)
			if k == 0 {
				flat.Head = cell.Text
			} else {
				flat.Cells = append(flat.Cells, text(cell.Text))
			}
		}
		out.Groups[at].Rows = append(out.Groups[at].Rows, cells)
		t.Rows = append(t.Rows, flat)
	}
	b.orderGroups(out, list)
	key := "report.records_count"
	if list.Period != "" {
		key = "report.records_count_period"
	}
	out.Count = b.p.Text(key, "n", count, "period", b.names.noun(b.in.Period))
	return &piece{Kind: "records", Of: out, Tables: []*table{t}}
}

// isListed reports whether a row is in the report period and has the codes of
// where; a column that the rows do not have narrows nothing.
func (b *book) isListed(records *Records, row indicators.Row, list *RecordList, where map[string]string) bool {
	if list.Period != "" {
		value := valueOf(records, row, list.Period)
		if value == nil || !isWithin(*value, b.in.Period) {
			return false
		}
	}
	for column, code := range where {
		if records.Column(column) < 0 {
			continue
		}
		if value := valueOf(records, row, column); value == nil || *value != code {
			return false
		}
	}
	return true
}

// isWithin reports whether a date, or a year, lies within a period.
func isWithin(value, period string) bool {
	whole, ok := parseSpan(period)
	if !ok {
		return true
	}
	if year, ok := parseSpan(value); ok { // a year is within a period that holds its first day
		return !year.first.Before(whole.first) && year.first.Before(whole.end())
	}
	const date = len("2006-01-02")
	if len(value) < date {
		return false
	}
	day, err := time.Parse(time.DateOnly, value[:date])
	return err == nil && !day.Before(whole.first) && day.Before(whole.end())
}

func valueOf(records *Records, row indicators.Row, column string) *string {
	at := records.Column(column)
	if at < 0 {
		return nil
	}
	return row.Values[at]
}

// recordCell writes a value in the page's language: a date as a date, a code as
// what it means, what is not there as not reported.
func (b *book) recordCell(records *Records, row indicators.Row, of, column string) recordCell {
	value := valueOf(records, row, column)
	if value == nil || strings.TrimSpace(*value) == "" {
		return recordCell{Text: b.p.Text("report.not_reported"), Absent: true}
	}
	at := records.Column(column)
	switch records.Columns[at].Type {
	case datapackage.Date:
		return recordCell{Text: b.date(*value)}
	case datapackage.Number, datapackage.Integer:
		if d, err := decimal.NewFromString(*value); err == nil {
			return recordCell{Text: b.p.Decimal(d, max(0, -d.Exponent())), Number: true}
		}
	}
	return recordCell{Text: b.codeLabel(of, column, *value)}
}

// orderGroups sets the groups in the order of the codes of their column, and
// those that were not reported last.
func (b *book) orderGroups(out *recordList, list *RecordList) {
	if list.Group == "" {
		return
	}
	order := map[string]int{}
	if c := b.in.Dictionary.Column(list.Of, list.Group); c != nil {
		for k, code := range c.Codes {
			order[b.codeLabel(list.Of, list.Group, code.Code)] = k - len(c.Codes)
		}
	}
	order[b.p.Text("report.not_reported")] = 1
	slices.SortStableFunc(out.Groups, func(x, y recordGroup) int { return order[x.Title] - order[y.Title] })
}

// demonstrationRecords says that the rows listed are invented.
func (b *book) demonstrationRecords(of string) string {
	if t := b.in.Dictionary.Table(of); t != nil && t.Demo {
		return b.p.Text("report.demo_records")
	}
	return ""
}

// columnHeading is a column's title with its unit.
func (b *book) columnHeading(of, column string) string {
	title := b.columnTitle(of, column)
	c := b.in.Dictionary.Column(of, column)
	if c == nil {
		return title
	}
	if c.Currency != "" {
		return b.p.Text("report.column_unit", "title", title, "unit", b.p.UnitName(c.Currency, nil))
	}
	return title
}
