package indicators

import (
	"cmp"
	"fmt"
	"slices"

	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// Wave is one fielding of a poll: what whoever publishes a result of it has to
// disclose. A fact that was never published is said to be so, in words.
type Wave struct {
	Period         string        `yaml:"period" doc:"the period whose value it gives; left out where the indicator has none"`
	CommissionedBy Label         `yaml:"commissioned_by" doc:"委託單位"`
	FieldedBy      Label         `yaml:"fielded_by" doc:"執行單位"`
	From           string        `yaml:"from" doc:"調查期間: the first day of fieldwork"`
	Until          string        `yaml:"until" doc:"調查期間: the last day of fieldwork"`
	Population     locale.Text   `yaml:"population" doc:"對象: who was asked"`
	Mode           locale.Text   `yaml:"mode" doc:"方法: how they were reached and drawn"`
	Respondents    *Number       `yaml:"respondents" doc:"有效樣本: those whose answers count"`
	Margin         *Number       `yaml:"margin" doc:"抽樣誤差: plus or minus, in percentage points"`
	Confidence     *Number       `yaml:"confidence" doc:"the level of the margin, in per cent; default 95"`
	Weighting      locale.Text   `yaml:"weighting" doc:"加權: by what answers are weighted, or that they are not"`
	Question       locale.Text   `yaml:"question" doc:"題目原文: the words that were asked, in the language of the poll and translated"`
	Funding        Label         `yaml:"funding" doc:"經費來源"`
	Unpublished    []string      `yaml:"unpublished" doc:"keys of this list whose fact the pollster did not publish, as far as is known"`
	Node           *yamldoc.Node `yaml:"-"`
}

// WaveItems are the keys of the ten things to disclose, in the order in which
// they are printed.
func WaveItems() []string {
	return []string{
		"commissioned_by", "fielded_by", "fieldwork", "population", "mode", "respondents", "margin", "weighting", "question", "funding",
	}
}

// Lacks lists the keys of what a wave does not say, in the order of WaveItems.
func (w *Wave) Lacks() []string {
	said := map[string]bool{
		"commissioned_by": !w.CommissionedBy.IsZero(), "fielded_by": !w.FieldedBy.IsZero(), "fieldwork": w.From != "" && w.Until != "",
		"population": len(w.Population) > 0, "mode": len(w.Mode) > 0, "respondents": w.Respondents != nil, "margin": w.Margin != nil,
		"weighting": len(w.Weighting) > 0, "question": len(w.Question) > 0, "funding": !w.Funding.IsZero(),
	}
	return slices.DeleteFunc(WaveItems(), func(key string) bool { return said[key] })
}

// WavesOf returns the waves that give the value of an observation, in the order of
// their fieldwork: those of its period, or of the last period before it that has
// any, whose value is shown in its place; the last one where there are no periods.
func (i *Indicator) WavesOf(o *Observation) []*Wave {
	waves := i.wavesInOrder()
	if o.Period != nil {
		waves = slices.DeleteFunc(waves, func(w *Wave) bool { return w.Period > *o.Period })
	}
	if len(waves) == 0 || o.Period == nil {
		return waves[max(0, len(waves)-1):]
	}
	last := waves[len(waves)-1].Period
	return slices.DeleteFunc(waves, func(w *Wave) bool { return w.Period != last })
}

func (i *Indicator) wavesInOrder() []*Wave {
	waves := slices.DeleteFunc(slices.Clone(i.Waves), func(w *Wave) bool { return w == nil })
	slices.SortStableFunc(waves, func(a, b *Wave) int {
		return cmp.Or(cmp.Compare(a.Period, b.Period), cmp.Compare(a.Until, b.Until), cmp.Compare(a.From, b.From))
	})
	return waves
}

// WaveBreaks gives the periods with which an indicator's series begins anew, and
// why: keys of what was asked otherwise than in the wave before. What one of two
// waves does not say is no break; that it is not said is a warning of its own.
func (i *Indicator) WaveBreaks() map[string][]string {
	breaks := map[string][]string{}
	var before *Wave
	for _, w := range i.wavesInOrder() {
		if before != nil && w.Period != before.Period {
			for _, part := range []struct {
				key      string
				was, now locale.Text
			}{{"question", before.Question, w.Question}, {"mode", before.Mode, w.Mode}, {"population", before.Population, w.Population}} {
				if len(part.was) > 0 && len(part.now) > 0 && !sameText(part.was, part.now) {
					breaks[w.Period] = append(breaks[w.Period], part.key)
				}
			}
		}
		before = w
	}
	return breaks
}

// sameText reports whether two texts agree in every language that both are in.
func sameText(a, b locale.Text) bool {
	for lang, text := range a {
		if other, there := b[lang]; there && other != text {
			return false
		}
	}
	return true
}

// breakLine marks an observation with which the series begins anew.
func (c *checked) breakLine(o *Observation) {
	if o.Value != nil && o.Period != nil && len(c.indicator.Waves) > 1 && c.indicator.WaveBreaks()[*o.Period] != nil {
		o.ObsStatus = Break
	}
}

// waveTerms is what of the waves decides an observation, for a fingerprint.
func (i *Indicator) waveTerms() string {
	breaks := i.WaveBreaks()
	text := ""
	for _, period := range sortedKeys(breaks) {
		text += fmt.Sprintf("%q %q\x00", period, breaks[period])
	}
	return text
}

// waves checks what an indicator says of its polls.
func (c *checker) waves(i *Indicator) {
	for _, w := range i.Waves {
		if w == nil || w.Node == nil {
			continue
		}
		n := w.Node
		for _, t := range []struct {
			key  string
			text locale.Text
		}{
			{"commissioned_by", locale.Text(w.CommissionedBy)}, {"fielded_by", locale.Text(w.FieldedBy)}, {"population", w.Population},
			{"mode", w.Mode}, {"weighting", w.Weighting}, {"question", w.Question}, {"funding", locale.Text(w.Funding)},
		} {
			c.text(n, i.ID, t.key, t.text)
		}
		from, fromGiven := c.date(n.Get("from"), i.ID, w.From)
		until, untilGiven := c.date(n.Get("until"), i.ID, w.Until)
		if fromGiven && untilGiven && until.Before(from) {
			c.add(n.Get("until"), i.ID, "wave_dates", locale.M("wave.dates"))
		}
		c.wavePeriod(i, w)
		c.waveNumbers(i, w)
		c.waveItems(i, w)
	}
	// An empty list says that nobody has fielded the question yet.
	if i.Measure.Kind() == "survey" && len(i.Waves) == 0 && !i.Node.Has("waves") && i.Status != "retired" {
		c.warn(i.Measure.Node, i.ID, "wave_none", locale.M("wave.none"), locale.M("wave.none_hint"))
	}
}

func (c *checker) wavePeriod(i *Indicator, w *Wave) {
	periods := i.Period.By != "" && i.Period.By != "none"
	switch {
	case periods && w.Period == "":
		c.add(w.Node, i.ID, "wave_period", locale.M("wave.period_missing"))
	case !periods && w.Period != "":
		c.add(w.Node.Get("period"), i.ID, "wave_period", locale.M("wave.period_unused"))
	case periods:
		c.periodCode(i, w.Node.Get("period"), w.Period)
	}
}

func (c *checker) waveNumbers(i *Indicator, w *Wave) {
	zero, whole := FromInt(0), FromInt(100)
	for _, part := range []struct {
		key   string
		value *Number
	}{{"respondents", w.Respondents}, {"margin", w.Margin}, {"confidence", w.Confidence}} {
		switch v := part.value; {
		case v == nil:
		case v.Cmp(zero) <= 0, part.key != "respondents" && v.Cmp(whole) >= 0, part.key == "respondents" && !v.Rat().IsInt():
			c.add(w.Node.Get(part.key), i.ID, "wave_number", locale.M("wave.number_"+part.key))
		}
	}
}

// waveItems warns of what is neither said nor said to be unpublished.
func (c *checker) waveItems(i *Indicator, w *Wave) {
	lacks := w.Lacks()
	for at, key := range w.Unpublished {
		switch {
		case !slices.Contains(WaveItems(), key):
			c.add(w.Node.Get("unpublished", at), i.ID, "unknown_value", locale.M("indicator.unknown_value", "value", key), nearest(key, WaveItems()))
		case !slices.Contains(lacks, key):
			c.add(w.Node.Get("unpublished", at), i.ID, "wave_unpublished", locale.M("wave.unpublished", "key", key))
		}
	}
	lacks = slices.DeleteFunc(lacks, func(key string) bool { return slices.Contains(w.Unpublished, key) })
	if len(lacks) > 0 && i.Status != "retired" {
		c.warn(w.Node, i.ID, "wave_incomplete", locale.M("wave.incomplete", "keys", lacks), locale.M("wave.incomplete_hint"))
	}
}
