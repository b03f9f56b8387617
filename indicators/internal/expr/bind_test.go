package expr_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heng/indicators/internal/expr"
	"heng/internal/locale"
)

var update = flag.Bool("update", false, "write the golden files anew")

// accepted are expressions that definitions may hold.
var accepted = []string{
	"true", "verified", "not verified", "'text'", "'it''s'", "'-- no comment /* either */'", "true;", "due -- :as_of", "-5", "- 5", "-(5)", "- -5", "amount > -0.5", "3 - -2", "1.50", ".5", "123456789012345678901",
	"due", "DUE", `"due"`, "grants.due", "due is null", "due is not null",
	"received is not null and received <= due", "received is null or received > due", "received <= due",
	"due <= :as_of", "due <= $as_of", "due + :report_days < :as_of", "due >= '2018-01-31'", "due between '2018-01-01' and :as_of",
	"logged < due", "logged >= '2018-01-31 12:00:00'", "cast(logged as date) = due", "logged::date", "date '2018-01-31'", "timestamp '2018-01-31 01:02:03'",
	"due + 30", "due - 30", "due - received", "due + interval '30 days'", "due - interval '1 month'",
	"amount / people", "amount / 3", "people / people", "amount * rate", "amount + people", "amount - 0.5", "- amount", "people % 2", "amount * 0.000000001",
	"amount > 0.05", "amount = rate", "people > 1.5", "amount in (1, 2.5, rate)", "rate in (0.001)", "amount between 0.5 and people",
	"case when verified then amount else rate end", "case when people > 1 then 'a' when people < 0 then 'b' end", "case category when 'exchange' then 1 else 0 end",
	"coalesce(amount, rate, 0)", "coalesce(people, amount, 0)", "case when region = 'a' then people when region = 'b' then amount else people end", "coalesce(region, 'none')", "nullif(people, 0)", "nullif(amount, rate)", "greatest(amount, rate)", "least(due, received)",
	"abs(amount)", "floor(amount)", "ceil(rate)", "round(amount)", "round(amount, 2)", "lower(region)", "upper(region)", "trim(region)", "length(region)",
	"substring(region, 1, 2)", "substring(region, 2)", "replace(region, 'a', 'b')", "starts_with(region, 'a')",
	"extract(year from due)", "date_part('month', due)", "year(due)", "quarter(logged)", "date_trunc('month', due)",
	"category = 'exchange'", "category <> 'exchange'", "category in ('exchange', 'humanitarian')", "category not in ('exchange')",
	"region like 'a%'", "region not like 'a%'", "region ilike 'A%'", "region || '-' || category",
	"region is distinct from category", "region is not distinct from 'x'", "cast(people as varchar)", "people::decimal(10,2)", "amount::bigint",
	"if(verified, 1, 2)", "main.abs(amount)", "amount\u00a0> 1", "verified = true", "verified is null", "verified is true", "verified is not true", "verified is not false", "verified is unknown", "null", "not (verified and people > 1)",
	"(due\n<= :as_of)", "due -- a comment\n<= :as_of", "due /* it's */ <= :as_of", "region = '非洲'", "region = '非洲' and people > 1",
	"category = 'humanitarain'", // a warning only
}

