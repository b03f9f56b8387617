package charts

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strings"

	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"heng/indicators"
	"heng/internal/locale"
)

// KindStacked is the shares of the codes of a breakdown, a column or row a
// period or a group.
const KindStacked = "stacked"

const (
	stackedHeight  = 300
	stackedMost    = 6    // codes told apart; of more, the smallest are pooled
	stackedColumn  = 62.0 // width of a column at most
	stackedNames   = 170  // at most, for the names beside the last column
	stackedColumns = 24   // beyond which periods are rows, too
	stackedBar     = 22.0 // height of a row's bar
	stackedLabel   = 90.0 // up to which width the name of a row stands at its left
)

// StackedInput is what a Stacked draws: the Input without its Total, Parts and
// Expected, and a row a period or a group.
type StackedInput struct {
	Input
	Rows []Row
}

// Row is one whole of a Stacked with its parts.
type Row struct {
	Period string                   // its code; empty for a group
	Label  string                   // of a group; default: the period as the page writes it
	Total  *indicators.Observation  // says why there are no parts; may be nil
	Parts  []indicators.Observation // in the order to draw
}

// RowsByPeriod makes the rows of a Stacked from the observations of one
// breakdown in any periods: a row for each expected period, and for each other
// that has an observation, in order of their codes. Totals say why a period
// has none.
func RowsByPeriod(expected []string, parts, totals []indicators.Observation) []Row {
	codes := slices.Clone(expected)
	for _, o := range parts {
		if o.Period != nil && *o.Period != indicators.Unknown && !slices.Contains(codes, *o.Period) {
			codes = append(codes, *o.Period)
		}
	}
	if len(codes) > len(expected) {
		slices.Sort(codes) // codes of one kind of period are then in order of time
	}
	rows := make([]Row, len(codes))
	for i, code := range codes {
		rows[i].Period = code
		for j := range totals {
			if o := &totals[j]; o.Period != nil && *o.Period == code && len(o.Breakdown) == 0 {
				rows[i].Total = o
			}
		}
		for _, o := range parts {
			if o.Period != nil && *o.Period == code && len(o.Breakdown) > 0 {
				rows[i].Parts = append(rows[i].Parts, o)
			}
		}
	}
	return rows
}

// Stacked draws how a whole is made up: the shares of the codes of a breakdown
// as columns or rows of one length, a period or a group each. Of more than six
// codes the smallest are pooled; a period without data is a gap that says so.
// False when no row has a whole above zero, when a part is below zero, or when
// the indicator's parts do not make up a whole.
func Stacked(p locale.Printer, in StackedInput) (Chart, bool) {
	s := stacked{sheet: newSheet(p, in.Input)}
	if !composable(s.Indicator) || !s.gather(in.Rows) {
		return Chart{}, false
	}
	chart := s.chart(KindStacked, s.alt(), s.table())
	var ok bool
	chart.Option, chart.Height, ok = s.option()
	return chart, ok
}

type stacked struct {
	sheet
	rows  []stackedRow
	parts []stackedPart // in the order of the drawing
	whole []string      // all codes, for the table

	canvas canvas
	plot   box
}

// stackedRow is a row with its whole, and its parts by label.
type stackedRow struct {
	label   string
	period  string
	total   *indicators.Observation
	sum     *indicators.Number // nil or zero: a gap
	byLabel map[string]*indicators.Observation
	parts   []*indicators.Observation
}

// stackedPart is what is told apart: a code, or the pool of the smallest.
type stackedPart struct {
	name   string
	labels []string // of its codes
	shade  shade
}

func (r stackedRow) drawn() bool { return !isZero(r.sum) }

// gather reads the rows and chooses the parts; false when nothing can be drawn.
func (s *stacked) gather(rows []Row) bool {
	size := map[string]float64{} // of a code: the sum of its shares
	unknown := map[string]bool{}
	drawn := 0
	for _, row := range rows {
		r := stackedRow{label: plain(row.Label), period: row.Period, total: row.Total, byLabel: map[string]*indicators.Observation{}}
		if r.label == "" {
			r.label = s.period(row.Period)
		}
		for i := range row.Parts {
			o := &row.Parts[i]
			label := s.partLabel(o)
			if r.byLabel[label] != nil {
				continue
			}
			r.byLabel[label], r.parts = o, append(r.parts, o)
			if !slices.Contains(s.whole, label) {
				s.whole = append(s.whole, label)
				unknown[label] = isUnknown(o)
			}
		}
		var ok bool
		if r.sum, ok = addUp(r.parts); !ok {
			return false
		}
		if r.drawn() {
			drawn++
			for label, o := range r.byLabel {
				if drawable(o) {
					size[label] += o.Value.Over(1, r.sum).Float()
				}
			}
		}
		s.rows = append(s.rows, r)
	}
	s.choose(size, unknown)
	return drawn > 0
}

