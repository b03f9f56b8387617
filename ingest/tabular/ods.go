package tabular

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
)

// openODS opens an OpenDocument spreadsheet and reads the header of one of its
// sheets. The names of the sheets are looked for in the bytes, since all sheets
// stand in one part and only one of them is read as XML.
func openODS(f *openedFile) (Table, error) {
	reader, found, notes, err := f.odsSheet()
	if err != nil {
		return nil, err
	}
	return newSheetTable(f, reader, found, notes)
}

// odsSheet opens the sheet that the options name.
func (f *openedFile) odsSheet() (sheetReader, Found, []locale.Message, error) {
	if err := f.copyAll(); err != nil {
		return nil, Found{}, nil, err
	}
	archive, err := zip.NewReader(f, f.size)
	if err != nil {
		return nil, Found{}, nil, f.fail(fault.Place{}, "damaged")
	}
	if manifest := partNamed(archive, "META-INF/manifest.xml"); manifest != nil {
		text, err := readPart(manifest, largestTexts/64)
		if err == nil && bytes.Contains(text, []byte("encryption-data")) {
			return nil, Found{}, nil, f.fail(fault.Place{}, "password")
		}
	}
	part := partNamed(archive, "content.xml")
	if part == nil {
		return nil, Found{}, nil, f.fail(fault.Place{}, "damaged")
	}
	sheets, err := listODS(part)
	if err != nil {
		return nil, Found{}, nil, f.brokenPart("", 0, err)
	}
	at, notes, err := f.pickSheet(sheets)
	if err != nil {
		return nil, Found{}, nil, err
	}
	reader, err := newODSReader(part, at)
	if err != nil {
		return nil, Found{}, nil, f.brokenPart(sheets[at].name, 0, err)
	}
	return reader, Found{Format: "ods", Sheet: sheets[at].name}, notes, nil
}

// listODS lists the sheets of content.xml.
func listODS(part *zip.File) ([]sheetListed, error) {
	in, err := openPart(part, largestPart)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	text := bufio.NewReaderSize(in, 64<<10)
	hidden, err := hiddenStyles(text)
	if err != nil {
		return nil, err
	}
	var sheets []sheetListed
	for {
		tag, err := nextTable(text)
		if errors.Is(err, io.EOF) {
			return sheets, nil
		}
		if err != nil {
			return nil, err
		}
		if len(sheets) == maxColumns {
			return nil, errBomb
		}
		sheet := sheetListed{}
		for _, a := range tag.Attr {
			switch a.Name.Local {
			case "name":
				sheet.name = a.Value
			case "style-name":
				sheet.hidden = hidden[a.Value]
			}
		}
		sheets = append(sheets, sheet)
	}
}

// hiddenStyles reads up to the body of the document and returns the styles of
// sheets that are not shown.
func hiddenStyles(text *bufio.Reader) (map[string]bool, error) {
	hidden := map[string]bool{}
	g := &guard{in: text}
	d := xml.NewDecoder(struct {
		io.Reader
		io.ByteReader
	}{g, byteGuard{g, text}})
	style := ""
	for {
		token, err := d.RawToken()
		if err != nil {
			return nil, unexpected(err)
		}
		g.rest()
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "style":
			style = attribute(start, "name")
		case "table-properties":
			if attribute(start, "display") == "false" {
				hidden[style] = true
			}
		case "spreadsheet":
			return hidden, nil
		case "body", "text", "presentation", "drawing":
			if start.Name.Local != "body" {
				return hidden, nil // another kind of document, which has no sheets
			}
		}
	}
}

// byteGuard lets a decoder take single bytes, so that it reads no further than
// it must, and counts them.
type byteGuard struct {
	guard *guard
	text  *bufio.Reader
}

// ReadByte reads one byte.
func (b byteGuard) ReadByte() (byte, error) {
	if b.guard.read++; b.guard.read > longestToken {
		return 0, errBomb
	}
	return b.text.ReadByte()
}

