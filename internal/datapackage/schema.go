package datapackage

import "heng/internal/yamldoc"

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
	return map[string]any{"anyOf": []any{
		map[string]any{"enum": BuiltinNames(), "description": "the name of a built-in schema"},
		map[string]any{"type": "string", "pattern": `\.(yaml|yml|json)$`, "description": "a file of the workspace"},
		yamldoc.Inline(plain{}),
	}}
}
