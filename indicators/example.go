package indicators

import (
	"context"
	"encoding/csv"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"heng/indicators/internal/expr"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/internal/yamldoc"
)

// RunExamples runs the worked examples of every indicator in the plan against a
// store in memory, and returns a finding for each figure that is not what its
// author expects. The error is for a store that fails.
func RunExamples(ctx context.Context, plan *Plan, sandbox *store.Store) ([]fault.Finding, error) {
	var findings []fault.Finding
	for _, c := range plan.indicators {
		for _, x := range c.indicator.Examples {
			if x == nil || x.Node == nil {
				continue
			}
			r := &exampleRun{plan: plan, checked: c, example: x}
			if err := r.run(ctx, sandbox); err != nil {
				return findings, err
			}
			findings = append(findings, r.findings...)
		}
	}
	return findings, nil
}

// exampleRun is one worked example being run.
type exampleRun struct {
	plan     *Plan
	checked  *checked
	example  *Example
	findings []fault.Finding
}

func (r *exampleRun) add(n *yamldoc.Node, id string, message locale.Message, hint ...locale.Message) {
	f := n.Finding(fault.SeverityError, id, message, hint...)
	f.Subject = r.checked.indicator.ID
	r.findings = append(r.findings, f)
}

func (r *exampleRun) run(ctx context.Context, sandbox *store.Store) error {
	node := r.example.Node
	asOf := time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
	if r.example.AsOf != "" {
		given, err := time.Parse(time.DateOnly, r.example.AsOf)
		if err != nil {
			r.add(node.Get("as_of"), "not_a_date", locale.M("expr.not_a_date", "text", r.example.AsOf), locale.M("indicator.date_hint"))
			return nil //nolint:nilerr // the slip is the author's, and recorded
		}
		asOf = given
	}
	insert, ok := r.rows()
	if !ok {
		return nil
	}
	relation := r.checked.stored().relation
	var columns []string
	for _, c := range relation.Columns {
		columns = append(columns, expr.Quote(c.Name)+" "+c.Type.SQL())
	}
	name := expr.Quote(relation.Name)
	statements := []string{"drop table if exists " + name, "create table " + name + " (" + strings.Join(columns, ", ") + ")"}
	if insert != "" {
		statements = append(statements, "insert into "+name+" values "+insert)
	}
	for _, statement := range statements {
		if err := sandbox.Exec(ctx, statement); err != nil {
			return err
		}
	}
	only := *r.plan
	only.indicators = []*checked{r.checked}
	only.asTable = relation.Name
	observations, err := only.Evaluate(ctx, sandbox, asOf)
	if err != nil {
		r.add(node.Get("rows"), "example_failed", locale.M("indicator.example_failed", "reason", err.Error()))
	} else {
		for _, want := range r.example.Expect {
			if want != nil && want.Node != nil {
				r.compare(want, observations)
			}
		}
	}
	return sandbox.Exec(ctx, "drop table "+name)
}

// rows prints the example's CSV as the rows of an INSERT with typed literals.
func (r *exampleRun) rows() (string, bool) {
	node := r.example.Node.Get("rows")
	reader := csv.NewReader(strings.NewReader(strings.TrimSpace(r.example.Rows)))
	reader.TrimLeadingSpace = true
	reader.FieldsPerRecord = -1
	records, err := reader.ReadAll()
	if err != nil || len(records) == 0 {
		r.add(node, "example_csv", locale.M("indicator.example_csv"))
		return "", false
	}
	relation := r.checked.stored().relation
	places := make([]int, len(relation.Columns))
	for i := range places {
		places[i] = -1
	}
	ok := true
	for i, name := range records[0] {
		at := slices.IndexFunc(relation.Columns, func(c expr.Column) bool { return strings.EqualFold(c.Name, strings.TrimSpace(name)) })
		if at < 0 {
			r.add(node, "unknown_column", locale.M("expr.unknown_column", "name", strings.TrimSpace(name), "table", relation.Name),
				nearest(strings.TrimSpace(name), columnNames(relation)))
			ok = false
			continue
		}
		places[at] = i
	}
	var rows []string
	for number, record := range records[1:] {
		if len(record) > len(records[0]) {
			r.add(node, "example_csv", locale.M("indicator.example_row_long", "row", number+1))
			ok = false
			continue
		}
		var values []string
		for i, c := range relation.Columns {
			text := ""
			if places[i] >= 0 && places[i] < len(record) {
				text = strings.TrimSpace(record[places[i]])
			}
			literal, fits := typedLiteral(text, c.Type)
			if !fits {
				r.add(node, "example_value", locale.M("indicator.example_value", "row", number+1, "column", c.Name, "text", text, "kind", c.Type.Kind.Name()))
				ok = false
			}
			values = append(values, literal)
		}
		rows = append(rows, "("+strings.Join(values, ", ")+")")
	}
	return strings.Join(rows, ", "), ok
}

