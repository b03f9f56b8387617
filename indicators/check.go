package indicators

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"heng/indicators/internal/expr"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/internal/yamldoc"
)

// Check binds definitions to the tables and models of a catalogue and returns
// every slip it finds, in the order of their places. The plan is usable when no
// finding is an error. The parser is any store: no data need be loaded. The
// error is for a parser that cannot be reached.
func Check(ctx context.Context, frameworks []*Framework, catalogue *Catalogue, parser expr.Parser) (*Plan, []fault.Finding, error) {
	c := &checker{ctx: ctx, parser: parser, catalogue: catalogue}
	c.relations = newRelations(ctx, parser, catalogue)
	c.findings = append(c.findings, c.relations.findings...)
	c.models()
	c.runnable()
	plan := &Plan{catalogue: catalogue, relations: c.relations}
	seen := map[string]string{}
	for _, f := range frameworks {
		if file, again := seen[f.ID]; again && f.ID != "" {
			c.add(f.Node.Get("framework"), "", "duplicate_name", locale.M("indicator.duplicate_framework", "name", f.ID, "file", file))
		}
		seen[f.ID] = f.File
		c.shipped = f.Shipped
		c.framework(f)
		c.criteria(f)
		for _, i := range f.Indicators {
			if i == nil || i.Node == nil {
				continue
			}
			if bound := c.indicator(f, i); bound != nil {
				plan.indicators = append(plan.indicators, bound)
			}
		}
	}
	fault.Sort(c.findings)
	return plan, c.findings, errors.Join(c.err, c.relations.err)
}

// checker collects what is wrong.
type checker struct {
	ctx       context.Context
	parser    expr.Parser
	catalogue *Catalogue
	relations *relations
	findings  []fault.Finding
	shipped   bool // the framework that is checked comes with Heng
	err       error
}

// add records an error at a node. A value that could not be read has none, and
// a finding of its own already.
func (c *checker) add(n *yamldoc.Node, subject, id string, message locale.Message, hint ...locale.Message) {
	if n == nil {
		return
	}
	f := n.Finding(fault.SeverityError, id, message, hint...)
	f.Subject = subject
	c.findings = append(c.findings, f)
}

// warn records a warning at a node.
func (c *checker) warn(n *yamldoc.Node, subject, id string, message locale.Message, hint ...locale.Message) {
	if n == nil {
		return
	}
	f := n.Finding(fault.SeverityWarning, id, message, hint...)
	f.Subject = subject
	c.findings = append(c.findings, f)
}

var (
	idForm    = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	agreeForm = regexp.MustCompile(`^([1-9][0-9]*)/([1-9][0-9]*)$`)
)

func (c *checker) framework(f *Framework) {
	n := f.Node
	if f.ID != "" && !idForm.MatchString(f.ID) {
		c.add(n.Get("framework"), "", "id_form", locale.M("indicator.id_form", "name", f.ID))
	}
	c.text(n, "", "title", f.Title)
	c.text(n, "", "owner", locale.Text(f.Owner))
	if f.Approval.Node != nil {
		c.text(f.Approval.Node, "", "document", locale.Text(f.Approval.Document))
	}
	c.oneOf(n.Get("approval", "route"), "", f.Approval.Route, "authority", "consent")
	if f.Approval.Route == "consent" {
		if f.Approval.NoticeDays <= 0 {
			c.add(n.Get("approval"), "", "approval", locale.M("indicator.notice_days"))
		}
		if !agreeForm.MatchString(f.Approval.Agree) {
			c.add(n.Get("approval"), "", "approval", locale.M("indicator.agree_form"))
		}
	}
	c.date(n.Get("approval", "on"), "", f.Approval.On)
	for _, name := range sortedKeys(f.Units) {
		if f.Units[name] != nil {
			c.text(n.Get("units", name), name, "title", f.Units[name].Title)
		}
	}
	dimensions := map[string]bool{}
	for _, d := range f.Dimensions {
		if d == nil || d.Node == nil {
			continue
		}
		switch {
		case d.ID != "" && !idForm.MatchString(d.ID):
			c.add(d.Node.Get("id"), "", "id_form", locale.M("indicator.id_form", "name", d.ID))
		case dimensions[d.ID]:
			c.add(d.Node.Get("id"), "", "duplicate_name", locale.M("indicator.duplicate_dimension", "name", d.ID))
		}
		dimensions[d.ID] = true
		c.text(d.Node, d.ID, "title", d.Title)
		c.oneOf(d.Node.Get("nature"), d.ID, d.Nature, "passive", "active")
	}
	seen := map[string]bool{}
	for _, i := range f.Indicators {
		if i == nil || i.Node == nil || i.ID == "" {
			continue
		}
		switch {
		case !idForm.MatchString(i.ID):
			c.add(i.Node.Get("id"), i.ID, "id_form", locale.M("indicator.id_form", "name", i.ID))
		case seen[i.ID]:
			c.add(i.Node.Get("id"), i.ID, "duplicate_name", locale.M("indicator.duplicate_indicator", "name", i.ID))
		}
		seen[i.ID] = true
		if i.Dimension != "" && !dimensions[i.Dimension] {
			c.add(i.Node.Get("dimension"), i.ID, "unknown_dimension",
				locale.M("indicator.unknown_dimension", "name", i.Dimension), nearest(i.Dimension, sortedKeys(dimensions)))
		}
	}
}

