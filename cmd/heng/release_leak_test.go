package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"html"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// secret is a text or an amount that must not leave, and where it stands.
type secret struct{ where, is string }

// leakFiles are a workspace in which each thing that may not leave has a mark of its
// own, so that it is known when it is met again. The three in capitals may leave.
var leakFiles = map[string]string{
	"heng.yaml": "title: {zh-TW: 釋出, en: Release}\nas_of: 2018-06-22\nreport: {period: \"2017\"} # kanarie-comment-of-settings\n",
	"datapackage.yaml": `name: leak
title: {zh-TW: 釋出, en: Release}
resources:
  - name: grants
    title: {zh-TW: 補助案, en: Grants}
    path: data/kanarie-file-name.csv
    max_rejects: 50%
    senders: [{zh-TW: 一處, en: kanarie-sender}, {zh-TW: 二處, en: Second}]
    sender: {field: unit}
    schema:
      primaryKey: [id]
      fields:
        - {name: id, type: string}
        - {name: org, type: string}
        - {name: region, type: string}
        - {name: approved_on, type: date}
        - {name: amount, type: number}
        - {name: band, type: number, title: {zh-TW: 級距, en: Band}}
        - {name: note, type: string, title: {zh-TW: 備註, en: kanarie-title-of-withheld}, description: {zh-TW: 述, en: kanarie-description-of-withheld}}
        - {name: report, type: string}
        - {name: remark, type: string}
        - {name: scope, type: string}
        - {name: signed, type: date}
        - {name: ends, type: date}
        - {name: languages, type: string}
        - {name: unit, type: string}
        - {name: grade, type: string, constraints: {enum: [open, secret]}, labels: {secret: {zh-TW: 限, en: kanarie-label-of-withheld}}}
  - name: papers
    title: {zh-TW: 文件, en: kanarie-title-of-closed-table}
    path: data/papers.csv
    schema: {primaryKey: [paper], fields: [{name: paper}, {name: words, title: {zh-TW: 文, en: kanarie-title-in-closed-table}}]}
`,
	"data/kanarie-file-name.csv": `id,org,region,approved_on,amount,band,note,report,remark,scope,signed,ends,languages,unit,grade
g1,o1,a,2017-01-05,1837461,2718281,kanarie-withheld-1,LICENSED-TEXT,PUBLIC-REMARK,open,2017-02-01,2019-01-01,"zh-TW,en",一處,open
g2,o2,a,2017-02-05,1938573,2618033,kanarie-withheld-2,kanarie-unsigned,,open,,,"zh-TW,en",一處,open
g3,o3,a,2017-03-05,1746352,2414213,,kanarie-expired,,open,2017-02-01,2018-01-01,"zh-TW,en",一處,open
g4,o4,a,2017-04-05,1657483,2236067,,kanarie-other-scope,,house,2017-02-01,2019-01-01,"zh-TW,en",一處,open
g5,o5,b,2017-05-05,1546372,2645751,,kanarie-other-language,,open,2017-02-01,2019-01-01,en,一處,open
g6,o6,b,2017-06-05,1435261,2828427,,kanarie-not-yet,,open,2018-07-01,2019-01-01,"zh-TW,en",一處,open
g7,o7,b,2017-07-05,1324159,3162277,,,,,,,,一處,open
g8,o8,c,2017-08-05,7776173,3316624,,,,,,,,一處,open
kanarie-classified-id,kanarie-classified-org,kanarie-classified-region,2017-09-05,9173648,4123105,,kanarie-classified-report,kanarie-classified-remark,open,2017-02-01,2019-01-01,"zh-TW,en",一處,secret
kanarie-rejected-id,o9,a,kanarie-bad-date,1029384,,,kanarie-rejected-report,kanarie-rejected-remark,open,2017-02-01,,zh-TW,二處,open
g10,o9,a,2017-10-05,kanarie-bad-amount,,,,,,,,,二處,open
`,
	"data/papers.csv":      "paper,words\np1,kanarie-closed-table\n",
	"known/elsewhere.csv":  "indicator,period,breakdown,figure,value,source\nt/sum,,region=z,value,8273645,kanarie-known-source\n",
	"models/kanarie_m.sql": "select id /* kanarie-comment-of-model */, org, amount from grants\n",
	"reports/notes.yaml": `notes:
  - {indicator: sum, period: "2017", value: 6473829, by: {zh-TW: 甲, en: kanarie-author-of-note}, remark: {zh-TW: 註, en: kanarie-note}}
`,
	"frameworks/t.yaml": `# kanarie-comment-of-framework
framework: t
version: "1.0"
title: {zh-TW: 架構, en: Framework}
owner: {zh-TW: 單位, en: Unit}
approval: {route: authority}
dimensions: [{id: d, title: {zh-TW: 構面, en: Dimension}}]
indicators:
  - id: sum
    dimension: d
    name: {zh-TW: 金額, en: PUBLIC-NAME} # kanarie-comment-of-indicator
    definition: {zh-TW: 金額總和, en: The sum of the amounts}
    goal: {zh-TW: 目標, en: A goal}
    rationale: {zh-TW: 理由, en: A reason}
    level: input
    population: grants
    measure: {sum: amount}
    period: {by: year, of: approved_on}
    breakdowns: [region]
    unit: TWD
    direction: none
    evidence: administrative
    source: {zh-TW: 登錄表, en: The register}
    frequency: yearly
    limitations: {zh-TW: 無, en: None}
    status: agreed
    agreements: [{group: kanarie-who-agreed, on: 2018-01-01, record: kanarie-record}]
    examples: [{rows: "amount,approved_on\n1,2017-01-01\n", expect: {period: "2017", value: 1}}]
  - {id: unready, dimension: d, name: {zh-TW: 草, en: kanarie-draft}, definition: {zh-TW: 草, en: kanarie-draft-definition}, population: grants, measure: {count: "note = 'kanarie-draft-condition'"}}
`,
	"policy.yaml": `# kanarie-comment-of-policy
publisher: {name: {zh-TW: 部, en: Ministry}}
licence: OGDL-Taiwan-1.0
grounds: {business: {text: {zh-TW: 營運, en: business}, basis: {zh-TW: 法, en: law}, review: 2019-06-30}}
tables:
  grants:
    release: rows
    contributor: org
    open: {grade: open}
    ground: business
    fields:
      id: public
      org: public
      region: public
      approved_on: public
      amount: aggregate
      band: {release: banded, bands: [2500000, 3000000]}
      note: withheld
      remark: public
      report: {release: licensed, licence: {scope: scope, allows: [open], from: signed, until: ends, languages: languages, language: zh-TW}}
      scope: withheld
      signed: withheld
      ends: withheld
      languages: withheld
      unit: withheld
      grade: withheld
  papers: {release: none, ground: business}
`,
}

