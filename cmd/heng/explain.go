package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"heng/indicators"
	"heng/indicators/exchange"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/workspace"
)

// explainLimit is how many rows the table shows unless --limit says otherwise.
const explainLimit = 50

func (a *app) explainCommand() *cobra.Command {
	var period string
	var where []string
	var excluded bool
	var limit int
	var original bool
	cmd := &cobra.Command{
		Use:         "explain INDICATOR",
		Short:       a.p.Text("cmd.explain"),
		Long:        a.p.Text("cmd.explain_long"),
		Args:        arguments(1, 1),
		Annotations: formats("table", "csv", "json"),
		RunE: func(cmd *cobra.Command, args []string) error {
			request := indicators.ExplainRequest{Indicator: args[0], Excluded: excluded}
			if cmd.Flags().Changed("period") {
				request.Period = &period
			}
			var err error
			if request.Where, err = codes(where); err != nil {
				return err
			}
			if limit < 0 {
				return fault.New(fault.Usage, locale.M("cmd.limit"))
			}
			x, revisions, err := a.explanation(cmd, request, original)
			if err != nil {
				return err
			}
			if len(x.Observations) == 0 && len(x.Rows) == 0 {
				a.note(locale.M("cmd.no_cell"))
			}
			shown := x.Rows
			// A file is for a program: it has every row, unless a limit was asked for.
			bounded := a.flags.format == "table" || cmd.Flags().Changed("limit")
			if bounded && limit > 0 && len(shown) > limit {
				shown = shown[:limit]
			}
			switch a.flags.format {
			case "csv":
				return a.explainCSV(x, shown)
			case "json":
				return a.explainJSON(x, shown, revisions)
			}
			return a.explainTable(x, shown, revisions)
		},
	}
	cmd.Flags().StringVar(&period, "period", "", a.flagText("period"))
	cmd.Flags().StringArrayVar(&where, "where", nil, a.flagText("where"))
	cmd.Flags().BoolVar(&excluded, "excluded", false, a.flagText("excluded"))
	cmd.Flags().BoolVar(&original, "original", false, a.flagText("original"))
	cmd.Flags().IntVar(&limit, "limit", explainLimit, a.flagText("limit"))
	return cmd
}

// explanation asks the store for the rows, and the releases for what they said.
func (a *app) explanation(cmd *cobra.Command, request indicators.ExplainRequest, original bool) (*indicators.Explanation, []workspace.Revision, error) {
	ctx := cmd.Context()
	w, plan, err := a.checked(ctx)
	if err != nil {
		return nil, nil, err
	}
	// A slip in the name is said before the store is opened.
	if _, err := plan.Only(request.Indicator); err != nil {
		return nil, nil, err
	}
	if request.AsOf, err = w.AsOf(a.flags.asOf, a.Now()); err != nil {
		return nil, nil, err
	}
	st, err := a.open(ctx, w)
	if err != nil {
		return nil, nil, err
	}
	defer st.Close()
	a.warnStale(ctx, w, st)
	x, err := plan.Explain(ctx, st, request)
	if err == nil && original {
		err = a.addOriginals(ctx, w, st, x)
	}
	if err != nil {
		return nil, nil, err
	}
	revisions, err := w.Revisions(x.Observations)
	return x, revisions, err
}

// codes reads column=code pairs.
func codes(pairs []string) (map[string]string, error) {
	all := map[string]string{}
	for _, pair := range pairs {
		column, code, ok := strings.Cut(pair, "=")
		if !ok || column == "" {
			return nil, fault.New(fault.Usage, locale.M("cmd.where_form", "text", pair))
		}
		if _, again := all[column]; again {
			return nil, fault.New(fault.Usage, locale.M("cmd.where_twice", "name", column))
		}
		all[column] = code
	}
	return all, nil
}