// text checks that a text that is there is there in every language.
func (c *checker) text(n *yamldoc.Node, subject, key string, t locale.Text) {
	if !n.Has(key) || t == nil { // no text at all is said where it was read
		return
	}
	for _, lang := range c.catalogue.Languages {
		if t.In(lang) == "" {
			c.add(n.Get(key), subject, "missing_translation", locale.M("indicator.missing_translation", "key", key, "lang", string(lang)))
		}
	}
}

func (c *checker) oneOf(n *yamldoc.Node, subject, value string, allowed ...string) {
	if value != "" && !slices.Contains(allowed, value) {
		c.add(n, subject, "unknown_value", locale.M("indicator.unknown_value", "value", value), nearest(value, allowed))
	}
}

func (c *checker) indicator(f *Framework, i *Indicator) *checked {
	before := len(fault.Errors(c.findings))
	c.definition(f, i)
	bound := &checked{framework: f, indicator: i, factor: 1}
	p, message := c.relations.resolve(i.Population)
	switch {
	case i.Population == "":
		return nil
	case message != nil:
		c.add(i.Node.Get("population"), i.ID, "model_cycle", *message)
		return nil
	case p == nil:
		c.add(i.Node.Get("population"), i.ID, "unknown_population",
			locale.M("indicator.unknown_population", "name", i.Population), nearest(i.Population, c.relations.names()))
		return nil
	}
	bound.population = p
	guarded := map[string]bool{}
	if i.Where != nil && i.Where.node != nil {
		where := c.condition(i, i.Where, p, nil)
		if where.SQL != "true" {
			bound.where = &where
		}
		guarded = where.NonNullColumns()
	}
	c.measure(bound, guarded)
	c.period(bound)
	c.breakdowns(bound)
	c.targetCodes(bound)
	if len(fault.Errors(c.findings)) > before {
		return nil
	}
	return bound
}

// bind checks one expression and records its problems at their places.
func (c *checker) bind(i *Indicator, e *Expression, p *population, nonNull map[string]bool) expr.Bound {
	if e == nil || e.Text == "" {
		return expr.Bound{}
	}
	return c.bindText(i, e, e.Text, 0, p, nonNull)
}

// bindText checks a part of an expression that begins at an offset of it.
func (c *checker) bindText(i *Indicator, e *Expression, text string, offset int, p *population, nonNull map[string]bool) expr.Bound {
	bound, problems, err := expr.Bind(c.ctx, c.parser, text, expr.Scope{
		Relations: []expr.Relation{p.relation}, Parameters: c.relations.parameters, NonNull: nonNull,
	})
	if err != nil && c.err == nil {
		c.err = err
	}
	if len(p.relation.Columns) == 0 && len(problems) > 0 {
		return expr.Bound{} // the model behind it is broken, and says so itself
	}
	for _, problem := range problems {
		if problem.Beside && c.shipped {
			continue // another spelling, of a table that this workspace does not have
		}
		before := len([]rune(e.Text[:min(offset+problem.Offset, len(e.Text))]))
		place := e.node.PlaceAt(before)
		severity := fault.SeverityError
		if problem.Warning {
			severity = fault.SeverityWarning
		}
		c.findings = append(c.findings, fault.Finding{
			ID: problem.ID, Severity: severity, Place: place, Length: characters(text, problem), Subject: i.ID,
			Message: problem.Message, Hint: problem.Hint, Excerpt: e.node.Document().Line(place.Line),
		})
	}
	return bound
}

