package charts

import (
	"math"
	"strings"

	"heng/indicators"
	"heng/internal/locale"
)

const (
	overviewNames  = 214.0 // for the names at the left
	overviewValues = 168.0 // for the values at the right
	overviewRow    = 34.0  // at least, from one indicator to the next
	overviewLine   = 16.0  // of text
	overviewBeyond = 13.0  // how far beyond the ends of the way a mark may lie
)

// OverviewInput is a dimension, an indicator a row, as the page writes them.
type OverviewInput struct {
	Name                    string // of the dimension
	Title, Subtitle, Source string // as in Input
	Rows                    []OverviewRow
	Narrow                  bool
}

// OverviewRow is an indicator of an overview.
type OverviewRow struct {
	Name   string
	Value  string             // with its unit, or the words for why there is none
	Status string             // an indicators.Band, or empty
	Way    *indicators.Number // achievement or progress in per cent; nil without a target or value
	Note   string             // a few words, as its target; in place of the way where there is none
}

// Overview draws the indicators of a dimension beneath each other, each at its
// place between 0% and 100% of the way to its target, by the shape and the
// colour of its status, with its name at the left and its value at the right.
// A place beyond the ends is at the end, with an arrow. An indicator without a
// way says so in words. False when there is no row.
func Overview(p locale.Printer, in OverviewInput) (Chart, bool) {
	v := overview{sheet: sheet{Input: Input{Title: in.Title, Subtitle: in.Subtitle, Source: in.Source, Narrow: in.Narrow}, p: p}, title: plain(in.Name)}
	for _, row := range in.Rows {
		row.Name, row.Value, row.Note = plain(row.Name), plain(row.Value), plain(row.Note)
		if !finite(row.Way) {
			row.Way = nil
		}
		v.rows = append(v.rows, row)
	}
	if len(v.rows) == 0 {
		return Chart{}, false
	}
	chart := v.chart(KindOverview, v.alt(), v.table())
	var ok bool
	chart.Option, chart.Height, ok = v.option()
	return chart, ok
}

type overview struct {
	sheet
	title string
	rows  []OverviewRow

	canvas      canvas
	left, right float64 // 0% and 100%
}

// status is a row's status in words.
func (v *overview) status(row OverviewRow) string {
	switch indicators.Band(row.Status) {
	case indicators.Met, indicators.OnTrack, indicators.AtRisk, indicators.OffTrack, indicators.NotMet, indicators.NotDue, indicators.NoData:
		return v.text(row.Status)
	}
	return ""
}

// absent says in place of the way why there is none. Without a value it is not
// for want of a target, and the status says so.
func (v *overview) absent(row OverviewRow) string {
	switch band := indicators.Band(row.Status); {
	case row.Note != "":
		return row.Note
	case band == indicators.NoData || band == indicators.NotDue:
		return ""
	}
	return v.text("no_target")
}

// way is how far a row is, in whole per cent.
func (v *overview) way(row OverviewRow) string { return v.p.Decimal(row.Way.Decimal(0), 0) + "%" }

func (v *overview) option() (option []byte, height int, ok bool) {
	y := v.head()
	if v.Narrow {
		y = v.narrowRows(y)
	} else {
		y = v.wideRows(y)
	}
	height = int(y) + 4
	v.canvas.width, v.canvas.height = v.width(), float64(height)
	option, ok = v.canvas.drawing()
	return option, height, ok
}

// head says what the two ends are, and returns where the rows begin.
func (v *overview) head() float64 {
	v.left, v.right = overviewNames+18+overviewBeyond, v.width()-overviewValues-18-overviewBeyond
	if v.Narrow {
		v.left, v.right = 2+overviewBeyond, v.width()-2-overviewBeyond-6
	}
	y := 10.0
	v.canvas.text(v.left-5, y, "0%", textStyle{size: small, color: quietInk, align: "left"})
	end := fit(v.text("way_end"), small, v.right-v.left-30)
	v.canvas.text(v.right+overviewBeyond, y, end, textStyle{size: small, color: quietInk, align: "right"})
	return 22
}

// wideRows draws a row an indicator: name, way, value and status.
func (v *overview) wideRows(y float64) float64 {
	for i, row := range v.rows {
		name := v.names(row, overviewNames)
		lines := max(len(name), v.valueLines(row, overviewValues))
		step := math.Max(overviewRow, float64(lines)*overviewLine+14)
		middle := y + step/2
		if i > 0 {
			v.canvas.line(segment{0, y, v.width(), y}, rule, 1, nil, behind)
		}
		v.drawNames(name, 0, middle)
		if row.Way != nil {
			v.drawWay(row, y+4, middle, y+step-4)
		} else {
			text := wrap(v.absent(row), small, v.right-v.left+2*overviewBeyond)
			v.drawNames([]overviewText{{text[0], true}, {strings.Join(text[1:], ""), true}}[:len(text)], v.left-5, middle)
		}
		v.drawValue(row, v.width()-overviewValues, middle, overviewValues)
		y += step
	}
	return y
}

// narrowRows puts name, value and way of each indicator beneath each other.
func (v *overview) narrowRows(y float64) float64 {
	room := v.width() - 4
	for i, row := range v.rows {
		if i > 0 {
			v.canvas.line(segment{0, y, v.width(), y}, rule, 1, nil, behind)
		}
		y += 8
		name := v.names(row, room)
		if absent := v.absent(row); row.Way == nil && absent != "" {
			name = append(name, overviewText{fit(absent, small, room), true})
		}
		height := float64(len(name)) * overviewLine
		v.drawNames(name, 2, y+height/2)
		y += height + 2
		height = float64(v.valueLines(row, room)) * overviewLine
		v.drawValue(row, 2, y+height/2, room)
		y += height
		if row.Way != nil {
			v.drawWay(row, y+3, y+12, y+21)
			y += 20
		}
		y += 8
	}
	return y
}

