package compose_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heng/indicators/compose"
	"heng/internal/locale"
)

// The conditions are those of the frameworks that exist, and of their kinds.
func TestParseCondition(t *testing.T) {
	text := func(s string) compose.Operand { return compose.Operand{Kind: compose.TextOperand, Text: s} }
	for _, test := range []struct {
		sql  string
		want compose.Condition
		back string // where it is written otherwise
	}{
		{sql: "state <> 'refused'", want: compose.Condition{Join: "all", Rows: []compose.Comparison{
			{Column: "state", Operator: "<>", Operands: []compose.Operand{text("refused")}}}}},
		{sql: "report_received is not null and report_received<=report_due", back: "report_received is not null and report_received <= report_due",
			want: compose.Condition{Join: "all", Rows: []compose.Comparison{
				{Column: "report_received", Operator: "is not null"},
				{Column: "report_received", Operator: "<=", Operands: []compose.Operand{{Kind: compose.ColumnOperand, Text: "report_due"}}}}}},
		{sql: "live AND NOT whole AND due_on <= :as_of AND unit IN ('people', '人')", back: "live and not whole and due_on <= :as_of and unit in ('people', '人')",
			want: compose.Condition{Join: "all", Rows: []compose.Comparison{
				{Column: "live", Operator: "true"}, {Column: "whole", Operator: "false"},
				{Column: "due_on", Operator: "<=", Operands: []compose.Operand{{Kind: compose.ParameterOperand, Text: "as_of"}}},
				{Column: "unit", Operator: "in", Operands: []compose.Operand{text("people"), text("人")}}}}},
		{sql: "applicable is null or applicable", want: compose.Condition{Join: "any", Rows: []compose.Comparison{
			{Column: "applicable", Operator: "is null"}, {Column: "applicable", Operator: "true"}}}},
		{sql: "true", want: compose.Condition{Join: "all", Rows: []compose.Comparison{{Operator: "every"}}}},
		{sql: "members_present > 0 and n >= -1.50", want: compose.Condition{Join: "all", Rows: []compose.Comparison{
			{Column: "members_present", Operator: ">", Operands: []compose.Operand{{Kind: compose.NumberOperand, Text: "0"}}},
			{Column: "n", Operator: ">=", Operands: []compose.Operand{{Kind: compose.NumberOperand, Text: "-1.50"}}}}}},
		{sql: `"Order" = 'it''s'`, want: compose.Condition{Join: "all", Rows: []compose.Comparison{
			{Column: "Order", Operator: "=", Operands: []compose.Operand{text("it's")}}}}},
		// One row of several is beyond the pickers and stays as text.
		{sql: "planned_end <= :as_of and (cancelled_on is null or cancelled_on > planned_end)", want: compose.Condition{Join: "all", Rows: []compose.Comparison{
			{Column: "planned_end", Operator: "<=", Operands: []compose.Operand{{Kind: compose.ParameterOperand, Text: "as_of"}}},
			{Text: "(cancelled_on is null or cancelled_on > planned_end)"}}}},
		// All of it is.
		{sql: "a = 1 or b = 2 and c = 3", want: compose.Condition{Text: "a = 1 or b = 2 and c = 3"}},
		{sql: "a between 1 and 2 and c = 3", want: compose.Condition{Text: "a between 1 and 2 and c = 3"}},
		{sql: "case when a = 1 and b = 2 then c else d end = 3", want: compose.Condition{Text: "case when a = 1 and b = 2 then c else d end = 3"}},
		{sql: "offered_on + interval '6 months' <= :as_of", want: compose.Condition{Text: "offered_on + interval '6 months' <= :as_of"}},
		{sql: "coalesce(proxy, false)", want: compose.Condition{Text: "coalesce(proxy, false)"}},
		{sql: "a = 'it", want: compose.Condition{Text: "a = 'it"}},
		{sql: "(a = 1", want: compose.Condition{Text: "(a = 1"}},
		{sql: "a = 1 and", want: compose.Condition{Text: "a = 1 and"}},
		{sql: "a = date '2018-01-01'", want: compose.Condition{Text: "a = date '2018-01-01'"}},
	} {
		got := compose.ParseCondition(test.sql)
		if d := cmp.Diff(test.want, got); d != "" {
			t.Errorf("%s:\n%s", test.sql, d)
		}
		want := test.back
		if want == "" {
			want = test.sql
		}
		if got.Expression() != want {
			t.Errorf("%s is written %s", test.sql, got.Expression())
		}
	}
}

