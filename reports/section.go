package reports

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// section is a chapter of the report as the page shows it: a heading and the
// pieces under it, in order. Each piece is whole by itself, so that an edition
// can set the pieces of two languages side by side.
type section struct {
	ID           string
	Page         string // its class, and its name in the style of print
	Title        string
	Framework    string // whose dimension it is, where there are several
	Nature       string
	NatureMeans  string
	Introduction string
	Summary      string
	Demo         string // what of it rests on invented records
	Pieces       []*piece
}

// piece is a part of a section: the name of the template that prints it, and
// what that prints. Tables lists the tables of figures in it, for the files
// beside the report.
type piece struct {
	Kind   string
	Of     any
	Tables []*table
}

// sections arranges the report as its outline says.
func (b *book) sections() []*section {
	var out []*section
	placed := map[*entry]string{} // the section of each indicator's block
	chapters := b.in.chaptersOf()
	for number, c := range chapters {
		if len(c.Where) == 0 {
			for _, name := range c.Indicators {
				if e := b.entryNamed(name); e != nil && placed[e] == "" {
					placed[e] = b.sectionID(number, c)
				}
			}
		}
	}
	for number, c := range chapters {
		s := b.section(number, c, placed)
		s.Page = fmt.Sprintf("chapter%d", number+1)
		out = append(out, s)
	}
	return out
}

// sectionID names a section on the page.
func (b *book) sectionID(number int, c *Chapter) string {
	switch {
	case c.Part != "":
		return c.Part
	case c.Dimension != "":
		if f, d := b.in.findDimension(c.Dimension); d != nil {
			return "dimension_" + f.ID + "_" + d.ID
		}
	}
	return fmt.Sprintf("chapter_%d", number+1)
}

func (b *book) section(number int, c *Chapter, placed map[*entry]string) *section {
	b.polls = map[string]*entry{}
	s := &section{ID: b.sectionID(number, c), Title: c.Title.In(b.p.Lang), Introduction: c.Introduction.In(b.p.Lang)}
	switch {
	case c.Part != "":
		if s.Title == "" {
			s.Title = b.p.Text("report.part_" + c.Part)
		}
		s.Pieces = b.part(c.Part)
	case c.Dimension != "":
		b.dimensionSection(s, c, placed)
	default:
		b.ownSection(s, c, placed)
	}
	return s
}

// dimensionSection fills a section with the indicators of a dimension: those
// that another chapter has placed as a line with a link.
func (b *book) dimensionSection(s *section, c *Chapter, placed map[*entry]string) {
	f, d := b.in.findDimension(c.Dimension)
	for _, branch := range b.dimensions {
		if branch.Framework != f || branch.Dimension != d {
			continue
		}
		if s.Title == "" {
			s.Title = b.dimensionTitle(branch)
		}
		s.Nature = b.nature(branch)
		if d.Nature != "" {
			s.NatureMeans = b.p.Text("report.nature_means_" + d.Nature)
		}
		if title := f.Title.In(b.p.Lang); len(b.in.Frameworks) > 1 && !strings.Contains(s.Title, title) {
			s.Framework = title
		}
		s.Summary = b.dimensionSummary(branch)
		if len(branch.Entries) > 1 {
			if overview := b.overviewPiece(branch); overview != nil {
				s.Summary = b.largestMove(branch) // the drawing's title says where they stand
				s.Pieces = append(s.Pieces, overview)
			}
		}
		var elsewhere []link
		for _, e := range branch.Entries {
			if at := placed[e]; at != "" && at != s.ID {
				elsewhere = append(elsewhere, link{e.ID, e.indicator.Name.In(b.p.Lang), newBadge(b.p, e.status)})
				continue
			}
			placed[e] = s.ID
			s.Pieces = append(s.Pieces, b.blockPiece(e))
		}
		if len(elsewhere) > 0 {
			s.Pieces = append(s.Pieces, &piece{Kind: "links", Of: elsewhere})
		}
	}
}

// link leads to an indicator whose block is in another section.
type link struct {
	ID, Name string
	Badge    badge
}

// manyBlocks is from how many indicators on a chapter of an author's own begins
// with a table of them; that of a dimension begins with a drawing.
const manyBlocks = 6

