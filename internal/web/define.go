package web

import (
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"heng/indicators"
	"heng/indicators/compose"
	"heng/internal/access"
	"heng/internal/consult"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/workspace"
)

// defineRoutes are the form in which an indicator is written.
var defineRoutes = []route{
	{"GET", "/define", access.Define, (*request).definePage},
	{"POST", "/define", access.Define, (*request).define},
}

// defining is an indicator under way: its text as it would stand in the file of its
// framework, which everything else is read from.
type defining struct {
	Framework string // the id
	Was       string // the id of the indicator in the file; empty for a new one
	Text      string // YAML
}

type defineBody struct {
	defining
	Frameworks []item // id and title, of the workspace's own
	Indicators []item // of the framework, to begin from
	Form       *compose.Form
	Choices    *compose.Choices
	Population *compose.Population
	Where      conditionFields
	Condition  conditionFields // of a count or a share
	Measured   bool            // the form holds the measure; else it is edited as text
	Texts      []textField
	Targets    []compose.Target
	Crosses    []string // breakdowns by several columns, which stay
	Slips      []string // what the text cannot be read for
	Findings   map[string][]string
	General    []string // findings that belong to no field of the form
	Preview    *previewBody
	Note       string
	Problem    formTrouble
}

// conditionFields is a condition as a row of fields each.
type conditionFields struct {
	Name string // of the fields: where, measure
	Join string
	Rows []conditionRow
	Text string // of a condition that the pickers cannot hold
}

type conditionRow struct {
	At                               int
	Column, Operator, Operand, Whole string // Whole: the row as text, where the pickers cannot hold it
}

type textField struct {
	Key, Label string
	Values     []langValue
	Long       bool
}

type langValue struct {
	Lang  locale.Lang
	Name  string
	Value string
}

type previewBody struct {
	Untried                          string
	Period, Value                    string
	Numerator, Denominator, N, Empty string
	Cells                            []item
	Columns                          []string
	Rows                             []shownRow
	Elsewhere                        []string
}

// file is the framework file of an id, among the workspace's own.
func (r *request) frameworkOf(id string) *indicators.Framework {
	for _, f := range r.view.Frameworks {
		if f.ID == id && !f.Shipped {
			return f
		}
	}
	return nil
}

func (r *request) definePage() error {
	d := defining{Framework: r.URL.Query().Get("framework"), Was: r.URL.Query().Get("indicator")}
	if d.Framework == "" {
		return r.defineWith(http.StatusOK, d, defineBody{})
	}
	if r.frameworkOf(d.Framework) == nil {
		return r.notFound()
	}
	if d.Was != "" {
		text, err := r.view.IndicatorText(d.Framework, d.Was)
		if err != nil {
			return err
		}
		if text == "" {
			return r.notFound()
		}
		d.Text = text
	}
	return r.defineWith(http.StatusOK, d, defineBody{})
}

func (r *request) define() error {
	d := defining{Framework: r.field("framework"), Was: r.field("was"), Text: r.pasted("text")}
	if r.frameworkOf(d.Framework) == nil {
		return r.notFound()
	}
	body := defineBody{Note: r.field("note")}
	if r.field("do") != "text" {
		d.Text = r.pasted("base")
		form, slips := compose.New(r.frameworkOf(d.Framework), r.field("id")), []fault.Finding(nil)
		if d.Text != "" {
			if form, slips = compose.Read(proposed, d.Text); form == nil {
				return r.defineWith(http.StatusUnprocessableEntity, d, body)
			}
		}
		r.fill(form, d.Framework)
		text, found := compose.Apply(proposed, d.Text, form)
		d.Text = text
		for _, f := range append(slips, found...) {
			body.Slips = append(body.Slips, f.Write(r.p))
		}
	}
	if r.field("do") != "propose" || len(body.Slips) > 0 {
		return r.defineWith(http.StatusOK, d, body)
	}
	p, err := r.view.Propose(d.Framework, d.Text)
	if err == nil {
		var who consult.Who
		var id string
		if who, err = r.who(); err == nil {
			if id, err = r.s.Consult.Draft(r.Context(), who, d.Framework, p.Indicator.ID, p.Paper, body.Note); err == nil {
				return r.see("/proposals/" + id)
			}
		}
	}
	if body.Problem, err = r.slips(err); err != nil {
		return err
	}
	return r.defineWith(http.StatusUnprocessableEntity, d, body)
}

// proposed is what findings call the text under way.
const proposed = "proposal.yaml"