// choose makes the parts: the codes in their order, those that state no code
// last, and of more than six the smallest pooled.
func (s *stacked) choose(size map[string]float64, unknown map[string]bool) {
	ranked := slices.DeleteFunc(slices.Clone(s.whole), func(label string) bool { return unknown[label] })
	slices.SortStableFunc(ranked, func(a, b string) int { return cmp.Compare(size[b], size[a]) })
	var pool []string
	if room := stackedMost; len(ranked) > room {
		if len(ranked) < len(s.whole) {
			room-- // rows that state no code need one
		}
		pool = ranked[room-1:]
	}
	named := len(ranked) - len(pool)
	for _, label := range s.whole {
		if !unknown[label] && !slices.Contains(pool, label) {
			s.parts = append(s.parts, stackedPart{label, []string{label}, steps[stepsFor[named][len(s.parts)]]})
		}
	}
	if len(pool) > 0 {
		s.parts = append(s.parts, stackedPart{s.kindText("other", "n", len(pool)), pool, otherShade})
	}
	for _, label := range s.whole {
		if unknown[label] {
			s.parts = append(s.parts, stackedPart{label, []string{label}, unknownShade})
		}
	}
}

// amount is what a part has in a row; nil when none of its codes has a value.
func (s *stacked) amount(r stackedRow, part stackedPart) *indicators.Number {
	var list []*indicators.Observation
	for _, label := range part.labels {
		list = append(list, r.byLabel[label])
	}
	sum, _ := addUp(list)
	return sum
}

// share is a part of a row, from 0 to 1.
func (s *stacked) share(r stackedRow, part stackedPart) float64 {
	if n := s.amount(r, part); n != nil && r.drawn() {
		return n.Over(1, r.sum).Float()
	}
	return 0
}

// reason says why a row is a gap.
func (s *stacked) reason(r stackedRow) string {
	if r.sum != nil {
		return s.kindText("zero_whole")
	}
	for _, o := range append([]*indicators.Observation{r.total}, r.parts...) {
		if reason := s.absence(o); o != nil && reason != s.text("no_data") {
			return reason
		}
	}
	return s.text("no_data")
}

// byPeriod reports whether every row is a period.
func (s *stacked) byPeriod() bool {
	return !slices.ContainsFunc(s.rows, func(r stackedRow) bool { return r.period == "" })
}

func (s *stacked) option() (option []byte, height int, ok bool) {
	s.canvas = canvas{width: s.width()}
	if s.Narrow || !s.byPeriod() || len(s.rows) > stackedColumns {
		return s.lying()
	}
	return s.standing()
}

// standing lays the rows out as columns, with the names beside the last.
func (s *stacked) standing() ([]byte, int, bool) {
	last := 0
	for i, r := range s.rows {
		if r.drawn() {
			last = i
		}
	}
	var names [][]string
	centres, heights := make([]float64, len(s.parts)), make([]float64, len(s.parts))
	widest := 0.0
	for i, part := range s.parts {
		names = append(names, wrap(part.name, small, stackedNames))
		w, h := blockSize(names[i])
		widest, heights[i] = math.Max(widest, w), h+4
	}
	left := textWidth(s.kindText("whole_of"), small) + 12
	s.plot = box{left, 26, s.width() - widest - 36, stackedHeight - 28}
	foot := s.plot.bottom + 28
	slot := (s.plot.right - s.plot.left) / float64(len(s.rows))
	bar := math.Min(stackedColumn, 0.8*slot)
	x := func(i int) float64 { return s.plot.left + (float64(i)+0.5)*slot }
	y := func(share float64) float64 { return s.plot.bottom - share*(s.plot.bottom-s.plot.top) }

	s.standingGaps(slot)
	labelled := false
	for i, r := range s.rows {
		from := 0.0
		for j, part := range s.parts {
			to := from + s.share(r, part)
			text := s.segmentText(r, part)
			if textWidth(text, small) <= bar-4 && y(from)-y(to) >= 15 {
				s.canvas.text(x(i), y((from+to)/2), text, textStyle{size: small, color: part.shade.ink})
				labelled = true
			}
			if i == last {
				// From the top, as labels are spread.
				centres[len(s.parts)-1-j] = y((from + to) / 2)
			}
			from = to
		}
	}
	slices.Reverse(heights)
	for i, at := range spread(centres, heights, s.plot.top-6, s.plot.bottom+8) {
		j := len(s.parts) - 1 - i
		if last == len(s.rows)-1 { // no line runs through a gap
			s.canvas.line(segment{x(last) + bar/2 + 3, centres[i], s.plot.right + 10, at}, axisRule, 0.8, nil, below)
		}
		s.canvas.sign(keyEntry{fill: s.parts[j].shade.fill}, s.plot.right+13, at)
		s.canvas.text(s.plot.right+30, at, strings.Join(names[j], "\n"), textStyle{size: small, color: ink, align: "left"})
	}
	if !labelled {
		for _, share := range []float64{0, 0.5, 1} {
			s.canvas.text(s.plot.left-6, y(share), s.p.Integer(int64(100*share))+"%", textStyle{size: small, color: quietInk, align: "right"})
		}
	}
	s.periodLabels(slot)
	s.wholes(slot)
	height := s.notes(foot)
	option, ok := s.write(bar, false)
	return option, height, ok
}

