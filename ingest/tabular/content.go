package tabular

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"

	"heng/internal/fault"
)

// The first bytes of files that are no text.
var (
	zipMark = []byte("PK\x03\x04")
	oleMark = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") // Compound File Binary: .xls, and .xlsx with a password
	pdfMark = []byte("%PDF-")
)

// refuseByContent looks at what the file is, whatever its name says, and
// refuses what cannot be read in the format of the options.
func (f *openedFile) refuseByContent() error {
	head, err := f.head(4 << 10)
	if err != nil {
		return err
	}
	if len(head) == 0 {
		return f.fail(fault.Place{}, "empty_file")
	}
	format := f.options.Format
	isSheet := format == "xlsx" || format == "ods"
	switch {
	case bytes.HasPrefix(head, oleMark):
		if f.contains("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00") {
			return f.fail(fault.Place{}, "password")
		}
		return f.fail(fault.Place{}, "old_xls")
	case bytes.HasPrefix(head, pdfMark):
		return f.fail(fault.Place{}, "is_pdf")
	case bytes.HasPrefix(head, zipMark):
		is, err := f.kindOfZip()
		switch {
		case err != nil:
			return err
		case is == format:
			return nil
		case is == "":
			return f.fail(fault.Place{}, "other_zip")
		}
		return f.fail(fault.Place{}, "is_"+is, "format", format)
	case isHTML(head):
		return f.fail(fault.Place{}, "is_html")
	case isSheet || format == "xls":
		return f.fail(fault.Place{}, "is_text", "format", format)
	}
	return nil
}

// head returns up to n of the first bytes.
func (f *openedFile) head(n int64) ([]byte, error) {
	head := make([]byte, min(n, f.size))
	got, err := f.ReadAt(head, 0)
	if got < len(head) && err != nil && got == 0 {
		return nil, f.broken(err)
	}
	return head[:got], nil
}

// contains looks for a text in the whole file, as far as it can be read.
func (f *openedFile) contains(text string) bool {
	buffer := make([]byte, 256<<10)
	kept := 0
	in := io.NewSectionReader(f, 0, f.size)
	for {
		n, err := in.Read(buffer[kept:])
		if bytes.Contains(buffer[:kept+n], []byte(text)) {
			return true
		}
		if err != nil {
			return false
		}
		keep := min(kept+n, len(text)-1)
		copy(buffer, buffer[kept+n-keep:kept+n])
		kept = keep
	}
}

// kindOfZip says which spreadsheet an archive is: xlsx, ods, xlsb or none.
func (f *openedFile) kindOfZip() (string, error) {
	archive, err := zip.NewReader(f, f.size)
	if err != nil {
		return "", f.fail(fault.Place{}, "damaged")
	}
	for _, part := range archive.File {
		switch part.Name {
		case "xl/workbook.xml":
			return "xlsx", nil
		case "xl/workbook.bin":
			return "xlsb", nil
		case "content.xml":
			return "ods", nil
		case "encrypted-package":
			return "", f.fail(fault.Place{}, "password")
		}
	}
	// Other programs name the workbook as they like; its type does not vary.
	if types := partNamed(archive, "[Content_Types].xml"); types != nil {
		if text, err := readPart(types, 1<<20); err == nil && bytes.Contains(text, []byte("spreadsheetml.sheet.main+xml")) {
			return "xlsx", nil
		}
	}
	return "", nil
}

func isHTML(head []byte) bool {
	text := strings.ToLower(string(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")))
	for _, sign := range []string{"<!doctype html", "<html", "<table", "<head", "<meta", "<style", "<body", "<div"} {
		if strings.HasPrefix(text, sign) {
			return true
		}
	}
	return strings.HasPrefix(text, "<?xml") && strings.Contains(text, "<html")
}
