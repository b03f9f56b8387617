package reports

import (
	"cmp"
	"context"
	"html/template"
	"slices"
	"strings"
	"sync"

	"heng/indicators"
	"heng/internal/locale"
	"heng/internal/opendocument"
)

// Board is the report in one language as the pages of a dashboard: the same
// findings, charts, tables and definitions, each indicator with its own address.
// Charts are drawn when they are first asked for. Its methods may be called by
// several goroutines.
type Board struct {
	Lang       locale.Lang
	Choice     Choice
	Period     string // the period shown, as people read it
	Compare    string // the one it is compared with; empty for none
	AsOf       string
	Demo       string // says that some records are invented; empty for none
	Dimensions []BoardDimension

	mu       sync.Mutex
	edition  *Edition
	press    *press
	link     func(Address) string
	sections map[string]*section // by framework/dimension
	blocks   map[string]drawn    // by framework/indicator
	ready    map[string]bool     // what has been drawn

	overviews map[string]*piece   // the table of each dimension, by the id of its page
	tables    map[string][]*table // of the pages but those of indicators, by their ids
}

// BoardDimension is a dimension with its indicators.
type BoardDimension struct {
	Key        string // framework/id
	ID         string // of links: dimension_framework_id
	Title      string
	Framework  string // the title of its framework
	Indicators []BoardEntry
}

// BoardEntry is an indicator as a list shows it.
type BoardEntry struct {
	Key, ID string // framework/id; of links: indicator_framework_id
	Name    string
	Status  string // met, on_track, at_risk, off_track, not_met, no_data, not_due, none
	Badge   template.HTML
	Finding string
	Words   string // what a search looks through, in both languages
}

// Address is what a link of a board leads to: the page of an indicator or a
// dimension, or one of the files of that page.
type Address struct {
	ID      string // as the report's own links have it: indicator_framework_id, dimension_framework_id; or OverviewPage, QualityPage
	File    string // its name; empty for the page
	History bool   // what was published of the indicator and why it changed, instead of its page
	Choice         // of the board's, where it is not the report's; else empty
}

// taken is a file that can be taken away, as the page shows it.
type taken struct{ Kind, Of, Address string }

// ComposeBoard prepares the pages. Link writes the addresses in them.
func ComposeBoard(in Input, lang locale.Lang, link func(Address) string) (*Board, error) {
	in.Outline = &Outline{Chapters: []*Chapter{{Part: partGlance}}}
	for _, f := range in.Frameworks {
		for _, d := range f.Dimensions {
			in.Outline.Chapters = append(in.Outline.Chapters, &Chapter{Dimension: indicatorKey(f.ID, d.ID)})
		}
	}
	in.Outline.Chapters = append(in.Outline.Chapters, &Chapter{Part: partQuality}, &Chapter{Part: partSources})
	b := newBook(locale.NewPrinter(lang), in)
	e := &Edition{Lang: lang, book: b, front: b.front()}
	e.sections = b.sections()
	press, err := e.press("")
	if err != nil {
		return nil, err
	}
	press.templates.Funcs(template.FuncMap{"link": func(id string) string { return link(Address{ID: id}) }})
	board := &Board{
		Lang: lang, Choice: Choice{in.Period, in.Compare}, Period: e.front.Period, Compare: e.front.Compare, AsOf: e.front.AsOf, Demo: e.front.Demo,
		edition: e, press: press, link: link, sections: map[string]*section{}, blocks: map[string]drawn{}, ready: map[string]bool{}, overviews: map[string]*piece{}, tables: map[string][]*table{},
	}
	for _, d := range b.blocks {
		board.blocks[indicatorKey(d.framework.ID, d.indicator.ID)] = d
		for i := range d.block.Tables {
			t := &d.block.Tables[i]
			t.Files = board.taken(d.block.ID, t.ID, t.Caption, "CSV", "ODS")
		}
	}
	for at, c := range in.Outline.Chapters {
		board.sections[c.Part+c.Dimension] = e.sections[at] // no dimension has the name of a part: it has a slash
	}
	board.offer(OverviewPage, board.sections[partGlance].Pieces)
	board.offer(QualityPage, slices.Concat(board.sections[partQuality].Pieces, board.sections[partSources].Pieces))
	for _, branch := range b.dimensions {
		table := b.chapterOverview(branch.ID+"_table", branch.Entries)
		board.offer(branch.ID, []*piece{table})
		board.overviews[branch.ID] = table
		d := BoardDimension{
			Key: indicatorKey(branch.Framework.ID, branch.Dimension.ID), ID: branch.ID,
			Title: b.dimensionTitle(branch), Framework: branch.Framework.Title.In(lang),
		}
		for _, e := range branch.Entries {
			key := indicatorKey(e.framework.ID, e.indicator.ID)
			one := BoardEntry{Key: key, ID: e.ID, Name: e.indicator.Name.In(lang), Status: string(e.status), Finding: board.blocks[key].block.Finding.String()}
			badge, err := press.print("badge", newBadge(b.p, e.status))
			if err != nil {
				return nil, err
			}
			one.Badge = template.HTML(badge)
			for _, other := range locale.Languages {
				one.Words += e.indicator.Name.In(other) + "\n" + e.indicator.Definition.In(other) + "\n"
			}
			one.Words += key
			d.Indicators = append(d.Indicators, one)
		}
		board.Dimensions = append(board.Dimensions, d)
	}
	return board, nil
}

