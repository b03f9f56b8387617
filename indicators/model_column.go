package indicators

import (
	"strings"

	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// ModelColumn is what a model's header says of a column: its title in each
// language, and what its codes mean. Either may be left out, and is then that of
// the column it passes on.
type ModelColumn struct {
	Title locale.Text
	Codes []DictionaryCode // in the author's order
}

// modelColumn is the YAML of a ModelColumn: {zh-TW: …, en: …, labels: {CODE:
// {zh-TW: …, en: …}}}.
type modelColumn struct {
	ZhTW   string                 `yaml:"zh-TW"`
	En     string                 `yaml:"en"`
	Labels map[string]locale.Text `yaml:"labels"`
}

// DecodeYAML reads a title with labels beside its languages.
func (c *ModelColumn) DecodeYAML(n *yamldoc.Node) {
	if n.Kind() != yamldoc.Mapping {
		n.Decode(&c.Title) // which says what belongs here
		return
	}
	var read modelColumn
	n.Decode(&read)
	c.Title = locale.Text{}
	for lang, text := range map[locale.Lang]string{locale.ZhTW: read.ZhTW, locale.En: read.En} {
		if text = strings.TrimSpace(text); text != "" {
			c.Title[lang] = text
		}
	}
	if !n.Has("labels") {
		return
	}
	for _, e := range n.Get("labels").Entries() {
		if label, ok := read.Labels[e.Key]; ok {
			c.Codes = append(c.Codes, DictionaryCode{Code: e.Key, Label: label})
		}
	}
}

// columnWords checks what the header of a model says of its columns.
func (c *checker) columnWords(m *Model) {
	for _, name := range sortedKeys(m.Columns) {
		column := m.Columns[name]
		if column.Title == nil { // which reading it has said
			continue
		}
		at := m.header.Get("columns", name)
		key := "columns." + name
		if len(column.Codes) == 0 || !column.Title.IsZero() {
			c.inEachLanguage(at, m.Name, key, column.Title)
		}
		for _, code := range column.Codes {
			c.inEachLanguage(at.Get("labels", code.Code), m.Name, key+".labels."+code.Code, code.Label)
		}
	}
}

// inEachLanguage checks that a text is there in every language.
func (c *checker) inEachLanguage(n *yamldoc.Node, subject, key string, t locale.Text) {
	for _, lang := range c.catalogue.Languages {
		if t.In(lang) == "" {
			c.add(n, subject, "missing_translation", locale.M("indicator.missing_translation", "key", key, "lang", string(lang)))
		}
	}
}
