package clean

import (
	"strings"

	"heng/internal/locale"
)

// Boolean reads true and false, yes and no, Y and N, 1 and 0, 是 and 否, in any
// letter case and width.
func Boolean(text []byte) (bool, *locale.Message) {
	switch string(text) {
	case "1", "true", "TRUE", "Y", "是":
		return true, nil
	case "0", "false", "FALSE", "N", "否":
		return false, nil
	}
	s, reason := prepare(text, "clean.boolean")
	if reason != nil {
		return false, reason
	}
	switch strings.ToLower(s) {
	case "true", "yes", "y", "1", "是":
		return true, nil
	case "false", "no", "n", "0", "否":
		return false, nil
	}
	return false, refuse("clean.boolean", text)
}
