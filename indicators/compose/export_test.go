package compose

import "strings"

// Trim is how a form's text is read: without the space around it, with the line
// ends of YAML.
func Trim(text string) string { return strings.TrimSpace(lines(text)) }
