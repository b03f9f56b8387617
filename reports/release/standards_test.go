package release_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/dlclark/regexp2/v2"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"heng/indicators"
	"heng/internal/datapackage"
	"heng/internal/need"
	"heng/reports/release"
)

var packageFolder = flag.String("package", "", "the folder of a release to hold against the standards, besides the sample")

// dataPackage is what the checks below read of datapackage.json.
type dataPackage struct {
	Schema       string `json:"$schema"`
	Name         *string
	Created      string
	Licenses     []map[string]string
	Contributors []map[string]any
	Resources    []struct {
		Name, Path, Encoding, Hash string
		Bytes                      int
		Schema                     struct {
			Fields []struct {
				Name, Type, Format string
				Constraints        map[string]any
			}
			PrimaryKey    []string
			ForeignKeys   []struct{ Fields []string }
			MissingValues []string
		}
	}
}

// The rules that Data Package, Data Resource and Table Schema 2.0 call MUST
// (datapackage.org/standard), and the values as their types have them. The profiles,
// which look at the description alone, are TestPublishedProfiles'.
func checkDataPackage(t *testing.T, files fs.FS) {
	t.Helper()
	text, err := fs.ReadFile(files, "datapackage.json")
	if err != nil {
		t.Fatal(err)
	}
	var d dataPackage
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Resources) == 0 || !strings.HasPrefix(d.Schema, "https://datapackage.org/profiles/2.0/") {
		t.Errorf("%d resources, profile %q", len(d.Resources), d.Schema)
	}
	if _, err := time.Parse(time.RFC3339, d.Created); d.Created != "" && err != nil {
		t.Errorf("created: %v", err)
	}
	for _, l := range d.Licenses {
		if l["name"] == "" && l["path"] == "" {
			t.Errorf("a licence has neither name nor path: %v", l)
		}
	}
	seen := map[string]bool{}
	for _, r := range d.Resources {
		if r.Name == "" || seen[r.Name] {
			t.Errorf("the name %q is empty or not its own", r.Name)
		}
		seen[r.Name] = true
		if r.Path == "" || path.IsAbs(r.Path) || !fs.ValidPath(r.Path) {
			t.Errorf("%s: the path %q leads elsewhere", r.Name, r.Path)
			continue
		}
		content, err := fs.ReadFile(files, r.Path)
		if err != nil {
			t.Errorf("%s: %v", r.Name, err)
			continue
		}
		if r.Hash != "sha256:"+release.Sum(content) || r.Bytes != len(content) {
			t.Errorf("%s: hash or size are another file's", r.Name)
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(content), "\uFEFF"))).ReadAll()
		if err != nil || len(rows) == 0 {
			t.Errorf("%s: %v", r.Name, err)
			continue
		}
		var names []string
		for _, f := range r.Schema.Fields {
			if f.Name == "" || slices.Contains(names, f.Name) {
				t.Errorf("%s: the field %q has no name of its own", r.Name, f.Name)
			}
			names = append(names, f.Name)
		}
		if !slices.Equal(rows[0], names) {
			t.Errorf("%s: the header %v is not the fields %v", r.Name, rows[0], names)
			continue
		}
		for k, f := range r.Schema.Fields {
			valid := valueOf[f.Type]
			if valid == nil {
				t.Errorf("%s.%s: %q is no type", r.Name, f.Name, f.Type)
				continue
			}
			for n, row := range rows[1:] {
				missing := slices.Contains(r.Schema.MissingValues, row[k])
				if missing && f.Constraints["required"] == true {
					t.Errorf("%s.%s, row %d: required and missing", r.Name, f.Name, n+1)
				}
				if !missing && !valid(row[k]) {
					t.Errorf("%s.%s, row %d: %q is no %s", r.Name, f.Name, n+1, row[k], f.Type)
					break
				}
			}
		}
		keys := map[string]bool{}
		for _, row := range rows[1:] {
			key := ""
			for _, name := range r.Schema.PrimaryKey {
				at := slices.Index(names, name)
				if at < 0 {
					t.Fatalf("%s: %q of the key is no field", r.Name, name)
				}
				key += row[at] + "\x00"
			}
			if len(r.Schema.PrimaryKey) > 0 && keys[key] {
				t.Errorf("%s: two rows have the key %q", r.Name, key)
			}
			keys[key] = true
		}
		for _, key := range r.Schema.ForeignKeys {
			for _, name := range key.Fields {
				if !slices.Contains(names, name) {
					t.Errorf("%s: %q of a foreign key is no field", r.Name, name)
				}
			}
		}
	}
}