var plainNumber = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

// typedLiteral prints a text as a literal of a type; an empty text is null.
func typedLiteral(text string, t expr.Type) (string, bool) {
	if text == "" {
		return "null", true
	}
	fits := true
	switch t.Kind {
	case expr.Integer:
		_, err := strconv.ParseInt(text, 10, 64)
		fits = err == nil
	case expr.Decimal:
		_, fraction, _ := strings.Cut(text, ".")
		fits = plainNumber.MatchString(text) && len(fraction) <= t.Scale
	case expr.Boolean:
		fits = text == "true" || text == "false"
	case expr.Date:
		_, err := time.Parse(time.DateOnly, text)
		fits = err == nil
	case expr.Datetime:
		_, err := time.Parse("2006-01-02T15:04:05", strings.Replace(text, " ", "T", 1))
		fits = err == nil
	}
	return fmt.Sprintf("cast(%s as %s)", expr.Literal(text), t.SQL()), fits
}

// compare holds one expected cell against the observations.
func (r *exampleRun) compare(want *Expectation, observations []Observation) {
	var found []Observation
	for _, o := range observations {
		if !mapsEqual(o.Breakdown, want.Where) {
			continue
		}
		if want.Period == "" || o.Period != nil && *o.Period == want.Period {
			found = append(found, o)
		}
	}
	switch {
	case len(found) == 0:
		r.add(want.Node, "example_no_cell", locale.M("indicator.example_no_cell"))
		return
	case len(found) > 1:
		var periods []string
		for _, o := range found {
			periods = append(periods, *o.Period)
		}
		r.add(want.Node, "example_periods", locale.M("indicator.example_periods", "periods", periods))
		return
	}
	o := found[0]
	number := func(n *Number) string {
		if n == nil {
			return "null"
		}
		return n.String()
	}
	exact := func(d *decimal.Decimal) string {
		if d == nil {
			return "null"
		}
		return d.String()
	}
	band := "null"
	if o.Band != nil {
		band = string(*o.Band)
	}
	for _, figure := range []struct {
		key  string
		want *Expected
		got  string
	}{
		{"value", want.Value, number(o.Value)}, {"numerator", want.Numerator, exact(o.Numerator)},
		{"denominator", want.Denominator, exact(o.Denominator)}, {"n", want.N, strconv.FormatInt(o.N, 10)},
		{"missing", want.Missing, strconv.FormatInt(o.Missing, 10)}, {"obs_status", want.ObsStatus, string(o.ObsStatus)},
		{"band", want.Band, band},
	} {
		if figure.want != nil && !figure.want.is(figure.got) {
			r.add(want.Node.Get(figure.key), "example_differs",
				locale.M("indicator.example_differs", "key", figure.key, "got", figure.got, "want", figure.want.String()))
		}
	}
}

// String writes what is expected.
func (e *Expected) String() string {
	if e.Null {
		return "null"
	}
	return e.Text
}

// is compares a figure with what is expected, to the decimals that the author
// gave.
func (e *Expected) is(got string) bool {
	if e.Null || got == "null" {
		return e.Null && got == "null"
	}
	want, err := plainDecimal(e.Text)
	have, okHave := new(big.Rat).SetString(got)
	if err != nil || !okHave {
		return e.Text == got
	}
	_, fraction, _ := strings.Cut(e.Text, ".")
	tolerance := new(big.Rat).SetFrac64(1, 2)
	for range len(fraction) {
		tolerance.Mul(tolerance, big.NewRat(1, 10))
	}
	difference := new(big.Rat).Sub(want.Rat(), have)
	return difference.Abs(difference).Cmp(tolerance) <= 0
}
