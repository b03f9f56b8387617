package reports

import (
	"strings"

	"heng/indicators"
)

// dictionaryTable is a table or a model in the data dictionary.
type dictionaryTable struct {
	ID          string
	Name        string
	Title       string
	Description string
	Kind        string
	Rows        string // of what each row is one
	Demo        bool
	Head        []string
	Columns     []dictionaryRow
}

type dictionaryRow struct {
	Name, Title, Type, Codes string
	UsedBy                   []link
	More                     int // indicators beyond those listed
}

// maxUses is how many of the indicators that use a column the dictionary
// names.
const maxUses = 3

// dictionary makes the part that says what each column means.
func (b *book) dictionary() []*piece {
	names := map[string]*entry{}
	for _, e := range b.entries() {
		names[indicatorKey(e.framework.ID, e.indicator.ID)] = e
	}
	var pieces []*piece
	for i := range b.in.Dictionary {
		t := &b.in.Dictionary[i]
		out := &dictionaryTable{
			ID: "dictionary_" + t.Name, Name: t.Name, Title: orDefault(t.Title.In(b.p.Lang), t.Name), Demo: t.Demo,
			Description: t.Description.In(b.p.Lang), Kind: b.p.Text("report.kind_" + string(t.Kind)),
		}
		flat := &table{ID: out.ID, Caption: out.Title, Words: true}
		for _, key := range []string{"column", "meaning", "type", "codes", "used_by"} {
			out.Head = append(out.Head, b.p.Text("report."+key))
		}
		flat.Head = out.Head
		if t.Rows != "" {
			out.Rows = b.p.Text("report.rows_of", "table", t.Rows)
		}
		for k := range t.Columns {
			c := &t.Columns[k]
			row := dictionaryRow{Name: c.Name, Title: orDefault(c.Title.In(b.p.Lang), c.Name), Type: b.columnType(c), Codes: b.columnCodes(c)}
			var uses []string
			for _, name := range c.UsedBy {
				e := names[name]
				if e == nil {
					continue
				}
				uses = append(uses, e.indicator.Name.In(b.p.Lang))
				if len(row.UsedBy) < maxUses {
					row.UsedBy = append(row.UsedBy, link{ID: e.ID, Name: e.indicator.Name.In(b.p.Lang)})
				} else {
					row.More++
				}
			}
			out.Columns = append(out.Columns, row)
			flat.Rows = append(flat.Rows, tableRow{Head: c.Name, Cells: []sentence{text(row.Title), text(row.Type), text(row.Codes), text(b.p.List(uses))}})
		}
		pieces = append(pieces, &piece{Kind: "dictionary_table", Of: out, Tables: []*table{flat}})
	}
	return pieces
}

// columnType says what a column holds, and whether every row has it.
func (b *book) columnType(c *indicators.DictionaryColumn) string {
	kind := b.p.Text("report.type_" + string(c.Type))
	if c.Currency != "" {
		kind = b.p.Text("report.column_unit", "title", kind, "unit", b.p.UnitName(c.Currency, nil))
	}
	if c.Required {
		return b.p.Text("report.type_required", "type", kind)
	}
	return kind
}

// columnCodes lists the codes of a column with what they mean.
func (b *book) columnCodes(c *indicators.DictionaryColumn) string {
	var codes []string
	for _, code := range c.Codes {
		if label := code.Label.In(b.p.Lang); label != "" && label != code.Code {
			codes = append(codes, b.p.Text("report.code_means", "code", code.Code, "label", label))
		} else {
			codes = append(codes, code.Code)
		}
	}
	return strings.Join(codes, b.p.Text("report.origin_separator"))
}