// condition checks an expression that must be true or false.
func (c *checker) condition(i *Indicator, e *Expression, p *population, nonNull map[string]bool) expr.Bound {
	bound := c.bind(i, e, p, nonNull)
	c.wantKind(i, e, bound, expr.Boolean)
	return bound
}

// wantKind records an error unless the expression is of one of the kinds.
func (c *checker) wantKind(i *Indicator, e *Expression, bound expr.Bound, kinds ...expr.Kind) {
	if bound.Type.Kind == expr.Broken || slices.Contains(kinds, bound.Type.Kind) {
		return
	}
	hint := locale.Message{}
	if kinds[0] == expr.Boolean {
		hint = locale.M("expr.not_a_condition_hint")
	}
	c.add(e.node, i.ID, "wrong_kind", locale.M("indicator.wrong_kind", "want", kinds[0].Name(), "got", bound.Type.Kind.Name()), hint)
}

func (c *checker) measure(b *checked, guarded map[string]bool) {
	i := b.indicator
	m := i.Measure
	keys := m.keys()
	if m.Node == nil {
		return
	}
	if len(keys) != 1 {
		known := []string{"count", "distinct", "share", "sum", "mean", "median", "percentile", "ratio", "concentration", "value", "achievement", "survey"}
		c.add(m.Node, i.ID, "one_measure", locale.M("indicator.one_measure", "count", len(keys)), locale.M("yaml.known_keys", "keys", known))
		return
	}
	b.kind = measureKind(keys[0])
	if i.Unit == "percent" && (b.kind == shareMeasure || b.kind == ratioMeasure) {
		b.factor = 100
	}
	number := func(e *Expression) expr.Bound {
		bound := c.bind(i, e, b.population, guarded)
		c.wantKind(i, e, bound, expr.Decimal, expr.Integer)
		return bound
	}
	switch b.kind {
	case countMeasure:
		b.value = c.condition(i, m.Count, b.population, guarded)
	case shareMeasure:
		b.value = c.condition(i, m.Share, b.population, guarded)
		if b.value.Nullable && b.value.Type.Kind == expr.Boolean {
			c.warn(m.Share.node, i.ID, "nullable_share", locale.M("indicator.nullable_share"), locale.M("indicator.nullable_share_hint"))
		}
	case distinctMeasure:
		b.value = c.bind(i, m.Distinct, b.population, guarded)
	case sumMeasure:
		b.value = number(m.Sum)
	case meanMeasure:
		b.value = number(m.Mean)
	case medianMeasure:
		b.value, b.at = number(m.Median), decimal.RequireFromString("0.5")
	case percentileMeasure:
		b.value = number(m.Percentile.Of)
		at, err := plainDecimal(m.Percentile.At)
		if err != nil || at.IsNegative() || at.GreaterThan(decimal.NewFromInt(1)) {
			c.add(m.Percentile.Node.Get("at"), i.ID, "percentile_at", locale.M("indicator.percentile_at"))
		}
		b.at = at
	case valueMeasure:
		b.value = number(m.Value)
	case concentrationMeasure:
		b.value = number(m.Concentration.Of)
		b.other = c.bind(i, m.Concentration.By, b.population, guarded)
	case surveyMeasure:
		c.survey(b, guarded)
	case achievementMeasure:
		c.achievement(b, guarded)
	case ratioMeasure:
		b.num, b.value = c.side(b, m.Ratio.Numerator, guarded)
		b.den, b.other = c.side(b, m.Ratio.Denominator, guarded)
	}
}

var aggregateForm = regexp.MustCompile(`(?is)^(\s*(count|sum|distinct)\s*\()(.*)\)\s*$`)

// side checks one side of a ratio, written count(COND), sum(EXPR) or
// distinct(EXPR).
func (c *checker) side(b *checked, e *Expression, guarded map[string]bool) (aggregate, expr.Bound) {
	if e == nil || e.Text == "" {
		return "", expr.Bound{}
	}
	m := aggregateForm.FindStringSubmatch(e.Text)
	if m == nil {
		c.add(e.node, b.indicator.ID, "aggregate_form", locale.M("indicator.aggregate_form"))
		return "", expr.Bound{}
	}
	kind := aggregate(strings.ToLower(m[2]))
	argument := m[3]
	if kind == countOf && strings.TrimSpace(argument) == "*" {
		argument = "true"
	}
	bound := c.bindText(b.indicator, e, argument, len(m[1]), b.population, guarded)
	switch kind {
	case countOf:
		c.wantKind(b.indicator, e, bound, expr.Boolean)
	case sumOf:
		c.wantKind(b.indicator, e, bound, expr.Decimal, expr.Integer)
	}
	return kind, bound
}

