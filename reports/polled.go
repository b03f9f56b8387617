package reports

import "heng/indicators"

// polledFacts are what stands behind the value of a poll: its interval and how it
// was made, and how many answered.
func (b *book) polledFacts(o *indicators.Observation) []fact {
	if o.Polled == nil || o.Value == nil {
		return nil
	}
	text := func(s string) sentence { return sentence{{Text: s}} }
	interval := b.p.Text("poll.no_interval")
	decimals := int32(3)
	if o.Unit == "percent" || o.Unit == "points" {
		decimals = 1
	}
	if o.Low != nil && o.High != nil && o.Method != nil {
		interval = b.p.Text("poll.range", "low", o.Low.Decimal(decimals).String(), "high", o.High.Decimal(decimals).String(), "method", b.p.Text(methodKeys[*o.Method]))
	}
	facts := []fact{{Label: b.p.Text("poll.interval"), Value: text(interval)}}
	if o.Polled.Respondents == 0 {
		return facts
	}
	respondents := fact{Label: b.p.Text("poll.respondents"), Value: text(b.p.Text("wave.people", "n", o.Polled.Respondents))}
	if n := o.Polled.EffectiveN; n != nil {
		respondents.Note = b.p.Text("poll.effective", "n", n.Decimal(0).String())
	}
	if o.Polled.Reliability() != indicators.Adequate {
		respondents.Note = b.join(respondents.Note, b.p.Text("poll.small"))
	}
	return append(facts, respondents)
}

// methodKeys are the catalogue's names of how an interval is made.
var methodKeys = map[string]string{
	"taylor-logit": "poll.taylor-logit", "taylor-t": "poll.taylor-t", "wilson-kish": "poll.wilson-kish", "wilson": "poll.wilson",
}
