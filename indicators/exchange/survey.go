package exchange

import (
	"encoding/json"
	"strconv"
	"strings"

	"heng/indicators"
)

// surveyColumns are what a survey has beside the columns of every observation:
// the keys of the object survey in the JSON and the last columns of the CSV, which
// are there where a survey is among the observations.
var surveyColumns = []struct {
	key, kind string
	value     func(*indicators.Polled) any
	text      func(*indicators.Polled) string // in the CSV, where it is no single thing
}{
	{"respondents", "integer", respondents, nil},
	{"effective_n", "number", func(p *indicators.Polled) any { return number(p.EffectiveN) }, nil},
	{"design_effect", "number", func(p *indicators.Polled) any { return number(p.Effect) }, nil},
	{"df", "integer", func(p *indicators.Polled) any { return positive(int64(p.DF)) }, nil},
	{"standard_error", "number", func(p *indicators.Polled) any { return number(p.Error) }, nil},
	{"reliability", "string", func(p *indicators.Polled) any { return string(p.Reliability()) }, nil},
	{
		"wave", "string", func(p *indicators.Polled) any { return differenceJSON(p.Wave) },
		func(p *indicators.Polled) string { return differenceText(p.Wave) },
	},
	{
		"rest", "string", func(p *indicators.Polled) any { return differenceJSON(p.Rest) },
		func(p *indicators.Polled) string { return differenceText(p.Rest) },
	},
	{"beside", "integer", func(p *indicators.Polled) any { return p.Beside }, nil},
	{
		"answers", "string", func(p *indicators.Polled) any { return answersJSON(p.Answers) },
		func(p *indicators.Polled) string { return answersText(p.Answers) },
	},
}

// difference is a difference in the JSON. Where it is between waves it says
// since which.
type difference struct {
	Period string `json:"period,omitempty"`
	Value  any    `json:"difference"`
	Low    any    `json:"low"`
	High   any    `json:"high"`
	Z      any    `json:"z"`
	Clear  bool   `json:"clear"`
	DF     any    `json:"df"` // null where no design is known
}

type answer struct {
	Code        string `json:"answer"`
	Role        string `json:"role"`
	Respondents int64  `json:"respondents"`
	Share       any    `json:"share"`
	OfBase      any    `json:"share_of_base"`
}

func surveyJSON(p *indicators.Polled) ([]byte, error) {
	var b strings.Builder
	for i, c := range surveyColumns {
		text, err := Compact(orNil(c.value(p)))
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Quote(c.key) + ":" + string(text))
	}
	return []byte("{" + b.String() + "}"), nil
}

func surveyCells(p *indicators.Polled) []string {
	cells := make([]string, len(surveyColumns))
	for i, c := range surveyColumns {
		switch {
		case p == nil:
		case c.text != nil:
			cells[i] = c.text(p)
		default:
			text, err := Compact(orNil(c.value(p)))
			if err == nil && string(text) != "null" {
				cells[i] = strings.Trim(string(text), `"`)
			}
		}
	}
	return cells
}

// hasSurvey reports whether a survey is among the observations.
func hasSurvey(observations []indicators.Observation) bool {
	for i := range observations {
		if observations[i].Polled != nil {
			return true
		}
	}
	return false
}

func differenceJSON(d *indicators.Difference) any {
	if d == nil {
		return nil
	}
	var freedom any
	if d.DF > 0 {
		freedom = d.DF
	}
	return difference{d.Period, orNil(number(d.Value)), orNil(number(d.Low)), orNil(number(d.High)), orNil(number(d.Z)), d.Clear, freedom}
}

func differenceText(d *indicators.Difference) string {
	if d == nil {
		return ""
	}
	var parts []string
	if d.Period != "" {
		parts = append(parts, "period="+d.Period)
	}
	parts = append(parts, "difference="+string(number(d.Value)), "low="+string(number(d.Low)), "high="+string(number(d.High)),
		"z="+string(number(d.Z)), "clear="+strconv.FormatBool(d.Clear))
	if d.DF > 0 {
		parts = append(parts, "df="+strconv.Itoa(d.DF))
	}
	return strings.Join(parts, ";")
}

func answersJSON(answers []indicators.Answer) any {
	all := []answer{}
	for _, a := range answers {
		all = append(all, answer{a.Code, string(a.Role), a.Respondents, orNil(number(a.Share)), orNil(number(a.OfBase))})
	}
	return all
}

func answersText(answers []indicators.Answer) string {
	var pairs []string
	for _, a := range answers {
		pairs = append(pairs, a.Code+"="+string(number(a.Share)))
	}
	return strings.Join(pairs, ";")
}

// respondents is how many there are; none where that is not known.
func respondents(p *indicators.Polled) any {
	if p.Respondents == 0 && p.EffectiveN == nil {
		return nil
	}
	return p.Respondents
}

func positive(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}

// orNil is null for a number that there is none of.
func orNil(value any) any {
	if n, ok := value.(json.Number); ok && n == "" {
		return nil
	}
	return value
}
