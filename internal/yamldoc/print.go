package yamldoc

import (
	"encoding/json"
	"slices"
	"strings"
)

// Print writes the node as YAML again: the same keys in the same order, each
// scalar read as it was, without comments. Keep says which entries of mappings
// and items of lists are written, by the keys that lead to them and their node;
// nil keeps all.
func (n *Node) Print(keep func(path []string, n *Node) bool) []byte {
	p := printer{keep: keep}
	if keep == nil {
		p.keep = func([]string, *Node) bool { return true }
	}
	p.value(nil, n, 0)
	return []byte(strings.TrimLeft(p.String(), "\n ") + "\n")
}

// printer writes YAML in block style.
type printer struct {
	strings.Builder
	keep func(path []string, n *Node) bool
}

// value writes what stands behind a key or a dash: a scalar on the same line,
// entries and items on lines of their own.
func (p *printer) value(path []string, n *Node, depth int) {
	switch n.Kind() {
	case Mapping:
		wrote := false
		for _, e := range n.Entries() {
			under := slices.Concat(path, []string{e.Key})
			if !p.keep(under, e.Value) {
				continue
			}
			wrote = true
			p.line(depth)
			p.WriteString(key(e.Key) + ":")
			p.value(under, e.Value, depth+1)
		}
		if !wrote {
			p.WriteString(" {}")
		}
	case Sequence:
		wrote := false
		for _, item := range n.Items() {
			if !p.keep(path, item) {
				continue
			}
			wrote = true
			p.line(depth)
			p.WriteString("-")
			p.value(path, item, depth+1)
		}
		if !wrote {
			p.WriteString(" []")
		}
	case Null, Unsupported:
		p.WriteString(" null")
	default:
		p.WriteString(" " + scalarText(n, depth))
	}
}

func (p *printer) line(depth int) { p.WriteString("\n" + strings.Repeat("  ", depth)) }

// key writes a key, in quotes where it could be read as something else.
func key(text string) string {
	for _, r := range text {
		if r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return Quoted(text)
		}
	}
	if text == "" || strings.Trim(text, "0123456789") == "" || text[0] == '-' {
		return Quoted(text)
	}
	return text
}

// scalarText writes a scalar so that it is read as it was: plain where it stood
// plain, lines as a block.
func scalarText(n *Node, depth int) string {
	text, _ := n.Text()
	if strings.Contains(text, "\n") && isBlock(text) {
		pad := "\n" + strings.Repeat("  ", depth)
		return "|" + pad + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", pad)
	}
	if !n.Quoted() && text != "" && !strings.Contains(text, "\n") {
		return text
	}
	return Quoted(text)
}

// isBlock reports whether lines can stand as a literal block that keeps them:
// one that ends in one line end and begins with no space.
func isBlock(text string) bool {
	return strings.HasSuffix(text, "\n") && !strings.HasSuffix(text, "\n\n") && !strings.HasPrefix(text, " ") && !strings.HasPrefix(text, "\n") &&
		!strings.ContainsAny(text, "\r\t\x00") && !strings.Contains(text, "\n\n")
}

// Quoted writes a text in double quotes. What JSON escapes, YAML reads alike.
func Quoted(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		panic(err) // a string
	}
	return strings.TrimSuffix(b.String(), "\n")
}
