package exchange

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"heng/indicators"
)

// columns are the keys of an observation in the JSON and the CSV, in the order
// that programs rely on, with what each holds.
var columns = []struct {
	key   string
	value func(*indicators.Observation) any
}{
	{"framework", func(o *indicators.Observation) any { return o.Framework }},
	{"indicator", func(o *indicators.Observation) any { return o.Indicator }},
	{"version", func(o *indicators.Observation) any { return o.Version }},
	{"period", func(o *indicators.Observation) any { return orNull(o.Period) }},
	{"breakdown", func(o *indicators.Observation) any { return o.Breakdown }},
	{"value", func(o *indicators.Observation) any { return number(o.Value) }},
	{"numerator", func(o *indicators.Observation) any { return exact(o.Numerator) }},
	{"denominator", func(o *indicators.Observation) any { return exact(o.Denominator) }},
	{"n", func(o *indicators.Observation) any { return rowCount(o, o.N) }},
	{"missing", func(o *indicators.Observation) any { return rowCount(o, o.Missing) }},
	{"low", func(o *indicators.Observation) any { return number(o.Low) }},
	{"high", func(o *indicators.Observation) any { return number(o.High) }},
	{"method", func(o *indicators.Observation) any { return orNull(o.Method) }},
	{"unit", func(o *indicators.Observation) any { return o.Unit }},
	{"baseline", func(o *indicators.Observation) any { return number(o.Baseline) }},
	{"target", func(o *indicators.Observation) any { return o.Target }},
	{"achievement", func(o *indicators.Observation) any { return number(o.Achievement) }},
	{"progress", func(o *indicators.Observation) any { return number(o.Progress) }},
	{"capped", func(o *indicators.Observation) any { return o.Capped }},
	{"band", func(o *indicators.Observation) any { return orNull(o.Band) }},
	{"obs_status", func(o *indicators.Observation) any { return string(o.ObsStatus) }},
	{"conf_status", func(o *indicators.Observation) any { return string(o.ConfStatus) }},
}

// observationJSON is an observation as one line of JSON: every key, in order, a
// number as a number with all its digits.
type observationJSON struct{ *indicators.Observation }

// MarshalJSON writes the observation. That of a survey has one key more.
func (o observationJSON) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	for i, c := range columns {
		value := c.value(o.Observation)
		if v, ok := value.(indicators.Breakdown); ok && v == nil {
			value = indicators.Breakdown{} // {}, never null
		}
		text, err := Compact(orNil(value))
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%q:%s", c.key, text)
	}
	if o.Polled != nil {
		text, err := surveyJSON(o.Polled)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, ",\"survey\":%s", text)
	}
	return append(append([]byte{'{'}, b.Bytes()...), '}'), nil
}

// WriteJSON writes observations as one array.
func WriteJSON(w io.Writer, observations []indicators.Observation) error {
	lines := make([]observationJSON, len(observations))
	for i := range observations {
		lines[i] = observationJSON{&observations[i]}
	}
	return Lines(w, lines)
}

// WriteCSV writes observations as CSV: null is empty, a breakdown a=x;b=y, a
// target with bounds min=1;max=2.
func WriteCSV(w io.Writer, observations []indicators.Observation) error {
	var header []string
	for _, c := range Columns(observations) {
		header = append(header, c.Name)
	}
	surveys := hasSurvey(observations)
	rows := [][]string{header}
	for i := range observations {
		row := make([]string, len(columns))
		for j, c := range columns {
			switch v := c.value(&observations[i]).(type) {
			case nil:
			case indicators.Breakdown:
				row[j] = BreakdownText(v, ";")
			case *indicators.TargetValue:
				row[j] = targetText(v)
			default:
				row[j] = fmt.Sprint(v)
			}
		}
		if surveys {
			row = append(row, surveyCells(observations[i].Polled)...)
		}
		rows = append(rows, row)
	}
	return csv.NewWriter(w).WriteAll(rows)
}

// The codes that SDMX has for a dimension without a code of its own.
const (
	sdmxTotal         = "_T" // the total over the dimension
	sdmxNotApplicable = "_Z" // the indicator has no periods
)