// standingGaps marks stretches of columns without data.
func (s *stacked) standingGaps(slot float64) {
	for from := 0; from < len(s.rows); from++ {
		if s.rows[from].drawn() {
			continue
		}
		reason, to := s.reason(s.rows[from]), from
		for to+1 < len(s.rows) && !s.rows[to+1].drawn() && s.reason(s.rows[to+1]) == reason {
			to++
		}
		b := box{s.plot.left + float64(from)*slot + 2, s.plot.top, s.plot.left + float64(to+1)*slot - 2, s.plot.bottom}
		s.canvas.gap(b, reason, s.p.Lang == locale.ZhTW)
		from = to
	}
}

// periodLabels writes the periods under the columns: all, or every second,
// third …, counted from the last.
func (s *stacked) periodLabels(slot float64) {
	widest := 0.0
	for _, r := range s.rows {
		widest = math.Max(widest, textWidth(r.label, small))
	}
	every := max(1, int(math.Ceil((widest+6)/slot)))
	for _, step := range stepsOf(s.rows[len(s.rows)-1].period) {
		if step >= every {
			every = step
			break
		}
	}
	for i := len(s.rows) - 1; i >= 0; i -= every {
		text := fit(s.rows[i].label, small, math.Max(slot*float64(every), 60))
		half := textWidth(text, small) / 2
		x := math.Min(s.plot.left+(float64(i)+0.5)*slot, s.width()-2-half)
		s.canvas.text(math.Max(x, 2+half), s.plot.bottom+14, text, textStyle{size: small, color: quietInk})
	}
}

// wholes writes above the columns what they are shares of, where all fit.
func (s *stacked) wholes(slot float64) {
	for _, r := range s.rows {
		if r.drawn() && textWidth(s.value(r.sum), small) > slot-6 {
			return
		}
	}
	s.canvas.text(2, s.plot.top-13, s.kindText("whole_of"), textStyle{size: small, color: quietInk, align: "left"})
	for i, r := range s.rows {
		if r.drawn() {
			s.canvas.text(s.plot.left+(float64(i)+0.5)*slot, s.plot.top-13, s.value(r.sum), textStyle{size: small, color: quietInk})
		}
	}
}

