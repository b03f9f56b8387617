package indicators

import "github.com/shopspring/decimal"

// answered is how many gave an answer, and how much they weigh.
type answered struct {
	code   string
	within bool // the base has them
	n      int64
	weight decimal.Decimal
}

// answered lists what was answered, with what each answer weighs among all and
// in the base.
func (c *checked) answered(o *Observation, s *sampled) {
	byCode := map[string]*Answer{}
	var all, base decimal.Decimal
	weights, within := map[string]decimal.Decimal{}, map[string]decimal.Decimal{}
	for _, a := range s.answers {
		if byCode[a.code] == nil {
			byCode[a.code] = &Answer{Code: a.code, Role: BesideAnswer}
		}
		byCode[a.code].Respondents += a.n
		all, weights[a.code] = all.Add(a.weight), weights[a.code].Add(a.weight)
		if a.within {
			base, within[a.code] = base.Add(a.weight), within[a.code].Add(a.weight)
			byCode[a.code].Role = c.polled.of.role(a.code)
		} else {
			o.Polled.Beside += a.n
		}
	}
	for _, code := range sortedKeys(byCode) {
		answer := byCode[code]
		answer.Share = Quotient(c.factor, weights[code], all)
		if answer.Role != BesideAnswer {
			answer.OfBase = Quotient(c.factor, within[code], base)
		}
		o.Polled.Answers = append(o.Polled.Answers, *answer)
	}
}

// role is what an answer does for the value.
func (s *Survey) role(code string) AnswerRole {
	switch {
	case contains(s.Top, code):
		return TopAnswer
	case contains(s.Bottom, code):
		return BottomAnswer
	}
	return OtherAnswer
}
