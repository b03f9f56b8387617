package chromium

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"image/png"
	"io"
	"strings"
)

//go:embed draw.js
var drawScript string

// writePage writes the page that draws the drawings. Only its own script runs
// in it, and nothing but the drawings themselves can be loaded; a browser runs
// no script of an image, and loads nothing for one.
func writePage(w io.Writer, drawings []drawing) error {
	sum := sha256.Sum256([]byte(drawScript))
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Drawings</title>`+
		`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; script-src 'sha256-%s'">`+
		`<script>%s</script></head><body>`, base64.StdEncoding.EncodeToString(sum[:]), drawScript)
	for _, d := range drawings {
		fmt.Fprintf(out, `<img alt="" width="%d" height="%d" data-width="%d" data-height="%d" src="data:image/svg+xml;base64,%s">`,
			d.svg.Width, d.svg.Height, d.width, d.height, base64.StdEncoding.EncodeToString(d.svg.Bytes))
	}
	fmt.Fprint(out, "</body></html>")
	return out.Flush()
}

// readPage reads the pictures out of the page once it has drawn; nil stands for
// a drawing that could not be drawn. The error says what is wrong with the page
// as a whole.
func readPage(dom string, drawings []drawing) ([][]byte, error) {
	var pictures [][]byte
	for line := range strings.Lines(dom) {
		text, ok := strings.CutPrefix(strings.TrimRight(line, "\r\n"), "picture ")
		if !ok {
			continue
		}
		if len(pictures) == len(drawings) {
			return nil, fmt.Errorf("more than %d pictures", len(drawings))
		}
		encoded, ok := strings.CutPrefix(text, "data:image/png;base64,")
		if !ok {
			pictures = append(pictures, nil)
			continue
		}
		picture, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			return nil, fmt.Errorf("picture %d: %w", len(pictures)+1, err)
		}
		d := drawings[len(pictures)]
		size, err := png.DecodeConfig(bytes.NewReader(picture))
		if err != nil {
			return nil, fmt.Errorf("picture %d: %w", len(pictures)+1, err)
		}
		if size.Width != d.width || size.Height != d.height {
			return nil, fmt.Errorf("picture %d is %d by %d pixels, not %d by %d", len(pictures)+1, size.Width, size.Height, d.width, d.height)
		}
		pictures = append(pictures, withDensity(picture, d.scale))
	}
	if len(pictures) != len(drawings) {
		return nil, fmt.Errorf("%d pictures of %d drawings", len(pictures), len(drawings))
	}
	return pictures, nil
}
