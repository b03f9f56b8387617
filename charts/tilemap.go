package charts

import (
	"math"
	"slices"
	"strings"

	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/shopspring/decimal"

	"heng/indicators"
	"heng/internal/locale"
)

// KindTileMap is countries as equal tiles, about where they lie.
const KindTileMap = "tilemap"

const (
	tileMostWide  = 56.0 // from one tile to the next, at most
	tileLeastWide = 44.0 // and at least
	tileHigh      = 48.0
	tileSpace     = 4.0   // between two tiles
	tileApart     = 22.0  // between two regions
	tileHead      = 150.0 // up to which width a region is as wide as its name
)

// TileMapInput is what a TileMap draws: the Input for name, unit, format and
// period, without its observations, and the countries.
type TileMapInput struct {
	Input
	Places []Place
}

// Place is a country of a TileMap at the period of the Input.
type Place struct {
	Code   string             // ISO 3166-1, two letters
	Name   string             // in the page's language
	Value  *indicators.Number // what shades the tile; nil: no data, unless there is a Text
	Text   string             // what stands in the tile; default: the value
	Ally   bool               // a diplomatic ally in the period
	Status string             // the relations of the time in words, for the table; default: ally or not
}

// TileMap draws countries as equal tiles on a grid that keeps region and
// neighbourhood and no border. Values are shaded in five steps at most, a
// country without data is pale, an ally of the period has a mark. A country
// that the grid does not know is listed beneath. False when no country has a
// value or a text.
func TileMap(p locale.Printer, in TileMapInput) (Chart, bool) {
	m := tileMap{sheet: newSheet(p, in.Input)}
	some := false
	for _, place := range in.Places {
		place.Code, place.Name = strings.ToUpper(plain(place.Code)), plain(place.Name)
		place.Text, place.Status = plain(place.Text), plain(place.Status)
		m.places = append(m.places, place)
		m.numeric = m.numeric || finite(place.Value)
		some = some || finite(place.Value) || place.Text != ""
	}
	if !some {
		return Chart{}, false
	}
	m.steps = m.classes()
	chart := m.chart(KindTileMap, m.alt(), m.table())
	var ok bool
	chart.Option, chart.Height, ok = m.option()
	return chart, ok
}

type tileMap struct {
	sheet
	places  []Place
	numeric bool // whether some place has a value
	steps   []tileClass

	canvas canvas
	pitch  float64  // from one tile to the next
	inside []string // what stands in the tiles
	scaled string   // the unit of count of what stands in the tiles, if it is not the page's
}

func (m *tileMap) has(p Place) bool { return finite(p.Value) || p.Text != "" }

// full is a place's value as the table has it.
func (m *tileMap) full(p Place) string {
	switch {
	case finite(p.Value):
		return m.value(p.Value)
	case p.Text != "":
		return p.Text
	}
	return m.text("no_data")
}

func (m *tileMap) relations(p Place) string {
	switch {
	case p.Status != "":
		return p.Status
	case p.Ally:
		return m.kindText("ally")
	}
	return m.kindText("no_ally")
}

// named is a country in a text: its name, or its code where it has none.
func named(p Place) string {
	if p.Name == "" {
		return p.Code
	}
	return p.Name
}

func (m *tileMap) option() (option []byte, height int, ok bool) {
	m.canvas = canvas{width: m.width()}
	m.write()
	codes := make([]string, len(m.places))
	for i, p := range m.places {
		codes[i] = p.Code
	}
	stacks, rest := tileBlocks(codes)
	y := m.canvas.key(m.key(), m.width()-2)
	if m.scaled != "" {
		y = m.canvas.paragraph(m.scaled, m.width()-2, y)
	}
	y = m.lay(stacks, y+8)
	if len(rest) > 0 {
		var names []string
		for _, i := range rest {
			p := m.places[i]
			text := m.full(p)
			if p.Ally {
				text = m.p.List([]string{text, m.kindText("ally")})
			}
			names = append(names, m.kindText("place_value", "place", named(p), "value", text))
		}
		y = m.canvas.paragraph(m.text("absent_alt", "reason", m.kindText("off_grid"), "periods", names), m.width()-2, y+4)
	}
	height = int(math.Ceil(y + 4))
	empty := echarts.NewScatter()
	empty.AddSeries("", nil)
	plot := box{0, 0, m.width(), float64(height)}
	option, ok = m.canvas.option(empty, plot, func(option, _ map[string]any) {
		option["xAxis"], option["yAxis"] = hiddenAxis(0, 1), hiddenAxis(0, 1)
	})
	return option, height, ok
}