func (c *checker) period(b *checked) {
	i := b.indicator
	p := i.Period
	if p.Node == nil || p.By == "" && p.Of == nil {
		return
	}
	c.oneOf(p.Node.Get("by"), i.ID, p.By, "year", "half", "quarter", "month", "none")
	switch {
	case p.By == "" || p.By == "none":
		if p.Of != nil {
			c.add(p.Node.Get("of"), i.ID, "period_of", locale.M("indicator.period_of_none"))
		}
	case p.Of == nil:
		c.add(p.Node, i.ID, "period_of", locale.M("indicator.period_of_missing", "by", p.By))
	default:
		bound := c.bind(i, p.Of, b.population, nil)
		switch bound.Type.Kind {
		case expr.Broken:
			return
		case expr.Date, expr.Datetime:
		case expr.Integer:
			if p.By != "year" {
				c.add(p.Of.node, i.ID, "period_of", locale.M("indicator.period_of_year", "by", p.By))
			}
		default:
			c.wantKind(i, p.Of, bound, expr.Date)
		}
		b.period = &bound
	}
}

func (c *checker) breakdowns(b *checked) {
	i := b.indicator
	b.sets = [][]string{nil}
	for at, set := range i.Breakdowns {
		n := i.Node.Get("breakdowns", at)
		var columns []string
		for _, name := range set {
			column := b.population.relation.Column(name)
			switch {
			case column == nil && len(b.population.relation.Columns) == 0:
			case column == nil:
				c.add(n, i.ID, "unknown_column", locale.M("expr.unknown_column", "name", name, "table", i.Population),
					nearest(name, columnNames(b.population.relation)))
			case !breakable(*column):
				c.add(n, i.ID, "breakdown_kind", locale.M("indicator.breakdown_kind", "name", name, "kind", column.Type.Kind.Name()))
			case slices.Contains(columns, column.Name):
				c.add(n, i.ID, "duplicate_name", locale.M("indicator.duplicate_breakdown", "name", name))
			default:
				columns = append(columns, column.Name)
			}
		}
		if len(columns) == 0 {
			continue
		}
		if slices.ContainsFunc(b.sets, func(s []string) bool { return sameColumns(s, columns) }) {
			c.add(n, i.ID, "duplicate_name", locale.M("indicator.duplicate_breakdown", "name", strings.Join(columns, ", ")))
			continue
		}
		b.sets = append(b.sets, columns)
	}
}

func sameColumns(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// describer is a parser that can also say what a statement would give.
type describer interface {
	Describe(ctx context.Context, sql string) ([]store.Column, error)
}

// runnable asks the engine whether it would run each model, over tables without
// rows: for what binding does not see, such as a column that is not grouped.
func (c *checker) runnable() {
	engine, ok := c.parser.(describer)
	if !ok {
		return
	}
	broken := map[string]bool{}
	for _, f := range fault.Errors(c.findings) {
		broken[f.Subject] = true
	}
	var parts []string
	for _, resource := range c.catalogue.Package.Resources {
		if p := c.relations.bound[strings.ToLower(resource.Name)]; p != nil {
			parts = append(parts, expr.Quote(resource.Name)+" as ("+p.relation.Empty()+")")
		}
	}
	for _, m := range c.relations.order {
		if broken[m.Name] {
			return // those after it may read it
		}
		sql := "with " + strings.Join(append(parts, expr.Quote(m.Name)+" as ("+m.query.SQL+")"), ", ") + " select * from " + expr.Quote(m.Name)
		if _, err := engine.Describe(c.ctx, dated(sql, time.Unix(0, 0))); err != nil {
			if fault.CodeOf(err) != fault.Internal {
				c.err = errors.Join(c.err, err)
				return
			}
			reason, _, _ := strings.Cut(errors.Unwrap(err).Error(), "\n")
			c.findings = append(c.findings, m.finding(0, 1, fault.SeverityError, "model_refused", locale.M("indicator.model_refused", "reason", reason)))
			return
		}
		parts = append(parts, expr.Quote(m.Name)+" as ("+m.query.SQL+")")
	}
}

// models checks what a model's header says in words.
func (c *checker) models() {
	for _, m := range c.catalogue.Models {
		if m.header == nil {
			continue
		}
		c.text(m.header, m.Name, "title", m.Title)
		c.columnWords(m)
	}
}
