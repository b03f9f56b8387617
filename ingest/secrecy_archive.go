package ingest

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"strconv"
	"strings"

	"heng/internal/fault"
	"heng/internal/marks"
)

// archive is a spreadsheet, XLSX or ODS, looked through for marks part by part,
// whatever of it a reader would show: titles above the table, other sheets,
// hidden rows, headers and footers of pages, remarks and drawings.
type archive struct {
	path   string
	shared map[int]string // texts of XLSX that matter, by number
	places []fault.Place
}

// largestPart bounds what a part may unpack to; a larger one is no table of an
// office, and is not examined.
const largestPart = 1 << 30

var errPartTooLarge = errors.New("a part of the file unpacks to too much")

func marksInArchive(ctx context.Context, name, shown string) ([]fault.Place, error) {
	z, err := zip.OpenReader(name)
	if err != nil {
		return nil, nil // no reader opens it either, and says so
	}
	defer func() { _ = z.Close() }()
	a := &archive{path: shown, shared: map[int]string{}}
	sheets := []*zip.File{}
	for _, part := range z.File {
		extension := strings.ToLower(path.Ext(part.Name))
		if extension != ".xml" && extension != ".vml" {
			continue
		}
		if strings.HasPrefix(part.Name, "xl/worksheets/") && !strings.Contains(part.Name, "_rels") {
			sheets = append(sheets, part)
			continue
		}
		if err := a.examine(ctx, part, false); err != nil {
			return nil, err
		}
	}
	for _, part := range sheets { // when the shared texts are known
		if err := a.examine(ctx, part, len(a.shared) > 0); err != nil {
			return nil, err
		}
	}
	return a.places, nil
}

// examine looks through a part that has a trace of a mark, or must be.
func (a *archive) examine(ctx context.Context, part *zip.File, must bool) error {
	if !must {
		suspect, err := hasTrace(ctx, part)
		if err != nil || !suspect {
			return err
		}
	}
	in, err := part.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	d := xml.NewDecoder(bounded(ctx, in))
	d.Strict = false
	switch {
	case part.Name == "xl/sharedStrings.xml":
		return a.sharedTexts(d)
	case strings.HasPrefix(part.Name, "xl/worksheets/"):
		return a.worksheet(d, sheetLabel(part.Name))
	}
	return a.document(d)
}

// sheetLabel names a sheet of XLSX by the file it is kept in; its own name is in
// another part, and is itself looked at.
func sheetLabel(part string) string { return strings.TrimSuffix(path.Base(part), ".xml") }

func hasTrace(ctx context.Context, part *zip.File) (bool, error) {
	in, err := part.Open()
	if err != nil {
		return false, err
	}
	defer in.Close()
	seen, err := survey(ctx, bounded(ctx, in))
	if seen.suspect || seen.wide {
		return true, err
	}
	return false, err
}

// bounded ends with an error where a part unpacks to more than it may, or the
// work is called off.
func bounded(ctx context.Context, in io.Reader) io.Reader {
	left := int64(largestPart)
	return readerFunc(func(p []byte) (int, error) {
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		n, err := in.Read(p)
		if left -= int64(n); left < 0 {
			return n, errPartTooLarge
		}
		return n, err
	})
}

// xmlTokens calls each with every token of a part.
func xmlTokens(d *xml.Decoder, each func(xml.Token)) error {
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("looking for marks: %w", err)
		}
		each(token)
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (a *archive) add(sheet string, row, column int) {
	a.places = append(a.places, fault.Place{File: a.path, Sheet: sheet, Line: row, Column: column})
}

// sharedTexts keeps the texts of XLSX's table of texts that matter.
func (a *archive) sharedTexts(d *xml.Decoder) error {
	number, phonetic := -1, 0
	var text strings.Builder
	return xmlTokens(d, func(token xml.Token) {
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "si":
				number++
				text.Reset()
			case "rPh":
				phonetic++
			}
		case xml.EndElement:
			switch token.Name.Local {
			case "si":
				if s := text.String(); marks.Matters(s) {
					a.shared[number] = s
				}
			case "rPh":
				phonetic--
			}
		case xml.CharData:
			if phonetic == 0 {
				text.Write(token)
			}
		}
	})
}

// pageCode is what stands between the words of a header or footer of XLSX.
var pageCode = regexp.MustCompile(`&(?:"[^"]*"|[0-9]+|K[0-9A-Fa-f]{6}|[A-Za-z])`)

// other stands for a text that does not matter.
const other = "·"

