package draft

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"heng/internal/datapackage"
)

// settingsText writes heng.yaml.
func settingsText(title string) string {
	return fmt.Sprintf(`# The workspace: what is measured, for which report, as of which day.
title: {zh-TW: %[1]s, en: %[1]s}            # to review: a title in each language
languages: [zh-TW, en]
# report: {period: "2017", compare: "2016"}   # default: the last whole year and the one before it
# as_of: 2018-06-22                           # default: today
time_zone: Asia/Taipei
`, quoted(title))
}

// packageText writes datapackage.yaml.
func packageText(title string, tables []*table) string {
	name := identifier(title)
	if !isASCII(name) || name == "" {
		name = "draft"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# Drafted from the files in data/. Names and types marked \"guess\" are to be reviewed.\n"+
		"name: %s\ntitle: {zh-TW: %s, en: %s}\nresources:\n", strings.ReplaceAll(name, "_", "-"), quoted(title), quoted(title))
	for _, t := range tables {
		fmt.Fprintf(&b, "  - name: %s\n    path: %s\n", t.name, quoted(dataDir+t.file))
		if t.title() != t.name {
			fmt.Fprintf(&b, "    title: {zh-TW: %[1]s, en: %[1]s}   # to review\n", quoted(t.title()))
		}
		t.writeReading(&b)
		b.WriteString("    schema:\n")
		if t.key >= 0 {
			fmt.Fprintf(&b, "      primaryKey: [%s]   # guess: no value occurs twice\n", plain(t.columns[t.key].name))
		}
		b.WriteString("      fields:\n")
		for _, c := range t.fields() {
			fmt.Fprintf(&b, "        - {name: %s, type: %s%s, headers: [%s]}%s\n", plain(c.name), c.kind, c.formatted()+c.units(), quoted(c.header), c.comment())
		}
	}
	return b.String()
}

// writeReading writes how the file is read, where it does not say so itself.
func (t *table) writeReading(b *strings.Builder) {
	if t.sheet != "" {
		fmt.Fprintf(b, "    sheet: %s\n", quoted(t.sheet))
	}
	switch {
	case len(t.header) > 1:
		fmt.Fprintf(b, "    header: [%s]   # guess: a header of several rows\n", strings.Join(numbersOf(t.header), ", "))
	case len(t.header) == 1:
		fmt.Fprintf(b, "    header: %d   # guess: what stands above is a title\n", t.header[0])
	}
	if t.namesEncoding() {
		fmt.Fprintf(b, "    encoding: %s   # guess: from the bytes\n", t.encoding)
	}
	if t.property != "" {
		fmt.Fprintf(b, "    dialect: {property: %s}   # guess: where the rows stand\n", quoted(t.property))
	}
	if n := t.ragged + len(t.footers); n > 0 {
		fmt.Fprintf(b, "    max_rejects: %d   # guess: rows that are no records\n", n)
	}
}

func numbersOf(numbers []int) []string {
	var texts []string
	for _, n := range numbers {
		texts = append(texts, fmt.Sprint(n))
	}
	return texts
}

// formatted is the field's format, where the values need one.
func (c *column) formatted() string {
	if c.dates == "" {
		return ""
	}
	return ", format: " + c.dates
}

// units writes the unit of an amount, and its currency.
func (c *column) units() string {
	switch {
	case c.unit == "":
		return ""
	case strings.HasSuffix(c.unit, "元"):
		return fmt.Sprintf(", unit: %s, currency: TWD", c.unit)
	}
	return fmt.Sprintf(", unit: %s", quoted(c.unit))
}

// frameworkText writes a framework that counts the rows of each table, so that
// the draft can be built at once.
func frameworkText(tables []*table) string {
	var b strings.Builder
	b.WriteString(`# First indicators: how many rows each table has, and the sums of its amounts. Replace
# them by what is to be measured.
framework: draft
version: "0.1"
title: {zh-TW: 草稿指標, en: Draft indicators}
dimensions:
  - id: records
    title: {zh-TW: 資料, en: Records}
indicators:
`)
	for _, t := range tables {
		id := strings.ReplaceAll(t.name, "_", "-")
		fmt.Fprintf(&b, `  - id: %s-rows
    dimension: records
    name: {zh-TW: %s, en: %s}
    population: %s
    measure: {count: "true"}
    unit: count
`, id, quoted(t.title()+" 筆數"), quoted("Rows of "+t.name), t.name)
		for i, c := range t.fields() {
			if c.kind != datapackage.Number || !strings.HasSuffix(c.unit, "元") {
				continue
			}
			fmt.Fprintf(&b, `  - id: %s-sum-%d
    dimension: records
    name: {zh-TW: %s, en: %s}
    population: %s
    measure: {sum: %s}
    unit: TWD
`, id, i+1, quoted(t.title()+" "+c.name+"合計"), quoted("Sum of "+c.name+" in "+t.name), t.name, quoted(columnExpression(c.name)))
		}
	}
	return b.String()
}

// columnExpression writes a column's name as an expression.
func columnExpression(name string) string {
	if isASCII(name) && !datapackage.IsReserved(name) {
		return name
	}
	return `"` + name + `"`
}

// plain writes a name as YAML does, in quotes only where it would be read as
// something else.
func plain(name string) string {
	switch name {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n":
		return quoted(name)
	}
	return name
}

// quoted writes a text as a YAML string on one line.
func quoted(s string) string { return strings.TrimSuffix(compact(s), "\n") }

// compact writes a text as JSON, which is a YAML string too.
func compact(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(s) != nil {
		return `""` // a text always encodes
	}
	return b.String()
}
