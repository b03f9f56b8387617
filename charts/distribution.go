package charts

import (
	"encoding/json"
	"math"
	"slices"
	"strings"

	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"heng/indicators"
	"heng/internal/locale"
)

// KindDistribution is the shares of codes that have an order of their own.
const KindDistribution = "distribution"

const (
	distributionHeight = 190.0 // of the columns
	distributionSlot   = 120.0 // at most, from one column to the next
	distributionBar    = 15.0  // height of a lying bar
	distributionRim    = 3.0   // by which the outline of before is wider than the bar, at each side
	distributionNames  = 190.0 // at most, for the names beside lying bars
)

// Distribution draws how much of a whole each code has at the report period,
// in the order of Parts, which is that of the field's codes and not of their
// size: columns, or bars where names or codes are many. Where there are
// PartsBefore, an outline about each shows its share at the period Compare.
// False when the whole is nothing, when a part is below zero, or when the
// indicator's parts do not make up a whole.
func Distribution(p locale.Printer, in Input) (Chart, bool) {
	d := distribution{sheet: newSheet(p, in)}
	if !composable(d.Indicator) || !d.gather() {
		return Chart{}, false
	}
	chart := d.chart(KindDistribution, d.alt(), d.table())
	if len(d.levels) > barsMost {
		d.more = len(d.levels) - barsMost
		d.levels = d.levels[:barsMost]
	}
	var ok bool
	chart.Option, chart.Height, ok = d.option()
	return chart, ok
}

type distribution struct {
	sheet
	levels      []level
	now, before *indicators.Number // the wholes; before is nil when there is nothing to compare with
	more        int                // levels beyond those drawn

	canvas canvas
	plot   box
	bar    float64 // width of a bar
}

// level is a code with its observations at the two periods.
type level struct {
	name        string
	now, before *indicators.Observation
	unknown     bool
}

func (d *distribution) gather() bool {
	index := map[string]int{}
	at := func(o *indicators.Observation) *level {
		name := d.partLabel(o)
		i, known := index[name]
		if !known {
			i = len(d.levels)
			index[name] = i
			d.levels = append(d.levels, level{name: name, unknown: isUnknown(o)})
		}
		return &d.levels[i]
	}
	var now, before []*indicators.Observation
	for i := range d.Parts {
		if l := at(&d.Parts[i]); l.now == nil {
			l.now, now = &d.Parts[i], append(now, &d.Parts[i])
		}
	}
	for i := range d.PartsBefore {
		if l := at(&d.PartsBefore[i]); l.before == nil {
			l.before, before = &d.PartsBefore[i], append(before, &d.PartsBefore[i])
		}
	}
	var ok, comparable bool
	d.now, ok = addUp(now)
	if d.before, comparable = addUp(before); !comparable || isZero(d.before) {
		d.before = nil
	}
	return ok && !isZero(d.now)
}

func share(o *indicators.Observation, whole *indicators.Number) float64 {
	if !drawable(o) || isZero(whole) {
		return 0
	}
	return o.Value.Over(1, whole).Float()
}

// most is the largest share, to which the scale reaches.
func (d *distribution) most() float64 {
	most := 0.0
	for _, l := range d.levels {
		most = math.Max(most, math.Max(share(l.now, d.now), share(l.before, d.before)))
	}
	return most
}

// shareOf and figure are what stands at a bar: its share, and the value.
func (d *distribution) shareOf(o *indicators.Observation, whole *indicators.Number) string {
	if !drawable(o) {
		return d.absence(o)
	}
	return d.shareText(o.Value, whole, 0)
}

func (d *distribution) figure(o *indicators.Observation) string {
	if !drawable(o) {
		return ""
	}
	return d.value(o.Value)
}

// past is the share before, with the period it is of.
func (d *distribution) past(l level) string {
	if d.before == nil {
		return ""
	}
	return d.kindText("at_period", "period", d.period(d.Compare), "value", d.shareOf(l.before, d.before))
}

