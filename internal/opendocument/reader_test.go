package opendocument_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"
)

// book is what a reader of OpenDocument finds in a workbook.
type book struct {
	files  []string
	sheets []sheet
	styles map[string]style // of cells and columns
	data   map[string]string
	views  []string // how each sheet is frozen
}

type sheet struct {
	name   string
	header int // rows repeated when printed
	widths []string
	rows   [][]cell
}

type cell struct{ kind, value, text, style string }

type style struct{ data, width string }

// open reads a workbook: every file must be well-formed XML but for the media
// type.
func open(t testing.TB, content []byte) book {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	b := book{styles: map[string]style{}, data: map[string]string{}}
	for _, f := range z.File {
		b.files = append(b.files, f.Name)
		if f.Name == "mimetype" {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(r)
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			switch f.Name {
			case "content.xml":
				b.take(token)
			case "settings.xml":
				b.takeSetting(token)
			}
		}
	}
	return b
}

// takeSetting takes in one token of settings.xml.
func (b *book) takeSetting(token xml.Token) {
	switch token := token.(type) {
	case xml.StartElement:
		b.data["setting"] = ""
		for _, a := range token.Attr {
			if a.Name.Local == "name" {
				b.data["setting"] = a.Value
			}
			if a.Name.Local == "name" && token.Name.Local == "config-item-map-entry" {
				b.views = append(b.views, a.Value+":")
			}
		}
	case xml.CharData:
		if strings.HasPrefix(b.data["setting"], "VerticalSplit") {
			b.views[len(b.views)-1] += " " + string(token)
		}
	}
}

// take takes in one token of content.xml.
func (b *book) take(token xml.Token) {
	last := func() *sheet { return &b.sheets[len(b.sheets)-1] }
	lastCell := func() *cell {
		rows := last().rows
		row := rows[len(rows)-1]
		return &row[len(row)-1]
	}
	switch token := token.(type) {
	case xml.StartElement:
		a := map[string]string{}
		for _, attribute := range token.Attr {
			a[attribute.Name.Local] = attribute.Value
		}
		switch token.Name.Local {
		case "style":
			b.styles[a["name"]] = style{data: a["data-style-name"]}
			b.data["current"] = a["name"]
		case "table-column-properties":
			b.styles[b.data["current"]] = style{width: a["column-width"]}
		case "number-style", "percentage-style", "date-style":
			b.data["current"] = a["name"]
			b.data[a["name"]] = strings.TrimSuffix(token.Name.Local, "-style") + " " + a["language"] + "-" + a["country"] + ":"
		case "number":
			b.data[b.data["current"]] += "<" + a["decimal-places"] + " " + a["grouping"] + ">"
		case "year", "month", "day":
			b.data[b.data["current"]] += "<" + strings.TrimSpace(token.Name.Local+" "+a["style"]+a["calendar"]+a["textual"]) + ">"
		case "table":
			b.sheets = append(b.sheets, sheet{name: a["name"], header: -1})
		case "table-column":
			last().widths = append(last().widths, b.styles[a["style-name"]].width)
		case "table-row":
			last().rows = append(last().rows, nil)
		case "table-cell":
			row := &last().rows[len(last().rows)-1]
			*row = append(*row, cell{kind: a["value-type"], value: a["value"] + a["date-value"], style: a["style-name"]})
		case "p":
			if c := lastCell(); c.text != "" {
				c.text += "\n"
			}
		case "s":
			n, _ := strconv.Atoi(a["c"])
			lastCell().text += strings.Repeat(" ", n)
		}
	case xml.EndElement:
		if token.Name.Local == "table-header-rows" {
			last().header = len(last().rows)
		}
	case xml.CharData:
		switch {
		case len(b.sheets) == 0:
			b.data[b.data["current"]] += string(token)
		case len(last().rows) > 0:
			lastCell().text += string(token)
		}
	}
}

// format tells how a cell's value is shown: the kind and the language of its
// data style, then its parts.
func (b book) format(c cell) string {
	name := b.styles[c.style].data
	if name == "" {
		return ""
	}
	return b.data[name]
}
