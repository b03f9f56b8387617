package workspace

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"heng/ingest/verdict"
	"heng/internal/datapackage"
	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/opendocument"
	"heng/internal/store"
	"heng/internal/yamldoc"
)

// entryRows is how many empty rows a form has.
const entryRows = 200

// mostChoices bounds how long a list to choose from may be.
const mostChoices = 200

// Forms writes spreadsheets in which senders fill in their rows: one for each
// resource that says who sends to it and each sender, named so that the resource
// finds its sender in it, with lists to choose from and what the sender sent
// before, as st holds it (nil: nothing was loaded). Where no resource says who
// sends, each has one form. The folder must be empty or not there yet, so that no
// form that somebody has filled in is lost. It returns the names of the files.
//
// A form is loaded as it is: its headers, its sheet and the row of its header are
// those that the resource looks for.
func (w *Workspace) Forms(ctx context.Context, st *store.Store, dir string) ([]string, error) {
	if err := disk.WantEmpty(dir); err != nil {
		return nil, err
	}
	any := slices.ContainsFunc(w.Package.Resources, func(r *datapackage.Resource) bool { return r.Sender != nil })
	var files []disk.File
	var names []string
	for _, r := range w.Package.Resources {
		if any && r.Sender == nil {
			continue
		}
		f := &form{w: w, resource: r, st: st}
		if err := f.prepare(ctx); err != nil {
			return nil, err
		}
		for _, sender := range f.senders {
			content, err := f.write(ctx, sender)
			if err != nil {
				return nil, err
			}
			name := f.fileName(sender)
			if slices.Contains(names, name) {
				continue
			}
			names = append(names, name)
			files = append(files, disk.File{Path: filepath.Join(dir, name), Content: content})
		}
	}
	if len(files) == 0 {
		return nil, fault.New(fault.Input, locale.M("workspace.no_forms")).WithHint(locale.M("workspace.no_forms_hint"))
	}
	return names, disk.WriteFiles(files)
}

// form is the form of a resource.
type form struct {
	w        *Workspace
	resource *datapackage.Resource
	st       *store.Store
	senders  []yamldoc.Label
	rows     map[string][][]opendocument.Cell // by sender, as writeRows names it
	choices  [][]string
}

// prepare finds the senders, what they sent, and the lists.
func (f *form) prepare(ctx context.Context) error {
	r := f.resource
	f.senders = f.w.Package.SendersOf(r)
	switch {
	case r.Sender == nil:
		f.senders = []yamldoc.Label{nil}
	case !r.Sender.Name.IsZero():
		f.senders = []yamldoc.Label{r.Sender.Name}
	}
	f.rows = map[string][][]opendocument.Cell{}
	if f.st != nil {
		if err := f.readRows(ctx); err != nil {
			return err
		}
	}
	f.choices = make([][]string, len(r.Schema.Fields))
	for i, field := range r.Schema.Fields {
		var err error
		if f.choices[i], err = f.choicesOf(ctx, field); err != nil {
			return err
		}
	}
	return nil
}

// choicesOf lists what a cell of a field may hold; nil for anything.
func (f *form) choicesOf(ctx context.Context, field *datapackage.Field) ([]string, error) {
	switch {
	case len(field.Constraints.Enum) > 0 && len(field.Constraints.Enum) <= mostChoices:
		return field.Constraints.Enum, nil
	case field.Type == datapackage.Boolean:
		return []string{"是", "否"}, nil
	}
	for _, key := range f.resource.Schema.ForeignKeys {
		if f.st == nil || len(key.Fields) != 1 || key.Fields[0] != field.Name || key.Reference.Resource == "" {
			continue
		}
		var values []string
		name := store.QuoteName(key.Reference.Fields[0])
		err := f.st.Select(ctx, &values, fmt.Sprintf("select distinct %s::varchar as v from %s where %s is not null order by 1 limit %d",
			name, store.QuoteName(key.Reference.Resource), name, mostChoices+1))
		if err != nil {
			return nil, err
		}
		if len(values) > 0 && len(values) <= mostChoices {
			return values, nil
		}
	}
	return nil, nil
}

