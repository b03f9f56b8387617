package verdict

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/opendocument"
	"heng/internal/store"
)

// maxEntries is how many lines of a kind a correction sheet lists; beyond it
// the file as a whole is to be looked at, and the sheet says how many more
// there are.
const maxEntries = 2000

// sheetOf is the correction sheet of one sender under way.
type sheetOf struct {
	name      locale.Text // empty: nobody knows whose these rows are
	keys      []string
	summary   [][]opendocument.Cell
	wrong     [][]opendocument.Cell
	confirm   [][]opendocument.Cell
	missing   [][]opendocument.Cell
	leftOut   int
	mustWrite bool
}

// WriteCorrections writes a correction sheet for every sender with something to
// mend, to confirm or to send yet: a spreadsheet in both languages, named after
// the sender. The sheet of a sender with none of these, left from an earlier
// time, is removed. It returns the names of the files.
//
// Title is the workspace's. A sheet holds the sender's own rows as they were
// sent, so it is for that sender and nobody else.
func (q *Quality) WriteCorrections(ctx context.Context, st *store.Store, dir string, title locale.Text, asOf time.Time) ([]string, error) {
	var sheets []*sheetOf
	for _, r := range q.Resources {
		if r.book == nil {
			continue
		}
		if err := r.correct(ctx, st, &sheets); err != nil {
			return nil, err
		}
	}
	if len(sheets) > 0 {
		sheetFor(&sheets, &Sender{}) // rows without a sender, of which none may be left
	}
	var names []string
	taken := map[string]bool{}
	for _, s := range sheets {
		name := fileName(s.name.In(locale.ZhTW))
		for n := 2; taken[strings.ToLower(name)]; n++ {
			name = fmt.Sprintf("%s-%d.ods", strings.TrimSuffix(fileName(s.name.In(locale.ZhTW)), ".ods"), n)
		}
		taken[strings.ToLower(name)] = true
		path := filepath.Join(dir, name)
		if !s.mustWrite {
			if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, err
			}
			continue
		}
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, err
		}
		content, err := s.workbook(title, asOf)
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

// sheetFor returns the sheet of a sender, whichever resource it is met in.
func sheetFor(sheets *[]*sheetOf, s *Sender) *sheetOf {
	for _, sheet := range *sheets {
		if len(s.keys) == 0 && len(sheet.keys) == 0 {
			return sheet
		}
		for _, key := range s.keys {
			for _, other := range sheet.keys {
				if key == other {
					return sheet
				}
			}
		}
	}
	sheet := &sheetOf{name: s.Name, keys: s.keys}
	*sheets = append(*sheets, sheet)
	return sheet
}

// correct puts what there is to say of a resource into its senders' sheets.
func (r *Resource) correct(ctx context.Context, st *store.Store, sheets *[]*sheetOf) error {
	senders := r.Senders.List
	if r.Senders.Unknown != nil {
		senders = append(senders[:len(senders):len(senders)], r.Senders.Unknown)
	}
	for _, s := range senders {
		sheet := sheetFor(sheets, s)
		state := "corrections.state_received"
		switch {
		case !s.Reported():
			state = "corrections.state_missing"
			sheet.missing = append(sheet.missing, append(r.titles(),
				opendocument.Text(""), both("corrections.not_reported"), opendocument.Text("")))
			sheet.mustWrite = true
		case s.Rejected > 0:
			state = "corrections.state_mend"
		}
		sheet.summary = append(sheet.summary, append(r.titles(), count(s.Accepted), count(s.Rejected), both(state)))
	}
	for _, kind := range []string{store.RejectsTable, store.WarningsTable} {
		err := st.Rejects(ctx, kind, r.table, 0, func(reject store.Reject) error {
			sheet := sheetFor(sheets, r.book.ofReject(reject))
			sheet.mustWrite = true
			list := &sheet.wrong
			if kind == store.WarningsTable {
				list = &sheet.confirm
			}
			if len(*list) >= maxEntries {
				sheet.leftOut++
				return nil
			}
			*list = append(*list, r.entry(reject))
			return nil
		})
		if err != nil {
			return err
		}
	}
	return r.confirmAdvice(ctx, st, sheets)
}

