package reports

import "heng/indicators"

// achievedFacts lists how the results behind an achievement are distributed: the
// value says how many met their target, and the reader asks how far the others
// came and why some have no verdict.
func (b *book) achievedFacts(o *indicators.Observation) []fact {
	a := o.Achieved
	if a == nil || a.Judged()+o.Missing == 0 {
		return nil
	}
	text := func(key string, pairs ...any) sentence { return sentence{{Text: b.p.Text("achieve."+key, pairs...)}} }
	facts := []fact{{Label: b.p.Text("achieve.results"), Value: text("distribution",
		"met", a.Met, "on", a.OnTrack, "risk", a.AtRisk, "off", a.OffTrack, "plain", a.NoScale), Told: true}}
	if a.NoActual+a.NoTarget+a.Contradictory > 0 {
		facts = append(facts, fact{Label: b.p.Text("achieve.unjudged"), Value: text("reasons",
			"actual", a.NoActual, "target", a.NoTarget, "against", a.Contradictory), Told: true})
	}
	if a.Summary != "mean" {
		return facts
	}
	weighing := "equal"
	if a.Weighted {
		weighing = "weighted"
	}
	facts = append(facts, fact{Label: b.p.Text("achieve.weighing"), Value: text(weighing), Told: true})
	if a.Low != nil {
		facts = append(facts, fact{Label: b.p.Text("achieve.cap"), Value: text("capped", "n", a.Capped, "low", a.Low.String(), "high", a.High.String()), Told: true})
	}
	return facts
}
