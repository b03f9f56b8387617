package indicators

import "heng/internal/yamldoc"

// JSONSchema is the JSON Schema of a framework file, with which editors
// complete and check it.
func JSONSchema() []byte {
	return yamldoc.Schema("framework.schema.json", "衡 Heng: a framework of indicators", Framework{})
}

// YAMLSchema says what an expression looks like: a text, or true alone.
func (e *Expression) YAMLSchema() map[string]any {
	return map[string]any{"type": []string{"string", "boolean", "number"}, "description": "a SQL scalar expression over the population's columns"}
}

// YAMLSchema says what a list of breakdowns looks like.
func (b *Breakdowns) YAMLSchema() map[string]any {
	column := map[string]any{"type": "string"}
	return map[string]any{"type": "array", "items": map[string]any{"anyOf": []any{
		column, map[string]any{"type": "array", "items": column, "minItems": 1},
	}}}
}

// YAMLSchema says what a number looks like.
func (n *Number) YAMLSchema() map[string]any {
	return map[string]any{"anyOf": []any{
		map[string]any{"type": "number"}, map[string]any{"type": "string", "pattern": `^-?[0-9]+(\.[0-9]+)?$`},
	}}
}

// YAMLSchema says what an expected figure looks like.
func (e *Expected) YAMLSchema() map[string]any {
	return map[string]any{"type": []string{"number", "string", "null"}}
}

// YAMLSchema says what a worked example expects: one cell or several.
func (e *Expectations) YAMLSchema() map[string]any {
	figure := new(Expected).YAMLSchema()
	properties := map[string]any{
		"period": map[string]any{"type": []string{"string", "integer"}},
		"where":  map[string]any{"type": "object", "additionalProperties": map[string]any{"type": []string{"string", "number", "boolean"}}},
	}
	for _, key := range []string{"value", "numerator", "denominator", "n", "missing", "obs_status", "band"} {
		properties[key] = figure
	}
	cell := map[string]any{"type": "object", "properties": properties, "additionalProperties": false, "minProperties": 1}
	return map[string]any{"anyOf": []any{cell, map[string]any{"type": "array", "items": cell}}}
}
