package yamldoc

import (
	"encoding/json"
	"maps"
	"reflect"
	"strings"

	"heng/internal/locale"
)

// Shaper is a Decoder that says what it reads, as a JSON Schema.
type Shaper interface {
	YAMLSchema() map[string]any
}

var shaperType = reflect.TypeFor[Shaper]()

// Schema writes the JSON Schema (draft 2020-12) of what Decode reads into the
// type of example, a struct. Descriptions come from doc tags and closed lists
// from enum tags.
func Schema(id, title string, example any) []byte {
	g := schemaGenerator{definitions: map[string]any{}}
	root := g.structure(reflect.TypeOf(example))
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$id"] = id
	root["title"] = title
	if len(g.definitions) > 0 {
		root["$defs"] = g.definitions
	}
	text, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		panic(err) // maps, strings and lists
	}
	return append(text, '\n')
}

// Inline is the schema of what Decode reads into the type of example, for a part
// of another schema: whole, with every definition where it is used. No type in it
// may hold itself.
func Inline(example any) map[string]any {
	g := schemaGenerator{definitions: map[string]any{}}
	root := g.structure(reflect.TypeOf(example))
	inlined, _ := g.inline(root).(map[string]any)
	return inlined
}

func (g schemaGenerator) inline(value any) any {
	switch value := value.(type) {
	case map[string]any:
		if ref, ok := value["$ref"].(string); ok {
			whole, _ := g.inline(g.definitions[strings.TrimPrefix(ref, "#/$defs/")]).(map[string]any)
			out := maps.Clone(whole)
			if doc, ok := value["description"]; ok {
				out["description"] = doc
			}
			return out
		}
		out := make(map[string]any, len(value))
		for key, item := range value {
			out[key] = g.inline(item)
		}
		return out
	case []any:
		out := make([]any, len(value))
		for i, item := range value {
			out[i] = g.inline(item)
		}
		return out
	}
	return value
}

type schemaGenerator struct{ definitions map[string]any }

func (g schemaGenerator) of(t reflect.Type) map[string]any {
	if t.Kind() == reflect.Pointer {
		return g.of(t.Elem())
	}
	if reflect.PointerTo(t).Implements(shaperType) {
		return reflect.New(t).Interface().(Shaper).YAMLSchema()
	}
	switch t {
	case textType:
		properties := map[string]any{}
		var languages []string
		for _, lang := range locale.Languages {
			properties[string(lang)] = map[string]any{"type": "string", "minLength": 1}
			languages = append(languages, string(lang))
		}
		return map[string]any{"type": "object", "properties": properties, "required": languages, "additionalProperties": false}
	case decimalType:
		return map[string]any{"type": []string{"number", "string"}}
	}
	if reflect.PointerTo(t).Implements(decoderType) {
		panic("yamldoc: " + t.String() + " reads itself and must implement Shaper")
	}
	switch t.Kind() {
	case reflect.Struct:
		name := t.Name()
		if _, done := g.definitions[name]; !done {
			g.definitions[name] = nil // a type may hold itself
			g.definitions[name] = g.structure(t)
		}
		return map[string]any{"$ref": "#/$defs/" + name}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": g.of(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": g.of(t.Elem())}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return map[string]any{"type": "integer"}
	}
	return map[string]any{"type": []string{"string", "number", "boolean"}}
}

func (g schemaGenerator) structure(t reflect.Type) map[string]any {
	fields := fieldsOf(t)
	properties := map[string]any{}
	for name, i := range fields.index {
		f := t.Field(i)
		property := g.of(f.Type)
		if list := f.Tag.Get("enum"); list != "" {
			property = map[string]any{"enum": strings.Split(list, ",")}
		}
		if doc := f.Tag.Get("doc"); doc != "" {
			// A $ref may have a description beside it since draft 2019-09.
			property["description"] = doc
		}
		properties[name] = property
	}
	schema := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if len(fields.required) > 0 {
		schema["required"] = fields.required
	}
	return schema
}
