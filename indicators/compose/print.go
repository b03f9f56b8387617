package compose

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"heng/internal/yamldoc"
)

// width is how long a line may become before a mapping on one line is broken.
const width = 120

// printValue writes what stands behind "key:" or "-", as lines: the first goes on
// that line (empty for none), the others are indented by two more.
func printValue(v *value) (first string, below []string) {
	switch {
	case v.kind == scalarValue:
		if block(v.text) {
			below = strings.Split(v.text, "\n")
			return "|-", indent(below, 2)
		}
		return scalarText(v.text, v.quote, false), nil
	case v.flow && len(flow(v)) <= width, len(v.entries)+len(v.items) == 0:
		return flow(v), nil
	case v.kind == mappingValue:
		return "", indent(printEntries(v.entries), 2)
	}
	for _, item := range v.items {
		below = append(below, printItem(item)...)
	}
	return "", indent(below, 2)
}

// printEntries writes the entries of a mapping, a line or more each.
func printEntries(entries []entry) []string {
	var all []string
	for _, e := range entries {
		all = append(all, printEntry(e)...)
	}
	return all
}

func printEntry(e entry) []string {
	if e.value.kind == verbatimValue {
		return strings.Split(e.value.text, "\n")
	}
	first, below := printValue(e.value)
	head := scalarText(e.key, false, false) + ":"
	if first != "" {
		head += " " + first
	}
	return append([]string{head}, below...)
}

// printItem writes an item of a list: its first line behind the dash.
func printItem(v *value) []string {
	if v.kind == mappingValue && !v.flow && len(v.entries) > 0 {
		all := indent(printEntries(v.entries), 2)
		all[0] = "- " + all[0][2:]
		return all
	}
	first, below := printValue(v)
	if first == "" { // a list that is too long for its line
		first = flow(v)
		below = nil
	}
	return append([]string{"- " + first}, below...)
}

// flow writes a value on one line.
func flow(v *value) string {
	var parts []string
	switch v.kind {
	case mappingValue:
		for _, e := range v.entries {
			parts = append(parts, scalarText(e.key, false, true)+": "+flow(e.value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case listValue:
		for _, item := range v.items {
			parts = append(parts, flow(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return scalarText(v.text, v.quote, true)
}

// indent moves lines to the right; empty ones stay empty.
func indent(all []string, by int) []string {
	pad := strings.Repeat(" ", by)
	out := make([]string, len(all))
	for i, line := range all {
		if line != "" {
			line = pad + line
		}
		out[i] = line
	}
	return out
}

// block reports whether a text of several lines can stand as a literal block.
func block(text string) bool {
	return strings.Contains(text, "\n") && !strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && !printable(r) }) &&
		!strings.HasPrefix(text, " ") && !slices.ContainsFunc(strings.Split(text, "\n"), func(line string) bool {
		return strings.TrimRight(line, " ") != line || line == ""
	})
}

// scalarText writes a scalar so that it is read as it is: plain where that can
// be, else in double quotes.
func scalarText(text string, quote, inFlow bool) string {
	if !quote && plain(text, inFlow) {
		return text
	}
	return yamldoc.Quoted(text)
}

// plain reports whether a text can stand without quotes.
func plain(text string, inFlow bool) bool {
	if text == "" || strings.TrimSpace(text) != text || strings.ContainsFunc(text, func(r rune) bool { return !printable(r) }) {
		return false
	}
	if strings.ContainsRune("-?:,[]{}#&*!|>'\"%@`=~", rune(text[0])) && !isNumber(text) {
		return false
	}
	if strings.Contains(text, ": ") || strings.Contains(text, " #") || strings.HasSuffix(text, ":") || slices.Contains([]string{"null", "Null", "NULL", "~"}, text) {
		return false
	}
	// A bracket or comma ends a plain scalar within brackets, and this reader is
	// stricter than YAML about quotes there.
	return !inFlow || !strings.ContainsAny(text, ",[]{}:\"'#")
}

// looksTyped reports whether other readers of YAML would take a text for a
// number, a truth value or a date.
func looksTyped(text string) bool {
	if _, err := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64); err == nil {
		return true
	}
	return slices.Contains([]string{"true", "false", "yes", "no", "on", "off"}, strings.ToLower(text)) || datelike.MatchString(text)
}

var datelike = regexp.MustCompile(`^\d{4}-\d{1,2}-\d{1,2}`)

func printable(r rune) bool { return unicode.IsPrint(r) && r != '\ufeff' }
