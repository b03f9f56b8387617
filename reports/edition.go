package reports

import (
	"bytes"
	"context"
	"html/template"

	"heng/internal/fault"
	"heng/internal/locale"
)

// Edition is the report in one language, composed and drawn: what its pages
// and the files beside them are printed from.
type Edition struct {
	Lang     locale.Lang
	book     *book
	front    front
	sections []*section
}

// front is what stands before the first section.
type front struct {
	Lang        locale.Lang
	Title       string
	Period      string
	Compare     string
	AsOf        string
	Edition     string
	Fingerprint string
	Frameworks  []string
	AlsoIn      string
	Demo        string
	Uncomputed  string
	Version     string
	Public      bool
	Contents    []contentsLine
}

// contentsLine is a line of the table of contents.
type contentsLine struct{ ID, Title string }

// Compose writes the report in one language: its sections as the outline has
// them, with their charts drawn.
func Compose(ctx context.Context, in Input, lang locale.Lang) (*Edition, error) {
	b := newBook(locale.NewPrinter(lang), in)
	e := &Edition{Lang: lang, book: b, front: b.front()}
	e.sections = b.sections()
	for _, s := range e.sections {
		e.front.Contents = append(e.front.Contents, contentsLine{s.ID, s.Title})
	}
	if err := b.draw(ctx); err != nil {
		return nil, err
	}
	return e, ctx.Err()
}

// Build composes the report in one language and prints its page. The same
// input gives the same bytes.
func Build(ctx context.Context, in Input, lang locale.Lang) ([]byte, error) {
	e, err := Compose(ctx, in, lang)
	if err != nil {
		return nil, err
	}
	return e.Page()
}

func (b *book) front() front {
	p := b.p
	f := front{
		Lang: p.Lang, Title: b.in.Title.In(p.Lang), AsOf: p.Date(b.in.AsOf), Version: b.in.Version,
		Edition: b.edition(), Public: b.in.Public, Fingerprint: Fingerprint(b.in), Demo: b.demonstrationNotice(), Uncomputed: b.uncomputedNotice(),
	}
	f.Period = b.names.write(b.in.Period, p.Period)
	if !isOver(b.in.Period, b.in.AsOf) {
		f.Period = p.Text("report.period_running", "period", f.Period)
	}
	if b.in.Compare != "" {
		f.Compare = b.names.write(b.in.Compare, p.Period)
	}
	for _, framework := range b.in.Frameworks {
		f.Frameworks = append(f.Frameworks, p.Text("report.framework_version", "title", framework.Title, "version", framework.Version))
	}
	var others []string
	for _, lang := range b.in.Languages {
		if lang != p.Lang {
			others = append(others, p.Text("report.language_"+string(lang)))
		}
	}
	if len(others) > 0 {
		f.AlsoIn = p.Text("report.also_in", "languages", others)
	}
	return f
}

// edition says for whom the report is.
func (b *book) edition() string {
	if b.in.Public {
		return b.p.Text("report.edition_public")
	}
	return b.p.Text("report.edition_internal")
}

// demonstrationNotice says on the title page that some records are invented.
func (b *book) demonstrationNotice() string {
	n := 0
	for _, e := range b.entries() {
		if len(b.demonstration(e.indicator.Population)) > 0 {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return b.p.Text("report.demo_title", "n", n, "all", len(b.entries()))
}

// page is what the template of a page prints.
type page struct {
	front
	Style    template.CSS
	Sections []printed
}

// printed is a section as HTML: its heading and each of its pieces.
type printed struct {
	ID, Page string
	Head     template.HTML
	Pieces   []template.HTML
}

// Page prints the report as a page of HTML that is whole by itself.
func (e *Edition) Page() ([]byte, error) {
	press, err := e.press("")
	if err != nil {
		return nil, err
	}
	content := page{front: e.front, Style: e.book.sheet("page.css", e.footer(), e.sections)}
	if content.Sections, err = press.sections(e.sections); err != nil {
		return nil, err
	}
	return press.print("page.gohtml", content)
}

func (e *Edition) footer() string {
	return e.book.p.Text("report.print_footer", "title", e.front.Title, "edition", e.front.Edition)
}

// press prints with the templates of one language.
type press struct {
	templates *template.Template
}

// press prepares the templates. The suffix is added to every id of the page,
// so that two languages can stand on one.
func (e *Edition) press(suffix string) (*press, error) {
	functions := e.book.functions()
	functions["id"] = func(id string) string { return id + suffix }
	functions["link"] = func(id string) string { return "#" + id + suffix }
	t, err := template.New("").Funcs(functions).ParseFS(pageFiles, "page/*.gohtml")
	if err != nil {
		return nil, notWritten(err)
	}
	return &press{t}, nil
}

func (p *press) print(name string, of any) ([]byte, error) {
	var out bytes.Buffer
	if err := p.templates.ExecuteTemplate(&out, name, of); err != nil {
		return nil, notWritten(err)
	}
	return out.Bytes(), nil
}

func (p *press) sections(sections []*section) ([]printed, error) {
	var all []printed
	for _, s := range sections {
		head, err := p.print("section_head", s)
		if err != nil {
			return nil, err
		}
		out := printed{ID: s.ID, Page: s.Page, Head: template.HTML(head)}
		for _, piece := range s.Pieces {
			body, err := p.print(piece.Kind, piece.Of)
			if err != nil {
				return nil, err
			}
			out.Pieces = append(out.Pieces, template.HTML(body))
		}
		all = append(all, out)
	}
	return all, nil
}

func notWritten(err error) error {
	return fault.Wrap(fault.Internal, err, locale.M("report.not_written"))
}
