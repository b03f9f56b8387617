package verdict

import (
	"cmp"
	"context"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"

	"heng/internal/datapackage"
	"heng/internal/locale"
	"heng/internal/store"
)

// Senders is who sent the rows of a resource, and who was to.
type Senders struct {
	List    []*Sender // those expected in their order, then the others by name
	Unknown *Sender   // rows that do not say who sent them; nil for none
}

// Sender is one office and what came from it.
type Sender struct {
	Name     locale.Text // as the package writes it, else as the rows do
	Expected bool
	Accepted int64 // rows
	Rejected int64

	keys []string // folded texts by which it is known
}

// Reported reports whether any row came from the sender, good or not.
func (s *Sender) Reported() bool { return s.Accepted+s.Rejected > 0 }

// Missing lists those who were expected and have sent nothing.
func (s *Senders) Missing() []*Sender {
	var missing []*Sender
	if s == nil {
		return nil
	}
	for _, sender := range s.List {
		if sender.Expected && !sender.Reported() {
			missing = append(missing, sender)
		}
	}
	return missing
}

// senderBook knows the senders of one resource.
type senderBook struct {
	*Senders
	resource *datapackage.Resource
	table    string
	files    map[int]store.File
	headers  map[int][]string // the cells of each file's header
}

func newSenderBook(pkg *datapackage.Package, r *Resource) *senderBook {
	resource := r.resource
	if resource.Sender == nil {
		return nil
	}
	b := &senderBook{Senders: &Senders{}, resource: resource, table: r.table, files: map[int]store.File{}, headers: map[int][]string{}}
	for _, f := range r.Files {
		b.files[f.ID] = f
		b.headers[f.ID] = cellsOf(f.Header, f.Delimiter)
	}
	for _, label := range pkg.SendersOf(resource) {
		s := &Sender{Name: locale.Text(label), Expected: true}
		code := label.In(locale.ZhTW)
		if f := resource.Schema.Field(resource.Sender.Field); f != nil && !f.Labels[code].IsZero() {
			s.Name = f.Labels[code] // the list names codes
			s.keys = append(s.keys, datapackage.FoldHeader(code))
		}
		for _, lang := range locale.Languages {
			s.keys = append(s.keys, datapackage.FoldHeader(s.Name.In(lang)))
		}
		b.List = append(b.List, s)
	}
	return b
}

// known returns the sender that goes by a text, as the rows or a file's name
// write it; a new one where nobody does.
func (b *senderBook) known(text string) *Sender {
	text = strings.TrimSpace(text)
	if text == "" {
		if b.Unknown == nil {
			b.Unknown = &Sender{}
		}
		return b.Unknown
	}
	name := locale.Text{}
	for _, lang := range locale.Languages {
		name[lang] = text
	}
	keys := []string{datapackage.FoldHeader(text)}
	if f := b.resource.Schema.Field(b.resource.Sender.Field); f != nil && !f.Labels[text].IsZero() {
		name = f.Labels[text]
		for _, lang := range locale.Languages {
			keys = append(keys, datapackage.FoldHeader(name.In(lang)))
		}
	}
	for _, s := range b.List {
		if slices.ContainsFunc(keys, func(key string) bool { return slices.Contains(s.keys, key) }) {
			return s
		}
	}
	s := &Sender{Name: name, keys: keys}
	b.List = append(b.List, s)
	return s
}

// ofFile returns the sender of all rows of a file, where the package says so.
func (b *senderBook) ofFile(file store.File) (*Sender, bool) {
	s := b.resource.Sender
	switch {
	case s.Field != "":
		return nil, false
	case s.File != "":
		return b.known(s.OfFile(file.Path)), true
	}
	name := locale.Text(s.Name)
	sender := b.known(name.In(locale.ZhTW))
	sender.Name = name
	return sender, true
}

// ofReject returns the sender of a row that was set aside or pointed out.
func (b *senderBook) ofReject(r store.Reject) *Sender {
	file := b.files[r.FileID]
	if s, ok := b.ofFile(file); ok {
		return s
	}
	cells := cellsOf(r.Row, file.Delimiter)
	for i, header := range b.headers[r.FileID] {
		if f := b.resource.Schema.Match(header); f != nil && f.Name == b.resource.Sender.Field && i < len(cells) {
			return b.known(cells[i])
		}
	}
	return b.known("")
}

// cellsOf parts a record as it stands in the file.
func cellsOf(record, delimiter string) []string {
	if record == "" {
		return nil
	}
	in := csv.NewReader(strings.NewReader(record))
	in.LazyQuotes, in.FieldsPerRecord = true, -1
	if delimiter != "" && delimiter != "\x00" {
		in.Comma = rune(delimiter[0])
	}
	cells, err := in.Read()
	if err != nil {
		return nil
	}
	return cells
}

// of is the expression by which rows are told apart by their sender: the text
// of its field, or the file.
func (b *senderBook) of() string {
	if b.resource.Sender.Field != "" {
		return "coalesce(" + store.QuoteName(b.resource.Sender.Field) + "::varchar, '')"
	}
	return "_file::varchar"
}

// sender returns who goes by a value of that expression.
func (b *senderBook) sender(value string) *Sender {
	if b.resource.Sender.Field != "" {
		return b.known(value)
	}
	id, _ := strconv.Atoi(value)
	s, _ := b.ofFile(b.files[id])
	return s
}

// count counts what came from whom.
func (b *senderBook) count(ctx context.Context, st *store.Store) error {
	var rows []struct {
		Sender string `db:"sender"`
		N      int64  `db:"n"`
	}
	err := st.Select(ctx, &rows, "select "+b.of()+" as sender, count(*)::bigint as n from "+store.QuoteName(b.table)+" group by 1 order by 1")
	if err != nil {
		return err
	}
	for _, row := range rows {
		b.sender(row.Sender).Accepted += row.N
	}
	var file int
	var line int64
	err = st.Rejects(ctx, store.RejectsTable, b.table, 0, func(r store.Reject) error {
		if r.FileID != file || r.Line != line {
			file, line = r.FileID, r.Line
			b.ofReject(r).Rejected++
		}
		return nil
	})
	b.sort()
	return err
}

// sort puts those who were not expected behind, by name.
func (b *senderBook) sort() {
	slices.SortStableFunc(b.List, func(x, y *Sender) int {
		if x.Expected || y.Expected {
			return cmp.Compare(boolRank(x.Expected), boolRank(y.Expected))
		}
		return strings.Compare(x.Name.In(locale.ZhTW), y.Name.In(locale.ZhTW))
	})
}

func boolRank(first bool) int {
	if first {
		return 0
	}
	return 1
}