// titles are the cells that name a resource in both languages.
func (r *Resource) titles() []opendocument.Cell {
	return []opendocument.Cell{opendocument.Text(inBoth(r.Title, r.Name))}
}

// entry is a line about one cell or row.
func (r *Resource) entry(reject store.Reject) []opendocument.Cell {
	file := r.book.files[reject.FileID]
	header := reject.Field
	if cells := r.book.headers[reject.FileID]; reject.Column > 0 && reject.Column <= len(cells) {
		header = cells[reject.Column-1]
	}
	row := append(r.titles(), opendocument.Text(placeText(file)), count(reject.Line), opendocument.Text(header), opendocument.Text(reject.Text))
	for _, lang := range locale.Languages {
		row = append(row, opendocument.Text(locale.NewPrinter(lang).Sprint(reject.Reason)))
	}
	return append(row, opendocument.Text(""))
}

func placeText(file store.File) string {
	return fault.Place{File: filepath.Base(filepath.FromSlash(file.Path)), Sheet: file.Sheet}.String()
}

// maxPlaces is how many lines of a check a sheet names.
const maxPlaces = 20

// confirmAdvice asks senders about what looks odd in their accepted rows, and
// says which values are missing there.
func (r *Resource) confirmAdvice(ctx context.Context, st *store.Store, sheets *[]*sheetOf) error {
	for _, c := range r.checks {
		if c.everyRow {
			continue
		}
		var rows []struct {
			Sender string `db:"sender"`
			N      int64  `db:"n"`
			Of     int64  `db:"total"`
		}
		err := st.Select(ctx, &rows, "select "+r.book.of()+" as sender, coalesce(sum(case when "+c.where+" then 1 else 0 end), 0)::bigint as n, count(*)::bigint as total from "+
			store.QuoteName(r.table)+" group by 1 order by 1")
		if err != nil {
			return err
		}
		for _, row := range rows {
			if row.N == 0 {
				continue
			}
			a := Advice{Check: c.name, Fields: c.fields, Rows: row.N, Of: row.Of}
			places, err := placesOf(ctx, st, store.QuoteName(r.table), "("+c.where+") and "+r.book.of()+" = $1", r.Files, maxPlaces, row.Sender)
			if err != nil {
				return err
			}
			sheet := sheetFor(sheets, r.book.sender(row.Sender))
			sheet.mustWrite = true
			var texts []string
			for _, lang := range locale.Languages {
				p := locale.NewPrinter(lang)
				texts = append(texts, p.Text("corrections.advice", "message", r.inWords(a, lang), "advice", a.Advice(), "n", a.Rows, "of", a.Of))
			}
			headers := opendocument.Text(r.fieldTitles(c.fields))
			if c.name == "no_value" {
				sheet.missing = append(sheet.missing, append(r.titles(), headers, opendocument.Text(strings.Join(texts, "\n")), opendocument.Text(lines(places, a.Rows))))
				continue
			}
			sheet.confirm = append(sheet.confirm, append(r.titles(), opendocument.Text(lines(places, a.Rows)), opendocument.Text(""), headers,
				opendocument.Text(""), opendocument.Text(texts[0]), opendocument.Text(texts[1]), opendocument.Text("")))
		}
	}
	return nil
}

// inWords is the message of an advice with the titles of its fields.
func (r *Resource) inWords(a Advice, lang locale.Lang) locale.Message {
	var titles []string
	for _, name := range a.Fields {
		titles = append(titles, titleOf(r.resource, name, lang))
	}
	a.Fields = titles
	return a.Message()
}

func titleOf(resource *datapackage.Resource, field string, lang locale.Lang) string {
	if f := resource.Schema.Field(field); f != nil && f.Title.In(lang) != "" {
		return f.Title.In(lang)
	}
	if f := resource.Schema.Field(field); f != nil && len(f.Headers) > 0 {
		return f.Headers[0] // what stands in the sender's file
	}
	return field
}

