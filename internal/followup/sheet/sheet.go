package sheet

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"heng/internal/followup"
	"heng/internal/locale"
	"heng/internal/opendocument"
)

// Names are what the workspace calls offices and items of agendas, by their codes.
type Names struct {
	Units, Items map[string]locale.Text
}

// Unit is the name of an office in a language; a name that is no code is itself.
func (n Names) Unit(code string, lang locale.Lang) string {
	return cmp.Or(n.Units[code].In(lang), code)
}

// Item is the name of an item of the agenda.
func (n Names) Item(code string, lang locale.Lang) string {
	return cmp.Or(n.Items[code].In(lang), code)
}

// Table is one table of the sheet.
type Table struct {
	ID      string // for anchors
	Name    string // of the tab
	Caption string
	Columns []string
	Rows    [][]Cell
	None    string // said where there are no rows
}

// Cell is what stands in a table, in one of three ways.
type Cell struct {
	Text   string
	Lang   locale.Lang // of the text, where it is not the sheet's
	Day    time.Time
	Number string
	Absent bool // the text says why nothing is there
	Late   bool
}

// Shown is the cell as a page writes it.
func (c Cell) Shown(p locale.Printer) string {
	if !c.Day.IsZero() {
		return p.ShortDate(c.Day)
	}
	return c.Text
}

// Of composes the tables of a sheet in a language.
func Of(s followup.Sheet, names Names, p locale.Printer) []Table {
	w := writer{names, p, s}
	return []Table{
		w.rulings("rulings", s.Rulings), w.rulings("standing", s.Standing), w.stages(), w.datasets(),
	}
}

type writer struct {
	names Names
	p     locale.Printer
	sheet followup.Sheet
}

func (w writer) columns(keys ...string) []string {
	var all []string
	for _, key := range keys {
		all = append(all, w.p.Text("follow.col_"+key))
	}
	return all
}