// secrets are the marks of leakFiles that may not leave, the amounts of single rows
// among them.
func secrets() []secret {
	var all []secret
	mark := regexp.MustCompile(`kanarie[-_][a-z0-9-]+|\b\d{7}\b`)
	for _, name := range []string{
		"heng.yaml", "datapackage.yaml", "data/kanarie-file-name.csv", "data/papers.csv", "known/elsewhere.csv", "models/kanarie_m.sql",
		"reports/notes.yaml", "frameworks/t.yaml", "policy.yaml",
	} {
		for _, found := range mark.FindAllString(leakFiles[name], -1) {
			if found != "2500000" && found != "3000000" { // where the bands begin
				all = append(all, secret{name, found})
			}
		}
	}
	return append(all, secret{"models/", "kanarie_m"})
}

// forms are the ways in which something may be written.
func forms(s string) []string {
	if len(s) != 7 || strings.Trim(s, "0123456789") != "" {
		return []string{s}
	}
	// An amount: grouped by this or that, in thousands, in ten thousands (萬), in millions.
	out := []string{s}
	for _, by := range []string{",", ".", " ", "\u00a0", "\u202f", "\u2009", "'", "，"} {
		out = append(out, s[:1]+by+s[1:4]+by+s[4:])
	}
	return append(out, s[:4]+"."+s[4:], s[:1]+","+s[1:4]+"."+s[4:], s[:3]+"."+s[3:], s[:1]+"."+s[1:])
}

// readings are a file as it stands and as programs read it: out of the archive, the
// escapes of JSON and HTML undone, texts of data: addresses decoded, full width made
// half.
func readings(t *testing.T, path string, content []byte) []string {
	t.Helper()
	all := []string{path, string(content)}
	if bytes.HasPrefix(content, []byte("PK")) {
		archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			inside, err := io.ReadAll(r)
			r.Close()
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, readings(t, f.Name, inside)...)
		}
		return all
	}
	text := string(content)
	all = append(all, html.UnescapeString(text), norm.NFKC.String(text), regexp.MustCompile(`<[^>]*>`).ReplaceAllString(text, ""))
	var value any
	if json.Unmarshal(content, &value) == nil {
		plain, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(plain))
	}
	for _, m := range regexp.MustCompile(`base64,([A-Za-z0-9+/=]{16,})`).FindAllStringSubmatch(text, -1) {
		if decoded, err := base64.StdEncoding.DecodeString(m[1]); err == nil {
			all = append(all, string(decoded))
		}
	}
	return all
}

