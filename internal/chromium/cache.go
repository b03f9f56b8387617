package chromium

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
)

// cache keeps pictures, a file a picture, named for what it was made from. A
// file begins with the sum of what follows, so that one cut off or changed is
// known and made anew. The cache is a help only: when it cannot be read or
// written, pictures are made without it.
type cache struct {
	dir     string
	version string // of the browser
}

// open gives the browser's cache. A browser that does not say its version (on
// Windows none does) has none.
func (b Browser) open(ctx context.Context) (cache, error) {
	if b.CacheDir == "" {
		return cache{}, nil
	}
	version, err := b.version(ctx)
	if ctx.Err() != nil {
		return cache{}, ctx.Err()
	}
	if err == nil && version != "" {
		return cache{dir: b.CacheDir, version: version}, nil
	}
	return cache{}, nil
}

// keyOf names a picture by all it depends on, but for the fonts of the machine.
func (c cache) keyOf(d drawing) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%q\n%s\n%g %dx%d\n", c.version, flags, drawScript, d.scale, d.svg.Width, d.svg.Height)
	h.Write(d.svg.Bytes)
	return hex.EncodeToString(h.Sum(nil))
}

func (c cache) path(key string) string { return filepath.Join(c.dir, key+".png") }

func (c cache) read(key string) ([]byte, bool) {
	if c.dir == "" {
		return nil, false
	}
	content, err := os.ReadFile(c.path(key))
	if err != nil {
		return nil, false
	}
	sum, picture, ok := bytes.Cut(content, []byte("\n"))
	if !ok || string(sum) != sumOf(picture) {
		return nil, false
	}
	return picture, true
}

func (c cache) write(key string, picture []byte) {
	if c.dir == "" {
		return
	}
	if err := os.MkdirAll(c.dir, 0o755); err != nil {
		return
	}
	file, err := os.CreateTemp(c.dir, ".picture-*")
	if err != nil {
		return
	}
	_, err = file.Write(append([]byte(sumOf(picture)+"\n"), picture...))
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

func sumOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
