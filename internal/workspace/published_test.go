package workspace_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"heng/internal/workspace"
)

// TestPublishedAndConverted builds a workspace whose amounts are converted by a
// table of rates, whose values were published before, and whose target is to come.
// Of 100 and 50 dollars at 30 and a euro amount without a rate, 4500 counts and one
// row is missing; 4000 was published. By hand: the values 1500, 3000 and 4500 rise
// by 1500 a year.
func TestPublishedAndConverted(t *testing.T) {
	root := t.TempDir()
	write(t, root, "heng.yaml", "title: {zh-TW: 測試, en: Test}\nreport: {period: \"2017\"}\nas_of: 2018-06-22\n")
	write(t, root, "datapackage.yaml", `name: x
resources:
  - {name: aid_commitments, path: data/c.csv, schema: aid_commitments}
  - {name: exchange_rates, path: data/r.csv, schema: exchange_rates}
  - {name: published_values, path: data/p.csv, schema: published_values}
`)
	write(t, root, "data/c.csv", "commitment_id,year,currency,amount\na,2015,TWD,1500\nb,2016,USD,100\nc,2017,USD,100\nd,2017,USD,50\ne,2017,EUR,7\n")
	write(t, root, "data/r.csv", "currency,quote_currency,year,rate,source\nUSD,TWD,2016,30,central bank\nUSD,TWD,2017,30,central bank\n")
	write(t, root, "data/p.csv", "framework,indicator,period,value,published_on,source\nf,total,2017,4000,2018-03-01,bulletin\nf,total,2016,3000,2017-03-01,bulletin\nf,total,2017,9,2018-12-01,later\n")
	write(t, root, "models/in_twd.sql", `-- title: {zh-TW: 承諾, en: Commitments}
-- rows: aid_commitments
-- columns: {twd: {zh-TW: 新臺幣, en: NT dollars}}
select c.commitment_id, c.year, case when c.currency = 'TWD' then c.amount when r.rate is not null then c.amount * r.rate end as twd
from aid_commitments c
left join exchange_rates r on r.currency = c.currency and r.quote_currency = 'TWD' and r.year = c.year
`)
	write(t, root, "frameworks/f.yaml", `framework: f
version: "1"
title: {zh-TW: 甲, en: A}
dimensions: [{id: d, title: {zh-TW: 甲, en: A}}]
indicators:
  - id: total
    dimension: d
    name: {zh-TW: 承諾, en: Commitments}
    population: in_twd
    measure: {sum: twd}
    period: {by: year, of: year}
    unit: TWD
    direction: up
    baseline: {period: "2015", value: 1500}
    targets: [{period: "2020", value: 9000}]
`)
	ctx := context.Background()
	if _, err := workspace.Build(ctx, root, workspace.BuildOptions{Now: time.Date(2018, 6, 22, 9, 0, 0, 0, time.UTC)}); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(root, "out", "report.en.html"))
	if err != nil {
		t.Fatal(err)
	}
	text := string(page)
	for _, want := range []string{
		"NT$4,500", "(bulletin); revised since", "NT$4,000 on ", "Change since the baseline", "200.0%",
		"NT$1,500 a period, over 3 whole periods", "NT$9,000 in 2020, which meets the target",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the report does not say %q", want)
		}
	}
	if strings.Contains(text, "later") {
		t.Error("a value is shown that was published after the as-of date")
	}
}
