package indicators

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"heng/indicators/achievement"
	"heng/indicators/internal/expr"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// Achievement is the measure that judges each row, a result, against its target,
// by the rule of package achievement. What it sums up to is compiled to one of
// the plain measures over the verdict or the rate of a row, so that everything
// that holds for those (missing rows, breakdowns, explanation, criticism) holds
// here too.
type Achievement struct {
	Actual    *Expression `yaml:"actual,required" doc:"what was reached"`
	Target    *Expression `yaml:"target" doc:"what was to be reached; may be left out where minimum or maximum is given"`
	Minimum   *Expression `yaml:"minimum" doc:"a target that is a range: at least this"`
	Maximum   *Expression `yaml:"maximum" doc:"a target that is a range: at most this"`
	Baseline  *Expression `yaml:"baseline" doc:"from where progress is measured"`
	Ascending *Expression `yaml:"ascending" doc:"whether more is better; where it says nothing, the way from baseline to target does, and without one more is better"`
	Strict    *Expression `yaml:"strict" doc:"whether the target has to be passed, not only reached; default false"`
	Pace      *Expression `yaml:"pace" doc:"the part of the time that is over, 0 to 1: rows are judged against what is due by now, not against the final target"`
	Summary   string      `yaml:"summary" enum:"share_met,median,mean,pooled" doc:"share_met (default), the share of rows whose target is met; median or mean of the rates; pooled, the way gone over the way to go, summed"`
	Figure    string      `yaml:"figure" enum:"progress,ratio" doc:"the rate of median and mean: progress (default) from the baseline, or actual over target where there is none; ratio, actual over target always"`
	Weight    *Expression `yaml:"weight" doc:"what a row weighs in the mean; 1 says that all weigh the same. In pooled: the denominator of a row that is a percentage, so that numerators and denominators are summed"`
	Cap       *Cap        `yaml:"cap" doc:"between which per cents a rate is kept in the mean: [0, 100] by default; none"`
	Series    *Expression `yaml:"series" doc:"what tells results apart whose reports over several periods stand in rows of their own; needs rule and order"`
	Order     *Expression `yaml:"order" doc:"the time of a report within its series"`
	Rule      string      `yaml:"rule" enum:"sum,last,cumulative,average,max" doc:"how the reports of a series become one result"`

	Node *yamldoc.Node `yaml:"-"`
}

// The summaries of an achievement.
const (
	shareMet = "share_met"
	pooled   = "pooled"
)

// SummaryName returns what the rows are summed up to, share_met by default.
func (a *Achievement) SummaryName() string {
	if a.Summary == "" {
		return shareMet
	}
	return a.Summary
}

// CountsResults reports whether the value is a share of results, so that its
// numerator and denominator are numbers of them.
func (a *Achievement) CountsResults() bool { return a != nil && a.SummaryName() == shareMet }

// HasRange reports whether the target of a row may be a range.
func (a *Achievement) HasRange() bool { return a.Minimum != nil || a.Maximum != nil }

// Text writes the measure on one line, as YAML has it.
func (a *Achievement) Text() string {
	var parts []string
	for _, part := range a.parts() {
		if part.e != nil {
			parts = append(parts, part.key+": "+strings.Join(strings.Fields(part.e.Text), " "))
		}
	}
	parts = append(parts, "summary: "+a.SummaryName())
	for _, part := range [][2]string{{"figure", a.Figure}, {"cap", a.Cap.text()}, {"rule", a.Rule}} {
		if part[1] != "" {
			parts = append(parts, part[0]+": "+part[1])
		}
	}
	return "achievement: {" + strings.Join(parts, ", ") + "}"
}

type achievementPart struct {
	key   string
	e     *Expression
	kinds []expr.Kind // nil: anything
}

func (a *Achievement) parts() []achievementPart {
	number := []expr.Kind{expr.Decimal, expr.Integer}
	yes := []expr.Kind{expr.Boolean}
	return []achievementPart{
		{"actual", a.Actual, number}, {"target", a.Target, number}, {"minimum", a.Minimum, number}, {"maximum", a.Maximum, number},
		{"baseline", a.Baseline, number}, {"ascending", a.Ascending, yes}, {"strict", a.Strict, yes}, {"pace", a.Pace, number},
		{"weight", a.Weight, number}, {"series", a.Series, nil}, {"order", a.Order, nil},
	}
}

// Cap is between which per cents a rate is kept; nil bounds are none.
type Cap struct {
	Low, High *Number
}

func (c *Cap) text() string {
	switch {
	case c == nil:
		return ""
	case c.Low == nil && c.High == nil:
		return "none"
	}
	return "[" + c.Low.String() + ", " + c.High.String() + "]"
}

// DecodeYAML reads two numbers, or none.
func (c *Cap) DecodeYAML(n *yamldoc.Node) {
	if text, ok := n.Text(); ok && text == "none" {
		return
	}
	var bounds []*Number
	if n.Kind() == yamldoc.Sequence {
		n.Decode(&bounds)
	}
	if len(bounds) != 2 || bounds[0] == nil || bounds[1] == nil || bounds[0].Cmp(bounds[1]) >= 0 {
		n.Error("cap_form", locale.M("achieve.cap_form"))
		return
	}
	c.Low, c.High = bounds[0], bounds[1]
}

// YAMLSchema says what a cap looks like.
func (c *Cap) YAMLSchema() map[string]any {
	return map[string]any{"anyOf": []any{
		map[string]any{"const": "none"},
		map[string]any{"type": "array", "items": map[string]any{"type": "number"}, "minItems": 2, "maxItems": 2},
	}}
}

