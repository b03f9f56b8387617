package tabular

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf8"

	"heng/internal/fault"
	"heng/internal/locale"
)

// skipMark steps over the byte order mark of UTF-8 and refuses those of UTF-16.
func (r *Reader) skipMark() error {
	head := r.buf[:r.end]
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		r.pos = 3
		r.seek()
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return r.fail(fault.Place{File: r.options.File}, "utf16", locale.M("tabular.utf16"), locale.M("tabular.utf8_hint"))
	}
	return nil
}

// check looks for what is no text in the bytes that have not been looked at:
// invalid UTF-8 and control characters. A character cut by the end of the
// buffer is left for the next time.
func (r *Reader) check() {
	if r.bad >= 0 {
		return
	}
	to := r.end
	if !r.eof {
		for back := 1; back <= 3 && to-back >= r.checked; back++ {
			if c := r.buf[to-back]; c >= 0xC0 {
				if !utf8.FullRune(r.buf[to-back : to]) {
					to -= back
				}
				break
			} else if c < 0x80 {
				break
			}
		}
	}
	part := r.buf[r.checked:to]
	bad := controlAt(part)
	if !utf8.Valid(part) {
		if invalid := invalidAt(part); bad < 0 || invalid < bad {
			bad = invalid
		}
	}
	if bad >= 0 {
		r.bad = r.checked + bad
	}
	r.checked = to
}

// notText is the failure of a record with something that is no text.
func (r *Reader) notText() error {
	c := r.buf[r.bad]
	switch {
	case c >= 0x80 && r.encoding != "utf-8" && r.encoding != "utf-8-sig":
		return r.fail(r.place(r.bad), "not_encoding", locale.M("tabular.not_encoding", "name", EncodingName(r.encoding)),
			locale.M("tabular.not_encoding_hint", "names", Encodings()[1:]))
	case c >= 0x80:
		return r.fail(r.place(r.bad), "not_utf8", locale.M("tabular.not_utf8"), locale.M("tabular.utf8_hint"))
	}
	return r.fail(r.place(r.bad), "not_text", locale.M("tabular.not_text"), locale.M("tabular.not_text_hint"))
}

// EncodingName writes an encoding as people know it: UTF-8, Big5 (CP950).
func EncodingName(name string) string {
	switch name {
	case "utf-8-sig":
		return "UTF-8 (BOM)"
	case "big5":
		return "Big5 (CP950)"
	case "big5-hkscs":
		return "Big5-HKSCS"
	case "shift_jis":
		return "Shift_JIS"
	case "windows-1252":
		return "Windows-1252"
	}
	return strings.ToUpper(name)
}

// controlAt returns where the first control character stands that no table
// holds, or -1. Eight bytes are looked at together: a byte below 0x20 borrows
// into its high bit.
func controlAt(text []byte) int {
	const low, high = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; i+8 <= len(text); i += 8 {
		word := binary.LittleEndian.Uint64(text[i:])
		if (word-0x20*low)&^word&high == 0 {
			continue
		}
		for j, c := range text[i : i+8] {
			if isControl(c) {
				return i + j
			}
		}
	}
	for ; i < len(text); i++ {
		if isControl(text[i]) {
			return i
		}
	}
	return -1
}

func isControl(c byte) bool { return c < 0x20 && c != '\t' && c != '\n' && c != '\r' }

func invalidAt(text []byte) int {
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRune(text[i:])
		if c == utf8.RuneError && size <= 1 {
			return i
		}
		i += size
	}
	return -1
}