// overviewText is a line at the left, of which notes are quiet.
type overviewText struct {
	text  string
	quiet bool
}

// names are the lines of an indicator's name, with its note where the way is
// drawn.
func (v *overview) names(row OverviewRow, room float64) []overviewText {
	var list []overviewText
	for _, line := range wrap(row.Name, normal, room) {
		list = append(list, overviewText{line, false})
	}
	if row.Way != nil && row.Note != "" {
		list = append(list, overviewText{fit(row.Note, small, room), true})
	}
	return list
}

func (v *overview) drawNames(lines []overviewText, x, middle float64) {
	for i, line := range lines {
		style := textStyle{size: normal, color: ink, align: "left"}
		if line.quiet {
			style.size, style.color = small, quietInk
		}
		v.canvas.text(x, middle+overviewLine*(float64(i)-float64(len(lines)-1)/2), line.text, style)
	}
}

// drawWay draws the way of an indicator: a rail from 0% to the target's
// stroke, and its status where it stands.
func (v *overview) drawWay(row OverviewRow, top, middle, bottom float64) {
	share := row.Way.Float() / 100
	x := v.left + math.Min(math.Max(share, 0), 1)*(v.right-v.left)
	v.canvas.line(segment{v.left, middle, v.right, middle}, rule, 3, nil, behind)
	v.canvas.line(segment{v.left, middle - 6, v.left, middle + 6}, axisRule, 1, nil, behind)
	v.canvas.line(segment{v.right, top, v.right, bottom}, targetInk, 1.5, nil, below)
	v.canvas.line(segment{v.left, middle, x, middle}, quietInk, 3, nil, below)
	v.canvas.circle(x, middle, 8.5, paper, "")
	if v.hasShape(row) {
		drawStatus(&v.canvas, x, middle, row.Status)
	} else {
		v.canvas.circle(x, middle, 4, quietInk, "") // the end of the way: a circle of a colour is a status
	}
	// An arrow says that it is farther on than the end.
	switch {
	case share > 1:
		v.canvas.polygon([][2]float64{{x + 9, middle - 4.5}, {x + overviewBeyond + 2, middle}, {x + 9, middle + 4.5}}, ink)
	case share < 0:
		v.canvas.polygon([][2]float64{{x - 9, middle - 4.5}, {x - overviewBeyond - 2, middle}, {x - 9, middle + 4.5}}, ink)
	}
}

// hasShape reports whether a row's status has a shape.
func (v *overview) hasShape(row OverviewRow) bool {
	return v.status(row) != "" && indicators.Band(row.Status) != indicators.NoData
}

// inline reports whether value and status are in one line: where there is room
// in a narrow drawing, and where one of them is all there is.
func (v *overview) inline(row OverviewRow, room float64) bool {
	word := v.status(row)
	return word == "" || word == row.Value || row.Value == "" ||
		v.Narrow && textWidth(row.Value, normal)*boldWidth+12+statusRoom+textWidth(word, small) <= room
}

func (v *overview) valueLines(row OverviewRow, room float64) int {
	if v.inline(row, room) {
		return 1
	}
	return 2
}

// statusRoom is the width of a status' shape with the gap to its word.
const statusRoom = 17.0

// drawValue writes a value and its status, around a middle.
func (v *overview) drawValue(row OverviewRow, x, middle, room float64) {
	word, inline := v.status(row), v.inline(row, room)
	if !inline {
		middle -= overviewLine / 2
	}
	if row.Value != "" && row.Value != word {
		value := newSign(row.Value, textStyle{size: normal, color: ink, bold: true}).cut(room)
		v.canvas.text(x, middle, value.text, value.style)
		if inline {
			x += value.width + 12
		} else {
			middle += overviewLine
		}
	}
	if v.hasShape(row) {
		drawStatus(&v.canvas, x+6, middle, row.Status)
		x += statusRoom
	}
	v.canvas.text(x, middle, fit(word, small, room-statusRoom), textStyle{size: small, color: ink, align: "left"})
}

func (v *overview) table() Table {
	table := Table{Caption: v.title, Columns: []string{v.text("indicator"), v.text("value"), v.text("way"), v.text("status"), v.text("note")}}
	for _, row := range v.rows {
		cells := []string{row.Name, row.Value, v.text("none"), v.status(row), row.Note}
		if row.Way != nil {
			cells[2] = v.way(row)
		} else if absent := v.absent(row); absent != "" && row.Note == "" {
			cells[2] = absent
		}
		for i, cell := range cells {
			if cell == "" {
				cells[i] = v.text("none")
			}
		}
		table.Rows = append(table.Rows, cells)
	}
	return table
}

func (v *overview) alt() string {
	parts := []string{v.text("overview_alt", "name", v.title, "n", len(v.rows))}
	for _, row := range v.rows {
		status := v.status(row)
		if status == "" || status == row.Value {
			status = v.absent(row)
		}
		switch {
		case row.Way != nil && v.status(row) != "":
			parts = append(parts, v.text("row_way_alt", "name", row.Name, "value", row.Value, "way", v.way(row), "status", v.status(row)))
		case row.Way != nil:
			parts = append(parts, v.text("row_alt", "name", row.Name, "value", row.Value, "more", v.text("way")+" "+v.way(row)))
		case status != "":
			parts = append(parts, v.text("row_alt", "name", row.Name, "value", row.Value, "more", status))
		default:
			parts = append(parts, v.text("bar_alt", "part", row.Name, "value", row.Value))
		}
	}
	return v.sentences(parts)
}
