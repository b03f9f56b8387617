package access

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"heng/internal/journal"
)

// secret are the keys of events that nobody is shown, although they are hashes.
var secret = []string{"hash", "link_sha256"}

// Shown writes what an event holds on one line, for who reads the record of what was
// done. It is cut where it is long.
func Shown(e journal.Event) string {
	var data map[string]json.RawMessage
	if err := e.Into(&data); err != nil {
		return ""
	}
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(data)) {
		if slices.Contains(secret, key) {
			continue
		}
		text := []rune(strings.Trim(string(data[key]), `"`))
		if len(text) > 120 {
			text = append(text[:120], '…')
		}
		parts = append(parts, key+"="+string(text))
	}
	return strings.Join(parts, "  ")
}
