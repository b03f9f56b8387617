package datapackage

import (
	"embed"
	"path"
	"strings"
	"sync"

	"heng/internal/yamldoc"
)

//go:embed schemas/*.yaml
var schemaFiles embed.FS

// BuiltinNames returns the names of the built-in schemas in alphabetical order.
func BuiltinNames() []string {
	entries, err := schemaFiles.ReadDir("schemas")
	if err != nil {
		panic(err) // embedded: a test finds it first
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = strings.TrimSuffix(e.Name(), ".yaml")
	}
	return names
}

// Builtin returns the built-in schema of that name. It is shared: it must not
// be changed.
func Builtin(name string) (*Schema, bool) {
	s, ok := builtins()[name]
	return s, ok
}

var builtins = sync.OnceValue(func() map[string]*Schema {
	schemas := map[string]*Schema{}
	for _, name := range BuiltinNames() {
		file := path.Join("schemas", name+".yaml")
		text, err := schemaFiles.ReadFile(file)
		if err != nil {
			panic(err)
		}
		s := new(Schema)
		if d := yamldoc.Decode(file, text, s); len(d.Findings) > 0 {
			panic(d.Findings[0].String())
		}
		s.Name = name
		schemas[name] = s
	}
	return schemas
})
