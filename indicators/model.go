package indicators

import (
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// Model is a view over tables and other models: one SELECT under a header of
// comments, which is YAML.
type Model struct {
	Name         string // the file's name without .sql
	File         string
	Title        locale.Text
	Rows         string // the table whose rows these are, by its primary key
	Columns      map[string]ModelColumn
	Materialised bool
	SQL          string

	firstLine int // the line of the file on which SQL begins
	lines     []string
	header    *yamldoc.Node
}

// modelHeader is the YAML of a model's comments.
type modelHeader struct {
	Title        locale.Text            `yaml:"title"`
	Rows         string                 `yaml:"rows"`
	Columns      map[string]ModelColumn `yaml:"columns"`
	Materialised bool                   `yaml:"materialised"`
	Node         *yamldoc.Node          `yaml:"-"`
}

// ReadModel reads models/NAME.sql: leading lines that begin with "--" are its
// header, the rest is the SELECT.
func ReadModel(file, name string, text []byte) (*Model, []fault.Finding) {
	m := &Model{Name: name, File: file, lines: strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")}
	var header []string
	for _, line := range m.lines {
		trimmed := strings.TrimLeft(line, " \t")
		if !strings.HasPrefix(trimmed, "--") && trimmed != "" {
			break
		}
		// The dashes become spaces, so that places in the header are places in
		// the file.
		header = append(header, strings.Replace(line, "--", "  ", 1))
	}
	m.firstLine = len(header) + 1
	m.SQL = strings.Join(m.lines[len(header):], "\n")
	var findings []fault.Finding
	if yaml := strings.Join(header, "\n"); strings.TrimSpace(yaml) != "" {
		var h modelHeader
		document := yamldoc.Decode(file, []byte(yaml), &h)
		findings = document.Findings
		m.Title, m.Rows, m.Columns, m.Materialised, m.header = h.Title, h.Rows, h.Columns, h.Materialised, h.Node
	}
	if m.header == nil && len(findings) == 0 {
		findings = append(findings, m.finding(0, 1, fault.SeverityWarning, "untitled_model", locale.M("indicator.untitled_model", "name", name), locale.M("indicator.untitled_model_hint")))
	}
	if strings.TrimSpace(m.SQL) == "" {
		findings = append(findings, m.finding(0, 1, fault.SeverityError, "empty_model", locale.M("indicator.empty_model")))
	}
	return m, findings
}

// finding makes a finding at a byte offset of the SQL.
func (m *Model) finding(offset, length int, severity fault.Severity, id string, message locale.Message, hint ...locale.Message) fault.Finding {
	before := m.SQL[:min(offset, len(m.SQL))]
	line := m.firstLine + strings.Count(before, "\n")
	column := len([]rune(before[strings.LastIndexByte(before, '\n')+1:])) + 1
	f := fault.Finding{
		ID: id, Severity: severity, Subject: m.Name, Message: message, Length: length,
		Place: fault.Place{File: m.File, Line: line, Column: column},
	}
	if line <= len(m.lines) {
		f.Excerpt = m.lines[line-1]
	}
	if len(hint) > 0 {
		f.Hint = hint[0]
	}
	return f
}
