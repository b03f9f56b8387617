package workspace

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"heng/indicators"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/internal/yamldoc"
)

// Settings is what heng.yaml holds.
type Settings struct {
	Title      locale.Text         `yaml:"title,required" doc:"the report's title in each language"`
	Languages  []string            `yaml:"languages" doc:"the languages of the outputs; default: zh-TW and en"`
	Frameworks []string            `yaml:"frameworks" doc:"names of files in frameworks/, in the order of the report; default: every one, by name"`
	Packs      map[string]*Adopted `yaml:"packs" doc:"what the workspace says of frameworks that come with Heng, by their id: which indicators it uses, and their targets"`
	Report     Report              `yaml:"report" doc:"what the report is about"`
	AsOf       string              `yaml:"as_of" doc:"the day from which due and not due are told, Gregorian or Minguo; default: today"`
	Parameters Parameters          `yaml:"parameters" doc:"values that expressions use as :name"`
	Store      string              `yaml:"store" doc:"where loaded records are kept; default: duckdb:.heng/heng.duckdb"`
	Records    string              `yaml:"records" enum:"file,store" doc:"where people's records are kept: file, in records/ (default), or store, on the server of the store"`
	TimeZone   string              `yaml:"time_zone" doc:"the IANA name of the zone in which today is today; default: Asia/Taipei"`
	Node       *yamldoc.Node       `yaml:"-"`
}

// Report says what the report is about.
type Report struct {
	Period  string `yaml:"period" doc:"the period reported on, as 2017, 2017-S1, 2017-Q3 or 2017-06"`
	Compare string `yaml:"compare" doc:"the period it is compared with"`
}

// Parameters are the workspace's named values, in their order.
type Parameters []indicators.Parameter

// The defaults of heng.yaml.
const (
	defaultTimeZone = "Asia/Taipei"
	defaultStore    = store.DefaultURL
	defaultRecords  = "file"
	recordsInStore  = "store"
)

// parameterName is what stands after the colon in an expression.
var parameterName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// periodForm is an SDMX period that a report can be about.
var periodForm = regexp.MustCompile(`^[0-9]{4}(-(S[12]|Q[1-4]|0[1-9]|1[0-2]))?$`)

// DecodeYAML reads the mapping of names to values: texts, numbers, dates,
// true or false.
func (p *Parameters) DecodeYAML(n *yamldoc.Node) {
	if n.Kind() != yamldoc.Mapping {
		n.Error("not_a_mapping", locale.M("yaml.not_a_mapping_any"))
		return
	}
	lines := map[string]bool{}
	for _, e := range n.Entries() {
		text, ok := e.Value.Text()
		switch {
		case lines[e.Key]:
			e.Value.KeyError("duplicate_parameter", locale.M("workspace.duplicate_parameter", "name", e.Key))
			continue
		case e.Key == "as_of":
			e.Value.KeyError("reserved_parameter", locale.M("workspace.reserved_parameter"), locale.M("workspace.reserved_parameter_hint"))
			continue
		case !parameterName.MatchString(e.Key):
			e.Value.KeyError("parameter_name", locale.M("workspace.parameter_name", "name", e.Key), locale.M("workspace.parameter_name_hint"))
			continue
		case e.Value.Kind() == yamldoc.Null:
			e.Value.Error("null", locale.M("yaml.null"), locale.M("yaml.null_hint"))
			continue
		case !ok:
			e.Value.Error("parameter_value", locale.M("workspace.parameter_value", "name", e.Key))
			continue
		}
		lines[e.Key] = true
		*p = append(*p, indicators.Parameter{Name: e.Key, Text: text, Node: e.Value})
	}
}

// ReadSettings reads heng.yaml and fills in what it leaves to the defaults. The
// settings are usable when no finding is an error.
func ReadSettings(file string, text []byte) (*Settings, []fault.Finding) {
	s := &Settings{}
	d := yamldoc.Decode(file, text, s)
	if d.Root == nil {
		return s, d.Findings
	}
	if d.Root.Kind() == yamldoc.Mapping {
		s.check()
	}
	if s.TimeZone == "" {
		s.TimeZone = defaultTimeZone
	}
	if s.Store == "" {
		s.Store = defaultStore
	}
	if s.Records == "" {
		s.Records = defaultRecords
	}
	if len(s.Languages) == 0 {
		for _, lang := range locale.Languages {
			s.Languages = append(s.Languages, string(lang))
		}
	}
	fault.Sort(d.Findings)
	return s, d.Findings
}