// Find returns an indicator by framework/id, with its dimension.
func (b *Board) Find(key string) (BoardDimension, BoardEntry, bool) {
	for _, d := range b.Dimensions {
		for _, e := range d.Indicators {
			if e.Key == key {
				return d, e, true
			}
		}
	}
	return BoardDimension{}, BoardEntry{}, false
}

// moved is what a board says first: what fell, what rose, each with the way to why.
type moved struct {
	*glance
	Sides   []movedSide
	Missing int // indicators that lack something, as often as they are listed
}

type movedSide struct {
	Title, None string
	Lines       []movedLine
}

type movedLine struct {
	Line sentence
	Why  string // the address of what was published and why values changed
	Name string
}

// moved puts what fell before what rose, and of each what is a change for the worse
// before the rest.
func (b *Board) moved(g *glance) moved {
	m := moved{glance: g}
	rank := func(line sentence) int {
		if g.worse[line[0].Link] {
			return 0
		}
		return 1
	}
	for _, side := range []struct {
		key   string
		lines []sentence
	}{{"fell", g.Fell}, {"rose", g.Rose}} {
		one := movedSide{Title: b.edition.book.p.Text("report." + side.key), None: b.edition.book.p.Text("report.none_" + side.key)}
		lines := slices.Clone(side.lines)
		slices.SortStableFunc(lines, func(a, b sentence) int { return cmp.Compare(rank(a), rank(b)) })
		for _, line := range lines {
			one.Lines = append(one.Lines, movedLine{line, b.link(Address{ID: line[0].Link, History: true}), line[0].Text})
		}
		m.Sides = append(m.Sides, one)
	}
	for _, group := range g.Absent {
		m.Missing += len(group.Lines)
	}
	return m
}

// Glance prints the overview, other than the report: what fell comes first, then what
// rose and where the indicators stand. What is long (what is missing, the table of all
// indicators) is folded, with how much it holds: a reader with a phone asks what moved,
// and finds an indicator by its dimension or the search.
func (b *Board) Glance() (template.HTML, error) {
	var g *glance
	for _, p := range b.sections[partGlance].Pieces {
		if one, ok := p.Of.(*glance); ok {
			g = one
		}
	}
	if g == nil {
		return "", nil
	}
	return b.pieces([]*piece{{Kind: "board_moved", Of: b.moved(g)}, {Kind: "glance_statuses", Of: g}, {Kind: "board_overview", Of: g}, {Kind: "board_kinds", Of: g}})
}

