package ingest

import (
	"fmt"
	"slices"
	"strconv"

	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/locale"
)

// mapping says in which column of a file each field stands.
type mapping struct {
	source  []int // by field: the column, from 0; -1 where the file does without it
	width   int   // columns of the file
	unknown []UnknownColumn
}

// matchHeader finds the fields of a schema in a file's header. Missing and
// doubled columns are findings; columns that the schema does not have are kept
// in the mapping.
func matchHeader(resource *datapackage.Resource, place fault.Place, header []string) (mapping, []fault.Finding) {
	schema := resource.Schema
	fields := map[string]int{}
	for i, f := range schema.Fields {
		// A name wins over another field's header text.
		fields[datapackage.FoldHeader(f.Name)] = i
	}
	for i, f := range schema.Fields {
		for _, text := range f.Headers {
			folded := datapackage.FoldHeader(text)
			if _, taken := fields[folded]; !taken {
				fields[folded] = i
			}
		}
	}
	m := mapping{source: make([]int, len(schema.Fields)), width: len(header)}
	for i := range m.source {
		m.source[i] = -1
	}
	var findings []fault.Finding
	var unknown []string
	find := func(column int, id string, message, hint locale.Message) {
		findings = append(findings, fault.Finding{
			ID: id, Subject: resource.Name, Message: message, Hint: hint,
			Place: fault.Place{File: place.File, Sheet: place.Sheet, Line: place.Line, Column: column},
		})
	}
	for i, text := range header {
		field, known := fields[datapackage.FoldHeader(text)]
		switch {
		case !known && slices.Contains(rejectColumns, text): // of a file that was mended
		case !known:
			m.unknown = append(m.unknown, UnknownColumn{File: place.File, Sheet: place.Sheet, Column: i + 1, Header: text})
			unknown = append(unknown, text)
		case m.source[field] >= 0:
			find(i+1, "column_twice", locale.M("ingest.column_twice", "header", text, "field", schema.Fields[field].Name,
				"column", m.source[field]+1), locale.Message{})
		default:
			m.source[field] = i
		}
	}
	for i, f := range schema.Fields {
		if m.source[i] >= 0 || f.Optional && !f.Constraints.Required {
			continue
		}
		hint := locale.M("ingest.column_missing_hint", "field", f.Name)
		if near := nearestHeader(f, unknown); near != "" {
			hint = locale.M("ingest.column_missing_near", "header", near, "field", f.Name)
		}
		find(0, "column_missing", locale.M("ingest.column_missing", "field", f.Name), hint)
	}
	return m, findings
}

// titleRows is how far down a header is looked for below a title.
const titleRows = 20

// elsewhere adds to the findings of a header where the header seems to be: a
// title above a table is taken for its header, if the package does not say in
// which row that is.
func (s *source) elsewhere(resource *datapackage.Resource, findings []fault.Finding) []fault.Finding {
	if len(resource.HeaderLines()) > 0 {
		return findings
	}
	try := func(rows ...int) bool {
		o, err := s.openAt(resource, nil, rows)
		if err != nil {
			return false
		}
		defer o.close()
		_, missing := matchHeader(resource, fault.Place{}, o.Header())
		return len(missing) == 0
	}
	say := func(rows string) []fault.Finding {
		return []fault.Finding{{
			ID: "file_header", Subject: resource.Name, Place: findings[0].Place,
			Message: locale.M("ingest.file_header", "rows", rows),
			Hint:    locale.M("ingest.file_header_hint", "rows", rows),
		}}
	}
	for row := s.headerAt; row <= s.headerAt+titleRows; row++ {
		if try(row) {
			return say(strconv.Itoa(row))
		}
	}
	for row := s.headerAt; row <= s.headerAt+titleRows; row++ {
		if try(row, row+1) {
			return say(fmt.Sprintf("[%d, %d]", row, row+1))
		}
	}
	return findings
}

// nearestHeader returns the unknown header most like the field's name or one
// of its headers.
func nearestHeader(f *datapackage.Field, unknown []string) string {
	for _, text := range append([]string{f.Name}, f.Headers...) {
		if near := fault.Nearest(text, unknown); near != "" {
			return near
		}
	}
	return ""
}
