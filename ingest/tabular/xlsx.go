package tabular

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
)

// workbook is what the parts of an XLSX beside its sheets say.
type workbook struct {
	sheets   []sheetListed
	parts    []string // of the sheets
	from1904 bool
	texts    sharedTexts
	kinds    []numberKind // by style
}

// openXLSX opens a workbook and reads the header of one of its sheets.
//
// The workbook is read here and not with excelize, which we use to write the
// ones of our tests: its streaming reader tells neither the type of a cell nor
// its style, so that #N/A would be a text and a date a number.
func openXLSX(f *openedFile) (Table, error) {
	reader, found, notes, err := f.xlsxSheet()
	if err != nil {
		return nil, err
	}
	return newSheetTable(f, reader, found, notes)
}

// xlsxSheet opens the sheet that the options name.
func (f *openedFile) xlsxSheet() (sheetReader, Found, []locale.Message, error) {
	if err := f.copyAll(); err != nil {
		return nil, Found{}, nil, err
	}
	archive, err := zip.NewReader(f, f.size)
	if err != nil {
		return nil, Found{}, nil, f.fail(fault.Place{}, "damaged")
	}
	book, err := readWorkbook(archive)
	if err != nil {
		return nil, Found{}, nil, f.brokenPart("", 0, err)
	}
	at, notes, err := f.pickSheet(book.sheets)
	if err != nil {
		return nil, Found{}, nil, err
	}
	part := partNamed(archive, book.parts[at])
	if part == nil {
		return nil, Found{}, nil, f.fail(fault.Place{Sheet: book.sheets[at].name}, "damaged")
	}
	reader, err := newXLSXReader(part, book)
	if err != nil {
		return nil, Found{}, nil, f.brokenPart(book.sheets[at].name, 0, err)
	}
	return reader, Found{Format: "xlsx", Sheet: book.sheets[at].name}, notes, nil
}

var errNoPart = errors.New("a part is missing")

// readXMLPart decodes a small part into dst.
func readXMLPart(archive *zip.Reader, name string, dst any) error {
	part := partNamed(archive, name)
	if part == nil {
		return errNoPart
	}
	text, err := readPart(part, largestTexts/8)
	if err != nil {
		return err
	}
	return xml.Unmarshal(text, dst)
}

