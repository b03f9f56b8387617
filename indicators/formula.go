package indicators

import "strings"

// FormulaLine is a line of a definition as its author wrote it: which part it is
// (population, where, share, numerator, period …) and its text.
type FormulaLine struct{ Part, Text string }

// Formula lists the lines that say how an indicator is computed, in the order in which
// they are read.
func (i *Indicator) Formula() []FormulaLine {
	lines := []FormulaLine{{"population", i.Population}}
	add := func(part string, e *Expression) {
		if e != nil {
			lines = append(lines, FormulaLine{part, e.Text})
		}
	}
	m := i.Measure
	add("where", i.Where)
	add("count", m.Count)
	add("distinct", m.Distinct)
	add("share", m.Share)
	add("sum", m.Sum)
	add("mean", m.Mean)
	add("median", m.Median)
	if m.Percentile != nil {
		add("percentile", m.Percentile.Of)
		lines = append(lines, FormulaLine{"at", m.Percentile.At})
	}
	if m.Ratio != nil {
		add("numerator", m.Ratio.Numerator)
		add("denominator", m.Ratio.Denominator)
	}
	if m.Concentration != nil {
		add("concentration", m.Concentration.Of)
		add("by", m.Concentration.By)
	}
	if m.Achievement != nil {
		lines = append(lines, FormulaLine{"achievement", strings.Trim(strings.TrimPrefix(m.Achievement.Text(), "achievement: "), "{}")})
	}
	if m.Survey != nil {
		lines = append(lines, FormulaLine{"survey", m.Survey.Text()})
	}
	add("value", m.Value)
	if i.Period.By != "" && i.Period.By != "none" {
		text := i.Period.By
		if i.Period.Of != nil {
			text += " of " + i.Period.Of.Text
		}
		lines = append(lines, FormulaLine{"period", text})
	}
	return lines
}
