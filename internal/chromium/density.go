package chromium

import (
	"encoding/binary"
	"hash/crc32"
	"math"
	"slices"
)

// headerEnd is where the header of every PNG ends: 8 bytes of signature, and
// the chunk IHDR of 25.
const headerEnd = 8 + 25

// withDensity says in a picture how many pixels go to a metre, so that a word
// processor shows it as large as the drawing was, whatever the scale: a pixel
// of a drawing is the 96th part of an inch. (PNG, third edition, 11.3.4.3.)
func withDensity(picture []byte, scale float64) []byte {
	perMetre := uint32(math.Round(scale * 96 / 0.0254))
	chunk := binary.BigEndian.AppendUint32(nil, 9)
	chunk = append(chunk, "pHYs"...)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = append(chunk, 1) // the unit is the metre
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	return slices.Concat(picture[:headerEnd], chunk, picture[headerEnd:])
}