// achieved is what the plan knows of an achievement beside the plain measure it
// was compiled to.
type achieved struct {
	of         *Achievement
	base       *population  // where the rows come from, when reports were combined
	conditions []expr.Bound // in the order of Achieved's counts
	parts      []string     // what the conditions and the value are made of, as printed
	ratio      expr.Bound   // of a row, in per cent
	progress   expr.Bound   // of a row, in per cent
	reason     expr.Bound   // why a row has no verdict
	distance   expr.Bound   // of a row, from the nearest bound of a range that is missed
}

// achievement checks the measure and compiles it.
func (c *checker) achievement(b *checked, guarded map[string]bool) {
	i, a := b.indicator, b.indicator.Measure.Achievement
	before := len(fault.Errors(c.findings))
	bound := map[string]expr.Bound{}
	for _, part := range a.parts() {
		if part.e == nil || part.e.node == nil {
			continue
		}
		bound[part.key] = c.bind(i, part.e, b.population, guarded)
		if part.kinds != nil {
			c.wantKind(i, part.e, bound[part.key], part.kinds...)
		}
	}
	c.oneOf(a.Node.Get("summary"), i.ID, a.Summary, shareMet, "median", "mean", pooled)
	c.oneOf(a.Node.Get("figure"), i.ID, a.Figure, "progress", "ratio")
	c.oneOf(a.Node.Get("rule"), i.ID, a.Rule, achievement.Rules()...)
	if a.Target == nil && (a.Minimum == nil && a.Maximum == nil || a.SummaryName() != shareMet) {
		c.add(a.Node, i.ID, "achievement_target", locale.M("achieve.target"), locale.M("achieve.target_hint"))
	}
	c.achievementWords(i, a)
	if len(fault.Errors(c.findings)) > before || a.Actual == nil || a.Actual.node == nil {
		return
	}
	b.achieved = &achieved{of: a}
	words := a.words()
	if a.Series != nil {
		c.combine(b, bound)
		words = a.combinedWords()
	}
	rule := words.rule()
	bind := func(text string) expr.Bound {
		x, problems, err := expr.Bind(c.ctx, c.parser, text, expr.Scope{
			Relations: []expr.Relation{b.population.relation}, Parameters: c.relations.parameters,
		})
		if err != nil && c.err == nil {
			c.err = err
		}
		for _, problem := range problems {
			if !problem.Warning { // every part was bound before
				c.add(a.Node, i.ID, "achievement_form", problem.Message, problem.Hint)
			}
		}
		return x
	}
	if i.Unit == "percent" {
		b.factor = 100
	}
	rate := rule.rate
	if a.Figure == "ratio" {
		rate = rule.ratio
	}
	switch a.SummaryName() {
	case shareMet:
		b.kind, b.value = shareMeasure, bind(rule.met)
	case pooled:
		b.kind, b.num, b.den = ratioMeasure, sumOf, sumOf
		gone, way := rule.gone, rule.way
		if a.Weight != nil {
			gone, way = "("+words.weight+") * ("+gone+")", "("+words.weight+") * ("+way+")"
		}
		b.value, b.other = bind(gone), bind(way)
	case "median":
		b.kind, b.at = medianMeasure, decimal.RequireFromString("0.5")
		b.value = bind(fmt.Sprintf("%d * (%s)", b.factor, rate))
	case "mean":
		rate = a.Cap.within(rate)
		if a.Weight == nil {
			b.kind, b.value = meanMeasure, bind(rate)
			break
		}
		b.kind, b.num, b.den = ratioMeasure, sumOf, sumOf
		b.value = bind("(" + words.weight + ") * (" + rate + ")")
		b.other = bind("case when (" + rate + ") is not null then (" + words.weight + ") end")
	}
	for _, condition := range rule.conditions(rate, a.Cap) {
		b.achieved.conditions = append(b.achieved.conditions, bind(condition))
	}
	for _, part := range []string{rule.met, rule.reason, rule.rate, rule.ratio} {
		b.achieved.parts = append(b.achieved.parts, bind(part).SQL)
	}
	b.achieved.ratio, b.achieved.progress = bind("100 * ("+rule.ratio+")"), bind("100 * ("+rule.progress+")")
	b.achieved.reason, b.achieved.distance = bind(rule.reason), bind(rule.distance)
}

// achievementWords checks which keys go together.
func (c *checker) achievementWords(i *Indicator, a *Achievement) {
	mean := a.SummaryName() == "mean"
	switch {
	case mean && a.Weight == nil:
		c.warn(a.Node, i.ID, "achievement_weight", locale.M("achieve.weight"), locale.M("achieve.weight_hint"))
	case !mean && a.SummaryName() != pooled && a.Weight != nil:
		c.add(a.Node.Get("weight"), i.ID, "achievement_unused", locale.M("achieve.only_weighed"))
	}
	if !mean && a.Cap != nil {
		c.add(a.Node.Get("cap"), i.ID, "achievement_unused", locale.M("achieve.only_mean", "key", "cap"))
	}
	if a.Figure != "" && !mean && a.Summary != "median" {
		c.add(a.Node.Get("figure"), i.ID, "achievement_unused", locale.M("achieve.only_rates", "key", "figure"))
	}
	given := 0
	for _, there := range []bool{a.Series != nil, a.Order != nil, a.Rule != ""} {
		if there {
			given++
		}
	}
	if given > 0 && given < 3 {
		c.add(a.Node, i.ID, "achievement_series", locale.M("achieve.series"), locale.M("achieve.series_hint"))
	}
}
