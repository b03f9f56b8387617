package reports

import (
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
)

// Quality is what there is to say of the records of a resource: how it came in
// and what looks odd in it. It never quotes what stood in a file, which may be
// personal data.
type Quality struct {
	Resource string
	Files    []QualityFile
	Read     int64 // rows
	Accepted int64
	Changed  int64 // accepted rows with a value that is not spelled as its cell was
	Warned   int64 // values accepted with a warning
	Rejected int64
	Advice   []QualityAdvice
	Senders  []QualitySender // nil where the package does not say who sends
}

// QualityFile is how a file, or a sheet of it, was read.
type QualityFile struct {
	Place    fault.Place // without a line
	Encoding string      // of text; empty for spreadsheets
	Rows     int64
}

// QualityAdvice is what an advisory check found. Message takes the titles of
// the columns as fields.
type QualityAdvice struct {
	Message  string // a key of the catalogue
	Columns  []string
	Advice   locale.Message
	Rows, Of int64
	Examples []fault.Place
}

// QualitySender is who sent rows, or was to.
type QualitySender struct {
	Name     locale.Text // empty: rows that do not say who sent them
	Expected bool
	Accepted int64
	Rejected int64
}

// quality makes the part that says how the records came in, what was not
// accepted, what looks odd, and who has not reported.
func (b *book) quality() []*piece {
	var pieces []*piece
	add := func(heading string, t *table, none string) {
		pieces = append(pieces, &piece{Kind: "heading", Of: b.p.Text("quality." + heading)})
		if len(t.Rows) == 0 {
			pieces = append(pieces, &piece{Kind: "paragraph", Of: b.p.Text("quality." + none)})
			return
		}
		pieces = append(pieces, &piece{Kind: "table", Of: t, Tables: []*table{t}})
	}
	add("loads", b.qualityLoads(), "no_loads")
	if senders := b.qualitySenders(); len(senders.Rows) > 0 {
		add("senders", senders, "")
	}
	pieces = append(pieces, &piece{Kind: "heading", Of: b.p.Text("report.part_rejects")})
	pieces = append(pieces, b.rejects()...)
	add("warnings", b.reasonTable("quality_warnings", b.p.Text("quality.warnings_caption"), b.in.Warnings), "no_warnings")
	add("advice", b.qualityAdvice(), "no_advice")
	return pieces
}

// resourceNamed is the title of a resource, for people.
func (b *book) resourceNamed(name string) string {
	if b.in.Package != nil {
		if r := b.in.Package.Resource(name); r != nil {
			return b.resourceTitle(r)
		}
	}
	return name
}

func (b *book) qualityLoads() *table {
	t := &table{ID: "quality_loads", Caption: b.p.Text("quality.loads_caption"), Note: b.p.Text("quality.loads_note"), Words: true,
		Head: []string{b.p.Text("report.resource"), b.p.Text("quality.file"), b.p.Text("quality.encoding"), b.p.Text("report.rows_read"),
			b.p.Text("report.rows_accepted"), b.p.Text("quality.changed"), b.p.Text("quality.warned"), b.p.Text("report.rows_rejected")}}
	for _, q := range b.in.Quality {
		places, encodings := []string{}, []string{}
		for _, f := range q.Files {
			places = append(places, f.Place.String())
			if encoding := b.encoding(f.Encoding); len(encodings) == 0 || encodings[len(encodings)-1] != encoding {
				encodings = append(encodings, encoding)
			}
		}
		row := tableRow{Head: b.resourceNamed(q.Resource), Cells: []sentence{text(b.fewOf(places)), text(b.p.List(encodings))}}
		for _, n := range []int64{q.Read, q.Accepted, q.Changed, q.Warned, q.Rejected} {
			row.Cells = append(row.Cells, b.counted(n))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// encoding is how a file's text was encoded; a spreadsheet has none.
func (b *book) encoding(name string) string {
	if name == "" {
		return b.p.Text("quality.spreadsheet")
	}
	if strings.HasPrefix(name, "utf") {
		return strings.ToUpper(name)
	}
	return name
}

// mostFiles is how many files of a resource are named.
const mostFiles = 5

func (b *book) fewOf(names []string) string {
	if len(names) <= mostFiles {
		return b.p.List(names)
	}
	return b.p.Text("quality.more_files", "names", names[:mostFiles], "n", len(names)-mostFiles)
}

func (b *book) qualitySenders() *table {
	t := &table{ID: "quality_senders", Caption: b.p.Text("quality.senders_caption"), Words: true,
		Head: []string{b.p.Text("report.resource"), b.p.Text("quality.expected"), b.p.Text("quality.reported"), b.p.Text("quality.not_reported"), b.p.Text("quality.with_rejects")}}
	for _, q := range b.in.Quality {
		if q.Senders == nil {
			continue
		}
		var expected, reported int64
		var missing, mend []string
		for _, s := range q.Senders {
			name := s.Name.In(b.p.Lang)
			if name == "" {
				name = b.p.Text("corrections.unknown")
			}
			came := s.Accepted+s.Rejected > 0
			if s.Expected {
				expected++
			}
			switch {
			case s.Expected && came:
				reported++
			case s.Expected:
				missing = append(missing, name)
			}
			if s.Rejected > 0 {
				mend = append(mend, name)
			}
		}
		orNone := func(names []string) sentence {
			if len(names) == 0 {
				return text(b.p.Text("quality.nobody"))
			}
			return text(b.p.List(names))
		}
		t.Rows = append(t.Rows, tableRow{Head: b.resourceNamed(q.Resource), Cells: []sentence{
			b.counted(expected), b.counted(reported), orNone(missing), orNone(mend),
		}})
	}
	return t
}

func (b *book) qualityAdvice() *table {
	t := &table{ID: "quality_advice", Caption: b.p.Text("quality.advice_caption"), Note: b.p.Text("quality.advice_note"), Words: true,
		Head: []string{b.p.Text("report.resource"), b.p.Text("quality.finding"), b.p.Text("report.rows"), b.p.Text("quality.share"),
			b.p.Text("report.reject_examples"), b.p.Text("quality.what_to_do")}}
	for _, q := range b.in.Quality {
		for _, a := range q.Advice {
			var titles, places []string
			for _, column := range a.Columns {
				titles = append(titles, b.columnTitle(q.Resource, column))
			}
			for _, place := range a.Examples {
				places = append(places, place.String())
			}
			t.Rows = append(t.Rows, tableRow{Head: b.resourceNamed(q.Resource), Cells: []sentence{
				text(b.p.Text(a.Message, "fields", titles, "n", a.Rows)), b.counted(a.Rows), text(b.shareOf(a.Rows, a.Of)),
				text(b.p.List(places)), text(b.p.Sprint(a.Advice)),
			}})
		}
	}
	return t
}

// shareOf writes a share in per cent with one decimal, rounded half away from
// zero; what is above none is never written as none.
func (b *book) shareOf(part, whole int64) string {
	if whole == 0 {
		return ""
	}
	tenths := (part*2000 + whole) / (2 * whole)
	if tenths == 0 && part > 0 {
		return b.p.Text("quality.below_tenth")
	}
	return b.p.Text("quality.percent", "whole", tenths/10, "tenth", tenths%10)
}