// Quality prints how the records came in: what was rejected and why, what looks odd,
// who has not reported, and where they are from.
func (b *Board) Quality() (template.HTML, error) {
	heading := func(title string) template.HTML {
		return template.HTML("<h2>" + template.HTMLEscapeString(title) + "</h2>\n")
	}
	var all template.HTML
	for _, part := range []string{partQuality, partSources} {
		s := b.sections[part]
		if part != partQuality && len(s.Pieces) > 0 { // the quality of the data is what the page is about
			all += heading(s.Title)
		}
		for _, p := range s.Pieces {
			if title, ok := p.Of.(string); ok && p.Kind == "heading" {
				all += heading(title)
				continue
			}
			html, err := b.pieces([]*piece{p})
			if err != nil {
				return "", err
			}
			all += html
		}
	}
	return all, nil
}

// Dimension prints a dimension: its summary, how far its indicators are, and a
// table of them. False where there is none of that key.
func (b *Board) Dimension(ctx context.Context, key string) (template.HTML, bool, error) {
	s := b.sections[key]
	if s == nil || !strings.Contains(key, "/") {
		return "", false, nil
	}
	if err := b.draw(ctx, s.ID, nil); err != nil {
		return "", true, err
	}
	var pieces []*piece
	for _, p := range s.Pieces {
		if p.Kind == "drawing" {
			pieces = append(pieces, p)
		}
	}
	if table := b.overviews[s.ID]; table != nil {
		pieces = append(pieces, table)
	}
	html, err := b.pieces(pieces)
	if s.Summary != "" {
		html = template.HTML("<p class=\"summary\">"+template.HTMLEscapeString(s.Summary)+"</p>\n") + html
	}
	return html, true, err
}

// Indicator prints all there is to say of an indicator: its finding, charts,
// figures, tables, the analysts' words and its definition in full. False where
// there is none of that key.
func (b *Board) Indicator(ctx context.Context, key string) (template.HTML, bool, error) {
	d, ok := b.blocks[key]
	if !ok {
		return "", false, nil
	}
	if err := b.draw(ctx, key, []drawn{d}); err != nil {
		return "", true, err
	}
	html, err := b.press.print("block_body", d.block)
	return template.HTML(html), true, err
}

// Value writes a value of an indicator as its page does: with its unit, or why there is
// none. A cell that is not there has no text.
func (b *Board) Value(key string, o *indicators.Observation) string {
	d, ok := b.blocks[key]
	if !ok || o == nil {
		return ""
	}
	return d.value(o).Text
}

// Cell is the value that Value writes, for a table that is taken away.
func (b *Board) Cell(key string, o *indicators.Observation) opendocument.Cell {
	d, ok := b.blocks[key]
	if !ok || o == nil {
		return opendocument.Text("")
	}
	f := d.value(o)
	return opendocument.Figure(f.Exact, f.Text)
}

// Drawings returns the charts of an indicator as files that stand alone.
func (b *Board) Drawings(ctx context.Context, key string) ([]Drawing, error) {
	d, ok := b.blocks[key]
	if !ok {
		return nil, nil
	}
	if err := b.draw(ctx, key, []drawn{d}); err != nil {
		return nil, err
	}
	var all []Drawing
	for _, p := range d.block.Pictures {
		if one, ok := p.framed(); ok {
			all = append(all, one)
		}
	}
	return all, nil
}

// PageTables returns the tables of a page as CSV and as ODS: overview, quality, or a
// dimension by the id of its page.
func (b *Board) PageTables(id string) ([]File, error) {
	var all []File
	for _, t := range b.tables[id] {
		two, err := t.files(b.Lang)
		if err != nil {
			return nil, err
		}
		all = append(all, two...)
	}
	return all, nil
}