// explainTable writes the definition in words, the values and the rows.
func (a *app) explainTable(x *indicators.Explanation, rows []indicators.ExplainedRow, revisions []workspace.Revision) error {
	s := scribe{p: a.p, framework: x.Framework, indicator: x.Indicator}
	a.say(a.p.Text("cmd.indicator_heading", "key", x.Framework.ID+"/"+x.Indicator.ID, "name", x.Indicator.Name, "unit", s.unitName()))
	if text := x.Indicator.Definition.In(a.p.Lang); text != "" {
		a.say("  " + text)
	}
	a.say("")
	for _, line := range definitionLines(x.Indicator) {
		a.say("  " + a.p.Text("cmd.definition_"+line.key, "text", line.text))
	}
	if len(x.Observations) > 0 {
		a.say("")
		if err := s.table(x.Observations).write(a.Stdout, "  "); err != nil {
			return err
		}
	}
	a.sayAchieved(x.Observations)
	a.sayPolled(s, x.Observations)
	a.sayTrend(s, x.Observations, x.AsOf)
	if err := a.sayRevisions(s, revisions); err != nil {
		return err
	}
	if len(x.Rows) == 0 {
		return nil
	}
	achieved, polled := x.Indicator.Measure.Achievement != nil, weighs(x.Indicator)
	ranged := achieved && x.Indicator.Measure.Achievement.HasRange()
	head := []string{a.p.Text("cmd.column_verdict"), a.p.Text("cmd.column_source")}
	if achieved {
		head = append(head, a.p.Text("achieve.column_ratio"), a.p.Text("achieve.column_progress"))
		if ranged {
			head = append(head, a.p.Text("achieve.column_distance"))
		}
		head = append(head, a.p.Text("achieve.column_reason"))
	}
	if polled {
		head = append(head, a.p.Text("cmd.column_weight"))
	}
	// What decides comes first: a wide table is cut by the screen at its right.
	var order, others []int
	for at, column := range x.Columns {
		if slices.Contains(x.Named, column) {
			order = append(order, at)
		} else {
			others = append(others, at)
		}
	}
	order = append(order, others...)
	t := table{header: head}
	for _, at := range order {
		t.header = append(t.header, x.Columns[at])
	}
	for _, row := range rows {
		cells := []string{a.p.Text("cmd.verdict_" + string(row.Verdict)), source(row)}
		if achieved {
			cells = append(cells, a.rowRates(row, ranged)...)
		}
		if polled {
			cells = append(cells, text(row.Weight))
		}
		for _, at := range order {
			if value := row.Values[at]; value == nil {
				cells = append(cells, a.p.Text("cmd.null"))
			} else {
				cells = append(cells, *value)
			}
		}
		t.rows = append(t.rows, cells)
	}
	a.say("")
	if err := t.write(a.Stdout, "  "); err != nil {
		return err
	}
	if more := len(x.Rows) - len(rows); more > 0 {
		a.say("  " + a.p.Text("cmd.more_rows", "count", more))
	}
	return nil
}

// source writes where a row came from, as an editor opens it.
func source(row indicators.ExplainedRow) string {
	return fault.Place{File: row.File, Sheet: row.Sheet, Line: int(row.Line)}.String()
}

// definitionLine is a part of a definition that is an expression.
type definitionLine struct{ key, text string }

// definitionLines lists what decides which rows count and how.
func definitionLines(i *indicators.Indicator) []definitionLine {
	lines := []definitionLine{{"population", i.Population}}
	if i.Where != nil {
		lines = append(lines, definitionLine{"where", i.Where.Text})
	}
	lines = append(lines, definitionLine{"measure", i.Measure.Text()})
	if i.Period.Of != nil && i.Period.By != "none" {
		lines = append(lines, definitionLine{"period", i.Period.By + " (" + i.Period.Of.Text + ")"})
	}
	return lines
}

// explainCSV writes a line a row: the columns of the population, then verdict,
// file, sheet and line, and of a survey the weight. A null is empty.
func (a *app) explainCSV(x *indicators.Explanation, rows []indicators.ExplainedRow) error {
	lines := [][]string{append(append([]string{}, x.Columns...), "_verdict", "_file", "_sheet", "_line")}
	polled := weighs(x.Indicator)
	if polled {
		lines[0] = append(lines[0], "_weight")
	}
	for _, row := range rows {
		var cells []string
		for _, value := range row.Values {
			cells = append(cells, text(value))
		}
		line := ""
		if row.Line > 0 {
			line = strconv.FormatInt(row.Line, 10)
		}
		cells = append(cells, string(row.Verdict), row.File, row.Sheet, line)
		if polled {
			cells = append(cells, text(row.Weight))
		}
		lines = append(lines, cells)
	}
	return csv.NewWriter(a.Stdout).WriteAll(lines)
}

// explainJSON writes one object: the observations, the rows and what was published,
// each on a line of its own, a row's keys in the order of the CSV.
func (a *app) explainJSON(x *indicators.Explanation, rows []indicators.ExplainedRow, revisions []workspace.Revision) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\"framework\":%s,\"indicator\":%s,\n\"observations\":", jsonText(x.Framework.ID), jsonText(x.Indicator.ID))
	if err := exchange.WriteJSON(&b, x.Observations); err != nil {
		return err
	}
	fmt.Fprintf(&b, ",\"rows\":[")
	for i, row := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n{")
		for j, column := range x.Columns {
			value := "null"
			if row.Values[j] != nil {
				value = jsonText(*row.Values[j])
			}
			fmt.Fprintf(&b, "%s:%s,", jsonText(column), value)
		}
		line := "null"
		if row.Line > 0 {
			line = strconv.FormatInt(row.Line, 10)
		}
		fmt.Fprintf(&b, "\"_verdict\":%s,\"_file\":%s,\"_sheet\":%s,\"_line\":%s",
			jsonText(string(row.Verdict)), jsonText(row.File), jsonText(row.Sheet), line)
		if weighs(x.Indicator) {
			b.WriteString(`,"_weight":` + cmp.Or(text(row.Weight), "null"))
		}
		b.WriteString("}")
	}
	b.WriteString("\n]")
	if len(revisions) > 0 {
		if err := writeRevisions(&b, revisions); err != nil {
			return err
		}
	}
	b.WriteString("}\n")
	_, err := a.Stdout.Write(b.Bytes())
	return err
}

func jsonText(s string) string {
	text, err := exchange.Compact(s)
	if err != nil {
		return `""` // a text always encodes
	}
	return string(text)
}

// text writes a text; empty for none.
func text[T ~string](s *T) string {
	if s == nil {
		return ""
	}
	return string(*s)
}
