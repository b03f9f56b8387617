package indicators

import (
	"encoding/json"
	"maps"
	"slices"

	"heng/internal/yamldoc"
)

// Expression is a SQL scalar expression as its author wrote it, with its
// place.
type Expression struct {
	Text string

	node *yamldoc.Node
}

// Instead is another expression in the place of this one.
func (e *Expression) Instead(text string) *Expression { return &Expression{text, e.node} }

// Label is the name of an office, a document or a source.
type Label = yamldoc.Label

// Expectations is what a worked example must give: one cell or several.
type Expectations []*Expectation

// Expectation is what one cell of a worked example must give; what it does not
// name is not compared.
type Expectation struct {
	Period      string            `yaml:"period"`
	Where       map[string]string `yaml:"where"`
	Value       *Expected         `yaml:"value" doc:"compared to the decimals given; null when none may come out"`
	Numerator   *Expected         `yaml:"numerator"`
	Denominator *Expected         `yaml:"denominator"`
	N           *Expected         `yaml:"n"`
	Missing     *Expected         `yaml:"missing"`
	ObsStatus   *Expected         `yaml:"obs_status"`
	Band        *Expected         `yaml:"band"`
	Node        *yamldoc.Node     `yaml:"-"`
}

// Expected is a value that a worked example expects: a text, or none at all.
type Expected struct {
	Text string
	Null bool
}

// MarshalJSON writes a target as heng eval shows it.
func (t *TargetValue) MarshalJSON() ([]byte, error) {
	if t.Value != nil {
		return t.Value.MarshalJSON()
	}
	bounds := struct {
		Min   *Number `json:"min,omitempty"`
		Max   *Number `json:"max,omitempty"`
		Over  *Number `json:"over,omitempty"`
		Under *Number `json:"under,omitempty"`
	}{t.Min, t.Max, t.Over, t.Under}
	return json.Marshal(bounds)
}

// Columns returns the breakdown's columns in order.
func (b Breakdown) Columns() []string { return slices.Sorted(maps.Keys(b)) }