// check records what the types of the settings cannot say.
func (s *Settings) check() {
	s.checkLanguages()
	for i, name := range s.Frameworks {
		if slices.Contains(s.Frameworks[:i], name) {
			s.Node.Get("frameworks", i).Error("duplicate_framework", locale.M("workspace.duplicate_framework", "name", name))
		}
	}
	for _, key := range []string{"period", "compare"} {
		if node := s.Node.Get("report", key); s.Node.Get("report").Has(key) && node.Kind() == yamldoc.Scalar {
			if text, _ := node.Text(); !periodForm.MatchString(text) {
				node.Error("period", locale.M("workspace.period", "text", text), locale.M("workspace.period_hint"))
			}
		}
	}
	if s.Report.Compare != "" && s.Report.Period == "" {
		s.Node.Get("report", "compare").KeyError("compare_alone", locale.M("workspace.compare_alone"))
	}
	if s.AsOf != "" {
		if _, err := ParseDate(s.AsOf); err != nil {
			s.Node.Get("as_of").Error("date", locale.M("workspace.date", "text", s.AsOf), locale.M("workspace.date_hint"))
		}
	}
	if s.TimeZone != "" {
		// Local is the machine's zone, which would make outputs depend on it.
		if _, err := time.LoadLocation(s.TimeZone); err != nil || s.TimeZone == "Local" {
			s.Node.Get("time_zone").Error("time_zone", locale.M("workspace.time_zone", "text", s.TimeZone), locale.M("workspace.time_zone_hint"))
		}
	}
	if node := s.Node.Get("records"); s.Node.Has("records") && node.Kind() == yamldoc.Scalar && s.Records != defaultRecords && s.Records != recordsInStore {
		node.Error("records_place", locale.M("workspace.records_place", "text", s.Records), locale.M("workspace.records_place_hint"))
	}
	if s.Store != "" {
		if _, err := store.ParseURL(s.Store, "."); err != nil {
			message, hint := wordsOf(err)
			s.Node.Get("store").Error("store_url", message, hint)
		}
	}
}

func (s *Settings) checkLanguages() {
	if s.Node.Has("languages") && s.Node.Get("languages").Kind() == yamldoc.Sequence && len(s.Languages) == 0 {
		s.Node.Get("languages").Error("no_language", locale.M("workspace.no_language"))
	}
	for i, name := range s.Languages {
		node := s.Node.Get("languages", i)
		switch {
		case node.Kind() != yamldoc.Scalar:
			continue
		case !slices.Contains(locale.Languages, locale.Lang(name)):
			node.Error("unknown_language", locale.M("yaml.unknown_language", "name", name))
		case slices.Contains(s.Languages[:i], name):
			node.Error("duplicate_language", locale.M("workspace.duplicate_language", "name", name))
		}
	}
	if !s.Node.Has("title") || s.Node.Get("title").Kind() != yamldoc.Mapping {
		return
	}
	for _, lang := range s.languages() {
		if strings.TrimSpace(s.Title.In(lang)) == "" {
			s.Node.Get("title").KeyError("missing_translation", locale.M("workspace.missing_translation", "lang", string(lang)))
		}
	}
}

// languages returns the known languages of the outputs, in the order in which
// outputs show them.
func (s *Settings) languages() []locale.Lang {
	var langs []locale.Lang
	for _, lang := range locale.Languages {
		if len(s.Languages) == 0 || slices.Contains(s.Languages, string(lang)) {
			langs = append(langs, lang)
		}
	}
	return langs
}

// wordsOf returns what an error says to a person, and what it advises.
func wordsOf(err error) (message, hint locale.Message) {
	if e, ok := errors.AsType[*fault.Error](err); ok {
		return e.Message, e.Hint
	}
	return locale.M("workspace.unexpected"), locale.Message{}
}