func attribute(start xml.StartElement, name string) string {
	for _, a := range start.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// nextTable reads behind the next opening tag of a sheet.
func nextTable(text *bufio.Reader) (xml.StartElement, error) {
	for {
		_, err := text.ReadSlice('<')
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			return xml.StartElement{}, err
		}
		head, err := text.Peek(len("table:table "))
		if err != nil || !bytes.HasPrefix(head, []byte("table:table")) || !strings.ContainsRune(" \t\r\n", rune(head[len(head)-1])) {
			continue
		}
		tag, quote := []byte{'<'}, byte(0)
		for {
			c, err := text.ReadByte()
			if err != nil {
				return xml.StartElement{}, unexpected(err)
			}
			if len(tag) > maxRecord {
				return xml.StartElement{}, errBomb
			}
			tag = append(tag, c)
			switch {
			case quote != 0 && c == quote:
				quote = 0
			case quote == 0 && (c == '"' || c == '\''):
				quote = c
			case quote == 0 && c == '>':
				token, err := xml.NewDecoder(bytes.NewReader(tag)).RawToken()
				if err != nil {
					return xml.StartElement{}, unexpected(err)
				}
				start, _ := token.(xml.StartElement)
				if attribute(start, "name") != "" {
					return start, nil
				}
				tag = nil // a table inside something else
			}
			if tag == nil {
				break
			}
		}
	}
}

// odsReader reads the rows of a sheet of content.xml.
type odsReader struct {
	part    io.ReadCloser
	guard   *guard
	decoder *xml.Decoder
	number  int // of the last row, however often it is repeated
	merge   []merged
	hidden  [][2]int
	columns int // that have been declared

	read     sheetRow // the last row read
	left     int      // how often it is still to be returned
	produced int64    // cells that repeating made
	value    []byte   // the text of a cell
	ended    bool
}

// Bounds of what repeating may make. A sheet has a million rows, and what is
// written once for all of them has few columns.
const (
	maxRepeated = 100_000_000
	maxODSRows  = 1 << 24
)

func newODSReader(part *zip.File, sheet int) (*odsReader, error) {
	in, err := openPart(part, largestPart)
	if err != nil {
		return nil, err
	}
	text := bufio.NewReaderSize(in, 64<<10)
	if _, err := hiddenStyles(text); err != nil {
		in.Close()
		return nil, err
	}
	for range sheet + 1 {
		if _, err := nextTable(text); err != nil {
			in.Close()
			return nil, unexpected(err)
		}
	}
	r := &odsReader{part: in, guard: &guard{in: text}}
	r.decoder = xml.NewDecoder(r.guard)
	return r, nil
}

func (r *odsReader) merges() []merged { return r.merge }
func (r *odsReader) close() error     { return r.part.Close() }

func (r *odsReader) hiddenColumn(column int) bool {
	for _, h := range r.hidden {
		if column >= h[0] && column <= h[1] {
			return true
		}
	}
	return false
}

// next returns the next row that is not blank.
func (r *odsReader) next(row *sheetRow) error {
	for r.left == 0 {
		if r.ended {
			return io.EOF
		}
		if err := r.readRow(); err != nil {
			return err
		}
	}
	r.left--
	r.read.number++
	row.reset(r.read.number, r.read.hidden)
	row.text = append(row.text, r.read.text...)
	row.ends = append(row.ends, r.read.ends...)
	row.problems = append(row.problems, r.read.problems...)
	return nil
}

// readRow reads the next row and how often it stands there.
func (r *odsReader) readRow() error {
	depth := 0 // of tables inside this one
	for {
		r.guard.rest()
		token, err := r.decoder.RawToken()
		if err != nil {
			return unexpected(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "table":
				depth++
			case "table-column":
				if depth == 0 {
					r.column(token)
				}
			case "table-row":
				if depth > 0 {
					continue
				}
				return r.row(token)
			}
		case xml.EndElement:
			if token.Name.Local == "table" {
				if depth == 0 {
					r.ended = true
					return nil
				}
				depth--
			}
		}
	}
}

