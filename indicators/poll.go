package indicators

import (
	"fmt"
	"strconv"
	"strings"

	"heng/indicators/internal/expr"
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// Survey is the measure of an opinion poll: a weighted share, net score or mean
// with its interval of 95 %, from the answers of respondents or from a table of
// published results. Package survey has the formulas.
type Survey struct {
	Answer    *Expression `yaml:"answer" doc:"what a respondent answered; a number where no top is given"`
	Top       []string    `yaml:"top" doc:"the answers whose share is taken; any other stays in the base"`
	Bottom    []string    `yaml:"bottom" doc:"answers that are subtracted: the value is a net score"`
	Weight    *Expression `yaml:"weight" doc:"what a respondent weighs; default: all the same"`
	Stratum   *Expression `yaml:"stratum" doc:"the stratum of the sample"`
	Cluster   *Expression `yaml:"cluster" doc:"the primary sampling unit, within its stratum"`
	Base      *Expression `yaml:"base" doc:"which respondents are in the base; default: every one with an answer"`
	Lonely    string      `yaml:"lonely" enum:"adjust,certainty,average,fail" doc:"what a stratum of one unit adds to the variance, as survey.lonely.psu of R; default adjust"`
	Published *Published  `yaml:"published" doc:"instead of answers: a table of results, one row a cell"`

	Node *yamldoc.Node `yaml:"-"`
}

// Published is a result that others computed.
type Published struct {
	Share *Expression `yaml:"share,required" doc:"the share as published, in the indicator's unit"`
	N     *Expression `yaml:"n" doc:"the number of respondents; where it is null there is no interval"`
}

// Text writes the measure on one line.
func (s *Survey) Text() string {
	var parts []string
	for _, part := range s.parts() {
		parts = append(parts, part.key+": "+strings.Join(strings.Fields(part.e.Text), " "))
	}
	for _, list := range []struct {
		key   string
		codes []string
	}{{"top", s.Top}, {"bottom", s.Bottom}} {
		if len(list.codes) > 0 {
			parts = append(parts, list.key+": ["+strings.Join(list.codes, ", ")+"]")
		}
	}
	if s.Lonely != "" {
		parts = append(parts, "lonely: "+s.Lonely)
	}
	return "survey: {" + strings.Join(parts, ", ") + "}"
}

type surveyPart struct {
	key string
	e   *Expression
}

// parts lists the expressions given.
func (s *Survey) parts() []surveyPart {
	all := []surveyPart{{"answer", s.Answer}, {"weight", s.Weight}, {"stratum", s.Stratum}, {"cluster", s.Cluster}, {"base", s.Base}}
	if s.Published != nil {
		all = append(all, surveyPart{"share", s.Published.Share}, surveyPart{"n", s.Published.N})
	}
	var given []surveyPart
	for _, part := range all {
		if part.e != nil {
			given = append(given, part)
		}
	}
	return given
}

// polled is a survey bound to its population.
type polled struct {
	of               *Survey
	stratum, cluster string // printed; empty for none
	n                string // of a published result
	where, base      string // which rows are the poll's at all, and which of them are in the base; empty for all
	answer           string // where it has answers to count
}

// survey checks the measure and compiles it: value is what an answer counts
// (1, 0, -1, or its number), other what it weighs.
func (c *checker) survey(b *checked, guarded map[string]bool) {
	i, s := b.indicator, b.indicator.Measure.Survey
	b.polled = &polled{of: s}
	c.oneOf(s.Node.Get("lonely"), i.ID, s.Lonely, "adjust", "certainty", "average", "fail")
	number := func(e *Expression) expr.Bound {
		bound := c.bind(i, e, b.population, guarded)
		if e != nil {
			c.wantKind(i, e, bound, expr.Decimal, expr.Integer)
		}
		return bound
	}
	if b.where != nil {
		b.polled.where = b.where.SQL
	}
	if s.Base != nil {
		base := c.condition(i, s.Base, b.population, guarded)
		b.polled.base = base.SQL
		if b.where == nil {
			b.where = &base
		} else {
			both := *b.where
			both.SQL, both.Nullable = "("+b.where.SQL+" and "+base.SQL+")", b.where.Nullable || base.Nullable
			b.where = &both
		}
	}
	if i.Unit == "percent" {
		b.factor = 100
	}
	if s.Published != nil {
		if s.Answer != nil || len(s.Top)+len(s.Bottom) > 0 || s.Weight != nil || s.Stratum != nil || s.Cluster != nil {
			c.add(s.Node, i.ID, "survey_form", locale.M("poll.published_or_answers"))
		}
		b.value = number(s.Published.Share)
		b.polled.n = number(s.Published.N).SQL
		return
	}
	if s.Answer == nil {
		c.add(s.Node, i.ID, "survey_form", locale.M("poll.no_answer"))
		return
	}
	if len(s.Bottom) > 0 && len(s.Top) == 0 {
		c.add(s.Node.Get("bottom"), i.ID, "survey_form", locale.M("poll.bottom_without_top"))
	}
	if len(s.Top) == 0 {
		b.value = number(s.Answer)
	} else {
		b.value = c.bind(i, s.Answer, b.population, guarded)
		c.wantKind(i, s.Answer, b.value, expr.Text, expr.Integer, expr.Boolean)
		top, bottom := c.answers(b, s.Top, "top"), c.answers(b, s.Bottom, "bottom")
		answer := b.value.SQL
		b.polled.answer = answer
		sql := "case when " + answer + " is null then null when " + answer + " in (" + top + ") then 1"
		if bottom != "" {
			sql += " when " + answer + " in (" + bottom + ") then -1"
		}
		b.value.SQL, b.value.Type = "("+sql+" else 0 end)", expr.Type{Kind: expr.Integer}
	}
	weight := expr.Bound{SQL: "1", Type: expr.Type{Kind: expr.Integer}}
	if s.Weight != nil {
		weight = number(s.Weight)
	}
	for _, part := range []struct {
		e  *Expression
		to *string
	}{{s.Stratum, &b.polled.stratum}, {s.Cluster, &b.polled.cluster}} {
		if part.e == nil {
			continue
		}
		bound := c.bind(i, part.e, b.population, guarded)
		*part.to = bound.SQL
		if bound.Nullable { // a respondent whose place in the design is not known is missing
			weight.SQL, weight.Nullable = "case when "+bound.SQL+" is not null then "+weight.SQL+" end", true
		}
	}
	b.other = weight
}

// answers prints a list of answers as literals of the answer's type.
func (c *checker) answers(b *checked, codes []string, key string) string {
	var literals []string
	for at, code := range codes {
		literal := expr.Literal(code)
		fits := true
		switch b.value.Type.Kind {
		case expr.Integer:
			n, err := strconv.ParseInt(code, 10, 64)
			literal, fits = strconv.FormatInt(n, 10), err == nil
		case expr.Boolean:
			literal, fits = code, code == "true" || code == "false"
		}
		s := b.indicator.Measure.Survey
		if !fits {
			c.add(s.Node.Get(key, at), b.indicator.ID, "wrong_kind", locale.M("poll.answer_kind", "code", code, "kind", b.value.Type.Kind.Name()))
			continue
		}
		if column := b.population.relation.Column(strings.Trim(s.Answer.Text, `" `)); column != nil && column.Codes != nil && !contains(column.Codes, code) {
			c.warn(s.Node.Get(key, at), b.indicator.ID, "unknown_code", locale.M("expr.unknown_code", "code", code, "column", column.Name), nearest(code, column.Codes))
		}
		literals = append(literals, literal)
	}
	return strings.Join(literals, ", ")
}

func contains(all []string, one string) bool {
	for _, x := range all {
		if x == one {
			return true
		}
	}
	return false
}

// surveyDigits is to how many decimals weights and answers are taken, so that
// their products add up exactly on both engines. DuckDB multiplies decimals of 18
// digits within 18 digits; of 19, within 38.
const surveyDigits = 8

// The blocks of a survey's statement beside those of its breakdowns.
const (
	designBlock  = -1 // the units of the design, whether or not they have a member that counts
	answersBlock = -2 // every answer, in the base or not
)

// surveySQL prints the sums of a survey for one breakdown, by the units of its
// design: clusters, or respondents that answer and weigh the same. The design is
// made of the rows that where takes in: a table may have a row a respondent and
// question. Base and breakdowns are subpopulations of it.
func (c *checked) surveySQL(from string, i, j int, set []string, width int) string {
	text := func(sql string) string {
		if sql == "" {
			return "cast(null as varchar)"
		}
		return "cast(" + sql + " as varchar)"
	}
	period := "cast(null as bigint)"
	if c.period != nil {
		period = periodKey(c.by(), c.period.SQL, c.period.Type)
	}
	var codes strings.Builder
	by, out := "", ""
	for k := range width {
		code := "cast(null as varchar)"
		if k < len(set) {
			code = c.population.code(set[k])
		}
		fmt.Fprintf(&codes, ", %s as d%d", code, k)
		by, out = by+", d"+strconv.Itoa(k), out+", d"+strconv.Itoa(k)
	}
	stratum, cluster := text(c.polled.stratum), text(c.polled.cluster)
	weight, value := exactly(c.other), exactly(c.value)
	condition := c.rows().counts
	weighed := ""
	if c.other.Nullable {
		weighed = "(" + c.other.SQL + " is not null)"
	}
	w, y := "cast(null as varchar)", "cast(null as varchar)"
	sums := "cast(sum(w) as varchar), cast(sum(w * y) as varchar), cast(sum(w * w) as varchar)"
	switch {
	case j == designBlock:
		condition, value = and(c.polled.where, weighed), "cast(null as integer)"
		sums = "cast(sum(w) as varchar), cast(null as varchar), cast(null as varchar)"
	case j == answersBlock:
		condition, value = and(c.polled.where, "("+c.polled.answer+" is not null)", weighed), "1"
		stratum, cluster = text(c.polled.answer), "cast(null as varchar)"
		if c.polled.base != "" {
			value = "case when " + c.polled.base + " then 1 else 0 end"
		}
		y, by = "cast(y as varchar)", by+", y"
		sums = "cast(sum(w) as varchar), cast(null as varchar), cast(null as varchar)"
	case c.polled.of.Published != nil:
		weight = "cast(null as bigint)"
		if c.polled.n != "" {
			weight = "cast(" + c.polled.n + " as bigint)"
		}
		fallthrough
	case c.polled.cluster == "":
		w, y, by = "cast(w as varchar)", "cast(y as varchar)", by+", w, y"
	}
	if condition == "" {
		condition = "true"
	}
	inner := fmt.Sprintf("select %s as p, %s as s, %s as c, %s as w, %s as y%s from %s where %s",
		period, stratum, cluster, weight, value, codes.String(), from, condition)
	return fmt.Sprintf("select cast(%d as bigint), cast(%d as bigint), p, s, c, %s, %s, cast(count(*) as bigint), %s, cast(min(w) as varchar)%s from (%s) as q%d_%d group by p, s, c%s",
		i, j, w, y, sums, out, inner, i, j-answersBlock, by)
}

// exactly prints a number as a decimal whose products add up exactly.
func exactly(b expr.Bound) string {
	return fmt.Sprintf("cast(%s as decimal(19,%d))", b.SQL, min(surveyDigits, b.Type.Scale))
}
