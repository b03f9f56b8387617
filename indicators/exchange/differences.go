package exchange

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"heng/indicators"
)

// The JSON of a comparison. Its keys stand in the order of these fields.
type (
	comparedJSON struct {
		Framework string       `json:"framework"`
		Indicator string       `json:"indicator"`
		Version   string       `json:"version"`
		Unit      string       `json:"unit"`
		Additive  bool         `json:"additive"`
		Unchanged int          `json:"unchanged"`
		Edits     []editJSON   `json:"edits"`
		Steps     []stepJSON   `json:"steps"`
		Cells     []cellChange `json:"cells"`
	}
	editJSON struct {
		What   string `json:"what"`
		Name   string `json:"name"`
		Before string `json:"before"`
		After  string `json:"after"`
	}
	stepJSON struct {
		Causes []indicators.Cause `json:"causes"`
		Key    []string           `json:"key"`
		Apart  bool               `json:"apart"`
		Rows   []rowJSON          `json:"rows"`
	}
	rowJSON struct {
		Kind    indicators.RowKind `json:"kind"`
		Key     []string           `json:"key"`
		Changed []changedJSON      `json:"changed"`
		Before  *stateJSON         `json:"before"`
		After   *stateJSON         `json:"after"`
	}
	changedJSON struct {
		Column string  `json:"column"`
		Before *string `json:"before"`
		After  *string `json:"after"`
	}
	stateJSON struct {
		Verdict indicators.Verdict `json:"verdict"`
		Period  string             `json:"period"`
		Values  []valueJSON        `json:"values"`
		File    string             `json:"file"`
		Sheet   string             `json:"sheet"`
		Line    *int64             `json:"line"`
	}
	valueJSON struct {
		Column string  `json:"column"`
		Value  *string `json:"value"`
	}
	cellChange struct {
		Period    *string              `json:"period"`
		Breakdown indicators.Breakdown `json:"breakdown"`
		Changes   []changeJSON         `json:"changes"`
	}
	changeJSON struct {
		Step   int          `json:"step"`
		Before *figuresJSON `json:"before"`
		After  *figuresJSON `json:"after"`
		Rows   []effectJSON `json:"rows"`
	}
	figuresJSON struct {
		Value       any    `json:"value"`
		Numerator   any    `json:"numerator"`
		Denominator any    `json:"denominator"`
		N           int64  `json:"n"`
		Missing     int64  `json:"missing"`
		ObsStatus   string `json:"obs_status"`
	}
	effectJSON struct {
		Row         int                `json:"row"`
		Before      indicators.Verdict `json:"before"`
		After       indicators.Verdict `json:"after"`
		Numerator   any                `json:"numerator"`
		Denominator any                `json:"denominator"`
		N           int64              `json:"n"`
		Missing     int64              `json:"missing"`
	}
)

// WriteDifferencesJSON writes a comparison as one object, an indicator a line. A
// row stands once in its step; the cells that it touches name it by its place
// there, with what it adds. Where the measure does not add up, numerator and
// denominator of a row are null.
func WriteDifferencesJSON(w io.Writer, c *indicators.Comparison) error {
	var lines []comparedJSON
	for i := range c.Differences {
		lines = append(lines, differenceOf(&c.Differences[i]))
	}
	head, err := Compact(struct {
		Indicators int      `json:"indicators"`
		Unchanged  int      `json:"unchanged"`
		Added      []string `json:"added"`
		Removed    []string `json:"removed"`
	}{c.Indicators, c.Unchanged, list(c.Added), list(c.Removed)})
	if err != nil {
		return err
	}
	var b bytes.Buffer
	b.Write(bytes.TrimSuffix(head, []byte("}")))
	b.WriteString(",\n\"differences\":")
	if err := Lines(&b, lines); err != nil {
		return err
	}
	b.WriteString("}\n")
	_, err = w.Write(b.Bytes())
	return err
}

