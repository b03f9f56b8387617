package ingest

import (
	"bufio"
	"errors"
	"os"
	"strings"

	"heng/internal/store"
)

// rejectsText is a CSV or TSV of rejects.
type rejectsText struct {
	file  *os.File
	out   *bufio.Writer
	comma byte
}

func createRejectsText(path string, of store.File, header []int) (rejectsFile, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	r := &rejectsText{file: f, out: bufio.NewWriter(f), comma: ','}
	if of.Delimiter != "" && of.Delimiter != "\x00" {
		r.comma = of.Delimiter[0]
	}
	// The mark tells spreadsheets that the text is UTF-8.
	_, err = r.out.WriteString("\uFEFF")
	written := false
	for i, isHeader := range headerRows(header) {
		line := ""
		switch {
		case isHeader && !written:
			line = joinCells(rejectColumns, r.comma) + string(r.comma) + of.Header
			written = true
		case isHeader: // a further row of the header, whose texts stand in the first
			line = strings.Repeat(string(r.comma), len(rejectColumns)+len(splitRecord(of.Header, string(r.comma)))-1)
		case i == 0:
			line = joinCells([]string{rejectsTitle()}, r.comma)
		}
		if err == nil {
			_, err = r.out.WriteString(line + "\r\n")
		}
	}
	return r, err
}

func (r *rejectsText) write(_ store.File, cells []string, row string) error {
	_, err := r.out.WriteString(joinCells(cells, r.comma) + string(r.comma) + row + "\r\n")
	return err
}

func (r *rejectsText) close() error { return errors.Join(r.out.Flush(), r.file.Close()) }