// repeated reads how often a column, row or cell stands there.
func repeated(start xml.StartElement, name string) int {
	n, err := strconv.Atoi(attribute(start, name))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, maxODSRows)
}

func (r *odsReader) column(start xml.StartElement) {
	n := repeated(start, "number-columns-repeated")
	if v := attribute(start, "visibility"); v == "collapse" || v == "filter" {
		r.hidden = append(r.hidden, [2]int{r.columns, r.columns + n - 1})
	}
	r.columns = min(r.columns+n, maxODSRows)
}

// row reads the cells of a row.
func (r *odsReader) row(start xml.StartElement) error {
	times := repeated(start, "number-rows-repeated")
	visibility := attribute(start, "visibility")
	r.read.reset(r.number, visibility == "collapse" || visibility == "filter")
	blanks := 0 // cells without text that have not been made yet
	for {
		r.guard.rest()
		token, err := r.decoder.RawToken()
		if err != nil {
			return unexpected(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local != "table-cell" && token.Name.Local != "covered-table-cell" {
				if err := r.skip(); err != nil {
					return err
				}
				continue
			}
			n := repeated(token, "number-columns-repeated")
			r.noteMerged(token, len(r.read.ends)+blanks)
			text, problem, err := r.cell(token)
			if err != nil {
				return err
			}
			if len(text) == 0 && problem == nil {
				blanks = min(blanks+n, maxODSRows)
				continue
			}
			at := len(r.read.ends) + blanks
			if at+n > maxColumns {
				return errBomb // no sheet has so many columns with something in them
			}
			r.read.upTo(at)
			blanks = 0
			if r.produced += int64(n - 1); r.produced > maxRepeated {
				return errBomb
			}
			for range n {
				if problem != nil {
					r.read.problems = append(r.read.problems, Problem{len(r.read.ends), problem.Reason, problem.Warning})
				}
				r.read.text = append(r.read.text, text...)
				r.read.close()
				if len(r.read.text) > maxRecord {
					return errBomb
				}
			}
		case xml.EndElement:
			if token.Name.Local != "table-row" {
				continue
			}
			r.number = min(r.number+times, 2*maxODSRows)
			if r.read.blank() {
				return nil
			}
			if r.number > maxODSRows {
				return errBomb
			}
			if r.produced += int64(times-1) * int64(len(r.read.ends)); r.produced > maxRepeated {
				return errBomb
			}
			r.left = times
			return nil
		}
	}
}

func (r *odsReader) noteMerged(start xml.StartElement, column int) {
	right, down := repeated(start, "number-columns-spanned"), repeated(start, "number-rows-spanned")
	if (right > 1 || down > 1) && len(r.merge) < maxMerges && start.Name.Local == "table-cell" {
		r.merge = append(r.merge, merged{r.number + 1, column, r.number + down, column + right - 1})
	}
}

// skip reads to the end of the element that has just begun.
func (r *odsReader) skip() error {
	for depth := 1; depth > 0; {
		token, err := r.decoder.RawToken()
		if err != nil {
			return unexpected(err)
		}
		switch token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
	return nil
}

// cell reads a cell to its end. The text is valid until the next cell.
func (r *odsReader) cell(start xml.StartElement) (text []byte, problem *Problem, err error) {
	if err := r.cellText(); err != nil {
		return nil, nil, err
	}
	var kind, value, formula string
	wrong := false
	for _, a := range start.Attr {
		switch a.Name.Local {
		case "value-type":
			if a.Name.Space == "calcext" {
				wrong = a.Value == "error"
			} else {
				kind = a.Value
			}
		case "formula":
			formula = a.Value
		case "value", "date-value", "time-value", "boolean-value", "string-value":
			value = a.Value
		}
	}
	shown := string(r.value)
	say := func(key, text string) { problem = &Problem{Reason: locale.M(key, "text", text)} }
	if wrong || (formula != "" && isErrorText(shown)) {
		say("tabular.error_cell", shown)
		return r.value, problem, nil
	}
	switch kind {
	case "":
		if formula != "" && shown == "" {
			say("tabular.no_stored_value", "")
		}
	case "string":
		if value != "" {
			r.value = append(r.value[:0], value...)
		}
	case "boolean":
		r.value = append(r.value[:0], strings.ToUpper(value)...)
	case "date":
		date, clock, _ := strings.Cut(value, "T")
		if strings.Trim(clock, "0:.Z") != "" {
			date += " " + strings.TrimSuffix(clock, "Z")
		}
		r.value = append(r.value[:0], date...)
	case "time":
		r.value = append(r.value[:0], durationText(value)...)
	default: // float, percentage, currency
		numeric := plainNumber
		if kind == "percentage" {
			numeric = percentage
		}
		number, key, warning := sheetNumber(value, numeric, false)
		r.value = append(r.value[:0], number...)
		if key != "" {
			return r.value, &Problem{Reason: locale.M(key, "text", number), Warning: warning}, nil
		}
	}
	return r.value, problem, nil
}

// isErrorText reports whether a formula shows an error.
func isErrorText(text string) bool {
	switch text {
	case "#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!":
		return true
	}
	number, ok := strings.CutPrefix(text, "Err:")
	_, err := strconv.Atoi(number)
	return ok && err == nil
}

// cellText reads the paragraphs of a cell into value.
func (r *odsReader) cellText() error {
	r.value = r.value[:0]
	paragraphs, space := 0, false
	for depth := 1; depth > 0; {
		token, err := r.decoder.RawToken()
		if err != nil {
			return unexpected(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "p", "h":
				if paragraphs++; paragraphs > 1 {
					r.value = append(bytes.TrimRight(r.value, " "), '\n')
				}
				space = true // at the beginning, white space is none
				depth++
			case "span", "a", "ruby", "ruby-base":
				depth++
			case "s":
				n := repeated(token, "c")
				if n > maxRecord {
					return errBomb
				}
				r.value = append(r.value, bytes.Repeat([]byte{' '}, n)...)
				depth++
			case "tab":
				r.value = append(r.value, '\t')
				depth++
			case "line-break":
				r.value = append(r.value, '\n')
				depth++
			default: // remarks, drawings, the reading of characters
				if err := r.skip(); err != nil {
					return err
				}
			}
		case xml.EndElement:
			depth--
		case xml.CharData:
			if paragraphs == 0 || depth == 1 {
				continue // between paragraphs
			}
			for _, c := range token {
				if c == ' ' || c == '\n' || c == '\t' || c == '\r' {
					if !space {
						r.value = append(r.value, ' ')
					}
					space = true
					continue
				}
				space = false
				r.value = append(r.value, c)
			}
		}
		if len(r.value) > maxRecord {
			return errBomb
		}
	}
	r.value = bytes.TrimRight(r.value, " ")
	return nil
}

// durationText writes PT14H30M05S as 14:30:05.
func durationText(value string) string {
	rest, ok := strings.CutPrefix(value, "PT")
	hours, rest, ok1 := strings.Cut(rest, "H")
	minutes, rest, ok2 := strings.Cut(rest, "M")
	seconds, rest, ok3 := strings.Cut(rest, "S")
	if !ok || !ok1 || !ok2 || !ok3 || rest != "" {
		return value
	}
	seconds = strings.Replace(seconds, ",", ".", 1)
	if whole, fraction, _ := strings.Cut(seconds, "."); strings.Trim(fraction, "0") == "" {
		seconds = whole
	}
	for _, part := range []*string{&hours, &minutes, &seconds} {
		for len(*part) < 2 {
			*part = "0" + *part
		}
	}
	return hours + ":" + minutes + ":" + seconds
}
