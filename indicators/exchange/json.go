package exchange

import (
	"bytes"
	"encoding/json"
	"io"
)

// Compact writes v on one line, without the escapes that only HTML needs.
func Compact(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// Lines writes a JSON array with one element a line, so that two of them
// compare line by line.
func Lines[T any](w io.Writer, items []T) error {
	var b bytes.Buffer
	b.WriteString("[")
	for i := range items {
		line, err := Compact(items[i])
		if err != nil {
			return err
		}
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n")
		b.Write(line)
	}
	if len(items) > 0 {
		b.WriteString("\n")
	}
	b.WriteString("]\n")
	_, err := w.Write(b.Bytes())
	return err
}
