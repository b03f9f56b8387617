package indicators_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heng/indicators"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
)

const dictionaryPackage = `
name: test
resources:
  - name: partners
    title: {zh-TW: 夥伴國, en: Partner countries}
    path: data/partners.csv
    schema:
      primaryKey: iso2
      fields:
        - {name: iso2, title: {zh-TW: 國別, en: Country}}
        - {name: region, title: {zh-TW: 地區, en: Region}, constraints: {enum: [asia, africa]}, labels: {africa: {zh-TW: 非洲, en: Africa}, asia: {zh-TW: 亞洲, en: Asia}}}
  - name: grants
    title: {zh-TW: 補助案, en: Grants}
    demonstration: true
    path: data/grants.csv
    schema:
      primaryKey: grant_id
      foreignKeys: [{fields: country, reference: {resource: partners, fields: iso2}}, {fields: follows, reference: {fields: grant_id}}]
      fields:
        - {name: grant_id, title: {zh-TW: 案號, en: Grant ID}}
        - {name: follows, title: {zh-TW: 接續案, en: Follows}}
        - {name: country, title: {zh-TW: 受援國, en: Recipient}, constraints: {required: true}}
        - {name: state, title: {zh-TW: 狀態, en: State}, labels: {open: {zh-TW: 進行中, en: Open}, done: {zh-TW: 已結案, en: Done}}}
        - {name: approved_on, type: date, title: {zh-TW: 核定日期, en: Approved on}}
        - {name: due, type: date, title: {zh-TW: 到期日, en: Due}}
        - {name: received, type: date, title: {zh-TW: 收到日, en: Received}}
        - {name: amount, type: number, unit: 千元, currency: TWD, title: {zh-TW: 金額, en: Amount}, constraints: {minimum: "0"}}
        - {name: note, title: {zh-TW: 備註, en: Note}}
`

var dictionaryModels = map[string]string{
	"cases": `-- title: {zh-TW: 補助案與地區, en: Grants with the region}
-- rows: grants
-- columns:
--   late: {zh-TW: 是否逾期, en: Late, labels: {yes: {zh-TW: 逾期, en: Late}, no: {zh-TW: 準時, en: On time}}}
--   state: {labels: {open: {zh-TW: 未結, en: Still open}}}
-- # A grant is late when its report came after the day.
select g.grant_id, g.state, g.amount, p.region, g.country as place, g.approved_on,
  case when g.received > g.due then 'yes' else 'no' end as late
from grants g left join partners p on p.iso2 = g.country
where g.note is null`,
	"sums": `select region, sum(amount) as amount, max(late) as worst from cases group by region`,
}

const dictionaryFramework = head + `
  - {id: late, dimension: accountability, name: {zh-TW: 逾期, en: Late}, population: cases, measure: {share: late = 'yes'}, period: {by: year, of: approved_on}, breakdowns: [region]}
  - {id: amount, dimension: accountability, name: {zh-TW: 金額, en: Amount}, population: grants, where: state = 'done', measure: {sum: amount}}
  - {id: most, dimension: accountability, name: {zh-TW: 最多, en: Most}, population: sums, measure: {concentration: {of: amount, by: region}}}
  - {id: gone, dimension: accountability, name: {zh-TW: 舊, en: Gone}, status: retired, population: grants, measure: {count: follows is null}}
`

func checkDictionary(t *testing.T, models map[string]string) (*indicators.Plan, []string) {
	t.Helper()
	ctx := context.Background()
	memory, err := store.OpenMemory(ctx, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { memory.Close() })
	f, findings := indicators.ReadFramework("frameworks/test.yaml", []byte(dictionaryFramework))
	catalogue := &indicators.Catalogue{Package: mustPackage(t, dictionaryPackage), Languages: locale.Languages}
	for _, name := range []string{"cases", "sums"} {
		m, found := indicators.ReadModel("models/"+name+".sql", name, []byte(models[name]))
		findings = append(findings, found...)
		catalogue.Models = append(catalogue.Models, m)
	}
	plan, found, err := indicators.Check(ctx, []*indicators.Framework{f}, catalogue, memory)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, f := range fault.Errors(append(findings, found...)) {
		lines = append(lines, f.String())
	}
	return plan, lines
}

