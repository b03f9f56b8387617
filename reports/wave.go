package reports

import (
	"slices"
	"strings"

	"heng/indicators"
)

// waveBox is what a poll has to disclose: ten items, every one of them, so that
// what is not known is seen.
type waveBox struct {
	Title string
	Break string // why its value is not to be compared with the ones before
	Same  *link  // the block of the section that has the rest, where another indicator is of the same poll
	Items []textItem
}

// wavesBroken reports whether the polls of an indicator were made otherwise from a
// period on that is after one and not after another.
func wavesBroken(i *indicators.Indicator, after, until string) bool {
	for period := range i.WaveBreaks() {
		if comparePeriods(period, after) > 0 && comparePeriods(period, until) <= 0 {
			return true
		}
	}
	return false
}

// pollOf names the poll that a wave is of: all that is disclosed but the question.
func (b *book) pollOf(w *indicators.Wave) string {
	key := strings.Join(w.Unpublished, " ")
	for _, item := range indicators.WaveItems() {
		if item != questionItem {
			key += "\x00" + b.waveItem(w, item)
		}
	}
	return key
}

const questionItem = "question"

// waves makes the boxes of the polls behind the value of the report period.
func (b *book) waves(e *entry) []waveBox {
	o := e.focus.Observation
	if o == nil {
		return nil
	}
	var boxes []waveBox
	for _, w := range e.indicator.WavesOf(o) {
		box := waveBox{Title: b.p.Text("wave.title")}
		if w.Period != "" {
			box.Title = b.p.Text("wave.title_period", "period", b.p.ShortPeriod(w.Period))
		}
		var changed []string
		for _, key := range e.indicator.WaveBreaks()[w.Period] {
			changed = append(changed, b.p.Text("wave."+key))
		}
		if len(changed) > 0 {
			box.Break = b.p.Text("wave.break", "items", changed)
		}
		items := indicators.WaveItems()
		poll := b.pollOf(w)
		if first := b.polls[poll]; first != nil && first != e && w.From != "" {
			box.Same = &link{ID: first.ID, Name: first.indicator.Name.In(b.p.Lang)}
			items = []string{questionItem}
		} else if b.polls != nil {
			b.polls[poll] = e
		}
		lacks := w.Lacks()
		for _, key := range items {
			text := b.waveItem(w, key)
			switch {
			case slices.Contains(w.Unpublished, key):
				text = b.p.Text("wave.not_published")
			case slices.Contains(lacks, key):
				text = b.p.Text("wave.not_stated")
			}
			box.Items = append(box.Items, textItem{b.p.Text("wave." + key), text})
		}
		boxes = append(boxes, box)
	}
	return boxes
}

func (b *book) waveItem(w *indicators.Wave, key string) string {
	lang := b.p.Lang
	switch key {
	case "commissioned_by":
		return w.CommissionedBy.In(lang)
	case "fielded_by":
		return w.FieldedBy.In(lang)
	case "fieldwork":
		return b.p.Text("wave.days", "from", b.date(w.From), "until", b.date(w.Until))
	case "population":
		return w.Population.In(lang)
	case "mode":
		return w.Mode.In(lang)
	case "respondents":
		if w.Respondents != nil {
			return b.p.Text("wave.people", "n", w.Respondents.Rat().Num().Int64())
		}
	case "margin":
		level := "95"
		if w.Confidence != nil {
			level = w.Confidence.String()
		}
		if w.Margin != nil {
			return b.p.Text("wave.points", "margin", w.Margin.String(), "level", level)
		}
	case "weighting":
		return w.Weighting.In(lang)
	case "question":
		return w.Question.In(lang)
	case "funding":
		return w.Funding.In(lang)
	}
	return ""
}