// lying lays the rows out under each other, with the names above the first.
func (s *stacked) lying() ([]byte, int, bool) {
	var entries []keyEntry
	for _, part := range s.parts {
		entries = append(entries, keyEntry{fill: part.shade.fill, text: part.name})
	}
	top := s.canvas.key(entries, s.width()-2) + 8
	widest, wholes := 0.0, 0.0
	for _, r := range s.rows {
		widest = math.Max(widest, textWidth(r.label, small))
		if r.drawn() {
			wholes = math.Max(wholes, textWidth(s.value(r.sum), small))
		}
	}
	pitch, left, right := stackedBar+7, widest+10, s.width()-wholes-10
	over := widest > stackedLabel || wholes > stackedLabel
	if over { // name and whole stand over their bar
		pitch, left, right = stackedBar+26, 2, s.width()-2
	} else {
		s.canvas.text(s.width()-2, top+8, s.kindText("whole_of"), textStyle{size: small, color: quietInk, align: "right"})
		top += 18
	}
	s.plot = box{left, top, right, top + pitch*float64(len(s.rows))}
	x := func(share float64) float64 { return left + share*(right-left) }
	for i, r := range s.rows {
		middle := top + (float64(i)+0.5)*pitch
		beside, whole := middle, ""
		if r.drawn() {
			whole = s.value(r.sum)
		}
		if over {
			beside = middle - stackedBar/2 - 10
			room := s.width() - 16 - math.Min(textWidth(whole, small), s.width()/2)
			whole = fit(whole, small, s.width()/2)
			s.canvas.text(2, beside, fit(r.label, small, room), textStyle{size: small, color: ink, align: "left"})
		} else {
			s.canvas.text(left-8, beside, r.label, textStyle{size: small, color: ink, align: "right"})
		}
		s.canvas.text(s.width()-2, beside, whole, textStyle{size: small, color: quietInk, align: "right"})
		if !r.drawn() {
			s.canvas.gap(box{left, middle - stackedBar/2, right, middle + stackedBar/2}, s.reason(r), false)
		}
		from := 0.0
		for _, part := range s.parts {
			to := from + s.share(r, part)
			if text := s.segmentText(r, part); textWidth(text, small) <= x(to)-x(from)-6 {
				s.canvas.text(x((from+to)/2), middle, text, textStyle{size: small, color: part.shade.ink})
			}
			from = to
		}
	}
	height := s.notes(s.plot.bottom + 2)
	option, ok := s.write(stackedBar, true)
	return option, height, ok
}

// segmentText is the share of a part, as it stands in its field.
func (s *stacked) segmentText(r stackedRow, part stackedPart) string {
	n := s.amount(r, part)
	if isZero(n) || !r.drawn() {
		return ""
	}
	return s.shareText(n, r.sum, 0)
}

// notes writes under the drawing what it cannot show, and returns its height.
func (s *stacked) notes(y float64) int {
	for _, note := range s.remarks() {
		y = s.canvas.paragraph(note, s.width()-2, y+2)
	}
	s.canvas.height = y + 6
	return int(math.Ceil(s.canvas.height))
}

// remarks are the rows whose figures are provisional, those where a part has no value
// while others have, and those of which a part is suppressed.
func (s *stacked) remarks() []string {
	var provisional, partly, kept, remarks []string
	for _, r := range s.rows {
		if provisionalIn(r.parts) {
			provisional = append(provisional, r.label)
		}
		switch {
		case !r.drawn():
		case slices.ContainsFunc(r.parts, func(o *indicators.Observation) bool { return o != nil && o.ObsStatus == indicators.Suppressed }):
			kept = append(kept, r.label)
		case slices.ContainsFunc(r.parts, func(o *indicators.Observation) bool { return !drawable(o) }):
			partly = append(partly, r.label)
		}
	}
	if len(provisional) > 0 {
		remarks = append(remarks, s.text("absent_alt", "reason", s.text("provisional"), "periods", provisional))
	}
	if len(partly) > 0 {
		remarks = append(remarks, s.kindText("partly", "rows", partly))
	}
	if len(kept) > 0 {
		remarks = append(remarks, s.kindText("kept_back", "rows", kept))
	}
	return remarks
}

func (s *stacked) write(width float64, lying bool) ([]byte, bool) {
	labels := make([]string, len(s.rows))
	for i, r := range s.rows {
		labels[i] = r.label
	}
	bar := echarts.NewBar()
	bar.SetXAxis(labels).AddSeries("", []opts.BarData{})
	return s.canvas.option(bar, s.plot, func(option, series map[string]any) {
		var list []any
		for _, part := range s.parts {
			one := map[string]any{}
			for key, value := range series {
				one[key] = value
			}
			data := make([]any, len(s.rows))
			for i, r := range s.rows {
				if share := s.share(r, part); share > 0 {
					data[i] = json.Number(jsonFloat(share))
				}
			}
			one["name"], one["stack"], one["data"], one["barWidth"] = part.name, "whole", data, round(width)
			one["itemStyle"] = map[string]any{"color": part.shade.fill, "borderColor": paper, "borderWidth": 1.5}
			list = append(list, one)
		}
		option["series"] = list
		categories := map[string]any{"type": "category", "show": false, "data": labels, "inverse": lying}
		option["xAxis"], option["yAxis"] = categories, hiddenAxis(0, 1)
		if lying {
			option["xAxis"], option["yAxis"] = hiddenAxis(0, 1), categories
		}
	})
}
