package tabular

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/wlynxg/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"

	"heng/internal/fault"
)

// Encodings lists the names that Options.Encoding may have. cp950 and big5 are
// one: Big5 as Windows in Taiwan writes it.
func Encodings() []string {
	return []string{"auto", "utf-8", "utf-8-sig", "utf-16", "utf-16le", "utf-16be", "big5", "cp950", "big5-hkscs",
		"gb18030", "shift_jis", "euc-jp", "euc-kr", "windows-1252", "iso-8859-1"}
}

// foreign are the encodings whose decoders are golang.org/x/text's.
var foreign = map[string]encoding.Encoding{
	"gb18030": simplifiedchinese.GB18030, "shift_jis": japanese.ShiftJIS, "euc-jp": japanese.EUCJP,
	"euc-kr": korean.EUCKR, "windows-1252": charmap.Windows1252, "iso-8859-1": charmap.ISO8859_1,
}

// text returns the file's content in UTF-8, without a byte order mark, and the
// name of its encoding. A byte that is none of that encoding reaches the
// content as 0xFF, which no UTF-8 has, so that its place is found by whoever
// reads on.
func (f *openedFile) text() (io.Reader, string, error) {
	name := strings.ToLower(f.options.Encoding)
	if name == "cp950" {
		name = "big5"
	}
	head, err := f.head(4 << 10)
	if err != nil {
		return nil, "", err
	}
	mark, marked := 0, ""
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		mark, marked = 3, "utf-8-sig"
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		mark, marked = 2, "utf-16le"
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		mark, marked = 2, "utf-16be"
	}
	// The mark of UTF-8 cannot be mistaken: rejects of a file in another encoding are
	// written in UTF-8, and come back so.
	if marked == "utf-8-sig" {
		name = marked
	}
	switch name {
	case "", "auto":
		if name = marked; name == "" {
			if name, err = f.guess(); err != nil {
				return nil, "", err
			}
		}
	case "utf-8", "utf-8-sig":
		// The mark may stand there or not; files of one resource differ in it.
		if strings.HasPrefix(marked, "utf-16") {
			return nil, "", f.fail(fault.Place{}, "other_encoding", "stated", name, "found", marked)
		}
		if name = "utf-8"; mark > 0 {
			name = marked
		}
	case "utf-16":
		if name = marked; !strings.HasPrefix(name, "utf-16") {
			name = "utf-16le" // as Excel writes it, if the zeros do not say otherwise
			if zeros := zeroBytes(head); zeros[0] > zeros[1] {
				name = "utf-16be"
			}
		}
	default:
		if marked != "" && marked != name {
			return nil, "", f.fail(fault.Place{}, "other_encoding", "stated", name, "found", marked)
		}
	}
	r := f.stream()
	if mark > 0 {
		if _, err := io.ReadFull(r, make([]byte, mark)); err != nil {
			return nil, "", f.broken(err)
		}
	}
	switch name {
	case "utf-16le":
		r = transform.NewReader(r, &utf16Decoder{low: 0})
	case "utf-16be":
		r = transform.NewReader(r, &utf16Decoder{low: 1})
	case "big5", "big5-hkscs":
		r = transform.NewReader(r, &big5Decoder{table: big5Table(name)})
	default:
		if e := foreign[name]; e != nil {
			r = transform.NewReader(transform.NewReader(r, e.NewDecoder()), strictDecoder{})
		}
	}
	return r, name, nil
}

// guess finds the encoding of a file without a byte order mark: UTF-8 where
// the text is, UTF-16 by its zeros, and otherwise what the statistics of its
// characters say, if that is one that can be told from others.
func (f *openedFile) guess() (string, error) {
	sample, err := f.sample()
	if err != nil {
		return "", err
	}
	if sample == nil {
		return "utf-8", nil // ASCII alone
	}
	zeros := zeroBytes(sample)
	switch {
	case zeros[1] > len(sample)/8 && zeros[0] < zeros[1]/8:
		return "utf-16le", nil
	case zeros[0] > len(sample)/8 && zeros[1] < zeros[0]/8:
		return "utf-16be", nil
	case utf8.Valid(sample), zeros[0]+zeros[1] > 0:
		return "utf-8", nil
	}
	guess := strings.ToLower(chardet.Detect(sample).Encoding)
	switch guess {
	case "gb2312", "gbk", "hz-gb-2312":
		guess = "gb18030"
	case "cp949", "uhc", "johab":
		guess = "euc-kr"
	case "big5-hkscs", "euc-tw":
		guess = "big5"
	case "utf-8":
		return "utf-8", nil // with a slip, which is found at its place
	}
	if big5 := big5Share(sample); guess != "gb18030" && big5 > 0.95 {
		return "big5", nil
	} else if (guess == "big5" && big5 > 0.5) || (guess == "gb18030" && big5 < 0.9) {
		return guess, nil
	} else if mostlyUTF8(sample) {
		return "utf-8", nil
	}
	if guess == "" || guess == "ascii" {
		guess = "?"
	}
	return "", f.fail(fault.Place{}, "encoding_unclear", "guess", guess, "names", Encodings()[1:])
}