// readRows reads what was loaded, by sender.
func (f *form) readRows(ctx context.Context) error {
	books, err := f.st.Books(ctx)
	if err != nil || books.Resource(f.resource.Name) == nil {
		return err
	}
	files := map[int]string{}
	for _, file := range books.FilesOf(f.resource.Name) {
		files[file.ID] = file.Path
	}
	var columns []string
	senderAt := -1
	for i, field := range f.resource.Schema.Fields {
		columns = append(columns, store.QuoteName(field.Name)+"::varchar")
		if f.resource.Sender != nil && field.Name == f.resource.Sender.Field {
			senderAt = i
		}
	}
	rows, err := f.st.Query(ctx, "select "+strings.Join(columns, ", ")+", _file::varchar from "+store.QuoteName(f.resource.Name)+" order by _row")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		values := make([]*string, len(columns)+1)
		targets := make([]any, len(values))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return store.Classify(ctx, err)
		}
		sender := ""
		switch {
		case senderAt >= 0 && values[senderAt] != nil:
			sender = *values[senderAt]
		case f.resource.Sender != nil && f.resource.Sender.File != "" && values[len(columns)] != nil:
			id, _ := strconv.Atoi(*values[len(columns)])
			sender = f.resource.Sender.OfFile(files[id])
		}
		var cells []opendocument.Cell
		for i, field := range f.resource.Schema.Fields {
			cells = append(cells, formCell(field, values[i]))
		}
		key := datapackage.FoldHeader(sender)
		f.rows[key] = append(f.rows[key], cells)
	}
	if err := rows.Err(); err != nil {
		return store.Classify(ctx, err)
	}
	if f.resource.Sender != nil && len(f.senders) == 0 { // nobody is expected: those who sent
		quality, err := verdict.Read(ctx, f.st, f.w.Package, []verdict.Table{{Resource: f.resource.Name, Name: f.resource.Name, Files: books.FilesOf(f.resource.Name)}}, time.Time{})
		if err != nil {
			return err
		}
		for _, s := range quality.Resources[0].Senders.List {
			f.senders = append(f.senders, yamldoc.Label(s.Name))
		}
	}
	return nil
}

// formCell writes a value as the column of the file has it: an amount in the
// column's unit.
func formCell(field *datapackage.Field, value *string) opendocument.Cell {
	if value == nil {
		return opendocument.Empty("")
	}
	switch field.Type {
	case datapackage.Number:
		d, err := decimal.NewFromString(*value)
		if err != nil {
			break
		}
		factor, _ := datapackage.Multiplier(field.Unit)
		for ; factor >= 10; factor /= 10 {
			d = d.Shift(-1)
		}
		return opendocument.Number(d.String(), d.String())
	case datapackage.Integer, datapackage.Year:
		return opendocument.Number(*value, *value)
	case datapackage.Date:
		if day, err := time.Parse(time.DateOnly, *value); err == nil {
			return opendocument.Date(day, *value)
		}
	case datapackage.Boolean:
		if *value == "true" {
			return opendocument.Text("是")
		}
		return opendocument.Text("否")
	}
	return opendocument.Text(*value)
}

// rowsOf are the rows of a sender, by any of its names.
func (f *form) rowsOf(sender yamldoc.Label) [][]opendocument.Cell {
	if f.resource.Sender == nil || !f.resource.Sender.Name.IsZero() {
		return f.rows[""]
	}
	keys := []string{}
	for _, lang := range locale.Languages {
		keys = append(keys, datapackage.FoldHeader(sender.In(lang)))
	}
	if field := f.resource.Schema.Field(f.resource.Sender.Field); field != nil {
		for _, code := range field.Constraints.Enum {
			if slices.Contains(keys, datapackage.FoldHeader(field.Labels[code].In(locale.ZhTW))) {
				keys = append(keys, datapackage.FoldHeader(code))
			}
		}
	}
	slices.Sort(keys)
	var rows [][]opendocument.Cell
	for _, key := range slices.Compact(keys) {
		rows = append(rows, f.rows[key]...)
	}
	return rows
}

// fileName is the name of a sender's form, by which the resource knows the
// sender where it goes by names.
func (f *form) fileName(sender yamldoc.Label) string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '_'
		}
		return r
	}, strings.TrimSpace(sender.In(locale.ZhTW)))
	switch {
	case f.resource.Sender != nil && f.resource.Sender.File != "":
		filled := strings.Replace(f.resource.Sender.File, "*", name, 1)
		return strings.TrimSuffix(filled, filepath.Ext(filled)) + ".ods"
	case name == "":
		return f.resource.Name + ".ods"
	}
	return f.resource.Name + "-" + name + ".ods"
}

