package tabular

import (
	"archive/zip"
	"errors"
	"io"
	"strings"
)

// Bounds of what an archive may unpack to. They are far above any spreadsheet
// that a program writes and below what would fill a machine.
const (
	largestPart  = 4 << 30   // bytes of a sheet, which is streamed
	largestTexts = 512 << 20 // bytes of what is kept in memory
	largestRatio = 1000      // unpacked to packed, of parts above 64 MiB
)

var errBomb = errors.New("unpacks to more than any spreadsheet")

// partNamed returns the part of an archive with the name, or nil. Names are
// compared without case, as Office does, and without a leading slash.
func partNamed(archive *zip.Reader, name string) *zip.File {
	name = strings.TrimPrefix(name, "/")
	for _, part := range archive.File {
		if strings.EqualFold(strings.TrimPrefix(strings.ReplaceAll(part.Name, `\`, "/"), "/"), name) {
			return part
		}
	}
	return nil
}

// openPart opens a part whose unpacked size is bounded.
func openPart(part *zip.File, most int64) (io.ReadCloser, error) {
	if part.UncompressedSize64 > 64<<20 && part.UncompressedSize64/largestRatio > part.CompressedSize64 {
		return nil, errBomb
	}
	r, err := part.Open()
	if err != nil {
		return nil, err
	}
	return &boundedPart{r, most}, nil
}

// readPart reads a small part.
func readPart(part *zip.File, most int64) ([]byte, error) {
	r, err := openPart(part, most)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

type boundedPart struct {
	io.ReadCloser
	left int64
}

func (b *boundedPart) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errBomb
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.ReadCloser.Read(p)
	b.left -= int64(n)
	return n, err
}