// WriteSDMX writes observations as SDMX-CSV 2.0 (SDMX 3.0, section "SDMX-CSV
// field guide"): a framework is a dataflow of the agency HENG.
func WriteSDMX(w io.Writer, observations []indicators.Observation) error {
	columns := map[string]bool{}
	for _, o := range observations {
		for column := range o.Breakdown {
			columns[column] = true
		}
	}
	dimensions := slices.Sorted(maps.Keys(columns))
	header := []string{"STRUCTURE", "STRUCTURE_ID", "ACTION", "INDICATOR", "TIME_PERIOD"}
	for _, d := range dimensions {
		header = append(header, sdmxID(d))
	}
	rows := [][]string{append(header, "OBS_VALUE", "OBS_STATUS", "CONF_STATUS", "UNIT_MEASURE",
		"NUMERATOR", "DENOMINATOR", "N", "MISSING", "LOWER_BOUND", "UPPER_BOUND", "VERSION")}
	for _, o := range observations {
		period := sdmxNotApplicable
		if o.Period != nil {
			period = *o.Period
		}
		row := []string{"dataflow", "HENG:" + sdmxID(o.Framework) + "(" + o.Version + ")", "I", sdmxID(o.Indicator), period}
		for _, d := range dimensions {
			code, ok := o.Breakdown[d]
			if !ok {
				code = sdmxTotal
			}
			row = append(row, code)
		}
		rows = append(rows, append(row, string(number(o.Value)), string(o.ObsStatus), string(o.ConfStatus), o.Unit,
			string(exact(o.Numerator)), string(exact(o.Denominator)), string(rowCount(&o, o.N)), string(rowCount(&o, o.Missing)),
			string(number(o.Low)), string(number(o.High)), o.Version))
	}
	return csv.NewWriter(w).WriteAll(rows)
}

// sdmxID writes a name as an SDMX identifier, which has no hyphen by custom and
// is in capitals.
func sdmxID(name string) string { return strings.ToUpper(strings.ReplaceAll(name, "-", "_")) }

// rowCount writes a number of rows; empty where that is suppressed with the value,
// which is not zero rows.
func rowCount(o *indicators.Observation, n int64) json.Number {
	if o.ObsStatus == indicators.Suppressed && o.N == 0 {
		return ""
	}
	return json.Number(strconv.FormatInt(n, 10))
}

// number writes a number in full; empty for none.
func number(n *indicators.Number) json.Number {
	if n == nil {
		return ""
	}
	return json.Number(n.String())
}

// exact writes a decimal in full; empty for none.
func exact(d *decimal.Decimal) json.Number {
	if d == nil {
		return ""
	}
	return json.Number(d.String())
}

// orNull returns a text, or nil for none.
func orNull[T ~string](s *T) any {
	if s == nil {
		return nil
	}
	return string(*s)
}

func targetText(t *indicators.TargetValue) string {
	if t == nil {
		return ""
	}
	if t.Value != nil {
		return t.Value.String()
	}
	var bounds []string
	for _, b := range []struct {
		name  string
		value *indicators.Number
	}{{"min", t.Min}, {"max", t.Max}, {"over", t.Over}, {"under", t.Under}} {
		if b.value != nil {
			bounds = append(bounds, b.name+"="+b.value.String())
		}
	}
	return strings.Join(bounds, ";")
}

// BreakdownText writes a breakdown as column=code pairs in the order of the
// columns; the empty text for the total.
func BreakdownText(b indicators.Breakdown, separator string) string {
	var pairs []string
	for _, column := range b.Columns() {
		pairs = append(pairs, column+"="+b[column])
	}
	return strings.Join(pairs, separator)
}

// Column is a column of the CSV: its name and its Table Schema type.
type Column struct{ Name, Type string }

// columnTypes are the types of columns that hold no texts.
var columnTypes = map[string]string{
	"value": "number", "numerator": "number", "denominator": "number", "n": "integer", "missing": "integer",
	"low": "number", "high": "number", "baseline": "number", "achievement": "number", "progress": "number", "capped": "boolean",
}

// Columns lists the columns of the CSV of some observations in their order.
func Columns(observations []indicators.Observation) []Column {
	var all []Column
	for _, c := range columns {
		kind := columnTypes[c.key]
		if kind == "" {
			kind = "string"
		}
		all = append(all, Column{c.key, kind})
	}
	if hasSurvey(observations) {
		for _, c := range surveyColumns {
			all = append(all, Column{c.key, c.kind})
		}
	}
	return all
}
