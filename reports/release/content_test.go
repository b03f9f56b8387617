package release_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"heng/indicators"
	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/yamldoc"
	"heng/reports/release"
)

// sample is a release of two grants and an observation of which one is
// suppressed. The texts are those that programs stumble over.
func sample(t *testing.T) *release.Content {
	t.Helper()
	p, found := release.ReadPolicy("policy.yaml", []byte(gatePolicy))
	if len(found) > 0 {
		t.Fatal(found)
	}
	pkg := new(datapackage.Package)
	if d := yamldoc.Decode("datapackage.yaml", []byte(`
name: grants
resources:
  - name: grants
    path: g.csv
    sources: [{title: {zh-TW: 登錄表, en: Register}, path: "https://example.org/"}]
    schema:
      primaryKey: [grant_id]
      foreignKeys: [{fields: [org_id], reference: {resource: groups, fields: [id]}}]
      fields: [{name: grant_id}, {name: org_id}, {name: region}]
  - {name: secret, path: s.csv, schema: {fields: [{name: a}]}}
`), pkg); len(d.Findings) > 0 {
		t.Fatal(d.Findings)
	}
	framework, found := indicators.ReadFramework("frameworks/f.yaml", []byte(`framework: f
version: "1.0"
title: {zh-TW: 架構, en: Framework}
dimensions: [{id: d, title: {zh-TW: 構面, en: Dimension}}]
indicators:
  - id: open # canary-comment
    dimension: d
    name: {zh-TW: 公開, en: Open}
    population: grants
    measure: {count: true}
    status: agreed
    agreements: [{group: canary-group, on: 2018-01-01}]
  - {id: secret, dimension: d, name: {zh-TW: 密, en: canary-draft}, population: grants, measure: {count: true}}
`))
	if len(found) > 0 {
		t.Fatal(found)
	}
	text := func(s string) *string { return &s }
	d := gateDictionary()
	records := p.Release(d[0], &indicators.Rows{
		Columns: []indicators.RowsColumn{{Name: "grant_id"}, {Name: "org_id"}, {Name: "region"}, {Name: "note"}},
		Rows: []indicators.Row{
			{Values: []*string{text("007"), text("=1+1"), text(`亞太, "南"`), text("canary-note")}},
			{Values: []*string{text("8"), nil, text("a\nb"), text("canary-note")}},
		},
	}, time.Time{})
	one := indicators.FromInt(1)
	period := "2018"
	return &release.Content{
		ID: "2018-06-22", Title: locale.Text{locale.ZhTW: "年度指標", locale.En: "Annual indicators"}, Languages: locale.Languages,
		AsOf: time.Date(2018, 6, 22, 0, 0, 0, 0, time.UTC), Issued: time.Date(2018, 6, 22, 0, 0, 0, 0, time.UTC), Period: "2018", Version: "test",
		Policy: p, Package: pkg, Records: []*release.Records{records},
		Frameworks: release.Released([]*indicators.Framework{framework}, []release.Decision{{Framework: "f", Indicator: "open"}, {Framework: "f", Indicator: "secret", Refusals: []release.Refusal{{}}}}),
		Observations: []indicators.Observation{
			{Framework: "f", Indicator: "open", Version: "1.0", Period: &period, Value: one, N: 1, ObsStatus: indicators.Normal, ConfStatus: indicators.Free},
			{Framework: "f", Indicator: "open", Version: "1.0", Period: &period, Breakdown: indicators.Breakdown{"region": "a"}, ObsStatus: indicators.Suppressed, ConfStatus: indicators.Confidential},
		},
		Decisions: []release.Decision{{Framework: "f", Indicator: "open"}},
	}
}

func filesOf(t *testing.T, c *release.Content) map[string]string {
	t.Helper()
	files, err := c.Files()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range files {
		out[f.Path] = string(f.Content)
	}
	return out
}