// list is a list that is [] where there is nothing in it, never null.
func list[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

func differenceOf(d *indicators.IndicatorDifference) comparedJSON {
	out := comparedJSON{
		Framework: d.Framework.ID, Indicator: d.Indicator.ID, Version: d.Framework.VersionOf(d.Indicator), Unit: d.Indicator.UnitName(),
		Additive: d.Additive, Unchanged: d.Unchanged, Edits: []editJSON{}, Steps: []stepJSON{}, Cells: []cellChange{},
	}
	for _, e := range d.Edits {
		out.Edits = append(out.Edits, editJSON(e))
	}
	for _, s := range d.Steps {
		step := stepJSON{Causes: s.Causes, Key: list(s.Key), Apart: s.Apart, Rows: []rowJSON{}}
		for _, r := range s.Rows {
			row := rowJSON{Kind: r.Kind, Key: list(r.Key), Changed: []changedJSON{}, Before: stateOf(r.Before), After: stateOf(r.After)}
			for _, v := range r.Changed {
				row.Changed = append(row.Changed, changedJSON(v))
			}
			step.Rows = append(step.Rows, row)
		}
		out.Steps = append(out.Steps, step)
	}
	for _, cell := range d.Cells {
		one := cellChange{Period: cell.Period, Breakdown: cell.Breakdown, Changes: []changeJSON{}}
		for _, c := range cell.Changes {
			change := changeJSON{Step: c.Step, Before: figuresOf(c.Before), After: figuresOf(c.After), Rows: []effectJSON{}}
			for _, r := range c.Rows {
				effect := effectJSON{Row: r.Row, Before: r.Before, After: r.After, N: r.Effect.N, Missing: r.Effect.Missing}
				if d.Additive {
					effect.Numerator, effect.Denominator = json.Number(r.Effect.Numerator.String()), json.Number(r.Effect.Denominator.String())
				}
				change.Rows = append(change.Rows, effect)
			}
			one.Changes = append(one.Changes, change)
		}
		out.Cells = append(out.Cells, one)
	}
	return out
}

func stateOf(s *indicators.RowState) *stateJSON {
	if s == nil {
		return nil
	}
	out := &stateJSON{Verdict: s.Verdict, Period: s.Period, Values: []valueJSON{}, File: s.File, Sheet: s.Sheet}
	if s.Line > 0 {
		out.Line = &s.Line
	}
	for _, v := range s.Named {
		out.Values = append(out.Values, valueJSON(v))
	}
	return out
}

func figuresOf(o *indicators.Observation) *figuresJSON {
	if o == nil {
		return nil
	}
	return &figuresJSON{
		Value: orNil(number(o.Value)), Numerator: orNil(exact(o.Numerator)), Denominator: orNil(exact(o.Denominator)),
		N: o.N, Missing: o.Missing, ObsStatus: string(o.ObsStatus),
	}
}

// differenceColumns are the columns of the CSV.
var differenceColumns = []string{
	"framework", "indicator", "period", "breakdown", "cause", "change", "key", "changed",
	"verdict_before", "verdict_after", "file", "sheet", "line",
	"value_before", "value_after", "numerator_before", "numerator_after", "denominator_before", "denominator_after",
	"n_before", "n_after", "missing_before", "missing_after", "numerator", "denominator", "n", "missing",
}

// WriteDifferencesCSV writes a comparison as CSV: a line for every step of every
// cell that differs, with the figures before and after it and their difference,
// and behind it a line for each of its rows, which has a change; the last four
// columns of these add up to those of their step where the measure adds up.
func WriteDifferencesCSV(w io.Writer, c *indicators.Comparison) error {
	lines := [][]string{differenceColumns}
	for _, d := range c.Differences {
		for _, cell := range d.Cells {
			for _, change := range cell.Changes {
				step := d.Steps[change.Step]
				head := []string{d.Framework.ID, d.Indicator.ID, "", BreakdownText(cell.Breakdown, ";"), CausesText(step.Causes)}
				if cell.Period != nil {
					head[2] = *cell.Period
				}
				line := append(append([]string{}, head...), "", "", "", "", "", "", "", "")
				a, b := figureCells(change.Before), figureCells(change.After)
				for i := range a {
					line = append(line, a[i], b[i])
				}
				lines = append(lines, append(line, effectCells(change.Effect, d.Additive)...))
				for _, r := range change.Rows {
					line := append(append([]string{}, head...), rowCells(&step.Rows[r.Row], r)...)
					line = append(line, make([]string, 2*len(a))...)
					lines = append(lines, append(line, effectCells(r.Effect, d.Additive)...))
				}
			}
		}
	}
	return csv.NewWriter(w).WriteAll(lines)
}

// CausesText writes causes as one code.
func CausesText(causes []indicators.Cause) string {
	var all []string
	for _, c := range causes {
		all = append(all, string(c))
	}
	return strings.Join(all, "+")
}

func rowCells(r *indicators.RowDifference, effect indicators.RowEffect) []string {
	var changed []string
	for _, v := range r.Changed {
		changed = append(changed, v.Column)
	}
	at := r.After
	if at == nil {
		at = r.Before
	}
	line := ""
	if at.Line > 0 {
		line = strconv.FormatInt(at.Line, 10)
	}
	return []string{string(r.Kind), strings.Join(r.Key, ";"), strings.Join(changed, ";"), string(effect.Before), string(effect.After), at.File, at.Sheet, line}
}

// figureCells writes value, numerator, denominator, n and missing; empty for no cell.
func figureCells(o *indicators.Observation) [5]string {
	if o == nil {
		return [5]string{}
	}
	return [5]string{
		string(number(o.Value)), string(exact(o.Numerator)), string(exact(o.Denominator)),
		strconv.FormatInt(o.N, 10), strconv.FormatInt(o.Missing, 10),
	}
}

func effectCells(f indicators.Figures, additive bool) []string {
	cells := []string{"", "", strconv.FormatInt(f.N, 10), strconv.FormatInt(f.Missing, 10)}
	if additive {
		cells[0], cells[1] = f.Numerator.String(), f.Denominator.String()
	}
	return cells
}