// TestLooseText: a text that somebody writes into one row among others says the
// same there as alone.
func TestLooseText(t *testing.T) {
	c := compose.Condition{Join: compose.All, Rows: []compose.Comparison{{Column: "live", Operator: compose.IsTrue}, {Text: "a = 1 or b = 2"}}}
	if got := c.Expression(); got != "live and (a = 1 or b = 2)" {
		t.Error(got)
	}
	if c.Pickers() || compose.ParseCondition(c.Expression()).Pickers() {
		t.Error("the pickers are said to hold it")
	}
}

// FuzzApply: whatever is in a file, and whatever somebody types into a form, the
// text that comes out reads as the form says, or nothing changes; and in the file
// nothing changes but the indicator.
func FuzzApply(f *testing.F) {
	f.Add("id: a\nname:\n  en: x # why\ntargets:\n  - {period: \"2018\", value: 1}\n", "text: with # all", "a = 1 and b", "foo: [1, 2]")
	f.Add("id: a\nname: {zh-TW: 'it''s', en: y}\nmeasure:\n  ratio: {numerator: sum(a), denominator: count(true)}\n", "a\nb\n\n c", "a) or (b", "examples: }")
	f.Add("id: 'a'\n\n# c\nwhere: |\n  a = 1\n  or b\nperiod:\n- x\n", "\u200b\"\\", "-- x", "- x")
	f.Fuzz(func(t *testing.T, item, text, where, kept string) {
		before := []byte("indicators:\n  - id: before\n    x: 1\n\n  - id: mine\n    y: 2 # two\n\n  # c\n  - id: after\n    z: 3")
		form, findings := compose.Read("f", item)
		if form == nil {
			if len(findings) == 0 {
				t.Fatal("no form and no finding")
			}
			return
		}
		same, findings := compose.Apply("f", item, form)
		if again, _ := compose.Read("f", same); len(findings) == 0 && !cmp.Equal(form, again) {
			t.Fatalf("unchanged:\n%s\n%s", same, cmp.Diff(form, again))
		}
		form.Name, form.Unit = locale.Text{locale.En: text, locale.ZhTW: where}, text
		form.Where = compose.ParseCondition(where)
		form.Measure = compose.Measure{Kind: "ratio", Numerator: compose.ParseAggregate(where), Denominator: compose.Aggregate{Kind: "sum", Expression: text}}
		form.Targets = append(form.Targets, compose.Target{Period: text, Value: where})
		form.Kept = append(form.Kept, compose.Kept{Key: "foo", Text: kept})
		written, findings := compose.Apply("f", item, form)
		if len(findings) > 0 {
			return
		}
		if again, found := compose.Read("f", written); again == nil || again.Name.In("en") != compose.Trim(text) || again.Where.Expression() != form.Where.Expression() {
			t.Fatalf("reads otherwise: %v\n%q\n%s", found, text, written)
		}
		if after, findings := compose.Splice("f", before, "mine", written); len(findings) == 0 {
			head, _, _ := bytes.Cut(before, []byte("- id: mine"))
			if !bytes.HasPrefix(after, head) || !bytes.HasSuffix(after, []byte("\n\n  # c\n  - id: after\n    z: 3")) {
				t.Fatalf("beside it:\n%s", after)
			}
		}
	})
}