func TestFilesOfARelease(t *testing.T) {
	files := filesOf(t, sample(t))
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	want := []string{
		"catalogue/data.gov.tw.json", "catalogue/dcat.jsonld", "catalogue/quality.json", "changes.json", "data/grants.csv", "data/grants.json",
		"data/observations.csv", "data/observations.json", "data/observations.sdmx.csv", "data/tables.ods", "datapackage.json",
		"definitions/f.yaml", "withheld.csv", "withheld.json",
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
	again := filesOf(t, sample(t))
	for name, content := range files {
		if strings.Contains(content, "canary") {
			t.Errorf("%s holds what is withheld", name)
		}
		if content != again[name] {
			t.Errorf("%s is not the same the second time", name)
		}
	}
	if got, want := files["data/grants.csv"], "\uFEFFgrant_id,org_id,region\r\n007,'=1+1,\"亞太, \"\"南\"\"\"\r\n8,,\"a\nb\"\r\n"; strings.ReplaceAll(got, "\r\n", "\n") != strings.ReplaceAll(want, "\r\n", "\n") {
		t.Errorf("%q", got)
	}
	// The JSON has every text as it is, and null where there is no value.
	want2 := "[\n{\"grant_id\":\"007\",\"org_id\":\"=1+1\",\"region\":\"亞太, \\\"南\\\"\"},\n{\"grant_id\":\"8\",\"org_id\":null,\"region\":\"a\\nb\"}\n]\n"
	if files["data/grants.json"] != want2 {
		t.Errorf("%s", files["data/grants.json"])
	}
	// A suppressed observation gives no figure at all, not even zero rows.
	var observations []map[string]any
	if err := json.Unmarshal([]byte(files["data/observations.json"]), &observations); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"value", "numerator", "denominator", "n", "missing", "low", "high", "achievement", "progress", "band"} {
		if v, there := observations[1][key]; !there || v != nil {
			t.Errorf("%s of a suppressed observation: %v", key, v)
		}
	}
	if observations[1]["obs_status"] != "Q" || observations[1]["conf_status"] != "C" || observations[0]["n"] != 1.0 {
		t.Errorf("%v", observations)
	}
	if got := files["definitions/f.yaml"]; !strings.Contains(got, "id: open") || strings.Contains(got, "secret") {
		t.Errorf("%s", got)
	}
}

