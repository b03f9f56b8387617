package charts

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// cache keeps what the engine drew, a file a drawing, named for what it was
// drawn from. A file begins with the sum of what follows, so that one cut off
// or changed is known and drawn anew. The cache is a help only: when it cannot
// be read or written, drawings are made without it.
type cache struct{ dir string }

// keyOf names a drawing by all it depends on.
func keyOf(chart Chart) string {
	h := sha256.New()
	fmt.Fprintf(h, "echarts %s %dx%d\n", EngineVersion, chart.Width, chart.Height)
	h.Write([]byte(engineShell + engineDraw))
	h.Write(chart.Option)
	return hex.EncodeToString(h.Sum(nil))
}

func (c cache) path(key string) string { return filepath.Join(c.dir, key+".svg") }

func (c cache) read(key string) (string, bool) {
	if c.dir == "" {
		return "", false
	}
	text, err := os.ReadFile(c.path(key))
	if err != nil {
		return "", false
	}
	sum, svg, ok := strings.Cut(string(text), "\n")
	if !ok || sum != sumOf(svg) {
		return "", false
	}
	return svg, true
}

func (c cache) write(key, svg string) {
	if c.dir == "" {
		return
	}
	if err := os.MkdirAll(c.dir, 0o755); err != nil {
		return
	}
	file, err := os.CreateTemp(c.dir, ".drawing-*")
	if err != nil {
		return
	}
	_, err = file.WriteString(sumOf(svg) + "\n" + svg)
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(file.Name(), c.path(key))
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
}

func sumOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