// fields are the texts of a definition, in the order of the form.
var fields = []struct {
	key  string
	of   func(*compose.Form) *locale.Text
	long bool
}{
	{"name", func(f *compose.Form) *locale.Text { return &f.Name }, false},
	{"definition", func(f *compose.Form) *locale.Text { return &f.Definition }, true},
	{"rationale", func(f *compose.Form) *locale.Text { return &f.Rationale }, true},
	{"goal", func(f *compose.Form) *locale.Text { return &f.Goal }, true},
	{"mandate", func(f *compose.Form) *locale.Text { return &f.Mandate }, true},
	{"source", func(f *compose.Form) *locale.Text { return &f.Source }, false},
	{"owner", func(f *compose.Form) *locale.Text { return &f.Owner }, false},
	{"limitations", func(f *compose.Form) *locale.Text { return &f.Limitations }, true},
}

// fill puts what was typed into a form. A field that the page did not have leaves the
// form as it is.
func (r *request) fill(f *compose.Form, framework string) {
	one := func(name string, into *string) {
		if r.PostForm.Has(name) {
			*into = r.field(name)
		}
	}
	one("id", &f.ID)
	one("dimension", &f.Dimension)
	one("population", &f.Population)
	one("level", &f.Level)
	one("unit", &f.Unit)
	one("direction", &f.Direction)
	one("decimals", &f.Decimals)
	one("period.by", &f.Period.By)
	one("period.of", &f.Period.Of)
	one("evidence", &f.Evidence)
	one("frequency", &f.Frequency)
	one("baseline.period", &f.Baseline.Period)
	one("baseline.value", &f.Baseline.Value)
	for _, t := range fields {
		text := *t.of(f)
		for _, lang := range locale.Languages {
			if name := t.key + "." + string(lang); r.PostForm.Has(name) {
				if text == nil {
					text = locale.Text{}
				}
				if value := r.pasted(name); strings.TrimSpace(value) != strings.TrimSpace(text[lang]) {
					text[lang] = strings.TrimSpace(value)
				}
			}
		}
		*t.of(f) = text
	}
	choices := compose.ChoicesOf(r.view.Input.Dictionary, r.frameworkOf(framework), r.view.Settings.Parameters)
	population := choices.Population(f.Population)
	r.fillCondition("where", &f.Where, population)
	if r.PostForm.Has("measure.kind") {
		if kind := r.field("measure.kind"); kind != f.Measure.Kind {
			f.Measure = compose.Measure{Kind: kind, Condition: f.Measure.Condition, Expression: f.Measure.Expression}
		}
		r.fillCondition("measure", &f.Measure.Condition, population)
		one("measure.expression", &f.Measure.Expression)
		if isCondition(f.Measure.Kind) {
			f.Measure.Expression = ""
		} else if isExpression(f.Measure.Kind) {
			f.Measure.Condition = compose.Condition{}
		}
	}
	if r.PostForm.Has("breakdowns.there") {
		kept := slices.DeleteFunc(slices.Clone(f.Breakdowns), func(b []string) bool { return len(b) == 1 && !slices.Contains(r.PostForm["breakdowns"], b[0]) })
		for _, column := range r.PostForm["breakdowns"] {
			if !slices.ContainsFunc(kept, func(b []string) bool { return len(b) == 1 && b[0] == column }) {
				kept = append(kept, []string{column})
			}
		}
		f.Breakdowns = kept
	}
	for at := range maxTargets {
		prefix := "targets." + strconv.Itoa(at) + "."
		if !r.PostForm.Has(prefix + "period") {
			break
		}
		var target compose.Target
		if at < len(f.Targets) {
			target = f.Targets[at]
		}
		one(prefix+"period", &target.Period)
		one(prefix+"value", &target.Value)
		switch {
		case at < len(f.Targets):
			f.Targets[at] = target
		case target.Period != "" || target.Value != "":
			f.Targets = append(f.Targets, target)
		}
	}
	f.Targets = slices.DeleteFunc(f.Targets, func(t compose.Target) bool {
		return t.Period == "" && t.Value == "" && t.Min+t.Max+t.Over+t.Under == ""
	})
}

// maxTargets and maxConditions bound what a form can be asked to hold.
const (
	maxTargets    = 40
	maxConditions = 20
)

func isCondition(kind string) bool { return kind == "count" || kind == "share" }

func isExpression(kind string) bool {
	return slices.Contains([]string{"distinct", "sum", "mean", "median", "value"}, kind)
}

