package main

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"heng/indicators"
	"heng/indicators/exchange"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/workspace"
)

func (a *app) diffCommand() *cobra.Command {
	var options workspace.DiffOptions
	var period string
	var where []string
	var limit int
	cmd := &cobra.Command{
		Use:         "diff [FROM]",
		Short:       a.p.Text("cmd.diff"),
		Long:        a.p.Text("cmd.diff_long"),
		Args:        arguments(0, 1),
		Annotations: formats("table", "csv", "json"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if cmd.Flags().Changed("period") {
				options.Period = &period
			}
			if cmd.Flags().Changed("where") {
				var err error
				if options.Where, err = codes(where); err != nil {
					return err
				}
			}
			if limit < 0 {
				return fault.New(fault.Usage, locale.M("cmd.limit"))
			}
			if len(args) == 1 {
				options.From = args[0]
				if !strings.Contains(args[0], ":") {
					options.From = a.path(args[0])
				}
			}
			w, plan, err := a.checked(ctx)
			if err != nil {
				return err
			}
			options.Store, options.AsOf, options.Now = a.givenStore(), a.flags.asOf, a.Now()
			d, failed := w.Diff(ctx, plan, options)
			if d == nil {
				return failed
			}
			if len(d.Stale) > 0 {
				a.note(locale.M("cmd.stale", "names", d.Stale))
			}
			return errors.Join(a.showDiff(d, limit), failed)
		},
	}
	cmd.Flags().StringArrayVar(&options.Indicators, "indicator", nil, a.flagText("diff_indicator"))
	cmd.Flags().StringVar(&period, "period", "", a.flagText("period"))
	cmd.Flags().StringArrayVar(&where, "where", nil, a.flagText("where"))
	cmd.Flags().StringVar(&options.FromAsOf, "from-as-of", "", a.flagText("diff_from_as_of"))
	cmd.Flags().IntVar(&limit, "limit", explainLimit, a.flagText("diff_limit"))
	return cmd
}

// showDiff writes the differences in the format that was asked for.
func (a *app) showDiff(d *workspace.Diff, limit int) error {
	switch a.flags.format {
	case "json":
		return exchange.WriteDifferencesJSON(a.Stdout, d.Comparison)
	case "csv":
		return exchange.WriteDifferencesCSV(a.Stdout, d.Comparison)
	}
	cells := 0
	for i := range d.Differences {
		cells += len(d.Differences[i].Cells)
		if err := a.diffTable(&d.Differences[i], limit); err != nil {
			return err
		}
		a.say("")
	}
	for _, list := range []struct {
		key   string
		names []string
	}{{"cmd.diff_added", d.Added}, {"cmd.diff_removed", d.Removed}} {
		if len(list.names) > 0 {
			a.say(a.p.Text(list.key, "names", list.names))
		}
	}
	a.say(a.p.Text("cmd.diff_counts", "indicators", d.Indicators, "differ", cells, "same", d.Unchanged))
	return nil
}

// diffTable writes what differs in one indicator: what of its definition, the
// values step by step, and the rows behind each step.
func (a *app) diffTable(d *indicators.IndicatorDifference, limit int) error {
	s := scribe{p: a.p, framework: d.Framework, indicator: d.Indicator}
	a.say(a.p.Text("cmd.indicator_heading", "key", d.Framework.ID+"/"+d.Indicator.ID, "name", d.Indicator.Name, "unit", s.unitName()))
	for _, e := range d.Edits {
		name := a.p.Text("cmd.edit_"+e.What, "name", e.Name)
		if e.Before != "" || e.After != "" {
			name += "  " + a.turn(e.Before, e.After)
		}
		a.say("  " + name)
	}
	a.say("")
	t := table{right: []bool{false, false, false, true, true, true, true, true}}
	for _, key := range []string{"period", "breakdown", "cause", "value", "numerator", "denominator", "n", "missing"} {
		t.header = append(t.header, a.p.Text("cmd.column_"+key))
	}
	for _, cell := range d.Cells {
		for _, c := range cell.Changes {
			at := c.After
			if at == nil {
				at = c.Before
			}
			line := []string{s.period(at), s.breakdown(at), a.causes(d.Steps[c.Step].Causes), a.turnOf(c.Before, c.After, s.valueUnlike(c))}
			for _, of := range []func(*indicators.Observation) string{
				func(o *indicators.Observation) string { return s.amount(o.Numerator) },
				func(o *indicators.Observation) string { return s.amount(o.Denominator) },
				func(o *indicators.Observation) string { return s.p.Integer(o.N) },
				func(o *indicators.Observation) string { return s.p.Integer(o.Missing) },
			} {
				line = append(line, a.turnOf(c.Before, c.After, of))
			}
			t.rows = append(t.rows, line)
		}
	}
	if err := t.write(a.Stdout, "  "); err != nil {
		return err
	}
	for i := range d.Steps {
		if err := a.diffRows(&d.Steps[i], limit); err != nil {
			return err
		}
	}
	return nil
}