func readWorkbook(archive *zip.Reader) (*workbook, error) {
	type relationship struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	}
	type relationships struct {
		List []relationship `xml:"Relationship"`
	}
	target := func(folder, target string) string {
		if strings.HasPrefix(target, "/") {
			return target[1:]
		}
		return path.Join(folder, target)
	}
	main := "xl/workbook.xml"
	var packageParts relationships
	if err := readXMLPart(archive, "_rels/.rels", &packageParts); err == nil {
		for _, r := range packageParts.List {
			if strings.HasSuffix(r.Type, "/officeDocument") {
				main = target("", r.Target)
			}
		}
	}
	var listed struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			State string     `xml:"state,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := readXMLPart(archive, main, &listed); err != nil {
		return nil, err
	}
	var own relationships
	folder := path.Dir(main)
	if err := readXMLPart(archive, path.Join(folder, "_rels", path.Base(main)+".rels"), &own); err != nil {
		return nil, err
	}
	book := &workbook{from1904: isTrue(listed.Properties.Date1904)}
	strings, styles := "", ""
	worksheets := map[string]string{}
	for _, r := range own.List {
		switch path.Base(r.Type) {
		case "worksheet":
			worksheets[r.ID] = target(folder, r.Target)
		case "sharedStrings":
			strings = target(folder, r.Target)
		case "styles":
			styles = target(folder, r.Target)
		}
	}
	for _, s := range listed.Sheets {
		id := ""
		for _, a := range s.Attrs {
			if a.Name.Local == "id" {
				id = a.Value
			}
		}
		if part, ok := worksheets[id]; ok { // others are charts
			book.sheets = append(book.sheets, sheetListed{s.Name, s.State == "hidden" || s.State == "veryHidden"})
			book.parts = append(book.parts, part)
		}
	}
	if styles != "" {
		if err := book.readStyles(archive, styles); err != nil {
			return nil, err
		}
	}
	if strings != "" {
		if err := book.readTexts(archive, strings); err != nil {
			return nil, err
		}
	}
	return book, nil
}

func isTrue(text string) bool { return text == "1" || text == "true" || text == "on" }

// readStyles finds what each style makes of a number.
func (b *workbook) readStyles(archive *zip.Reader, name string) error {
	var sheet struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Styles []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := readXMLPart(archive, name, &sheet); err != nil {
		return err
	}
	codes := map[int]string{}
	for _, f := range sheet.Formats {
		codes[f.ID] = f.Code
	}
	for _, s := range sheet.Styles {
		b.kinds = append(b.kinds, formatKind(s.Format, codes[s.Format]))
	}
	return nil
}

// sharedTexts are the texts that cells refer to by number.
type sharedTexts struct {
	text []byte
	ends []int
}

func (s *sharedTexts) get(i int) ([]byte, bool) {
	if i < 0 || i >= len(s.ends) {
		return nil, false
	}
	from := 0
	if i > 0 {
		from = s.ends[i-1]
	}
	return s.text[from:s.ends[i]], true
}

// readTexts reads the shared texts: runs of rich text joined, phonetic ones
// left out.
func (b *workbook) readTexts(archive *zip.Reader, name string) error {
	part := partNamed(archive, name)
	if part == nil {
		return errNoPart
	}
	r, err := openPart(part, largestTexts)
	if err != nil {
		return err
	}
	defer r.Close()
	d := xml.NewDecoder(r)
	inText, phonetic := false, false
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			inText = token.Name.Local == "t"
			phonetic = phonetic || token.Name.Local == "rPh"
		case xml.EndElement:
			inText = false
			switch token.Name.Local {
			case "rPh":
				phonetic = false
			case "si":
				b.texts.ends = append(b.texts.ends, len(b.texts.text))
			}
		case xml.CharData:
			if inText && !phonetic {
				b.texts.text = appendUnescaped(b.texts.text, token)
			}
		}
	}
}

// appendUnescaped appends a text in which _x000D_ stands for a character.
func appendUnescaped(to, text []byte) []byte {
	for {
		i := bytes.Index(text, []byte("_x"))
		if i < 0 || len(text) < i+7 || text[i+6] != '_' {
			if i < 0 {
				return append(to, text...)
			}
			to, text = append(to, text[:i+2]...), text[i+2:]
			continue
		}
		code, err := strconv.ParseUint(string(text[i+2:i+6]), 16, 16)
		if err != nil {
			to, text = append(to, text[:i+2]...), text[i+2:]
			continue
		}
		to = append(to, text[:i]...)
		to = append(to, string(rune(code))...)
		text = text[i+7:]
	}
}

// xlsxReader reads the rows of a worksheet.
type xlsxReader struct {
	part    io.ReadCloser
	guard   *guard
	decoder *xml.Decoder
	book    *workbook
	merge   []merged
	hidden  [][2]int // columns, from 0
	last    int      // number of the last row
	value   []byte   // of the cell
	ended   bool
}

func newXLSXReader(part *zip.File, book *workbook) (*xlsxReader, error) {
	merges, err := findMerges(part)
	if err != nil {
		return nil, err
	}
	in, err := openPart(part, largestPart)
	if err != nil {
		return nil, err
	}
	r := &xlsxReader{part: in, guard: &guard{in: in}, book: book, merge: merges}
	r.decoder = xml.NewDecoder(r.guard)
	return r, nil
}

func (r *xlsxReader) merges() []merged { return r.merge }
func (r *xlsxReader) close() error     { return r.part.Close() }

func (r *xlsxReader) hiddenColumn(column int) bool {
	for _, h := range r.hidden {
		if column >= h[0] && column <= h[1] {
			return true
		}
	}
	return false
}

// next reads up to the end of the next row.
func (r *xlsxReader) next(row *sheetRow) error {
	if r.ended {
		return io.EOF
	}
	for {
		r.guard.rest()
		token, err := r.decoder.RawToken()
		if err != nil {
			return unexpected(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "col":
				r.column(token.Attr)
			case "row":
				number, hidden := r.last+1, false
				for _, a := range token.Attr {
					switch a.Name.Local {
					case "r":
						if n, err := strconv.Atoi(a.Value); err == nil {
							number = n
						}
					case "hidden":
						hidden = isTrue(a.Value)
					}
				}
				if number <= r.last || number > maxRows {
					return errDisorder
				}
				r.last = number
				row.reset(number, hidden)
				return r.cells(row)
			}
		case xml.EndElement:
			if token.Name.Local == "sheetData" || token.Name.Local == "worksheet" {
				r.ended = true
				return io.EOF
			}
		}
	}
}

var errDisorder = errors.New("rows or cells are out of order")

// unexpected makes the end of a part an error where more should follow.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (r *xlsxReader) column(attributes []xml.Attr) {
	from, to, hidden := 0, 0, false
	for _, a := range attributes {
		switch a.Name.Local {
		case "min":
			from, _ = strconv.Atoi(a.Value)
		case "max":
			to, _ = strconv.Atoi(a.Value)
		case "hidden":
			hidden = isTrue(a.Value)
		}
	}
	if hidden && from > 0 {
		r.hidden = append(r.hidden, [2]int{from - 1, to - 1})
	}
}

// xlsxCell is a cell that is being read.
type xlsxCell struct {
	kind    string // t
	style   int
	formula bool
	valued  bool
}

// cells reads the cells of a row.
func (r *xlsxReader) cells(row *sheetRow) error {
	var cell xlsxCell
	collect, phonetic := false, false
	for {
		token, err := r.decoder.RawToken()
		if err != nil {
			return unexpected(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "c":
				r.guard.rest()
				cell = xlsxCell{}
				r.value = r.value[:0]
				column := len(row.ends)
				for _, a := range token.Attr {
					switch a.Name.Local {
					case "r":
						column, _ = columnOf(a.Value)
					case "t":
						cell.kind = a.Value
					case "s":
						cell.style, _ = strconv.Atoi(a.Value)
					}
				}
				if column < len(row.ends) || column >= maxColumns {
					return errDisorder
				}
				row.upTo(column)
			case "v":
				collect, cell.valued = true, true
			case "t":
				collect, cell.valued = !phonetic, true
			case "rPh":
				phonetic = true
			case "f":
				cell.formula = true
			}
		case xml.CharData:
			if collect {
				r.value = append(r.value, token...)
			}
		case xml.EndElement:
			switch token.Name.Local {
			case "v", "t":
				collect = false
			case "rPh":
				phonetic = false
			case "c":
				if err := r.put(row, cell); err != nil {
					return err
				}
			case "row":
				return nil
			}
		}
	}
}

// put writes the cell that has been read into its row.
func (r *xlsxReader) put(row *sheetRow, cell xlsxCell) error {
	column := len(row.ends)
	problem := func(key string, warning bool, text string) {
		row.problems = append(row.problems, Problem{column, locale.M(key, "text", text), warning})
	}
	kind := cell.kind
	if !cell.valued {
		if kind = "none"; cell.formula {
			problem("tabular.no_stored_value", false, "")
		}
	}
	switch kind {
	case "none":
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(string(r.value)))
		text, ok := r.book.texts.get(i)
		if err != nil || !ok {
			return errNoPart
		}
		row.text = append(row.text, text...)
	case "str", "inlineStr", "d":
		row.text = appendUnescaped(row.text, r.value)
	case "b":
		text := "FALSE"
		if isTrue(strings.TrimSpace(string(r.value))) {
			text = "TRUE"
		}
		row.text = append(row.text, text...)
	case "e":
		row.text = append(row.text, r.value...)
		problem("tabular.error_cell", false, string(r.value))
	default:
		if len(r.value) == 0 {
			break
		}
		text, key, warning := sheetNumber(string(r.value), r.book.kind(cell.style), r.book.from1904)
		row.text = append(row.text, text...)
		if key != "" {
			problem(key, warning, text)
		}
	}
	row.close()
	return nil
}

func (b *workbook) kind(style int) numberKind {
	if style < 0 || style >= len(b.kinds) {
		return plainNumber
	}
	return b.kinds[style]
}

// sheetNumber writes the number of a cell as its format means it, with the key
// of what is to be said of it.
func sheetNumber(raw string, kind numberKind, from1904 bool) (text, key string, warning bool) {
	switch kind {
	case dateNumber, timeNumber, momentNumber, dayOrTime:
		text, ok := serialText(raw, kind, from1904)
		if !ok {
			return raw, "tabular.bad_serial", false
		}
		return text, "", false
	}
	text, lost := numberText(raw)
	if lost {
		return text, "tabular.many_digits", true
	}
	if kind == percentage {
		text = percentText(text)
	}
	return text, "", false
}

// findMerges reads the merged cells, which stand behind the rows.
func findMerges(part *zip.File) ([]merged, error) {
	in, err := openPart(part, largestPart)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	rest, err := behind(in, "mergeCells")
	if err != nil || rest == nil {
		return nil, err
	}
	var list []merged
	d := xml.NewDecoder(&guard{in: rest})
	for len(list) < maxMerges {
		token, err := d.RawToken()
		if err != nil {
			return list, nil // what is broken is met again when the rows are read
		}
		switch token := token.(type) {
		case xml.StartElement:
			for _, a := range token.Attr {
				if a.Name.Local != "ref" {
					continue
				}
				from, to, _ := strings.Cut(a.Value, ":")
				left, top := columnOf(from)
				right, bottom := columnOf(to)
				if left >= 0 && right >= left && bottom >= top {
					list = append(list, merged{top, left, bottom, right})
				}
			}
		case xml.EndElement:
			if token.Name.Local == "mergeCells" {
				return list, nil
			}
		}
	}
	return list, nil
}

// maxMerges is how many merged cells are looked at.
const maxMerges = 1 << 16

// behind returns what follows the opening tag of an element, or nil where the
// text has none.
func behind(in io.Reader, element string) (io.Reader, error) {
	buffer := make([]byte, 256<<10)
	kept := 0
	for {
		n, err := in.Read(buffer[kept:])
		part := buffer[:kept+n]
		for from := 0; ; {
			i := bytes.Index(part[from:], []byte(element))
			if i < 0 {
				break
			}
			// <mergeCells or <x:mergeCells, with its > in sight.
			i += from
			open := bytes.LastIndexByte(part[:i], '<')
			end := bytes.IndexByte(part[i:], '>')
			if open >= 0 && end >= 0 && i-open < 16 && !bytes.ContainsAny(part[open:i], "/ >") {
				if part[i+end-1] == '/' {
					return nil, nil
				}
				return io.MultiReader(bytes.NewReader(bytes.Clone(part[i+end+1:])), in), nil
			}
			from = i + len(element)
		}
		if err != nil {
			if errors.Is(err, io.EOF) {
				return nil, nil
			}
			return nil, err
		}
		keep := min(len(part), 256)
		copy(buffer, part[len(part)-keep:])
		kept = keep
	}
}

// guard bounds how much XML one cell or tag may be, since a decoder keeps it in
// memory.
type guard struct {
	in   io.Reader
	read int64
}

// longestToken is far above the 32,767 characters that a cell may have.
const longestToken = 16 << 20

func (g *guard) rest() { g.read = 0 }

func (g *guard) Read(p []byte) (int, error) {
	if g.read > longestToken {
		return 0, errBomb
	}
	n, err := g.in.Read(p)
	g.read += int64(n)
	return n, err
}