// fillCondition reads the rows of a condition. One that the page showed as text is taken
// as it was typed.
func (r *request) fillCondition(name string, c *compose.Condition, p *compose.Population) {
	if r.PostForm.Has(name + ".text") {
		if text := strings.TrimSpace(r.pasted(name + ".text")); text != c.Text {
			*c = compose.ParseCondition(text)
		}
		return
	}
	if !r.PostForm.Has(name + ".join") {
		return
	}
	next := compose.Condition{Join: r.field(name + ".join")}
	for at := range maxConditions {
		prefix := name + "." + strconv.Itoa(at) + "."
		if whole := r.pasted(prefix + "whole"); whole != "" {
			next.Rows = append(next.Rows, compose.Comparison{Text: whole})
			continue
		}
		column, operator := r.field(prefix+"column"), r.field(prefix+"operator")
		if column == "" && operator != compose.OnEveryRow {
			continue
		}
		row := compose.Comparison{Column: column, Operator: operator}
		if operator == compose.OnEveryRow {
			row.Column = ""
		}
		typed := r.field(prefix + "operand")
		if at < len(c.Rows) && c.Rows[at].Column == column && operands(c.Rows[at]) == typed && takes(operator) {
			row.Operands = c.Rows[at].Operands
		} else if takes(operator) {
			row.Operands = readOperands(typed, operator, p, column)
		}
		next.Rows = append(next.Rows, row)
	}
	if len(next.Rows) == 0 {
		next = compose.Condition{}
	}
	*c = next
}

// takes reports whether an operator compares to something.
func takes(operator string) bool {
	return !slices.Contains([]string{compose.IsMissing, compose.IsThere, compose.IsTrue, compose.IsFalse, compose.OnEveryRow}, operator)
}

// operands writes what a column is compared to: a parameter with a colon before it, a
// column with an @, several apart by commas.
func operands(c compose.Comparison) string {
	var texts []string
	for _, o := range c.Operands {
		switch o.Kind {
		case compose.ParameterOperand:
			texts = append(texts, ":"+o.Text)
		case compose.ColumnOperand:
			texts = append(texts, "@"+o.Text)
		default:
			texts = append(texts, o.Text)
		}
	}
	return strings.Join(texts, ", ")
}

func readOperands(typed, operator string, p *compose.Population, column string) []compose.Operand {
	parts := []string{typed}
	if operator == compose.OneOf || operator == compose.NotOneOf {
		parts = strings.Split(typed, ",")
	}
	kind := compose.TextOperand
	if p != nil {
		if c := p.Column(column); c != nil && (c.Type == "number" || c.Type == "integer" || c.Type == "year") {
			kind = compose.NumberOperand
		}
	}
	var all []compose.Operand
	for _, part := range parts {
		part = strings.TrimSpace(part)
		switch {
		case strings.HasPrefix(part, ":"):
			all = append(all, compose.Operand{Kind: compose.ParameterOperand, Text: part[1:]})
		case strings.HasPrefix(part, "@"):
			all = append(all, compose.Operand{Kind: compose.ColumnOperand, Text: part[1:]})
		default:
			all = append(all, compose.Operand{Kind: kind, Text: part})
		}
	}
	return all
}

// defineWith shows the form of a text, the slips beside their fields, and what it comes
// to on the records that are loaded.
func (r *request) defineWith(status int, d defining, body defineBody) error {
	body.defining = d
	for _, f := range r.view.Frameworks {
		if !f.Shipped {
			body.Frameworks = append(body.Frameworks, item{f.ID, f.Title.In(r.lang)})
		}
	}
	f := r.frameworkOf(d.Framework)
	if f == nil {
		return r.status(status, "define", r.p.Text("webdefine.title"), body)
	}
	for _, i := range f.Indicators {
		body.Indicators = append(body.Indicators, item{i.ID, i.Name.In(r.lang)})
	}
	form, slips := compose.Read(proposed, d.Text)
	if d.Text == "" {
		form, slips = compose.New(f, ""), nil
	}
	for _, s := range slips {
		body.Slips = append(body.Slips, s.Write(r.p))
	}
	body.Form, body.Findings = form, map[string][]string{}
	if form == nil {
		return r.status(http.StatusUnprocessableEntity, "define", r.p.Text("webdefine.title"), body)
	}
	body.Choices = compose.ChoicesOf(r.view.Input.Dictionary, f, r.view.Settings.Parameters)
	body.Population = body.Choices.Population(form.Population)
	body.Where, body.Condition = conditionOf("where", form.Where), conditionOf("measure", form.Measure.Condition)
	body.Measured = form.Measure.Kind == "" || isCondition(form.Measure.Kind) || isExpression(form.Measure.Kind)
	for _, t := range fields {
		text := textField{Key: t.key, Label: r.p.Text("webdefine." + t.key), Long: t.long}
		for _, lang := range locale.Languages {
			text.Values = append(text.Values, langValue{lang, lang.Endonym(), strings.TrimSpace((*t.of(form))[lang])})
		}
		body.Texts = append(body.Texts, text)
	}
	body.Targets = append(slices.Clone(form.Targets), compose.Target{})
	for _, b := range form.Breakdowns {
		if len(b) > 1 {
			body.Crosses = append(body.Crosses, strings.Join(b, " × "))
		}
	}
	if form.ID != "" && form.Population != "" && len(body.Slips) == 0 {
		if err := r.preview(f, form.ID, &body); err != nil {
			return err
		}
	}
	return r.status(status, "define", r.p.Text("webdefine.title"), body)
}