// sampleSize is how much of a text its encoding is found in.
const sampleSize = 256 << 10

// sample returns bytes from the first one that is no ASCII text, cut so that no
// character of UTF-8 is. It is nil for a file of ASCII alone.
func (f *openedFile) sample() ([]byte, error) {
	buffer := make([]byte, sampleSize)
	for at := int64(0); at < f.size; {
		n, err := f.ReadAt(buffer, at)
		if n == 0 && err != nil && !errors.Is(err, io.EOF) {
			return nil, f.broken(err)
		}
		if n == 0 {
			return nil, nil
		}
		if i := bytes.IndexFunc(buffer[:n], func(r rune) bool { return r >= utf8.RuneSelf || r == 0 }); i >= 0 {
			// Back to an even byte and to what stands before, a whole line of it.
			at += int64(max(0, i-256) &^ 1)
			n, err = f.ReadAt(buffer, at)
			if n == 0 && err != nil {
				return nil, f.broken(err)
			}
			return wholeUTF8(buffer[:n]), nil
		}
		at += int64(n)
	}
	return nil, nil
}

// wholeUTF8 cuts a character of UTF-8 that the end of the bytes cuts.
func wholeUTF8(text []byte) []byte {
	for back := 1; back <= 3 && back <= len(text); back++ {
		if c := text[len(text)-back]; c >= 0xC0 {
			if !utf8.FullRune(text[len(text)-back:]) {
				return text[:len(text)-back]
			}
			break
		}
	}
	return text
}

// mostlyUTF8 reports whether a text with slips is rather UTF-8 than anything
// else: nine of ten of its characters beyond ASCII are.
func mostlyUTF8(text []byte) bool {
	good, bad := 0, 0
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		switch {
		case r == utf8.RuneError && size == 1:
			bad++
		case size > 1:
			good++
		}
		text = text[size:]
	}
	return good > 9*bad
}

// zeroBytes counts the zeros at even and at odd places.
func zeroBytes(text []byte) (n [2]int) {
	for i, c := range text {
		if c == 0 {
			n[i%2]++
		}
	}
	return n
}

// notTextByte stands in a decoded text for what its encoding does not have.
const notTextByte = 0xFF

// utf16Decoder decodes UTF-16; half a pair, and a byte that is left over, are
// no text.
type utf16Decoder struct {
	transform.NopResetter
	low int // which byte of two is the lower one
}

func (d *utf16Decoder) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	unit := func(i int) rune { return rune(src[i+d.low]) | rune(src[i+1-d.low])<<8 }
	for nSrc < len(src) {
		if len(dst)-nDst < utf8.UTFMax {
			return nDst, nSrc, transform.ErrShortDst
		}
		if nSrc+1 >= len(src) {
			if !atEOF {
				return nDst, nSrc, transform.ErrShortSrc
			}
			dst[nDst] = notTextByte
			return nDst + 1, nSrc + 1, nil
		}
		r := unit(nSrc)
		switch {
		case r < 0xD800 || r > 0xDFFF:
			nDst += utf8.EncodeRune(dst[nDst:], r)
			nSrc += 2
			continue
		case r < 0xDC00 && nSrc+3 < len(src):
			if low := unit(nSrc + 2); low >= 0xDC00 && low <= 0xDFFF {
				nDst += utf8.EncodeRune(dst[nDst:], 0x10000+(r-0xD800)<<10+(low-0xDC00))
				nSrc += 4
				continue
			}
		case r < 0xDC00 && !atEOF:
			return nDst, nSrc, transform.ErrShortSrc
		}
		dst[nDst] = notTextByte
		nDst++
		nSrc += 2
	}
	return nDst, nSrc, nil
}

// strictDecoder makes no text of the replacement characters that another
// decoder has put where its source has none.
type strictDecoder struct{ transform.NopResetter }

func (strictDecoder) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		r, size := utf8.DecodeRune(src[nSrc:])
		if r == utf8.RuneError && size == 1 && !atEOF && !utf8.FullRune(src[nSrc:]) {
			return nDst, nSrc, transform.ErrShortSrc
		}
		if len(dst)-nDst < size {
			return nDst, nSrc, transform.ErrShortDst
		}
		if r == utf8.RuneError {
			dst[nDst] = notTextByte
			nDst++
		} else {
			nDst += copy(dst[nDst:], src[nSrc:nSrc+size])
		}
		nSrc += size
	}
	return nDst, nSrc, nil
}