// found lists the secrets of a text.
func found(all []secret, texts ...string) []secret {
	var out []secret
	for _, s := range all {
		for _, form := range forms(s.is) {
			for _, text := range texts {
				if strings.Contains(strings.ToLower(text), strings.ToLower(form)) {
					out = append(out, s)
				}
			}
		}
	}
	return out
}

// The search finds an amount however it is written, and a text in whatever it is put.
func TestTheSearchForLeaksFinds(t *testing.T) {
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	f, err := z.Create("content.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(f, "<p>kanarie-<b>x</b></p>"); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for _, content := range []string{
		"1837461", "1,837,461", "1 837 461", "１８３７４６１", "1837.461", "183.7461 萬", `{"a":"\u006banarie-x"}`, "&#107;anarie-x", "data:x;base64,a2FuYXJpZS14IGFuZCBtb3Jl", archive.String(),
	} {
		all := []secret{{"", "1837461"}, {"", "kanarie-x"}}
		if len(found(all, readings(t, "f", []byte(content))...)) == 0 {
			t.Errorf("not found in %q", content)
		}
	}
}

// Nothing that may not leave is in any byte of a release, or in what the command says,
// refused or not, in either language; and what may leave is there.
func TestNothingLeaks(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: the scripts try a few")
	}
	dir := t.TempDir()
	for name, text := range leakFiles {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	all := secrets()
	run := func(want int, args ...string) string {
		m, stdout, stderr := program(dir, args...)
		if got := m.Run(context.Background()); got != want {
			t.Fatalf("heng %v ended with %d: %s%s", args, got, stdout, stderr)
		}
		return stdout.String() + stderr.String()
	}
	// The house is told of its rejects, with what stands there.
	run(0, "ingest", "--rejects", "out/rejects", "--corrections", "out/corrections")
	for _, lang := range []string{"en", "zh-TW"} {
		if leaks := found(all, run(0, "release", "--by", "office", "--lang", lang)); len(leaks) > 0 {
			t.Errorf("heng release says %v", leaks)
		}
	}
	release := filepath.Join(dir, "out", "releases", "2018-06-22")
	may := map[string]int{"PUBLIC-NAME": 0, "PUBLIC-REMARK": 0, "LICENSED-TEXT": 0}
	files := 0
	err := filepath.WalkDir(release, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		name, err := filepath.Rel(release, path)
		if err != nil {
			return err
		}
		texts := readings(t, name, content)
		if leaks := found(all, texts...); len(leaks) > 0 {
			t.Errorf("%s holds %v", name, leaks)
		}
		for text := range may {
			if len(found([]secret{{"", text}}, texts...)) > 0 {
				may[text]++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for text, n := range may {
		if n < 2 {
			t.Errorf("%s is in %d of %d files: the search does not find what is there", text, n, files)
		}
	}
	// Whoever attacks or checks a release is told of no row either; nor is one whose
	// release is refused.
	for _, lang := range []string{"en", "zh-TW"} {
		said := run(0, "verify", release, "--lang", lang) + run(0, "audit", release, "--lang", lang) + run(0, "verify", release, "--workspace", ".", "--lang", lang)
		if leaks := found(all, said); len(leaks) > 0 {
			t.Errorf("%v is said", leaks)
		}
	}
	rows := strings.Replace(leakFiles["data/kanarie-file-name.csv"], "PUBLIC-REMARK", "kanarie-of A123456789", 1)
	if err := os.WriteFile(filepath.Join(dir, "data", "kanarie-file-name.csv"), []byte(rows), 0o644); err != nil {
		t.Fatal(err)
	}
	run(0, "ingest")
	for _, lang := range []string{"en", "zh-TW"} {
		if leaks := found(append(all, secret{"remark", "A123456789"}, secret{"remark", "kanarie-of"}), run(1, "release", "--by", "office", "--lang", lang)); len(leaks) > 0 {
			t.Errorf("the refusal says %v", leaks)
		}
	}
}