func TestDescriptor(t *testing.T) {
	files := filesOf(t, sample(t))
	var d struct {
		Name      string
		Resources []struct {
			Name, Path, Hash string
			Bytes            int
			Schema           struct {
				Fields      []struct{ Name, Type string }
				PrimaryKey  []string
				ForeignKeys []any
			}
		}
	}
	if err := json.Unmarshal([]byte(files["datapackage.json"]), &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Resources) != 2 {
		t.Fatalf("%+v", d)
	}
	for _, r := range d.Resources {
		content, there := files[r.Path]
		if !there || len(content) != r.Bytes || r.Hash != "sha256:"+release.Sum([]byte(content)) {
			t.Errorf("%s is not described as it is", r.Path)
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(content, "\uFEFF"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, f := range r.Schema.Fields {
			names = append(names, f.Name)
		}
		if diff := cmp.Diff(rows[0], names); diff != "" {
			t.Errorf("%s: the header is not what the schema names: %s", r.Path, diff)
		}
	}
	if keys := d.Resources[0].Schema.ForeignKeys; len(keys) > 0 {
		t.Errorf("a key points to a table that is not released: %v", keys)
	}
}

// The catalogues have what they require: DCAT 3 for datasets and distributions,
// and the keys of data.gov.tw's metadata.
func TestCatalogues(t *testing.T) {
	files := filesOf(t, sample(t))
	var catalog map[string]any
	if err := json.Unmarshal([]byte(files["catalogue/dcat.jsonld"]), &catalog); err != nil {
		t.Fatal(err)
	}
	datasets := catalog["dcat:dataset"].([]any)
	if len(datasets) != 2 {
		t.Fatalf("%d datasets", len(datasets))
	}
	need := func(what string, of map[string]any, keys ...string) {
		for _, key := range keys {
			if v, there := of[key]; !there || v == nil || v == "" {
				t.Errorf("%s without %s", what, key)
			}
		}
	}
	for _, d := range datasets {
		dataset := d.(map[string]any)
		need("a dataset", dataset, "@type", "dct:title", "dct:description", "dct:publisher", "dcat:contactPoint", "dct:license", "dcat:distribution")
		for _, x := range dataset["dcat:distribution"].([]any) {
			need("a distribution", x.(map[string]any), "dcat:accessURL", "dct:format", "dcat:mediaType", "dct:license")
		}
	}
	var portal []map[string]any
	if err := json.Unmarshal([]byte(files["catalogue/data.gov.tw.json"]), &portal); err != nil {
		t.Fatal(err)
	}
	for _, d := range portal {
		need("a dataset of the portal", d, "title", "description", "type", "license", "cost", "dataProvider", "publisherOID", "publisherContactName",
			"updateFrequency", "publishedDate", "modifiedDate", "spatialCoverage", "language", "distribution")
		for _, key := range []string{"categoryService", "categoryDataset", "datasetid", "publisherContactPhone", "publisherContactEmail", "dataQuality",
			"coverageStartedDate", "coverageEndedDate", "relatedUrl", "notes"} {
			if _, there := d[key]; !there {
				t.Errorf("a dataset of the portal without %s", key)
			}
		}
	}
	var quality []map[string]string
	if err := json.Unmarshal([]byte(files["catalogue/quality.json"]), &quality); err != nil {
		t.Fatal(err)
	}
	for _, q := range quality {
		sdmx := strings.HasSuffix(q["path"], ".sdmx.csv") // whose header is the standard's
		if q["structure"] != "1" || q["encoding_match"] != "1" || (q["desc_match"] != "1") != sdmx {
			t.Errorf("%v", q)
		}
	}
}

// written lays a release out as files.
func written(t *testing.T, c *release.Content, previous *release.Previous) fstest.MapFS {
	t.Helper()
	files, err := c.Files()
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := release.NewManifest(c, files, []release.Listed{release.Keyed([]byte("key"), "data/g.csv", []byte("1"))}, previous).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	out := fstest.MapFS{release.ManifestFile: {Data: manifest}}
	for _, f := range files {
		out[f.Path] = &fstest.MapFile{Data: f.Content}
	}
	return out
}

func TestVerify(t *testing.T) {
	first := written(t, sample(t), nil)
	second := sample(t)
	second.ID = "2018-12-31"
	follows := &release.Previous{ID: "2018-06-22", Manifest: release.Sum(first[release.ManifestFile].Data)}
	none := func(string) fs.FS { return nil }
	for _, c := range []struct {
		name   string
		change func(fstest.MapFS)
		want   string
	}{
		{"whole", func(fstest.MapFS) {}, ""},
		{"a byte", func(m fstest.MapFS) { m["data/grants.csv"].Data[5] ^= 1 }, "release.file_changed"},
		{"a file gone", func(m fstest.MapFS) { delete(m, "withheld.csv") }, "release.file_gone"},
		{"a file more", func(m fstest.MapFS) { m["data/more.csv"] = &fstest.MapFile{} }, "release.file_extra"},
		{"another's approvals", func(m fstest.MapFS) {
			m["approvals.json"] = &fstest.MapFile{Data: []byte(`{"manifest_sha256": "00"}`)}
		}, "release.approvals_of_another"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := written(t, sample(t), nil)
			c.change(files)
			v, err := release.Verify(files, none)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range v.Problems {
				got = append(got, p.Key)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("found %v, want %s", got, c.want)
			}
		})
	}
	v, err := release.Verify(written(t, second, follows), func(id string) fs.FS { return first })
	if err != nil || len(v.Problems) > 0 || len(v.Chain) != 1 {
		t.Errorf("a chain of two: %v %+v", err, v)
	}
	changed := written(t, sample(t), nil)
	changed[release.ManifestFile].Data = append(changed[release.ManifestFile].Data, ' ')
	v, err = release.Verify(written(t, second, follows), func(id string) fs.FS { return changed })
	if err != nil || len(v.Problems) != 1 || v.Problems[0].Key != "release.chain_broken" {
		t.Errorf("a chain whose first has changed: %v %+v", err, v)
	}
	if _, err := release.Verify(fstest.MapFS{}, none); fault.CodeOf(err) != fault.Input {
		t.Errorf("no manifest: %v", err)
	}
}

func TestApprove(t *testing.T) {
	owner := release.Approval{Role: release.OwnerUnit, By: "國經司", Manifest: "m"}
	security := release.Approval{Role: release.SecurityReviewer, By: "資電處", Manifest: "m", Compiled: true}
	given, err := release.Approve(nil, "分析組", owner, "m")
	if err != nil || release.Approved(given) {
		t.Fatalf("%v: one approval is not enough", err)
	}
	if given, err = release.Approve(given, "分析組", security, "m"); err != nil || !release.Approved(given) {
		t.Fatal(err)
	}
	change := func(a release.Approval, f func(*release.Approval)) release.Approval { f(&a); return a }
	for name, c := range map[string]struct {
		given  []release.Approval
		author string
		a      release.Approval
		want   fault.Code
	}{
		"the author":           {nil, " 國經司", owner, fault.Refused},
		"another manifest":     {nil, "x", change(owner, func(a *release.Approval) { a.Manifest = "n" }), fault.Refused},
		"no account":           {nil, "x", change(owner, func(a *release.Approval) { a.By = " " }), fault.Usage},
		"no role":              {nil, "x", change(owner, func(a *release.Approval) { a.Role = "member" }), fault.Usage},
		"one account":          {[]release.Approval{owner}, "x", change(security, func(a *release.Approval) { a.By = "國經司" }), fault.Refused},
		"twice":                {[]release.Approval{owner}, "x", change(owner, func(a *release.Approval) { a.By = "他單位" }), fault.Refused},
		"compilation is open":  {[]release.Approval{owner}, "x", change(security, func(a *release.Approval) { a.Compiled = false }), fault.Refused},
		"the author, security": {[]release.Approval{owner}, "資電處", security, fault.Refused},
	} {
		if _, err := release.Approve(c.given, c.author, c.a, "m"); fault.CodeOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCompare(t *testing.T) {
	o := func(indicator, version string, value int64, status indicators.ObsStatus) indicators.Observation {
		out := indicators.Observation{Framework: "f", Indicator: indicator, Version: version, ObsStatus: status}
		if status == indicators.Normal {
			out.Value = indicators.FromInt(value)
		}
		return out
	}
	before := []indicators.Observation{o("same", "1", 1, "A"), o("data", "1", 1, "A"), o("defined", "1", 1, "A"), o("gone", "1", 1, "A"), o("hidden", "1", 1, "A"), o("shown", "1", 0, "Q")}
	now := []indicators.Observation{o("same", "2", 1, "A"), o("data", "1", 2, "A"), o("defined", "2", 2, "A"), o("new", "1", 1, "A"), o("hidden", "1", 0, "Q"), o("shown", "1", 5, "A")}
	got := map[string]release.Cause{}
	for _, c := range release.Compare(before, now) {
		got[strings.TrimPrefix(c.Name, "f/")] = c.Cause
	}
	want := map[string]release.Cause{"data": release.Data, "defined": release.Definition, "new": release.New, "gone": release.Gone, "hidden": release.Protection, "shown": release.Protection}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if c := release.Compare(nil, now); len(c) > 0 {
		t.Errorf("a first release has changes: %v", c)
	}
}

// The fingerprint of a report is no telephone number, though two of its four parts may
// look like one; what stands beside it is still looked at.
func TestScanLeavesTheFingerprint(t *testing.T) {
	for text, want := range map[string]int{
		"<dd><code>64e4 d033 2982 5805</code></dd>":                    0,
		"<dd>64e4 d033 2982 5805</dd>":                                 1,
		"<dd><code>64e4 d033 2982 5805</code></dd><p>02-2380-0791</p>": 1,
		"<dd><code>02-2380-0791</code></dd><p>密克羅尼西亞、秘書、無涉機敏</p>":      1,
	} {
		c := sample(t)
		c.Records, c.Frameworks = nil, nil
		if got := c.Scan([]release.File{{Path: "report.en.html", Content: []byte(text)}}); len(got) != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// What a release printed is what is computed, though a third ends nowhere: it is no
// change, and what was published still holds when figures are protected.
func TestQuotientsReadBack(t *testing.T) {
	period, three := "2017", decimal.NewFromInt(3)
	for _, factor := range []int64{1, 100, 37037037036} {
		now := []indicators.Observation{{
			Framework: "f", Indicator: "i", Version: "1", Period: &period, N: 3, ObsStatus: indicators.Normal,
			Value: indicators.Quotient(factor, decimal.NewFromInt(1), three),
		}}
		text := fmt.Sprintf(`[{"framework":"f","indicator":"i","version":"1","period":"2017","value":%s,"n":3,"missing":0,"obs_status":"A"}]`, now[0].Value)
		before, err := release.ReadObservations([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if c := release.Compare(before, now); len(c) > 0 {
			t.Errorf("%s: %v", text, c)
		}
		if kept := release.Unrevised(before, now); len(kept) != 1 {
			t.Errorf("%s no longer holds", text)
		}
		now[0].Value = indicators.Quotient(factor, decimal.NewFromInt(2), three)
		if c := release.Compare(before, now); len(c) != 1 || len(release.Unrevised(before, now)) != 0 {
			t.Errorf("twice as much is %v", c)
		}
	}
}