// valueOf tells whether a text is a value of a type of Table Schema 2.0.
var valueOf = map[string]func(string) bool{
	"string":  func(string) bool { return true },
	"any":     func(string) bool { return true },
	"number":  func(s string) bool { return regexp.MustCompile(`^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$`).MatchString(s) },
	"integer": func(s string) bool { return regexp.MustCompile(`^[+-]?\d+$`).MatchString(s) },
	"boolean": func(s string) bool {
		return slices.Contains([]string{"true", "True", "TRUE", "1", "false", "False", "FALSE", "0"}, s)
	},
	"date":     func(s string) bool { _, err := time.Parse(time.DateOnly, s); return err == nil },
	"datetime": func(s string) bool { return len(s) >= len("2018-06-22T00:00:00") },
	"year":     func(s string) bool { return regexp.MustCompile(`^-?\d{4}$`).MatchString(s) },
	"object":   func(s string) bool { return json.Valid([]byte(s)) },
}

// SDMX-CSV 2.0 (sdmx-twg): the first three columns are STRUCTURE, STRUCTURE_ID and
// ACTION; an identifier is AGENCY:ID(VERSION); codes are letters, digits and _@$-.
func checkSDMX(t *testing.T, files fs.FS) {
	t.Helper()
	text, err := fs.ReadFile(files, "data/observations.sdmx.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	if !slices.Equal(rows[0][:3], []string{"STRUCTURE", "STRUCTURE_ID", "ACTION"}) {
		t.Errorf("the header begins with %v", rows[0][:3])
	}
	structure := regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z][A-Za-z0-9_-]*)*:[A-Za-z0-9_@$-]+\(\d+(\.\d+){0,2}\)$`)
	code := regexp.MustCompile(`^[A-Za-z0-9_@$-]+$`)
	value, status := slices.Index(rows[0], "OBS_VALUE"), slices.Index(rows[0], "OBS_STATUS")
	if value < 0 || status < 0 || !slices.Contains(rows[0], "TIME_PERIOD") {
		t.Fatalf("the header is %v", rows[0])
	}
	seen := map[string]bool{}
	for k, name := range rows[0] {
		// The field guide: a component's identifier alone is its header, and a column of
		// the publisher's own a term that is there once.
		if !code.MatchString(name) || slices.Index(rows[0], name) != k {
			t.Errorf("the header %q is no identifier, or stands twice", name)
		}
	}
	for n, row := range rows[1:] {
		switch {
		case !slices.Contains([]string{"dataflow", "datastructure", "dataprovision"}, row[0]), !structure.MatchString(row[1]), !slices.Contains([]string{"I", "A", "R", "D", "M"}, row[2]):
			t.Errorf("row %d: %v", n+1, row[:3])
		case row[status] == "Q" && row[value] != "":
			t.Errorf("row %d: a suppressed value is there: %v", n+1, row)
		}
		for k := 3; k < value; k++ {
			if rows[0][k] != "TIME_PERIOD" && !code.MatchString(row[k]) {
				t.Errorf("row %d: %s is %q, which is no code", n+1, rows[0][k], row[k])
			}
		}
		if _, err := strconv.ParseFloat(row[value], 64); row[value] != "" && err != nil {
			t.Errorf("row %d: %q is no number", n+1, row[value])
		}
		key := fmt.Sprint(row[1:value])
		if seen[key] {
			t.Errorf("row %d: two observations have the key %s", n+1, key)
		}
		seen[key] = true
	}
}

// ecmascript is a pattern of a schema, in the language that JSON Schema asks for.
type ecmascript struct{ *regexp2.Regexp }

func (e ecmascript) MatchString(s string) bool {
	ok, err := e.Regexp.MatchString(s)
	return ok && err == nil
}

// The profiles that datapackage.org publishes (2.0) accept the description of a release:
// the package as a whole, each resource, and each schema. They are not in the
// repository; HENG_PROFILES names the folder that holds them under their own names.
func TestPublishedProfiles(t *testing.T) {
	folder := need.File(t, "profiles", "HENG_PROFILES")
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	// Their patterns look ahead, as those of ECMAScript may.
	compiler.UseRegexpEngine(func(pattern string) (jsonschema.Regexp, error) {
		re, err := regexp2.Compile(pattern, regexp2.ECMAScript)
		return ecmascript{re}, err
	})
	profiles := map[string]*jsonschema.Schema{}
	for _, name := range []string{"datapackage", "dataresource", "tableschema"} {
		text, err := os.ReadFile(filepath.Join(folder, name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		address := "https://datapackage.org/profiles/2.0/" + name + ".json"
		if err := compiler.AddResource(address, document); err != nil {
			t.Fatal(err)
		}
		if profiles[name], err = compiler.Compile(address); err != nil {
			t.Fatal(err)
		}
	}
	packages := []fs.FS{written(t, sample(t), nil)}
	if *packageFolder != "" {
		packages = append(packages, os.DirFS(*packageFolder))
	}
	for _, files := range packages {
		text, err := fs.ReadFile(files, "datapackage.json")
		if err != nil {
			t.Fatal(err)
		}
		read := func() map[string]any {
			d, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			return d.(map[string]any)
		}
		accept := func(profile string, value any) {
			if err := profiles[profile].Validate(value); err != nil {
				t.Errorf("%s: %v", profile, err)
			}
		}
		whole := read()
		accept("datapackage", whole)
		for _, r := range whole["resources"].([]any) {
			accept("dataresource", r)
			accept("tableschema", r.(map[string]any)["schema"])
		}
		// The profiles refuse what is wrong, so that what they accept says something.
		for name, spoil := range map[string]func(d map[string]any){
			"no resources":     func(d map[string]any) { delete(d, "resources") },
			"a nameless table": func(d map[string]any) { delete(d["resources"].([]any)[0].(map[string]any), "name") },
		} {
			d := read()
			spoil(d)
			if profiles["datapackage"].Validate(d) == nil {
				t.Errorf("%s: the profile accepts it", name)
			}
		}
	}
}

// The files of a release are what published standards ask for; by hand, with
// -package, those of any release.
func TestStandards(t *testing.T) {
	content := sample(t)
	records := content.Records[0]
	text := func(s string) *string { return &s }
	for _, c := range []struct {
		name string
		kind datapackage.Type
		rows [2]*string
	}{
		{"paid_on", datapackage.Date, [2]*string{text("2017-02-28"), nil}}, {"amount", datapackage.Number, [2]*string{text("-1234567890123.450000"), text("0")}},
		{"year", datapackage.Year, [2]*string{text("2017"), text("2018")}}, {"open", datapackage.Boolean, [2]*string{text("true"), text("false")}},
		{"count", datapackage.Integer, [2]*string{text("12"), nil}},
	} {
		records.Columns = append(records.Columns, release.Column{DictionaryColumn: indicators.DictionaryColumn{Name: c.name, Type: c.kind}, Release: release.Public})
		for n := range records.Rows {
			records.Rows[n] = append(records.Rows[n], c.rows[n])
		}
	}
	files := written(t, content, nil)
	checkDataPackage(t, files)
	checkSDMX(t, files)
	if *packageFolder != "" {
		checkDataPackage(t, os.DirFS(*packageFolder))
		checkSDMX(t, os.DirFS(*packageFolder))
	}
}

// What stands in the records is in the files as it was: a program takes one apostrophe
// off the CSV where it stands before what a spreadsheet would run, and reads the JSON
// as it is; a spreadsheet finds a text in the ODS, and no formula.
func TestFilesHoldWhatTheRecordsHold(t *testing.T) {
	values := []string{
		"00123", "1E5", "2017-1-2", "1/2", "=1+1", "=HYPERLINK(\"https://example.org\",\"x\")", "+886-2-2348", "-5", "@sum", "\ttab", "＝1+1", "'=already", "''", " leading", "1,234", "密克羅尼西亞", "a\"b", "a\nb", "-",
	}
	content := sample(t)
	content.Records[0].Rows = nil
	for i := range values {
		id := fmt.Sprint(i)
		content.Records[0].Rows = append(content.Records[0].Rows, []*string{&id, &values[i], nil})
	}
	files := filesOf(t, content)
	var rows []map[string]*string
	if err := json.Unmarshal([]byte(files["data/grants.json"]), &rows); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(files["data/grants.csv"], "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	armed := regexp.MustCompile(`^'+[=+\-@\t\r\n＝＋－＠]`)
	for i, want := range values {
		if got := *rows[i]["org_id"]; got != want {
			t.Errorf("the JSON has %q for %q", got, want)
		}
		got := lines[i+1][1]
		// A number is what it is shown as.
		if _, err := strconv.ParseFloat(got, 64); err != nil && got != "-" && strings.ContainsRune("=+-@\t＝", []rune(got)[0]) {
			t.Errorf("a spreadsheet would run %q", got)
		}
		if armed.MatchString(got) {
			got = got[1:]
		}
		// A CSV has one kind of line end.
		if strings.ReplaceAll(got, "\r\n", "\n") != strings.ReplaceAll(want, "\r\n", "\n") {
			t.Errorf("the CSV has %q for %q", lines[i+1][1], want)
		}
	}
	for _, inside := range opened(t, files["data/tables.ods"]) {
		if strings.Contains(inside, "table:formula") {
			t.Error("the workbook has a formula")
		}
		if strings.Contains(inside, "<table:table ") && (!strings.Contains(inside, ">00123<") || !strings.Contains(inside, ">=1+1<")) {
			t.Error("the workbook does not hold what the records hold")
		}
	}
}

// opened lists the texts in an archive.
func opened(t *testing.T, archive string) []string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		r.Close()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(text))
	}
	return all
}