// write makes the form of a sender.
func (f *form) write(_ context.Context, sender yamldoc.Label) ([]byte, error) {
	r := f.resource
	header := r.HeaderLines()
	sheet := opendocument.Sheet{Name: r.SheetNames()[0], Entry: &opendocument.Entry{Rows: entryRows, Choices: slices.Clone(f.choices)}}
	if sheet.Name == "" {
		sheet.Name = orName(r.Title.In(locale.ZhTW), r.Name)
	}
	if len(header) > 0 && header[0] > 1 {
		sheet.HeaderRow = header[0]
		sheet.Title = strings.TrimSpace(bilingual(r.Title, r.Name) + " " + sender.In(locale.ZhTW))
	}
	for i, field := range r.Schema.Fields {
		sheet.Columns = append(sheet.Columns, opendocument.Column{Header: headerOf(field)})
		if r.Sender != nil && field.Name == r.Sender.Field && sheet.Entry.Choices[i] == nil {
			sheet.Entry.Choices[i] = []string{sender.In(locale.ZhTW)}
		}
	}
	for range max(0, len(header)-1) {
		// An empty row is none to a reader: the further rows of a header repeat its
		// first text, which is read once.
		sheet.Rows = append(sheet.Rows, []opendocument.Cell{opendocument.Text(sheet.Columns[0].Header)})
	}
	sheet.Rows = append(sheet.Rows, f.rowsOf(sender)...)
	title := strings.TrimSpace(orName(r.Title.In(locale.ZhTW), r.Name) + " " + sender.In(locale.ZhTW))
	book := opendocument.Workbook{Title: title, Lang: locale.ZhTW, Sheets: []opendocument.Sheet{sheet, f.guide(sender)}}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		return nil, fault.Wrap(fault.Internal, err, locale.M("workspace.unexpected"))
	}
	return b.Bytes(), nil
}

// guide is the sheet that says how the form is filled in.
func (f *form) guide(sender yamldoc.Label) opendocument.Sheet {
	words := func(key string, pairs ...any) string {
		text := locale.Text{}
		for _, lang := range locale.Languages {
			text[lang] = locale.NewPrinter(lang).Text("workspace.form_"+key, pairs...)
		}
		return bilingual(text, "")
	}
	text := opendocument.Text
	guide := opendocument.Sheet{Name: strings.ReplaceAll(words("guide"), "\n", " "),
		Title: strings.TrimSpace(bilingual(locale.Text(sender), "") + "\n" + words("about"))}
	for _, key := range []string{"column", "means", "how", "required", "choices"} {
		guide.Columns = append(guide.Columns, opendocument.Column{Header: words(key)})
	}
	for i, field := range f.resource.Schema.Fields {
		required := ""
		if !f.resource.Schema.Nullable(field.Name) {
			required = words("yes")
		}
		how := words("type_" + string(field.Type))
		if field.Unit != "" {
			how += "\n" + words("unit", "unit", field.Unit)
		}
		var choices []string
		for _, choice := range f.choices[i] {
			label := field.Labels[choice]
			if label.IsZero() {
				choices = append(choices, choice)
			} else {
				choices = append(choices, choice+" = "+strings.ReplaceAll(bilingual(label, ""), "\n", " / "))
			}
		}
		guide.Rows = append(guide.Rows, []opendocument.Cell{
			text(headerOf(field)), text(bilingual(field.Title, field.Name)), text(how), text(required), text(strings.Join(choices, "\n")),
		})
	}
	return guide
}

// headerOf is the text under which a column of a form stands.
func headerOf(field *datapackage.Field) string {
	if len(field.Headers) > 0 {
		return field.Headers[0]
	}
	return field.Name
}

func orName(text, name string) string {
	if text == "" {
		return name
	}
	return text
}

// bilingual writes a text in both languages, a line each, or once where they
// are the same.
func bilingual(text locale.Text, otherwise string) string {
	zh, en := text.In(locale.ZhTW), text.In(locale.En)
	switch {
	case zh == "" && en == "":
		return otherwise
	case zh == en, en == "":
		return zh
	case zh == "":
		return en
	}
	return zh + "\n" + en
}
