package charts

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// fonts finds a Traditional Chinese face on every system that has one.
const fonts = "Noto Sans TC, Noto Sans CJK TC, PingFang TC, Microsoft JhengHei, sans-serif"

// allowed lists the elements that a cleaned drawing may hold, with their
// attributes. What is not here is left out: styles and classes (they serve the
// pointer only), scripts, links, images, and the engine's own marks.
var allowed = map[string]string{
	"g":        "clip-path opacity transform",
	"path":     "clip-path d fill fill-opacity fill-rule opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width transform",
	"rect":     "fill fill-opacity height opacity rx ry stroke stroke-width transform width x y",
	"circle":   "cx cy fill fill-opacity opacity r stroke stroke-width transform",
	"line":     "opacity stroke stroke-dasharray stroke-linecap stroke-width transform x1 x2 y1 y2",
	"polyline": "fill opacity points stroke stroke-dasharray stroke-linecap stroke-linejoin stroke-width transform",
	"polygon":  "fill fill-opacity opacity points stroke stroke-linejoin stroke-width transform",
	"text":     "dy fill font-size font-weight opacity paint-order stroke stroke-linejoin stroke-width text-anchor transform x y",
	"defs":     "",
	"clipPath": "id",
}

// clean turns what the engine wrote into an svg element that may stand in any
// page: only allowed elements and attributes, ids under the prefix, a title
// and a description for those who do not see it. What is clean already stays
// as it is but for its ids, title and description.
func clean(raw string, chart Chart, idPrefix string) (string, error) {
	prefix := idOf(idPrefix)
	w := &strings.Builder{}
	fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="100%%" role="img" aria-labelledby="%s-title %s-desc" font-family="%s">`,
		chart.Width, chart.Height, prefix, prefix, fonts)
	fmt.Fprintf(w, "<title id=\"%s-title\">%s</title>", prefix, escape(cmp.Or(chart.Title, chart.Table.Caption)))
	fmt.Fprintf(w, "<desc id=\"%s-desc\">%s</desc>", prefix, escape(chart.Alt))

	decoder := xml.NewDecoder(strings.NewReader(raw))
	ids := &renumbering{prefix: prefix, known: map[string]string{}}
	depth, skip := 0, 0
	for {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			if skip > 0 || depth == 1 {
				continue
			}
			attributes, ok := allowed[t.Name.Local]
			if !ok || isBackdrop(t) {
				skip = depth
				continue
			}
			w.WriteString("\n<" + t.Name.Local)
			for _, a := range attributesOf(t) {
				if !strings.Contains(" "+attributes+" ", " "+a.Name.Local+" ") {
					continue
				}
				value, ok := ids.value(a)
				if !ok {
					continue
				}
				fmt.Fprintf(w, ` %s="%s"`, a.Name.Local, escape(value))
			}
			w.WriteString(">")
		case xml.EndElement:
			if skip == 0 && depth > 1 {
				w.WriteString("</" + t.Name.Local + ">")
			}
			if skip == depth {
				skip = 0
			}
			depth--
		case xml.CharData:
			if skip == 0 && depth > 1 && strings.TrimSpace(string(t)) != "" {
				w.WriteString(escape(string(t)))
			}
		}
	}
	if depth != 0 {
		return "", errors.New("the drawing is cut off")
	}
	w.WriteString("\n</svg>")
	return w.String(), nil
}

// isBackdrop reports whether an element is the engine's empty rectangle under
// the whole drawing.
func isBackdrop(t xml.StartElement) bool {
	if t.Name.Local != "rect" {
		return false
	}
	for _, a := range t.Attr {
		if a.Name.Local == "fill" && a.Value == "none" {
			return true
		}
	}
	return false
}

// attributesOf returns an element's attributes with those of its text style
// written out, and with a halo that has round corners.
func attributesOf(t xml.StartElement) []xml.Attr {
	var attributes []xml.Attr
	for _, a := range t.Attr {
		if a.Name.Space != "" {
			continue
		}
		if a.Name.Local == "style" {
			for declaration := range strings.SplitSeq(a.Value, ";") {
				if name, value, ok := strings.Cut(declaration, ":"); ok && (name == "font-size" || name == "font-weight") {
					attributes = append(attributes, xml.Attr{Name: xml.Name{Local: name}, Value: strings.TrimSuffix(value, "px")})
				}
			}
			continue
		}
		if a.Name.Local == "dominant-baseline" && a.Value == "central" {
			// Renderers disagree on where the middle of a line is: half the
			// height of a capital and of a full-width character is the same in all.
			a = xml.Attr{Name: xml.Name{Local: "dy"}, Value: "0.36em"}
		}
		attributes = append(attributes, a)
		if a.Name.Local == "paint-order" && !slices.ContainsFunc(t.Attr, func(a xml.Attr) bool { return a.Name.Local == "stroke-linejoin" }) {
			attributes = append(attributes, xml.Attr{Name: xml.Name{Local: "stroke-linejoin"}, Value: "round"})
		}
	}
	return attributes
}

var reference = regexp.MustCompile(`^url\(#([^)]*)\)$`)

// renumbering gives ids under a prefix in the order in which they appear, so
// that they do not depend on what an engine drew before.
type renumbering struct {
	prefix string
	known  map[string]string
}

func (r *renumbering) id(old string) string {
	if r.known[old] == "" {
		r.known[old] = r.prefix + "-" + strconv.Itoa(len(r.known)+1)
	}
	return r.known[old]
}

// value returns an attribute's value, and false for one that points out of the
// drawing.
func (r *renumbering) value(a xml.Attr) (string, bool) {
	if a.Name.Local == "id" {
		return r.id(a.Value), true
	}
	if m := reference.FindStringSubmatch(a.Value); m != nil {
		return "url(#" + r.id(m[1]) + ")", true
	}
	return a.Value, !strings.Contains(a.Value, "url(")
}

// idOf makes a prefix fit for an id and for a reference to it: letters,
// digits, hyphens and underscores, a letter first. Different prefixes stay
// different.
func idOf(prefix string) string {
	var b strings.Builder
	for i, r := range prefix {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		switch {
		case letter, i > 0 && (r >= '0' && r <= '9' || r == '-'):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "u%x_", r)
		}
	}
	if b.Len() == 0 {
		return "chart"
	}
	return b.String()
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder takes everything
	return b.String()
}
