package ingest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"

	"heng/internal/store"
)

// rejectsJSON is a JSON file of rejects: an object a row, in an array that
// stands where the resource looks for it, or one a line. Values are texts as
// they were read; one that was missing is null.
type rejectsJSON struct {
	file    *os.File
	out     *bufio.Writer
	lines   bool
	closing string
	rows    int
}

func createRejectsJSON(path, format, property string) (rejectsFile, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	r := &rejectsJSON{file: f, out: bufio.NewWriter(f), lines: format == "jsonl"}
	if r.lines {
		return r, nil
	}
	opening := "["
	r.closing = "\n]"
	if property != "" {
		keys := strings.Split(property, ".")
		for _, key := range slices.Backward(keys) {
			opening = "{" + jsonText(key) + ": " + opening
			r.closing += "}"
		}
	}
	_, err = r.out.WriteString(opening)
	return r, err
}

func (r *rejectsJSON) write(of store.File, cells []string, row string) error {
	var b strings.Builder
	if r.rows > 0 && !r.lines {
		b.WriteByte(',')
	}
	if r.rows > 0 || !r.lines {
		b.WriteByte('\n')
	}
	r.rows++
	b.WriteByte('{')
	keys := slices.Concat(rejectColumns, splitRecord(of.Header, of.Delimiter))
	values := slices.Concat(cells, splitRecord(row, of.Delimiter))
	for i, key := range keys {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(jsonText(key) + ": ")
		if i < len(values) && values[i] != "" {
			b.WriteString(jsonText(values[i]))
		} else {
			b.WriteString("null")
		}
	}
	b.WriteByte('}')
	_, err := r.out.WriteString(b.String())
	return err
}

func (r *rejectsJSON) close() error {
	_, err := r.out.WriteString(r.closing + "\n")
	return errors.Join(err, r.out.Flush(), r.file.Close())
}

// jsonText writes a text as JSON, Chinese as it is.
func jsonText(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(s) != nil {
		return `""` // a text always encodes
	}
	return strings.TrimSuffix(b.String(), "\n")
}