// write chooses what stands in the tiles: the texts, or the values as the page
// writes them, or where one is too long all in a unit of count. A number is
// never cut: what remains too long is in the table only.
func (m *tileMap) write() {
	m.inside = make([]string, len(m.places))
	room := tileMostWide - tileSpace - 4
	var values []float64
	fits := true
	for i, p := range m.places {
		switch {
		case p.Text != "":
			m.inside[i] = p.Text
		case finite(p.Value):
			m.inside[i] = m.value(p.Value)
			fits = fits && textWidth(m.inside[i], small) <= room
		}
		if finite(p.Value) {
			values = append(values, p.Value.Float())
		}
	}
	if fits && m.numeric || !m.numeric {
		for i, text := range m.inside {
			if textWidth(text, small) > room {
				m.inside[i] = ""
			}
		}
		return
	}
	by, name := m.countIn(values)
	m.scaled = plain(m.Unit)
	if name != "" {
		m.scaled = m.text("unit_scaled", "unit", m.scaled, "scale", name)
	}
	for i, p := range m.places {
		if p.Text != "" || !finite(p.Value) {
			continue
		}
		n := p.Value.Over(1, indicators.FromInt(by))
		decimals := int32(1)
		if by == 1 {
			decimals = int32(m.Decimals)
		} else if math.Abs(n.Float()) >= 100 {
			decimals = 0
		}
		text := m.p.Decimal(n.Decimal(decimals), decimals)
		switch zero := indicators.FromInt(0); {
		case isZero(n):
			text = "0"
		case by > 1 && n.Decimal(decimals).IsZero() && n.Cmp(zero) > 0:
			text = "<" + m.p.Decimal(decimal.New(1, -1), 1)
		}
		if m.inside[i] = text; textWidth(text, small) > room {
			m.inside[i] = ""
		}
	}
}

// countIn is the unit of count in which values fit into tiles, and its name.
func (m *tileMap) countIn(values []float64) (by int64, name string) {
	scale := newScale(values, 4, true, false, false)
	if by, _, name := scale.shortening(m.p.Lang, false); name != "" {
		return int64(by), m.text(name)
	}
	if scale.largest() >= 1e5 {
		return 1000, m.kindText("thousands")
	}
	return 1, ""
}

// placed is a region with its place in the drawing.
type placed struct {
	block     tileBlock
	left, top float64
}

// lay draws the regions and returns where they end. Of the ways to place them,
// with Europe over Africa and Asia over the Pacific, or each by itself, with
// wide tiles or less wide, it takes the lowest drawing, and of equal ones that
// with the widest tiles.
func (m *tileMap) lay(stacks [][]tileBlock, top float64) float64 {
	var halved, single [][]tileBlock
	for _, stack := range stacks {
		if stack[0].region != "asia" {
			halved = append(halved, stack)
		}
		for _, block := range stack {
			single = append(single, []tileBlock{block})
			if stack[0].region == "asia" {
				halved = append(halved, []tileBlock{block})
			}
		}
	}
	columns := 1
	for _, block := range single {
		columns = max(columns, len(block[0].columns))
	}
	most, least := math.Floor((m.width()-4+tileSpace)/float64(columns)), tileLeastWide
	for i, text := range m.inside {
		wide := textWidth(text, small) + tileSpace + 2
		if wide > most {
			m.inside[i], wide = "", 0 // in the table only
		}
		least = math.Max(least, math.Ceil(wide))
	}
	var best []placed
	lowest, pitch := math.Inf(1), 0.0
	for m.pitch = math.Min(tileMostWide, most); m.pitch >= least; m.pitch-- {
		for _, way := range [][][]tileBlock{stacks, halved, single} {
			list, right, bottom := m.place(way, top)
			if right <= m.width()-2 && bottom < lowest {
				best, lowest, pitch = list, bottom, m.pitch
			}
		}
	}
	m.pitch = pitch
	for _, p := range best {
		m.drawBlock(p.block, p.left, p.top)
	}
	return lowest
}

// head is a region's name, in lines over its block, and the block's width.
func (m *tileMap) head(b tileBlock) (lines []string, width float64) {
	name := m.kindText("region_" + b.region)
	width = math.Max(float64(len(b.columns))*m.pitch-tileSpace, math.Min(textWidth(name, small)*boldWidth, tileHead))
	return wrapAll(name, textStyle{size: small, bold: true}, width, true), width
}

