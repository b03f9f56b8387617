package yamldoc

import "heng/internal/locale"

// Label is the name of an office, a document or a source. An author may write
// it once for all languages (owner: 國經司) or in each of them
// (owner: {zh-TW: 國經司, en: …}).
type Label locale.Text

// In returns the label in a language.
func (l Label) In(lang locale.Lang) string { return locale.Text(l).In(lang) }

// IsZero reports whether there is no label.
func (l Label) IsZero() bool { return locale.Text(l).IsZero() }

// DecodeYAML reads one text for all languages, or a text in each.
func (l *Label) DecodeYAML(n *Node) {
	if n.Kind() == Mapping {
		var t locale.Text
		n.Decode(&t)
		*l = Label(t)
		return
	}
	if n.Kind() == Null {
		n.Error("null", locale.M("yaml.null"), locale.M("yaml.null_hint"))
		return
	}
	var text string
	n.Decode(&text)
	*l = Label{}
	for _, lang := range locale.Languages {
		(*l)[lang] = text
	}
}

// YAMLSchema says what a label looks like.
func (l *Label) YAMLSchema() map[string]any {
	properties := map[string]any{}
	var languages []string
	for _, lang := range locale.Languages {
		properties[string(lang)] = map[string]any{"type": "string", "minLength": 1}
		languages = append(languages, string(lang))
	}
	return map[string]any{"anyOf": []any{
		map[string]any{"type": []string{"string", "number"}},
		map[string]any{"type": "object", "properties": properties, "required": languages, "additionalProperties": false},
	}}
}