func (d *distribution) option() (option []byte, height int, ok bool) {
	d.canvas = canvas{width: d.width()}
	top := d.key()
	if d.standing() {
		height = d.layColumns(top)
		option, ok = d.write(false)
		return option, height, ok
	}
	height = d.layRows(top)
	option, ok = d.write(true)
	return option, height, ok
}

// key names the two periods with their wholes.
func (d *distribution) key() float64 {
	entries := []keyEntry{{fill: accent, text: d.wholeText(d.Period, d.now)}}
	if d.before != nil {
		entries = append(entries, keyEntry{sign: keyOutline, text: d.wholeText(d.Compare, d.before)})
	}
	return d.canvas.key(entries, d.width()-2)
}

func (d *distribution) wholeText(period string, whole *indicators.Number) string {
	if period == "" {
		return d.kindText("whole_alone", "value", d.value(whole))
	}
	return d.kindText("whole_at", "period", d.period(period), "value", d.value(whole))
}

func (d *distribution) slot() float64 {
	return math.Min(distributionSlot, (d.width()-16)/float64(len(d.levels)))
}

// standing reports whether the names and figures fit under and over columns.
func (d *distribution) standing() bool {
	room := d.slot() - 8
	for _, l := range d.levels {
		if isCut(wrap(l.name, small, room)) {
			return false
		}
		for _, text := range []string{d.shareOf(l.now, d.now), d.figure(l.now), d.past(l)} {
			if textWidth(text, normal)*boldWidth > room {
				return false
			}
		}
	}
	return !d.Narrow
}

// layColumns lays the codes out as columns with their figures above and their
// names below.
func (d *distribution) layColumns(top float64) int {
	slot, rows := d.slot(), 2.0
	if d.before != nil {
		rows = 3
	}
	head := top + 8 + rows*16
	left := (d.width() - slot*float64(len(d.levels))) / 2
	d.plot = box{left, head, left + slot*float64(len(d.levels)), head + distributionHeight}
	d.bar = math.Min(56, 0.6*slot)
	most := d.most()
	y := func(share float64) float64 { return d.plot.bottom - share/most*distributionHeight }
	nameLines := 1.0
	for i, l := range d.levels {
		x := left + (float64(i)+0.5)*slot
		high := math.Max(share(l.now, d.now), share(l.before, d.before))
		if share(l.before, d.before) > 0 {
			edge := y(share(l.before, d.before))
			d.canvas.line(segment{x - d.bar/2, edge, x + d.bar/2, edge}, paper, 3.6, nil, above)
			d.canvas.outline(box{x - d.bar/2 - distributionRim, edge, x + d.bar/2 + distributionRim, d.plot.bottom}, quietInk, 1.2)
		}
		over := y(high) - 10
		for _, line := range []struct {
			text  string
			style textStyle
		}{
			{d.past(l), textStyle{size: small, color: quietInk}},
			{d.figure(l.now), textStyle{size: small, color: ink}},
			{d.shareOf(l.now, d.now), d.shareStyle(l)},
		} {
			if line.text != "" {
				d.canvas.text(x, over, line.text, line.style)
				over -= 16
			}
		}
		block := wrap(l.name, small, slot-8)
		nameLines = math.Max(nameLines, float64(len(block)))
		d.canvas.text(x, d.plot.bottom+6+float64(len(block))*8, strings.Join(block, "\n"), textStyle{size: small, color: ink})
	}
	d.canvas.line(segment{d.plot.left, d.plot.bottom, d.plot.right, d.plot.bottom}, axisRule, 1, nil, below)
	return d.notes(d.plot.bottom + 8 + nameLines*16)
}

func (d *distribution) shareStyle(l level) textStyle {
	if !drawable(l.now) {
		return textStyle{size: small, color: quietInk}
	}
	return textStyle{size: normal, color: accent, bold: true}
}