// place puts the regions side by side, in as many rows as they need, and says
// how far they reach.
func (m *tileMap) place(stacks [][]tileBlock, top float64) (list []placed, right, bottom float64) {
	x, bottom := 2.0, top
	for i, stack := range stacks {
		width := 0.0
		for _, block := range stack {
			_, w := m.head(block)
			width = math.Max(width, w)
		}
		if i > 0 && x+width > m.width()-2 {
			x, top = 2, bottom+8
		}
		y := top
		for _, block := range stack {
			list = append(list, placed{block, x, y})
			lines, _ := m.head(block)
			y += float64(len(lines))*16 + 4 + float64(len(block.rows))*tileHigh + 8
		}
		right, bottom = math.Max(right, x+width), math.Max(bottom, y-8)
		x += width + tileApart
	}
	return list, right, bottom
}

func (m *tileMap) drawBlock(b tileBlock, left, top float64) {
	lines, _ := m.head(b)
	for _, line := range lines {
		m.canvas.text(left, top+8, line, textStyle{size: small, color: quietInk, bold: true, align: "left"})
		top += 16
	}
	top += 4
	for _, i := range b.places {
		column, row := b.at(i)
		x, y := left+float64(column)*m.pitch, top+float64(row)*tileHigh
		m.drawTile(i, box{x, y, x + m.pitch - tileSpace, y + tileHigh - tileSpace})
	}
}

func (m *tileMap) drawTile(i int, b box) {
	look := shade{gapFill, quietInk}
	for _, step := range m.steps {
		if slices.Contains(step.places, i) {
			look = step.shade
		}
	}
	m.canvas.rect(b, look.fill)
	p, x := m.places[i], (b.left+b.right)/2
	y := b.top + 15
	if m.inside[i] == "" {
		y = (b.top + b.bottom) / 2
	}
	if !m.has(p) {
		m.canvas.outline(b, axisRule, 0.8)
	}
	if p.Ally {
		m.canvas.circle(b.right-7, b.top+7, 4, ink, paper)
	}
	m.canvas.text(x, y, fit(p.Code, normal, m.pitch-tileSpace-18), textStyle{size: normal, color: look.ink, bold: true})
	m.canvas.text(x, b.top+32, m.inside[i], textStyle{size: small, color: look.ink})
}

// key says what the shades and the mark mean.
func (m *tileMap) key() []keyEntry {
	var entries []keyEntry
	for _, step := range m.steps {
		entries = append(entries, keyEntry{fill: step.shade.fill, text: step.label})
	}
	if slices.ContainsFunc(m.places, func(p Place) bool { return !m.has(p) }) {
		entries = append(entries, keyEntry{fill: gapFill, text: m.text("no_data")})
	}
	if slices.ContainsFunc(m.places, func(p Place) bool { return p.Ally }) {
		entries = append(entries, keyEntry{sign: keyDisk, text: m.allyText()})
	}
	return entries
}

func (m *tileMap) allyText() string {
	if m.Period == "" {
		return m.kindText("ally")
	}
	return m.kindText("ally_in", "period", m.period(m.Period))
}

func (m *tileMap) table() Table {
	table := Table{Caption: m.caption(), Columns: []string{m.kindText("country"), m.text("value"), m.kindText("relations")}}
	for _, p := range m.places {
		name := named(p)
		if p.Name != "" && p.Code != "" {
			name = m.kindText("place_code", "place", p.Name, "code", p.Code)
		}
		table.Rows = append(table.Rows, []string{name, m.full(p), m.relations(p)})
	}
	return table
}

// alt tells which countries are in which class, how many are allies, and which
// have no data.
func (m *tileMap) alt() string {
	allies := 0
	var none []string
	for _, p := range m.places {
		if p.Ally {
			allies++
		}
		if !m.has(p) {
			none = append(none, named(p))
		}
	}
	parts := []string{m.kindText("tilemap_alt_no_period", "name", m.name(), "n", len(m.places))}
	if m.Period != "" {
		parts[0] = m.kindText("tilemap_alt", "name", m.name(), "period", m.period(m.Period), "n", len(m.places))
	}
	parts = append(parts, m.kindText("allies_alt", "n", allies))
	for i := len(m.steps) - 1; i >= 0; i-- {
		var names []string
		for _, place := range inOrder(m.steps[i].places) {
			names = append(names, named(m.places[place]))
		}
		parts = append(parts, m.text("absent_alt", "reason", m.steps[i].label, "periods", names))
	}
	if len(none) > 0 {
		parts = append(parts, m.text("absent_alt", "reason", m.text("no_data"), "periods", none))
	}
	return m.sentences(parts)
}