// The whole dictionary, as testdata/dictionary.golden has it: titles and labels
// that a model passes on, renames or gives, and who uses what.
func TestDictionary(t *testing.T) {
	plan, findings := checkDictionary(t, dictionaryModels)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	var b strings.Builder
	for _, table := range plan.Dictionary() {
		fmt.Fprintf(&b, "%s %s %s demo=%t key=%v rows=%s of=%v\n", table.Kind, table.Name, words(table.Title), table.Demo, table.Key, table.Rows, table.Tables)
		for _, c := range table.Columns {
			fmt.Fprintf(&b, "  %s: %s %s required=%t", c.Name, c.Type, words(c.Title), c.Required)
			for _, part := range []struct{ name, text string }{
				{"unit", c.Unit}, {"currency", c.Currency}, {"minimum", c.Constraints.Minimum}, {"refers", strings.Join(c.Refers, " ")},
				{"is", c.Is}, {"from", strings.Join(c.From, " ")}, {"used", strings.Join(c.UsedBy, " ")},
			} {
				if part.text != "" {
					fmt.Fprintf(&b, " %s=%s", part.name, part.text)
				}
			}
			for _, code := range c.Codes {
				fmt.Fprintf(&b, "\n    %s %s", code.Code, words(code.Label))
			}
			b.WriteString("\n")
		}
	}
	golden := filepath.Join("testdata", "dictionary.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func words(t locale.Text) string { return t.In(locale.ZhTW) + "/" + t.In(locale.En) }

// Worked out by hand from dictionaryPackage, dictionaryModels and
// dictionaryFramework.
func TestWhoUsesAColumn(t *testing.T) {
	plan, _ := checkDictionary(t, dictionaryModels)
	d := plan.Dictionary()
	for column, want := range map[string]string{
		"grants.received":    "test/late",             // behind cases.late
		"grants.approved_on": "test/late",             // its period
		"grants.amount":      "test/amount test/most", // itself, and behind sums.amount
		"grants.note":        "test/late test/most",   // chooses the rows of cases
		"grants.state":       "test/amount",           // not by those of cases, which pass it on
		"grants.country":     "",                      // only joins
		"grants.follows":     "",                      // only of one that is retired
		"partners.region":    "test/late test/most",   // breaks down, and groups in a column that is named
		"cases.late":         "test/late",
		"sums.worst":         "",
		"sums.region":        "test/most",
	} {
		table, name, _ := strings.Cut(column, ".")
		c := d.Column(table, name)
		if c == nil {
			t.Errorf("no %s", column)
			continue
		}
		if got := strings.Join(c.UsedBy, " "); got != want {
			t.Errorf("%s: used by %q, want %q", column, got, want)
		}
	}
	if d.Column("cases", "LATE").Label("yes").In(locale.En) != "Late" || d.Column("cases", "region").Label("asia").In(locale.ZhTW) != "亞洲" ||
		d.Column("cases", "late").Label("perhaps") != nil || d.Column("cases", "none") != nil || d.Column("none", "late") != nil {
		t.Error("a label is not found where it is, or found where it is not")
	}
}

func TestModelColumnWords(t *testing.T) {
	for _, test := range []struct{ column, want string }{
		{"{zh-TW: 甲, en: A, labels: {yes: {zh-TW: 是, en: Yes}}}", ""},
		{"{labels: {yes: {zh-TW: 是, en: Yes}}}", ""},
		{"{zh-TW: 甲}", `models/cases.sql:3:13: cases: columns.late has no text in en`},
		{"{zh-TW: 甲, en: A, labels: {yes: {zh-TW: 是}}}", `models/cases.sql:3:45: cases: columns.late.labels.yes has no text in en`},
		{"{zh-TW: 甲, en: A, lables: {}}", `models/cases.sql:3:31: unknown key "lables"`},
		{"Late", `models/cases.sql:3:13: a text in each language belongs here`},
	} {
		_, findings := checkDictionary(t, map[string]string{
			"cases": "-- rows: grants\n-- columns:\n--    late: " + test.column + "\nselect g.*, 'yes' as late from grants g",
			"sums":  "select region, 1 as amount from partners",
		})
		var got []string
		for _, f := range findings {
			if strings.HasPrefix(f, "models/cases.sql:3") {
				got = append(got, f)
			}
		}
		if test.want == "" && len(got) > 0 || test.want != "" && (len(got) != 1 || !strings.HasPrefix(got[0], test.want)) {
			t.Errorf("%s: %v", test.column, got)
		}
	}
}