// worksheet looks through a sheet of XLSX.
func (a *archive) worksheet(d *xml.Decoder, sheet string) error {
	var table marks.Table
	var cells []string
	var text bytes.Buffer
	row, column, kind, inValue := 0, 0, "", false
	err := xmlTokens(d, func(token xml.Token) {
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "row":
				row++
				if n, err := strconv.Atoi(attribute(token, "r")); err == nil {
					row = n
				}
				cells, column = cells[:0], 0
			case "c":
				column++
				if n := columnNumber(attribute(token, "r")); n > 0 {
					column = n
				}
				kind = attribute(token, "t")
				text.Reset()
			case "v", "t":
				inValue = true
			case "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter":
				inValue = true
				text.Reset()
			}
		case xml.CharData:
			if inValue {
				text.Write(token)
			}
		case xml.EndElement:
			switch token.Name.Local {
			case "v", "t":
				inValue = false
			case "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter":
				inValue = false
				if marks.InText(pageCode.ReplaceAllString(text.String(), "\n")) {
					a.add(sheet, 0, 0)
				}
			case "c":
				if column > maxColumns || text.Len() == 0 {
					return
				}
				for len(cells) < column {
					cells = append(cells, "")
				}
				cells[column-1] = a.cellText(kind, text.String())
			case "row":
				table.Row(row, cells)
			}
		}
	})
	a.addTable(sheet, &table)
	return err
}

// cellText is the text of a cell as far as it matters.
func (a *archive) cellText(kind, value string) string {
	if kind == "s" {
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if s, ok := a.shared[n]; ok && err == nil {
			return s
		}
		return other
	}
	return value
}

// maxColumns is the width of a sheet of XLSX and of ODS.
const maxColumns = 16384

// columnNumber reads the letters of a cell's reference: B5 is in column 2.
func columnNumber(reference string) int {
	n := 0
	for _, c := range reference {
		if c < 'A' || c > 'Z' || n > maxColumns {
			break
		}
		n = n*26 + int(c-'A') + 1
	}
	return n
}

func (a *archive) addTable(sheet string, table *marks.Table) {
	for _, m := range table.Marks() {
		a.add(sheet, m.Row, m.Column)
	}
}

// document looks through a part of ODS, or one of XLSX that holds words rather
// than cells: paragraphs, names, titles.
func (a *archive) document(d *xml.Decoder) error {
	var table *marks.Table
	var cells []string
	var cell, paragraph strings.Builder
	sheet, row, repeated, repeatedRows := "", 0, 1, 1
	inCell, inRemark := false, 0
	return xmlTokens(d, func(token xml.Token) {
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "table":
				if name := attribute(token, "name"); name != "" {
					sheet, row, table = name, 0, &marks.Table{}
					a.words(name, "")
				}
			case "sheet": // of XLSX's workbook
				a.words(attribute(token, "name"), "")
			case "table-row":
				cells = cells[:0]
				repeatedRows = max(1, countOf(attribute(token, "number-rows-repeated")))
			case "table-cell", "covered-table-cell":
				inCell, repeated = true, max(1, countOf(attribute(token, "number-columns-repeated")))
				cell.Reset()
			case "annotation":
				inRemark++
			case "p", "t":
				paragraph.Reset()
			}
			for _, attr := range token.Attr { // of watermarks and pictures
				if name := attr.Name.Local; name == "string" || name == "descr" || name == "title" || name == "alt" {
					a.words(attr.Value, sheet)
				}
			}
		case xml.CharData:
			paragraph.Write(token)
		case xml.EndElement:
			switch token.Name.Local {
			case "annotation":
				inRemark--
			case "table-cell", "covered-table-cell":
				for range min(repeated, maxColumns-len(cells)) {
					if len(cells) > 0 || cell.Len() > 0 || repeated < maxColumns/2 {
						cells = append(cells, cell.String())
					}
				}
				inCell = false
			case "table-row":
				if table != nil {
					table.Row(row+1, cells)
				}
				row += repeatedRows
			case "table":
				if table != nil {
					a.addTable(sheet, table)
				}
				table = nil
			default:
				text := paragraph.String()
				if token.Name.Local == "p" && inCell && inRemark == 0 {
					if cell.Len() > 0 {
						cell.WriteByte('\n')
					}
					cell.WriteString(text)
				} else {
					a.words(text, sheet)
				}
				paragraph.Reset()
			}
		}
	})
}

// words looks at a text that stands in no cell.
func (a *archive) words(text, sheet string) {
	if marks.InText(text) {
		a.add(sheet, 0, 0)
	}
}

func countOf(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

// readerFunc is a reader that is a function.
type readerFunc func(p []byte) (int, error)

// Read calls the function.
func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
