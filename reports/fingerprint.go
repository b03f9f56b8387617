package reports

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"strings"
	"time"
)

// Fingerprint names what a report says, whatever its language and whichever
// program wrote it: the first 64 bits of a SHA-256 over its title, periods and
// as-of date, the definitions, the outline and the analysts' words, every
// observation as heng eval prints it, and the files that were loaded. Two
// reports with one fingerprint have the same content.
func Fingerprint(in Input) string {
	h := sha256.New()
	writeContent(h, in)
	sum := hex.EncodeToString(h.Sum(nil))
	return strings.Join([]string{sum[:4], sum[4:8], sum[8:12], sum[12:16]}, " ")
}

// writeContent writes the canonical text: a line a thing, each a JSON value,
// whose keys have an order.
func writeContent(w io.Writer, in Input) {
	lines := json.NewEncoder(w)
	lines.SetEscapeHTML(false)
	line := func(v any) {
		if err := lines.Encode(v); err != nil {
			panic(err) // plain structs, into a hash
		}
	}
	line([]any{in.Title, in.Period, in.Compare, in.AsOf.Format(time.DateOnly)})
	for _, f := range in.Frameworks {
		line(f)
	}
	line([]any{in.Outline, in.Notes})
	if len(in.Hearings) > 0 {
		line(in.Hearings)
	}
	for i := range in.Observations {
		line(&in.Observations[i])
	}
	for _, l := range in.Loads {
		line(l)
	}
}