// The pages that are neither of a dimension nor of an indicator, as addresses have them.
const (
	OverviewPage = "overview"
	QualityPage  = "quality"
)

// offer gives each table of a page its files.
func (b *Board) offer(page string, pieces []*piece) {
	for _, p := range pieces {
		if o, ok := p.Of.(overview); ok {
			o.Files = b.offered(page, b.edition.book.overviewTable(o))
			p.Of = o
			continue
		}
		switch of := p.Of.(type) {
		case *glance:
			switch p.Kind {
			case "glance_overview":
				of.Overview.Files = b.offered(page, b.edition.book.overviewTable(of.Overview))
			case "glance_statuses":
				of.StatusFiles = b.offered(page, b.edition.book.statusTable(of))
			}
		case *resourceList:
			of.Files = b.offered(page, b.edition.book.resourceTable(of))
		}
		for _, t := range p.Tables {
			t.Files = b.offered(page, t)
		}
	}
}

// offered keeps a table to be taken from a page, and leads to its files.
func (b *Board) offered(page string, t *table) []taken {
	b.tables[page] = append(b.tables[page], t)
	return b.taken(page, t.ID, t.Caption, "CSV", "ODS")
}

// DimensionDrawings returns the charts of a dimension as files that stand alone.
func (b *Board) DimensionDrawings(ctx context.Context, key string) ([]Drawing, error) {
	s := b.sections[key]
	if s == nil || !strings.Contains(key, "/") {
		return nil, nil
	}
	if err := b.draw(ctx, s.ID, nil); err != nil {
		return nil, err
	}
	var all []Drawing
	for _, w := range b.drawingsOf(s.ID) {
		if w.place.Picture == nil {
			continue
		}
		if one, ok := w.place.Picture.framed(); ok {
			all = append(all, one)
		}
	}
	return all, nil
}

// drawingsOf lists the places of drawings of the section of an id.
func (b *Board) drawingsOf(id string) []wanted {
	var places []wanted
	for _, w := range b.edition.book.wanted {
		if w.id == id+"_overview" {
			places = append(places, w)
		}
	}
	return places
}

// taken lists the files of the chart or the table of an id and a title, of the kinds
// given, on a page.
func (b *Board) taken(page, id, title string, kinds ...string) []taken {
	var all []taken
	for _, kind := range kinds {
		all = append(all, taken{kind, title, b.link(Address{ID: page, File: fileName(id) + "." + strings.ToLower(kind)})})
	}
	return all
}

// Tables returns the tables of an indicator as CSV and as ODS.
func (b *Board) Tables(key string) ([]File, error) {
	d, ok := b.blocks[key]
	if !ok {
		return nil, nil
	}
	var all []File
	for i := range d.block.Tables {
		two, err := d.block.Tables[i].files(b.Lang)
		if err != nil {
			return nil, err
		}
		all = append(all, two...)
	}
	return all, nil
}

// draw draws what has not been drawn yet: the block given, or the drawing of a
// dimension whose section has the given id.
func (b *Board) draw(ctx context.Context, key string, blocks []drawn) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ready[key] {
		return nil
	}
	var places []wanted
	page := key
	if blocks == nil {
		places = b.drawingsOf(key)
	} else {
		page = blocks[0].block.ID
	}
	// Who asked may go away; the next reader wants the drawing all the same.
	pictures, err := b.edition.book.drawThese(context.WithoutCancel(ctx), places, blocks)
	for _, p := range pictures {
		p.Files = b.taken(page, p.ID, p.Chart.Title, "SVG", "PNG")
	}
	b.ready[key] = err == nil
	return err
}

func (b *Board) pieces(pieces []*piece) (template.HTML, error) {
	var all template.HTML
	for _, p := range pieces {
		html, err := b.press.print(p.Kind, p.Of)
		if err != nil {
			return "", err
		}
		all += template.HTML(html) + "\n"
	}
	return all, nil
}
