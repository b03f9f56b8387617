package datapackage

import (
	"encoding/json"
	"strings"

	"heng/internal/yamldoc"
)

// JSONSchema is the JSON Schema of datapackage.yaml, with which editors
// complete and check it.
func JSONSchema() []byte {
	return yamldoc.Schema("datapackage.schema.json", "衡 Heng: a data package", Package{})
}

// YAMLSchema says what paths look like: one, or a list.
func (p *Paths) YAMLSchema() map[string]any { return oneOrMoreSchema() }

// YAMLSchema says what names look like: one, or a list.
func (names *Names) YAMLSchema() map[string]any { return oneOrMoreSchema() }

func oneOrMoreSchema() map[string]any {
	one := map[string]any{"type": "string", "minLength": 1}
	return map[string]any{"anyOf": []any{one, map[string]any{"type": "array", "items": one, "minItems": 1}}}
}

// YAMLSchema says that anything may stand there.
func (*Unread) YAMLSchema() map[string]any {
	return map[string]any{"description": "of the standard; not used"}
}

// YAMLSchema says what a limit of rejects looks like: a count or a percentage.
func (m *MaxRejects) YAMLSchema() map[string]any {
	return map[string]any{"description": "rows that may be rejected before the resource is refused: a count, or a share of the rows read", "anyOf": []any{
		map[string]any{"type": "integer", "minimum": 0},
		map[string]any{"type": "string", "pattern": `^[0-9]+(\.[0-9]+)?%?$`},
	}}
}

// YAMLSchema says what a schema looks like: one in place, the name of a
// built-in one, or the path of a file.
func (s *Schema) YAMLSchema() map[string]any {
	type plain Schema // without this method
	var place map[string]any
	if err := json.Unmarshal(yamldoc.Schema("", "", plain{}), &place); err != nil {
		panic(err) // it has just been written
	}
	definitions, _ := place["$defs"].(map[string]any)
	for _, key := range []string{"$schema", "$id", "title", "$defs"} {
		delete(place, key)
	}
	return map[string]any{"anyOf": []any{
		map[string]any{"enum": BuiltinNames(), "description": "the name of a built-in schema"},
		map[string]any{"type": "string", "pattern": `\.(yaml|yml|json)$`, "description": "a file of the workspace"},
		inline(place, definitions),
	}}
}

// inline puts definitions where they are referred to: those of a part are not
// found from the whole. None of them holds itself.
func inline(value any, definitions map[string]any) any {
	switch value := value.(type) {
	case map[string]any:
		if ref, ok := value["$ref"].(string); ok {
			if definition, ok := definitions[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any); ok {
				return inline(definition, definitions)
			}
		}
		out := make(map[string]any, len(value))
		for key, item := range value {
			out[key] = inline(item, definitions)
		}
		return out
	case []any:
		out := make([]any, len(value))
		for i, item := range value {
			out[i] = inline(item, definitions)
		}
		return out
	}
	return value
}
