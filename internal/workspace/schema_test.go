package workspace_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"heng/internal/workspace"
)

var updateSchemas = flag.Bool("update-schemas", false, "write docs/reference/schema")

const schemaDir = "../../docs/reference/schema"

// The published schemas are those that the program's types give.
func TestSchemasArePublished(t *testing.T) {
	schemas := workspace.Schemas()
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		path := filepath.Join(schemaDir, name)
		if *updateSchemas {
			if err := os.MkdirAll(schemaDir, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, schemas[name], 0o644); err != nil {
				t.Fatal(err)
			}
		}
		published, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(published, schemas[name]) {
			t.Errorf("%s is not what the types give; write it with: go test ./internal/workspace -update-schemas", path)
		}
	}
}

// The example's files are valid by the schemas that their first lines name, and
// a slip in one is not.
func TestSchemasAcceptTheExample(t *testing.T) {
	for _, c := range []struct{ schema, file string }{
		{"workspace.schema.json", "heng.yaml"},
		{"datapackage.schema.json", "datapackage.yaml"},
		{"framework.schema.json", "frameworks/mofa.yaml"},
	} {
		t.Run(c.file, func(t *testing.T) {
			schema := compile(t, c.schema)
			file := filepath.Join("../../examples/mofa", c.file)
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			named := filepath.Join(filepath.Dir(file), schemaNamed(t, text))
			if _, err := os.Stat(named); err != nil {
				t.Errorf("the first line names a schema that is not there: %v", err)
			}
			if err := schema.Validate(value(t, text)); err != nil {
				t.Error(err)
			}
			if err := schema.Validate(value(t, append(text, "\nno-such-key: 1\n"...))); err == nil {
				t.Error("an unknown key is accepted")
			}
		})
	}
}

func compile(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(workspace.Schemas()[name]))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiler.AddResource(name, document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// schemaNamed returns the path after $schema= in a file's first line.
func schemaNamed(t *testing.T, text []byte) string {
	t.Helper()
	line, _, _ := bytes.Cut(text, []byte("\n"))
	_, path, found := bytes.Cut(line, []byte("$schema="))
	if !found {
		t.Fatal("the first line names no schema")
	}
	return string(bytes.TrimSpace(path))
}

// value reads YAML as the JSON that a validator takes.
func value(t *testing.T, text []byte) any {
	t.Helper()
	converted, err := yaml.YAMLToJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	decoder := json.NewDecoder(bytes.NewReader(converted))
	decoder.UseNumber()
	if err := decoder.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}
