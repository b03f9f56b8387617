package datapackage_test

import (
	"bytes"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"heng/internal/datapackage"
)

// What Read takes, the JSON Schema takes, and what is misspelt it refuses.
func TestJSONSchema(t *testing.T) {
	text, err := jsonschema.UnmarshalJSON(bytes.NewReader(datapackage.JSONSchema()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("datapackage.schema.json", text); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("datapackage.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	validate := func(text string) error {
		var value any
		if err := yaml.Unmarshal([]byte(text), &value); err != nil {
			t.Fatal(err)
		}
		return schema.Validate(plain(value))
	}
	if err := validate(good); err != nil {
		t.Error(err)
	}
	for _, text := range []string{
		"name: x\n",
		"name: x\nresources: [{name: t, path: a.csv, schema: grant}]\n",
		"name: x\nresources: [{name: t, path: [], schema: grants}]\n",
		"name: x\nresources: [{name: t, path: a.csv, max_rejects: many, schema: grants}]\n",
		"name: x\nresources: [{name: t, path: a.csv, schema: {fields: [{name: a, type: nubmer}]}}]\n",
		"name: x\nresources: [{name: t, path: a.csv, schema: {fields: [{name: a, title: {en: A}}]}}]\n",
		"name: x\nresources: [{name: t, path: a.csv, schema: {field: []}}]\n",
	} {
		if validate(text) == nil {
			t.Errorf("valid: %s", text)
		}
	}
	if !bytes.Equal(datapackage.JSONSchema(), datapackage.JSONSchema()) {
		t.Error("written twice, not the same")
	}
}

// plain turns the numbers of a YAML reader into those a JSON reader gives.
func plain(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for key := range value {
			value[key] = plain(value[key])
		}
	case []any:
		for i := range value {
			value[i] = plain(value[i])
		}
	case uint64:
		return float64(value)
	case int64:
		return float64(value)
	}
	return value
}
