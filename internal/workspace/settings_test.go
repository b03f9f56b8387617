package workspace_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heng/internal/fault"
	"heng/internal/workspace"
)

// ids lists the kinds of slips, in the order of their places.
func ids(findings []fault.Finding) []string {
	var all []string
	for _, f := range findings {
		all = append(all, f.ID)
	}
	return all
}

func TestReadSettingsFindsEverySlip(t *testing.T) {
	const title = "title: {zh-TW: 甲, en: A}\n"
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"all of it", title + "languages: [zh-TW, en]\nframeworks: [a, b]\nreport: {period: \"2017\", compare: \"2016\"}\n" +
			"as_of: 107/6/22\nparameters: {report_days: 30, since: 2017-01-01, word: \"30\", open: true}\nstore: duckdb:x.duckdb\ntime_zone: UTC\n", nil},
		{"only a title", title, nil},
		{"no title", "as_of: 2018-06-22\n", []string{"missing_key"}},
		{"a title for one language", "title: {en: A}\n", []string{"missing_translation"}},
		{"one language, one title", "title: {en: A}\nlanguages: [en]\n", nil},
		{"languages", title + "languages: [en, fr, en]\n", []string{"unknown_language", "duplicate_language"}},
		{"no languages", title + "languages: []\n", []string{"no_language"}},
		{"a framework twice", title + "frameworks: [a, a]\n", []string{"duplicate_framework"}},
		{"periods", title + "report: {period: 2017-S3, compare: 106}\n", []string{"period", "period"}},
		{"half years and quarters", title + "report: {period: 2017-S2, compare: 2017-Q4}\n", nil},
		{"compared with what", title + "report: {compare: \"2016\"}\n", []string{"compare_alone"}},
		{"no such day", title + "as_of: 2018-02-30\n", []string{"date"}},
		{"no such zone", title + "time_zone: Asia/Taibei\n", []string{"time_zone"}},
		{"the machine's zone", title + "time_zone: Local\n", []string{"time_zone"}},
		{"no such store", title + "store: mysql://x\n", []string{"store_url"}},
		{"people's records in the store", title + "records: store\n", nil},
		{"people's records nowhere", title + "records: elsewhere\n", []string{"records_place"}},
		{"an unknown key", title + "as_off: 2018-06-22\n", []string{"unknown_key"}},
		{"a repeated key", title + "as_of: 2018-06-22\nas_of: 2018-06-23\n", []string{"duplicate_key"}},
		{"parameters", title + "parameters: {as_of: 1, Days: 1, a: [1], b: , c: 1, c: 2}\n",
			[]string{"reserved_parameter", "parameter_name", "parameter_value", "null", "duplicate_parameter"}},
		{"a list of parameters", title + "parameters: [a]\n", []string{"not_a_mapping"}},
		{"a tab", "title:\n\tzh-TW: 甲\n", []string{"tab"}},
		{"nothing", "", []string{"empty_file"}},
		{"a list", "- a\n", []string{"not_a_mapping"}},
		{"not text", "title: \xff\n", []string{"not_text"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, findings := workspace.ReadSettings("heng.yaml", []byte(c.text))
			if diff := cmp.Diff(c.want, ids(findings)); diff != "" {
				t.Errorf("findings (-want +got):\n%s\n%v", diff, findings)
			}
		})
	}
}

func TestReadSettingsKeepsParametersInOrderAndAsWritten(t *testing.T) {
	s, findings := workspace.ReadSettings("heng.yaml", []byte("title: {zh-TW: 甲, en: A}\nparameters: {z: 1.50, a: \"30\", m: 2017-01-01}\n"))
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	var got [][2]string
	for _, p := range s.Parameters {
		got = append(got, [2]string{p.Name, p.Text})
	}
	if diff := cmp.Diff([][2]string{{"z", "1.50"}, {"a", "30"}, {"m", "2017-01-01"}}, got); diff != "" {
		t.Error(diff)
	}
	if s.Parameters[0].Node.Quoted() || !s.Parameters[1].Node.Quoted() {
		t.Error("a parameter does not know whether it was in quotes, which makes it a text")
	}
}

func TestAsOfIsTheFlagThenTheFileThenTodayInTheZone(t *testing.T) {
	// 2018-06-21 18:00 UTC is 2018-06-22 02:00 in Taipei.
	now := time.Date(2018, time.June, 21, 18, 0, 0, 0, time.UTC)
	for _, c := range []struct{ flag, file, zone, want string }{
		{"107年1月2日", "2017-01-01", "Asia/Taipei", "2018-01-02"},
		{"", "106/12/31", "Asia/Taipei", "2017-12-31"},
		{"", "", "Asia/Taipei", "2018-06-22"},
		{"", "", "UTC", "2018-06-21"},
	} {
		w := &workspace.Workspace{Settings: &workspace.Settings{AsOf: c.file, TimeZone: c.zone}}
		got, err := w.AsOf(c.flag, now)
		if err != nil || got.Format(time.DateOnly) != c.want || !got.Equal(got.Truncate(24*time.Hour)) {
			t.Errorf("AsOf(%q) with as_of %q in %s = %v, %v, want %s", c.flag, c.file, c.zone, got, err, c.want)
		}
	}
	w := &workspace.Workspace{Settings: &workspace.Settings{TimeZone: "UTC"}}
	if _, err := w.AsOf("31/12/2018", now); fault.CodeOf(err) != fault.Usage {
		t.Errorf("a date of no calendar: %v, want wrong usage", err)
	}
}

// Whatever stands in heng.yaml, reading it ends with findings or with settings
// that can be used.
func FuzzReadSettings(f *testing.F) {
	f.Add("title: {zh-TW: 甲, en: A}\nlanguages: [zh-TW]\nreport: {period: \"2017\"}\nas_of: 107/6/22\nparameters: {a: 1}\n")
	f.Add("title: !x\nlanguages: {a: b}\nframeworks: [[a]]\nreport: []\nas_of: [1]\nparameters: {a: {b: c}}\ntime_zone: {}\nstore: []\n")
	f.Add("- a")
	f.Fuzz(func(t *testing.T, text string) {
		s, findings := workspace.ReadSettings("heng.yaml", []byte(text))
		for _, finding := range findings {
			if finding.Message.IsZero() || finding.Place.File == "" {
				t.Errorf("a finding without words or place: %#v", finding)
			}
		}
		if len(fault.Errors(findings)) > 0 {
			return
		}
		w := &workspace.Workspace{Settings: s}
		if _, err := w.AsOf("", time.Unix(0, 0)); err != nil {
			t.Errorf("settings without an error have no day: %v", err)
		}
		if _, err := w.StoreURL(""); err != nil {
			t.Errorf("settings without an error have no store: %v", err)
		}
	})
}