// layRows lays the codes out under each other: name, bar, figures; or, where
// those leave too little for the bar, name and figures above it.
func (d *distribution) layRows(top float64) int {
	names, figures := 0.0, 0.0
	for _, l := range d.levels {
		names = math.Max(names, textWidth(l.name, small))
		figures = math.Max(figures, math.Max(textWidth(d.rowText(l), normal)*boldWidth, textWidth(d.past(l), small)))
	}
	names = math.Min(names, math.Min(distributionNames, d.width()*0.3))
	over := d.width()-names-figures-24 < 0.3*d.width() || slices.ContainsFunc(d.levels, func(l level) bool { return isCut(wrap(l.name, small, names+1)) })
	pitch, left, right := distributionBar+14, names+10, d.width()-figures-12
	middle := 0.5 * pitch // of a bar within its row
	switch {
	case over && d.before != nil:
		pitch, left, right, middle = 62, 4, d.width()-6, 47
	case over:
		pitch, left, right, middle = 48, 4, d.width()-6, 31
	case d.before != nil:
		pitch, middle = 38, 19
	}
	d.bar = distributionBar
	top += 6
	// A category's bar is in the middle of its row.
	shift := middle - pitch/2
	d.plot = box{left, top + shift, right, top + shift + pitch*float64(len(d.levels))}
	most := d.most()
	x := func(share float64) float64 { return left + share/most*(right-left) }
	for i, l := range d.levels {
		start := top + float64(i)*pitch
		y := start + middle
		if before := share(l.before, d.before); before > 0 {
			d.canvas.line(segment{x(before), y - d.bar/2, x(before), y + d.bar/2}, paper, 3.6, nil, above)
			d.canvas.outline(box{left, y - d.bar/2 - distributionRim, x(before), y + d.bar/2 + distributionRim}, quietInk, 1.2)
		}
		text, past, style := d.rowText(l), d.past(l), d.shareStyle(l)
		if over {
			style.align = "right"
			text = fit(text, style.size, (d.width()-20)*0.6)
			d.canvas.text(d.width()-4, start+10, text, style)
			past = fit(past, small, d.width()/2)
			room := d.width() - 20 - math.Max(textWidth(text, style.size)*boldWidth, textWidth(past, small))
			name := []string{fit(l.name, small, room)}
			if past != "" {
				name = wrap(l.name, small, room) // the second line is there anyway
			}
			d.canvas.text(4, start+10+float64(len(name)-1)*7, strings.Join(name, "\n"), textStyle{size: small, color: ink, align: "left"})
			d.canvas.text(d.width()-4, start+27, past, textStyle{size: small, color: quietInk, align: "right"})
			continue
		}
		style.align = "left"
		at := math.Max(x(share(l.now, d.now)), x(share(l.before, d.before))) + 8
		name := strings.Join(wrap(l.name, small, names+1), "\n")
		d.canvas.text(names+4, y, name, textStyle{size: small, color: ink, align: "right"})
		up := 0.0
		if past != "" {
			up = 8
			d.canvas.text(at, y+9, past, textStyle{size: small, color: quietInk, align: "left"})
		}
		d.canvas.text(at, y-up, text, style)
	}
	if !over {
		d.canvas.line(segment{left, top, left, top + pitch*float64(len(d.levels))}, axisRule, 1, nil, below)
	}
	return d.notes(top + pitch*float64(len(d.levels)) + 4)
}

// rowText is a share with its value, or why there is none.
func (d *distribution) rowText(l level) string {
	if !drawable(l.now) {
		return d.absence(l.now)
	}
	return d.kindText("share_value", "share", d.shareOf(l.now, d.now), "value", d.figure(l.now))
}

// notes writes under the drawing what it cannot show, and returns its height.
func (d *distribution) notes(y float64) int {
	for _, note := range d.remarks() {
		y = d.canvas.paragraph(note, d.width()-2, y+2)
	}
	if d.more > 0 {
		y = d.canvas.paragraph(d.text("more", "n", d.more), d.width()-2, y+2)
	}
	return int(math.Ceil(y + 4))
}

