package reports

import (
	"html/template"

	"heng/internal/locale"
)

// badge is a status as the page shows it: a shape, a word and, as the last of
// the three, a colour.
type badge struct {
	Status status
	Word   string
	Shape  template.HTML // the inside of an SVG of 16 × 16
}

// shapes tell the statuses apart without colour, on a screen and in print.
var shapes = map[status]template.HTML{
	met:      `<circle cx="8" cy="8" r="7"/><path d="M4.6 8.3l2.3 2.3 4.5-4.8" fill="none" stroke="#fff" stroke-width="2"/>`,
	onTrack:  `<circle cx="8" cy="8" r="7"/>`,
	atRisk:   `<path d="M8 .8l7.2 7.2L8 15.2L.8 8z"/>`,
	offTrack: `<path d="M1.5 2h13L8 14.6z"/>`,
	notMet:   `<path d="M2 2h12v12H2z"/>`,
	noData:   `<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="3 2.2"/>`,
	notDue:   `<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="2"/><path d="M8 4.5V8l2.5 1.7" fill="none" stroke="currentColor" stroke-width="1.6"/>`,
	noStatus: `<path d="M3 8h10" stroke="currentColor" stroke-width="2"/>`,
}

func newBadge(p locale.Printer, s status) badge {
	return badge{Status: s, Word: p.Text("report.status_" + string(s)), Shape: shapes[s]}
}
