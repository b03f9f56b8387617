package compose_test

import (
	"slices"
	"testing"

	"heng/indicators"
	"heng/indicators/compose"
	"heng/internal/fault"
	"heng/internal/locale"
)

// TestFieldsOf: a slip at a place belongs to the field that stands there.
func TestFieldsOf(t *testing.T) {
	text := `framework: f
indicators:
  - id: first
    colour: red
  - id: second
    name: {zh-TW: 名, en: a name}
    measure:
      share: a is not
        null
    targets:
      - period: "2018"
        value: 90
      - {period: "2019", value: 95}
    breakdowns: [a, [b, c]]
`
	f, _ := indicators.ReadFramework("f.yaml", []byte(text))
	second := f.Indicators[1].Node
	for _, test := range []struct {
		line, column int
		id           string
		want         []string
	}{
		{5, 9, "id_form", []string{"id"}},
		{5, 5, "no_criterion", nil}, // at the mapping, which begins with its id
		{6, 11, "missing_translation", []string{"name"}},
		{6, 26, "text_cut", []string{"name.en"}},
		{8, 14, "unknown_column", []string{"measure.share"}},
		{9, 9, "unknown_column", []string{"measure.share"}},
		{8, 7, "unknown_key", []string{"measure.share"}},
		{11, 9, "target_origin", []string{"targets.0"}},
		{12, 16, "outside_bounds", []string{"targets.0.value"}},
		{13, 32, "outside_bounds", []string{"targets.1.value"}},
		{14, 18, "unknown_column", []string{"breakdowns.0"}},
		{14, 22, "unknown_column", []string{"breakdowns.1.0"}},
	} {
		got := compose.FieldsOf(second, fault.Finding{ID: test.id, Place: fault.Place{File: "f.yaml", Line: test.line, Column: test.column}})
		if !slices.Equal(got, test.want) {
			t.Errorf("%d:%d %s: %v, want %v", test.line, test.column, test.id, got, test.want)
		}
	}
	incomplete := fault.Finding{ID: "incomplete", Place: second.Place(), Message: locale.M("indicator.incomplete", "keys", []string{"goal", "level"})}
	if got := compose.FieldsOf(second, incomplete); !slices.Equal(got, []string{"goal", "level"}) {
		t.Error(got)
	}
}

// TestRefusals: what cannot be put into the file without touching the rest of it
// is refused, and nothing changes.
func TestRefusals(t *testing.T) {
	block := "indicators:\n  - id: a\n    x: 1\n  - id: b\n"
	for _, test := range []struct{ content, id, text, want string }{
		{block, "c", "id: c\n", "no_such"},
		{block, "a", "id: a\nx: [1\n", "yaml_syntax"},
		{block, "a", "id: a\nx: \"1\n", "yaml_syntax"},
		{block, "a", "- id: a\n", "not_an_indicator"},
		{block, "a", "just a text", "not_an_indicator"},
		{block, "a", "id: a\nid: b\n", "duplicate_key"},
		{"indicators: [{id: a}]\n", "a", "id: a\nx: 2\n", "no_list"},
		{"indicators:\n  - {id: a}\n", "a", "id: a\nx: 2\n", "no_lines"},
		{"indicators:\n  - id: a\n  - id: a\n", "a", "id: a\nx: 2\n", "twice"},
		{"other: 1\n", "a", "id: a\nx: 2\n", "no_list"},
	} {
		after, findings := compose.Splice("f.yaml", []byte(test.content), test.id, test.text)
		if len(findings) == 0 || findings[0].ID != test.want || string(after) != test.content {
			t.Errorf("%q into %q: %v", test.text, test.content, findings)
		}
	}
}