// remarks name the periods whose figures are provisional, and the compared one
// when it has nothing to show.
func (d *distribution) remarks() []string {
	var now, before []*indicators.Observation
	for _, l := range d.levels {
		now, before = append(now, l.now), append(before, l.before)
	}
	var periods, remarks []string
	if provisionalIn(before) {
		periods = append(periods, d.period(d.Compare))
	}
	if provisionalIn(now) {
		periods = append(periods, d.period(d.Period))
	}
	if len(periods) > 0 {
		remarks = append(remarks, d.text("absent_alt", "reason", d.text("provisional"), "periods", periods))
	}
	if d.before == nil && d.Compare != "" {
		sum, _ := addUp(before)
		reason := d.text("no_data")
		if sum != nil {
			reason = d.kindText("zero_whole")
		}
		remarks = append(remarks, d.text("absent_alt", "reason", reason, "periods", d.period(d.Compare)))
	}
	return remarks
}

func (d *distribution) write(lying bool) ([]byte, bool) {
	names, data := make([]string, len(d.levels)), make([]any, len(d.levels))
	for i, l := range d.levels {
		names[i] = l.name
		if !drawable(l.now) {
			continue
		}
		color := accent
		if l.unknown {
			color = axisRule
		}
		data[i] = map[string]any{"value": json.Number(jsonFloat(share(l.now, d.now))), "itemStyle": map[string]any{"color": color}}
	}
	bar := echarts.NewBar()
	bar.SetXAxis(names).AddSeries("", []opts.BarData{})
	return d.canvas.option(bar, d.plot, func(option, series map[string]any) {
		series["data"], series["barWidth"] = data, round(d.bar)
		categories := map[string]any{"type": "category", "show": false, "inverse": lying, "data": names}
		option["xAxis"], option["yAxis"] = categories, hiddenAxis(0, d.most())
		if lying {
			option["xAxis"], option["yAxis"] = hiddenAxis(0, d.most()), categories
		}
	})
}

func (d *distribution) table() Table {
	table := Table{Caption: d.caption(), Columns: []string{d.text("group"), d.periodOr(d.Period)}}
	compared := slices.ContainsFunc(d.levels, func(l level) bool { return l.before != nil })
	if compared {
		table.Columns = append(table.Columns, d.periodOr(d.Compare))
	}
	for _, l := range d.levels {
		row := []string{l.name, d.shareCell(l.now, d.now)}
		if compared {
			row = append(row, d.shareCell(l.before, d.before))
		}
		table.Rows = append(table.Rows, row)
	}
	row := []string{d.kindText("whole_of"), d.value(d.now)}
	if compared {
		whole := d.text("no_data")
		if d.before != nil {
			whole = d.value(d.before)
		}
		row = append(row, whole)
	}
	table.Rows = append(table.Rows, row)
	return table
}

// periodOr is a period as a heading, or a word where there is none.
func (d *distribution) periodOr(code string) string {
	if code == "" {
		return d.text("value")
	}
	return d.period(code)
}

func (d *distribution) alt() string {
	parts := []string{d.kindText("distribution_alt_no_period", "name", d.name(), "value", d.value(d.now))}
	if d.Period != "" {
		parts[0] = d.kindText("distribution_alt", "name", d.name(), "period", d.period(d.Period), "value", d.value(d.now))
	}
	var before []string
	for i, l := range d.levels {
		if i == barsMost {
			parts = append(parts, d.text("more", "n", len(d.levels)-barsMost))
			break
		}
		parts = append(parts, d.text("bar_alt", "part", l.name, "value", d.shareCell(l.now, d.now)))
		if d.before != nil {
			text := d.absence(l.before)
			if drawable(l.before) {
				text = d.shareText(l.before.Value, d.before, 1)
			}
			before = append(before, d.kindText("share_of", "part", l.name, "share", text))
		}
	}
	if len(before) > 0 {
		parts = append(parts, d.kindText("composition_alt", "row", d.period(d.Compare), "shares", before))
	}
	return d.sentences(append(parts, d.remarks()...))
}
