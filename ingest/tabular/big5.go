package tabular

import (
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/transform"
)

// Big5 has a lead byte from 0x81 to 0xFE and a trail byte from 0x40 to 0x7E or
// 0xA1 to 0xFE: a trail may be a backslash or a bar, so that nothing may be
// split before it is decoded.
const (
	firstLead = 0x81
	trails    = 157
)

// trailIndex returns the place of a trail byte among all, or -1.
func trailIndex(c byte) int {
	switch {
	case c >= 0x40 && c <= 0x7E:
		return int(c) - 0x40
	case c >= 0xA1 && c <= 0xFE:
		return int(c) - 0xA1 + 63
	}
	return -1
}

// codes is a decoding of the two-byte characters; 0 where there is none. Some
// codes of the extension for Hong Kong are two characters.
type codes [(0xFE - firstLead + 1) * trails][2]rune

// The Big5 of the web (https://encoding.spec.whatwg.org/#big5), which x/text
// decodes, holds Big5, the extensions of ETEN and those for Hong Kong. The
// Windows of Taiwan (code page 950) has of them Big5 and the seven characters
// and the frames of F9D6 to F9FE; what is left is for characters that users
// made themselves (造字), and what a byte there meant only their machine knew.
// It is not decoded as a character of Hong Kong: it becomes the private
// character to which Windows maps it, which is then reported.
var (
	webCodes    = sync.OnceValue(decodeWeb)
	taiwanCodes = sync.OnceValue(decodeTaiwan)
)

func big5Table(name string) *codes {
	if name == "big5-hkscs" {
		return webCodes()
	}
	return taiwanCodes()
}

func decodeWeb() *codes {
	var table codes
	decoder := traditionalchinese.Big5.NewDecoder()
	for lead := firstLead; lead <= 0xFE; lead++ {
		for trail := 0x40; trail <= 0xFE; trail++ {
			i := trailIndex(byte(trail))
			if i < 0 {
				continue
			}
			text, err := decoder.Bytes([]byte{byte(lead), byte(trail)})
			if err != nil {
				continue
			}
			first, size := utf8.DecodeRune(text)
			if first == utf8.RuneError || first < utf8.RuneSelf {
				continue
			}
			code := &table[(lead-firstLead)*trails+i]
			code[0] = first
			if size < len(text) {
				code[1], _ = utf8.DecodeRune(text[size:])
			}
		}
	}
	return &table
}

// Where Windows puts the characters that users made:
// https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/WindowsBestFit/bestfit950.txt
var userDefined = []struct {
	from, to uint16
	first    rune
}{
	{0x8140, 0x8DFE, 0xEEB8}, {0x8E40, 0xA0FE, 0xE311}, {0xC6A1, 0xC8FE, 0xF6B1}, {0xFA40, 0xFEFE, 0xE000},
}

func decodeTaiwan() *codes {
	table := *webCodes()
	// The signs and kana of ETEN at C6A1 are what the web, too, has there and
	// what every system in Taiwan showed; the rest of the row is users'.
	for _, area := range userDefined {
		next := area.first
		for code := int(area.from); code <= int(area.to); code++ {
			i := trailIndex(byte(code))
			if i < 0 {
				continue
			}
			at := (code>>8-firstLead)*trails + i
			if r := table[at][0]; area.from != 0xC6A1 || r == 0 || code > 0xC7F2 || r > 0xFFFF {
				table[at] = [2]rune{next}
			}
			next++
		}
	}
	return &table
}

// big5Decoder decodes Big5; what it does not have is no text.
type big5Decoder struct {
	transform.NopResetter
	table *codes
}

func (d *big5Decoder) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		if len(dst)-nDst < 2*utf8.UTFMax {
			return nDst, nSrc, transform.ErrShortDst
		}
		c := src[nSrc]
		if c < utf8.RuneSelf {
			dst[nDst] = c
			nDst++
			nSrc++
			continue
		}
		if nSrc+1 >= len(src) && !atEOF {
			return nDst, nSrc, transform.ErrShortSrc
		}
		code, ok := d.code(src[nSrc:])
		if !ok {
			dst[nDst] = notTextByte
			nDst++
			nSrc++
			continue
		}
		for _, r := range code {
			if r != 0 {
				nDst += utf8.EncodeRune(dst[nDst:], r)
			}
		}
		nSrc += 2
	}
	return nDst, nSrc, nil
}

// code decodes the character that text begins with.
func (d *big5Decoder) code(text []byte) (code [2]rune, ok bool) {
	if text[0] < firstLead || text[0] > 0xFE || len(text) < 2 {
		return code, false
	}
	i := trailIndex(text[1])
	if i < 0 {
		return code, false
	}
	code = d.table[int(text[0]-firstLead)*trails+i]
	return code, code[0] != 0
}

// big5Share returns which share of the characters beyond ASCII are those of
// daily use (A440 to C67E) or punctuation (A140 to A3FE) of Big5 and stand
// beside another one, as Chinese characters do and accented letters do not. It
// is 0 for a text that is no Big5.
func big5Share(text []byte) float64 {
	d := &big5Decoder{table: taiwanCodes()}
	common, all, before := 0, 0, -2
	beside, pending := 0, false
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			i++
			continue
		}
		if i == len(text)-1 {
			break // the sample may cut a character
		}
		if _, ok := d.code(text[i:]); !ok {
			return 0
		}
		all++
		if text[i] >= 0xA1 && text[i] <= 0xC6 {
			common++
		}
		if before == i-2 {
			beside++
			if pending {
				beside++
			}
			pending = false
		} else {
			pending = true
		}
		before = i
		i += 2
	}
	if all == 0 || 2*beside < all {
		return 0
	}
	return float64(common) / float64(all)
}