func conditionOf(name string, c compose.Condition) conditionFields {
	out := conditionFields{Name: name, Join: c.Join}
	if out.Join == "" {
		out.Join = compose.All
	}
	if c.Text != "" {
		out.Text = c.Text
		return out
	}
	for at, row := range append(slices.Clone(c.Rows), compose.Comparison{}) {
		out.Rows = append(out.Rows, conditionRow{at, row.Column, row.Operator, operands(row), row.Text})
	}
	return out
}

// preview checks and computes the indicator as it would stand in its file.
func (r *request) preview(f *indicators.Framework, id string, body *defineBody) error {
	content, err := os.ReadFile(filepath.Join(r.view.Root, filepath.FromSlash(f.File)))
	if err != nil {
		return fault.Wrap(fault.Input, err, locale.M("web.internal"))
	}
	var found []fault.Finding
	if body.Was != "" {
		content, found = compose.Splice(f.File, content, body.Was, body.Text)
	} else {
		content, found = compose.Insert(f.File, content, compose.Place{}, body.Text)
	}
	for _, s := range found {
		body.Slips = append(body.Slips, s.Write(r.p))
	}
	if len(found) > 0 {
		return nil
	}
	p, err := r.view.Preview(r.Context(), r.view.Store, workspace.PreviewRequest{
		Framework: strings.TrimSuffix(path.Base(f.File), ".yaml"), Text: content, Indicator: id, AsOf: r.view.AsOf,
	})
	if err != nil {
		return err
	}
	for _, one := range p.Findings {
		text := r.p.Sprint(one.Message)
		if !one.Hint.IsZero() {
			text = r.p.Text("web.with_hint", "message", text, "hint", r.p.Sprint(one.Hint))
		}
		placed := false
		for _, key := range one.Fields {
			key = fieldOf(key)
			body.Findings[key] = append(body.Findings[key], text)
			placed = placed || key != ""
		}
		if !placed {
			body.General = append(body.General, text)
		}
	}
	body.General = append(body.General, body.Findings[""]...)
	body.Preview = r.previewOf(p)
	return nil
}

// fieldOf is the part of the form beside which a finding about a key stands.
func fieldOf(key string) string {
	first, _, _ := strings.Cut(key, ".")
	return first
}

func (r *request) previewOf(p *workspace.Preview) *previewBody {
	out := &previewBody{}
	for _, f := range p.Elsewhere {
		out.Elsewhere = append(out.Elsewhere, f.Write(r.p))
	}
	if !p.Untried.IsZero() {
		out.Untried = r.p.Sprint(p.Untried)
	}
	if p.Period != "" {
		out.Period = r.p.Period(p.Period)
	}
	if o := p.Total; o != nil {
		out.Value = r.figure(o)
		out.N, out.Empty = r.p.Integer(o.N), r.p.Integer(o.Missing)
		if o.Numerator != nil {
			out.Numerator = o.Numerator.String()
		}
		if o.Denominator != nil {
			out.Denominator = o.Denominator.String()
		}
	}
	if p.Sample == nil {
		return out
	}
	columns := r.columnsOf(p.Sample.Indicator.Population)
	for at := range p.Cells {
		_, name := r.cellName(p.Sample.Indicator, nil, p.Cells[at].Breakdown)
		out.Cells = append(out.Cells, item{name, r.figure(&p.Cells[at])})
	}
	shown := p.Sample.Named
	if len(shown) == 0 {
		shown = p.Sample.Columns
	}
	for _, name := range shown {
		title := columns[name].title
		if title == "" {
			title = name
		}
		out.Columns = append(out.Columns, title)
	}
	for _, row := range p.Sample.Rows {
		one := shownRow{Verdict: r.verdict(row.Verdict), Place: place(row)}
		for at, name := range p.Sample.Columns {
			if slices.Contains(shown, name) {
				one.Cells = append(one.Cells, r.cell(row.Values[at], columns[name]))
			}
		}
		out.Rows = append(out.Rows, one)
	}
	return out
}

// figure writes a value in full, as nobody has said yet how it is to be rounded.
func (r *request) figure(o *indicators.Observation) string {
	if o.Value == nil {
		return r.p.Text("webdefine.no_figure")
	}
	return o.Value.String()
}
