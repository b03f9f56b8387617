package reports

import (
	"heng/indicators"
	"heng/internal/locale"
)

// Summary says in a line per dimension what the report says: how many
// indicators stand where, and which moved most in percentage points.
func Summary(p locale.Printer, in Input) []string {
	b := newBook(p, in)
	var lines []string
	for _, c := range b.dimensions {
		lines = append(lines, p.Text("report.summary_line", "dimension", b.dimensionTitle(c), "text", b.dimensionSummary(c)))
	}
	return lines
}

// dimensionSummary is what the page and the command line say of a dimension.
func (b *book) dimensionSummary(c *branch) string {
	if len(c.Entries) == 0 {
		return b.p.Text("report.no_indicators")
	}
	return b.join(b.tally(c), b.largestMove(c))
}

// distance returns how far an indicator moved, without a sign.
func distance(e *entry) *indicators.Number {
	now, before := e.focus.Observation.Value, e.focus.Before.Value
	if now.Cmp(before) < 0 {
		return before.Sub(now)
	}
	return now.Sub(before)
}