// refused are slips; testdata/bind.golden says what is wrong with each.
var refused = []string{
	"", "due <=", "true) from t; select (1", "true; select 1", "1, 2", "amount as a", "amount a",
	"(select 1)", "exists (select 1 from grants)", "amount in (select 1)", "amount from grants", "amount where true",
	"read_csv('/etc/passwd')", "range(3)", "unnest([1])", "sum(amount)", "count(*)", "sum(amount) over ()", "row_number() over ()",
	"*", "grants.*", "columns('a')", "amout", "grant.amount", "a.b.c", "_row", "rowid", "current_date", "now()",
	"random()", "pi()", "lenght(region)", ":as_off", ":unknown", "?", "$1", "due = 5", "due = region", "due = 'soon'",
	"amount = 'x'", "verified > 1", "amount + region", "amount + verified", "due + due", "due and verified", "not amount",
	"amount = null", "amount in (1, null)", "case when amount then 1 end", "case when true then 1 else 'a' end", "coalesce(amount, 'x')",
	"1e5", "1_000", "123456789012345678901234567890123456789", "cast(region as date)", "try_cast(region as integer)", "region::bigint",
	"amount // 2", "amount ^ 2", "amount ** 2", "people & 1", "people << 1", "region ~ 'a'", "region !~ 'a'", "due <= 2018-06-22", "due + interval 30 day", "order = 1", "region similar to 'a'", "[1, 2]", "{'a': 1}",
	"lambda x: x", "x -> x", "amount /* x", "-- x", "/* */", "region like 'a' escape 'b'", "region collate nocase = 'x'",
	"amount[1]", "region[1:2]", "interval '1 hour'", "due + interval '1' day", "date_trunc(region, due)", "date_part('epoch', due)", "substring(region, 0)",
	"substring(region, -1)", "round(amount, -1)", "round(amount, 99)", "abs(region)", "abs(amount, 1)", "lower(amount)", "date_part()",
	"case when 1 = 1 then case when end end", "\x00", "'a\x00b'", "非洲 = 1", "region = “x”", "amount ＞ 1", "grants", "default",
	"sum(amount) filter (where true)", "abs(distinct amount)", "coalesce()", "greatest()", "nullif(amount)", "coalesce(amount, 1) as x",
	"date '2018-02-30'", "'x' = 1", "null = null", "row(1,2)", "(1, 2)", "amount between 1 and 'x'", "select 1", "drop table grants", "pragma x",
}

// TestBind prints what each expression becomes, or what is wrong with it:
// testdata/bind.golden.
func TestBind(t *testing.T) {
	st := memory(t)
	ctx := context.Background()
	var b strings.Builder
	show := func(text string, wantErrors bool) {
		bound, problems, err := expr.Bind(ctx, st, text, scope)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		failed := false
		fmt.Fprintf(&b, "%q\n", text)
		for _, p := range problems {
			failed = failed || !p.Warning
			printer := locale.NewPrinter(locale.En)
			fmt.Fprintf(&b, "    %d+%d %s: %s", p.Offset, p.Length, p.ID, printer.Sprint(p.Message))
			if !p.Hint.IsZero() {
				fmt.Fprintf(&b, " (%s)", printer.Sprint(p.Hint))
			}
			b.WriteString("\n")
		}
		if !failed {
			null := ""
			if bound.Nullable {
				null = ", nullable"
			}
			fmt.Fprintf(&b, "    %s [%s%s]\n", bound.SQL, bound.Type.SQL(), null)
		}
		if failed != wantErrors {
			t.Errorf("%q: %v", text, problems)
		}
	}
	for _, text := range accepted {
		show(text, false)
	}
	for _, text := range refused {
		show(text, true)
	}
	const golden = "testdata/bind.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("%s (-want +got; -update writes it anew):\n%s", golden, diff)
	}
}

// A column may be called by a word of SQL: alone it is known for a column, in an
// expression it needs quotes, which the hint says.
func TestBindColumnNamedByAWordOfSQL(t *testing.T) {
	scope := expr.Scope{Relations: []expr.Relation{{Name: "visits", Columns: []expr.Column{{Name: "on", Type: expr.Type{Kind: expr.Date}}}}}}
	for text, want := range map[string]string{
		"on": "", " On ": "", `"on"`: "", `"on" > '2018-01-01'`: "",
		"on > '2018-01-01'": `"on" is a word of SQL too; put double quotes around the column's name`,
	} {
		bound, problems, err := expr.Bind(t.Context(), memory(t), text, scope)
		if err != nil {
			t.Fatal(err)
		}
		var hint string
		for _, p := range problems {
			hint = locale.NewPrinter(locale.En).Sprint(p.Hint)
		}
		if hint != want || want == "" && bound.SQL == "" {
			t.Errorf("%q: %q, hint %q, want %q", text, bound.SQL, hint, want)
		}
	}
}