func (r *Resource) fieldTitles(fields []string) string {
	var titles []string
	for _, name := range fields {
		title := locale.Text{}
		for _, lang := range locale.Languages {
			title[lang] = titleOf(r.resource, name, lang)
		}
		titles = append(titles, inBoth(title, name))
	}
	return strings.Join(titles, "\n")
}

// lines writes places for a person who has the file before him.
func lines(places []fault.Place, rows int64) string {
	var texts []string
	for _, p := range places {
		p.File = filepath.Base(filepath.FromSlash(p.File))
		texts = append(texts, p.String())
	}
	if int64(len(places)) < rows {
		texts = append(texts, "…")
	}
	return strings.Join(texts, "\n")
}

// inBoth writes a text in both languages, once where they say the same.
func inBoth(text locale.Text, otherwise string) string {
	zh, en := text.In(locale.ZhTW), text.In(locale.En)
	switch {
	case zh == "" && en == "":
		return otherwise
	case zh == en || en == "":
		return zh
	case zh == "":
		return en
	}
	return zh + "\n" + en
}

// both writes an entry of the catalogue in both languages.
func both(key string, pairs ...any) opendocument.Cell {
	return opendocument.Text(bothText(key, pairs...))
}

func bothText(key string, pairs ...any) string {
	text := locale.Text{}
	for _, lang := range locale.Languages {
		text[lang] = locale.NewPrinter(lang).Text(key, pairs...)
	}
	return inBoth(text, "")
}

func count(n int64) opendocument.Cell {
	return opendocument.Number(fmt.Sprint(n), locale.NewPrinter(locale.ZhTW).Integer(n))
}

func columns(keys ...string) []opendocument.Column {
	var out []opendocument.Column
	for _, key := range keys {
		out = append(out, opendocument.Column{Header: bothText("corrections.column_" + key)})
	}
	return out
}

// workbook makes the spreadsheet of a sender.
func (s *sheetOf) workbook(title locale.Text, asOf time.Time) ([]byte, error) {
	name := inBoth(s.name, bothText("corrections.unknown"))
	heading := map[locale.Lang]string{}
	for _, lang := range locale.Languages {
		p := locale.NewPrinter(lang)
		sender := s.name.In(lang)
		if sender == "" {
			sender = p.Text("corrections.unknown")
		}
		heading[lang] = p.Text("corrections.title", "sender", sender, "title", title.In(lang), "day", p.Date(asOf))
	}
	if s.leftOut > 0 {
		s.summary = append(s.summary, []opendocument.Cell{both("corrections.left_out", "n", s.leftOut)})
	}
	about := heading[locale.ZhTW] + "\n" + heading[locale.En]
	book := opendocument.Workbook{Title: strings.ReplaceAll(name, "\n", " / "), Lang: locale.ZhTW, Sheets: []opendocument.Sheet{{
		Name: sheetName("summary"), Title: about, Columns: columns("data", "accepted", "rejected", "state"), Rows: s.summary,
	}}}
	for _, part := range []struct {
		key     string
		columns []string
		rows    [][]opendocument.Cell
	}{
		{"wrong", []string{"data", "file", "line", "field", "text", "problem_zh", "problem_en", "correction"}, s.wrong},
		{"missing", []string{"data", "field", "missing", "file"}, s.missing},
		{"confirm", []string{"data", "file", "line", "field", "text", "problem_zh", "problem_en", "correction"}, s.confirm},
	} {
		if len(part.rows) > 0 {
			book.Sheets = append(book.Sheets, opendocument.Sheet{
				Name: sheetName(part.key), Title: bothText("corrections.about_" + part.key), Columns: columns(part.columns...), Rows: part.rows,
			})
		}
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func sheetName(key string) string {
	return strings.ReplaceAll(bothText("corrections.sheet_"+key), "\n", " ")
}

// fileName makes a file's name of a sender's: what no system takes in a name
// becomes an underscore.
func fileName(sender string) string {
	name := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, strings.TrimSpace(sender))
	if name == "" {
		return "_unknown.ods"
	}
	const longest = 60
	if runes := []rune(name); len(runes) > longest {
		name = string(runes[:longest])
	}
	if strings.HasPrefix(name, ".") {
		name = "_" + name
	}
	return name + ".ods"
}