// turnOf writes a figure before and after, once where it is the same.
func (a *app) turnOf(before, after *indicators.Observation, of func(*indicators.Observation) string) string {
	texts := [2]string{}
	for i, o := range []*indicators.Observation{before, after} {
		if o != nil {
			texts[i] = of(o)
		}
	}
	if texts[0] == texts[1] {
		return texts[0]
	}
	return a.turn(texts[0], texts[1])
}

// valueUnlike writes values as everywhere, or in full where two that differ would
// read alike.
func (s scribe) valueUnlike(c indicators.CellChange) func(*indicators.Observation) string {
	a, b := c.Before, c.After
	if a == nil || b == nil || a.Value == nil || b.Value == nil || a.Value.Cmp(b.Value) == 0 || s.value(a) != s.value(b) {
		return s.value
	}
	return func(o *indicators.Observation) string { return o.Value.String() }
}

// turn writes what became of what; – stands for nothing.
func (a *app) turn(before, after string) string {
	for _, text := range []*string{&before, &after} {
		if *text == "" {
			*text = "–"
		}
	}
	return before + " → " + after
}

func (a *app) causes(all []indicators.Cause) string {
	var names []string
	for _, c := range all {
		names = append(names, a.p.Text("cmd.cause_"+string(c)))
	}
	return strings.Join(names, " + ")
}

// diffRows lists the rows behind a step.
func (a *app) diffRows(s *indicators.Step, limit int) error {
	if len(s.Rows) == 0 {
		return nil
	}
	a.say("")
	a.say("  " + a.p.Text("cmd.diff_rows", "cause", a.causes(s.Causes), "count", len(s.Rows)))
	switch {
	case s.Apart:
		a.say("  " + a.p.Text("cmd.diff_apart"))
	case len(s.Key) == 0:
		a.say("  " + a.p.Text("cmd.diff_no_key"))
	}
	t := table{}
	for _, key := range []string{"row", "verdict", "source"} {
		t.header = append(t.header, a.p.Text("cmd.column_"+key))
	}
	t.header = append(append(t.header, s.Key...), a.p.Text("cmd.column_values"))
	shown := s.Rows
	if limit > 0 && len(shown) > limit {
		shown = shown[:limit]
	}
	for _, r := range shown {
		t.rows = append(t.rows, append(append([]string{a.p.Text("cmd.row_" + string(r.Kind)), a.verdicts(r), stateSource(r)}, r.Key...), a.values(s, r)))
	}
	if err := t.write(a.Stdout, "  "); err != nil {
		return err
	}
	if more := len(s.Rows) - len(shown); more > 0 {
		a.say("  " + a.p.Text("cmd.more_rows", "count", more))
	}
	return nil
}

func (a *app) verdicts(r indicators.RowDifference) string {
	var texts [2]string
	for i, s := range []*indicators.RowState{r.Before, r.After} {
		if s != nil {
			texts[i] = a.p.Text("cmd.verdict_" + string(s.Verdict))
		}
	}
	if texts[0] == texts[1] {
		return texts[0]
	}
	return a.turn(texts[0], texts[1])
}

// stateSource writes where the row stands, or stood.
func stateSource(r indicators.RowDifference) string {
	at := r.After
	if at == nil {
		at = r.Before
	}
	return fault.Place{File: at.File, Sheet: at.Sheet, Line: int(at.Line)}.String()
}

// values writes what was corrected in a row, or else what the definition looks at.
func (a *app) values(s *indicators.Step, r indicators.RowDifference) string {
	value := func(v *string) string {
		if v == nil {
			return a.p.Text("cmd.null")
		}
		return *v
	}
	var texts []string
	for _, v := range r.Changed {
		texts = append(texts, v.Column+" "+a.turn(value(v.Before), value(v.After)))
	}
	if len(texts) > 0 {
		return strings.Join(texts, "; ")
	}
	at := r.After
	if at == nil {
		at = r.Before
	}
	for _, v := range at.Named {
		if !slices.Contains(s.Key, v.Column) {
			texts = append(texts, v.Column+" "+value(v.Value))
		}
	}
	return strings.Join(texts, "; ")
}