// ownSection fills a section with the indicators and records that its author
// chose. An indicator's block stands once, where it is named first.
func (b *book) ownSection(s *section, c *Chapter, placed map[*entry]string) {
	var cells, here []*entry
	var elsewhere []link
	for _, name := range c.Indicators {
		e := b.entryNamed(name)
		switch {
		case e == nil:
		case len(c.Where) > 0:
			cells = append(cells, e)
		case placed[e] != s.ID:
			elsewhere = append(elsewhere, link{e.ID, e.indicator.Name.In(b.p.Lang), newBadge(b.p, e.status)})
		default:
			here = append(here, e)
		}
	}
	if len(here) >= manyBlocks {
		s.Pieces = append(s.Pieces, b.chapterOverview(s.ID, here))
	}
	for _, e := range here {
		s.Pieces = append(s.Pieces, b.blockPiece(e))
	}
	if len(cells) > 0 {
		s.Pieces = append(s.Pieces, b.cellsPiece(b.unique("cells"+whereID(c.Where)), cells, c.Where))
		s.Demo = b.demonstrationOf(cells)
	}
	if len(elsewhere) > 0 {
		s.Pieces = append(s.Pieces, &piece{Kind: "links", Of: elsewhere})
	}
	for _, list := range c.Records {
		if p := b.recordsPiece(b.unique("records_"+list.Of+whereID(c.Where)), list, c.Where); p != nil {
			s.Pieces = append(s.Pieces, p)
		}
	}
}

// unique makes an id that no other has: a second one gets a number.
func (b *book) unique(id string) string {
	b.ids[id]++
	if n := b.ids[id]; n > 1 {
		return fmt.Sprintf("%s_%d", id, n)
	}
	return id
}

// whereID is a cell of a breakdown as part of an id, which also names files.
func whereID(where map[string]string) string {
	id := ""
	for _, column := range slices.Sorted(maps.Keys(where)) {
		id += "_" + unsafe.ReplaceAllString(where[column], "-")
	}
	return id
}

// unsafe is what a code may hold and the name of a file had better not.
var unsafe = regexp.MustCompile(`[^\pL\pN._-]+`)

func (b *book) entryNamed(name string) *entry {
	f, i := b.in.findIndicator(name)
	for _, e := range b.entries() {
		if e.indicator == i && e.framework == f {
			return e
		}
	}
	return nil
}

// part makes the pieces of a ready-made part.
func (b *book) part(name string) []*piece {
	switch name {
	case partGlance:
		return b.glance()
	case partDefinitions:
		return b.definitions()
	case partDictionary:
		return b.dictionary()
	case partQuality:
		return b.quality()
	case partRejects:
		return b.rejects()
	case partSources:
		return b.sources()
	case partSigns:
		return b.signs()
	}
	return nil
}

func (b *book) blockPiece(e *entry) *piece {
	block := b.block(e)
	b.blocks = append(b.blocks, drawn{e, block})
	p := &piece{Kind: "block", Of: block}
	for k := range block.Tables {
		p.Tables = append(p.Tables, &block.Tables[k])
	}
	return p
}

// cellsPiece is a table of the values that indicators have in one cell of a
// breakdown.
func (b *book) cellsPiece(id string, entries []*entry, where map[string]string) *piece {
	t := &table{ID: id, Caption: b.p.Text("report.cells_caption", "period", b.p.ShortPeriod(b.in.Period)),
		Head: []string{b.p.Text("report.indicator"), b.p.ShortPeriod(b.in.Period)}}
	compare := b.in.Compare != ""
	if compare {
		t.Head = append(t.Head, b.p.ShortPeriod(b.in.Compare))
	}
	t.Head = append(t.Head, b.p.Text("report.n"), b.p.Text("report.missing_rows"), b.p.Text("report.target"), b.p.Text("report.status"))
	for _, e := range entries {
		o := e.series.part(e.focus.Period, where)
		row := tableRow{Head: e.indicator.Name.In(b.p.Lang), HeadID: e.ID}
		now := b.cells(e, o, e.focus.Period, false)
		row.Cells = append(row.Cells, now[0])
		if compare {
			before := e.series.part(e.focus.Compare, where)
			cell := sentence{{Text: b.p.Text("report.none_sign")}}
			if e.focus.Compare != "" {
				cell = b.cells(e, before, e.focus.Compare, false)[0]
			}
			row.Cells = append(row.Cells, cell)
		}
		row.Cells = append(row.Cells, now[1], now[2])
		target := sentence{{Text: b.p.Text("report.none_sign")}}
		if o != nil {
			if phrase, ok := e.target(o); ok {
				target = phrase
			}
		}
		at := focus{Period: e.focus.Period, Observation: o}
		row.Cells = append(row.Cells, target, text(b.p.Text("report.status_"+string(at.status(b.in.AsOf)))))
		t.Rows = append(t.Rows, row)
	}
	return &piece{Kind: "table", Of: t, Tables: []*table{t}}
}

// demonstrationOf says which invented records the indicators rest on; empty
// for none.
func (b *book) demonstrationOf(entries []*entry) string {
	var titles []string
	seen := map[string]bool{}
	for _, e := range entries {
		for _, r := range b.demonstration(e.indicator.Population) {
			if !seen[r.Name] {
				seen[r.Name] = true
				titles = append(titles, strings.TrimPrefix(b.resourceTitle(r), b.p.Text("report.demo_mark")))
			}
		}
	}
	if len(titles) == 0 {
		return ""
	}
	return b.p.Text("report.demo_block", "resources", titles)
}
