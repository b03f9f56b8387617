package workspace

import (
	"heng/indicators"
	"heng/internal/datapackage"
	"heng/internal/yamldoc"
	"heng/reports"
	"heng/reports/release"
)

// Schemas returns the JSON Schemas of the files of a workspace by file name:
// what editors complete and check them with. They are generated from the types
// that the files are read into; docs/reference/schema holds them as they are
// here, which a test keeps true.
func Schemas() map[string][]byte {
	return map[string][]byte{
		"workspace.schema.json":   yamldoc.Schema("workspace.schema.json", "衡 Heng: a workspace (heng.yaml)", Settings{}),
		"datapackage.schema.json": datapackage.JSONSchema(),
		"framework.schema.json":   indicators.JSONSchema(),
		"outline.schema.json":     reports.OutlineSchema(),
		"notes.schema.json":       reports.NotesSchema(),
		"policy.schema.json":      release.PolicySchema(),
	}
}

// YAMLSchema says what parameters look like: names and single values.
func (p *Parameters) YAMLSchema() map[string]any {
	return map[string]any{
		"type":                 "object",
		"propertyNames":        map[string]any{"pattern": parameterName.String()},
		"additionalProperties": map[string]any{"type": []string{"string", "number", "boolean"}},
	}
}