// rulings is the table of rulings, or of standing items, which are never late.
func (w writer) rulings(id string, rows []followup.SheetRow) Table {
	t := Table{ID: id, Name: w.p.Text("follow.tab_" + id), Caption: w.p.Text("follow.sheet_" + id), None: w.p.Text("follow.none_" + id)}
	t.Columns = w.columns("ruling", "meeting", "text", "owner", "state", "since", "evidence")
	standing := id == "standing"
	if !standing { // which has no due date
		t.Columns = slices.Insert(t.Columns, 4, w.columns("due", "timing")...)
	}
	for _, row := range rows {
		r := row.Ruling
		cells := []Cell{{Text: r.ID}, {Text: r.Meeting}, w.text(r.Text), w.orAbsent(w.names.Unit(r.Owner, w.p.Lang), "no_owner")}
		if !standing {
			cells = append(cells, w.due(row), w.timing(row))
		}
		cells = append(cells, Cell{Text: w.p.Sprint(r.State.Name())})
		if len(row.Since) == 0 {
			cells = append(cells, Cell{Text: w.p.Text("follow.not_reported"), Absent: true}, Cell{})
		} else {
			cells = append(cells, w.since(row.Since), Cell{Text: Evidence(row.Since, w.p)})
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

// text is a text in the language of the sheet, or in the other one, marked as such:
// what a meeting ruled is never left out for want of a translation.
func (w writer) text(t locale.Text) Cell {
	said, lang := Told(t, w.p.Lang)
	if lang == w.p.Lang {
		lang = ""
	}
	return Cell{Text: said, Lang: lang}
}

// Told is a text in a language, or in another where it has none in that.
func Told(t locale.Text, lang locale.Lang) (string, locale.Lang) {
	if t[lang] != "" {
		return t[lang], lang
	}
	for _, other := range locale.Languages {
		if t[other] != "" {
			return t[other], other
		}
	}
	return "", lang
}

func (w writer) orAbsent(text, why string) Cell {
	if text == "" {
		return Cell{Text: w.p.Text("follow." + why), Absent: true}
	}
	return Cell{Text: text}
}

func (w writer) due(row followup.SheetRow) Cell {
	if on, err := time.Parse(time.DateOnly, row.DueOn); err == nil {
		return Cell{Day: on}
	}
	if row.Ruling.Due.NextMeeting {
		return Cell{Text: w.p.Text("follow.next_meeting"), Absent: true}
	}
	return Cell{Text: w.p.Text("follow.no_due"), Absent: true}
}

// timing says of what is due by the meeting that it is: that is what the sheet is for.
func (w writer) timing(row followup.SheetRow) Cell {
	if on := w.sheet.Meeting.On; row.Timing == followup.NotDue && on != "" && row.DueOn <= on {
		return Cell{Text: w.p.Text("follow.due_by_meeting")}
	}
	if row.Timing == followup.NoDue {
		return Cell{} // said where the date would stand
	}
	return Cell{Text: w.p.Sprint(row.Timing.Name()), Late: row.Timing == followup.Overdue}
}

func (w writer) since(all []followup.Progress) Cell {
	var lines []string
	lang := w.p.Lang
	for _, one := range all {
		said, in := Told(one.Text, w.p.Lang)
		if in != w.p.Lang {
			lang = in
		}
		lines = append(lines, w.day(one.On)+w.p.Text("follow.colon")+said)
	}
	c := Cell{Text: strings.Join(lines, "\n")}
	if lang != w.p.Lang {
		c.Lang = lang
	}
	return c
}

func (w writer) day(text string) string {
	if on, err := time.Parse(time.DateOnly, text); err == nil {
		return w.p.ShortDate(on)
	}
	return text
}

// Evidence lists evidence in words.
func Evidence(all []followup.Progress, p locale.Printer) string {
	var lines []string
	for _, one := range all {
		for _, e := range one.Evidence {
			lines = append(lines, p.Sprint(e.Name())+p.Text("follow.colon")+e.Value)
		}
	}
	return strings.Join(lines, "\n")
}

func (w writer) stages() Table {
	t := Table{ID: "stages", Name: w.p.Text("follow.tab_stages"), Caption: w.p.Text("follow.sheet_stages"), Columns: w.columns("stage", "datasets")}
	for _, one := range w.sheet.Stages {
		t.Rows = append(t.Rows, []Cell{{Text: w.p.Sprint(one.Stage.Name())}, {Text: w.p.Integer(int64(one.N)), Number: strconv.Itoa(one.N)}})
	}
	return t
}

func (w writer) datasets() Table {
	t := Table{ID: "datasets", Name: w.p.Text("follow.tab_datasets"), Caption: w.p.Text("follow.sheet_datasets"), None: w.p.Text("follow.none_datasets")}
	t.Columns = w.columns("dataset", "title", "unit", "stage", "on", "ground")
	for _, d := range w.sheet.Datasets {
		on, _ := time.Parse(time.DateOnly, d.Since)
		t.Rows = append(t.Rows, []Cell{
			{Text: d.ID}, w.text(d.Title), w.orAbsent(w.names.Unit(d.Unit, w.p.Lang), "no_owner"), {Text: w.p.Sprint(d.Stage.Name())}, {Day: on}, {Text: d.Ground},
		})
	}
	return t
}

// Workbook is the sheet for a spreadsheet, a tab a table.
func Workbook(title string, tables []Table, p locale.Printer) opendocument.Workbook {
	b := opendocument.Workbook{Title: title, Lang: p.Lang}
	for _, t := range tables {
		s := opendocument.Sheet{Name: t.Name, Title: t.Caption}
		for _, name := range t.Columns {
			s.Columns = append(s.Columns, opendocument.Column{Header: name})
		}
		for _, row := range t.Rows {
			var cells []opendocument.Cell
			for _, c := range row {
				switch {
				case c.Absent:
					cells = append(cells, opendocument.Empty(c.Text))
				case !c.Day.IsZero():
					cells = append(cells, opendocument.Date(c.Day, c.Shown(p)))
				case c.Number != "":
					cells = append(cells, opendocument.Number(c.Number, c.Text))
				default:
					cells = append(cells, opendocument.Text(c.Text))
				}
			}
			s.Rows = append(s.Rows, cells)
		}
		b.Sheets = append(b.Sheets, s)
	}
	return b
}
