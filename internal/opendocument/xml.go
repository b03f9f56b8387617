package opendocument

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"strings"
)

// xmlWriter writes elements. The first error of the writer below stays with
// it, and is told when it is flushed.
type xmlWriter struct{ *bufio.Writer }

func (w *xmlWriter) open(name string, attributes ...string) { w.tag(name, ">", attributes) }
func (w *xmlWriter) leaf(name string, attributes ...string) { w.tag(name, "/>", attributes) }
func (w *xmlWriter) close(name string)                      { fmt.Fprintf(w, "</%s>", name) }

func (w *xmlWriter) tag(name, end string, attributes []string) {
	w.raw("<" + name)
	for i := 0; i+1 < len(attributes); i += 2 {
		w.raw(" " + attributes[i] + `="`)
		w.escape(attributes[i+1])
		w.raw(`"`)
	}
	w.raw(end)
}

func (w *xmlWriter) raw(s string) { _, _ = w.WriteString(s) }

// escape writes a text; what XML cannot hold becomes U+FFFD.
func (w *xmlWriter) escape(s string) { _ = xml.EscapeText(w, []byte(s)) }

// words writes the fixed words of a data style, if there are any.
func (w *xmlWriter) words(s string) {
	if s != "" {
		w.open("number:text")
		w.escape(s)
		w.close("number:text")
	}
}

// paragraphs writes a text as the content of a cell: a paragraph a line.
func (w *xmlWriter) paragraphs(s string) {
	for _, line := range lines(s) {
		w.open("text:p")
		w.spaces(line)
		w.close("text:p")
	}
}

// lines splits a text at its line ends.
func lines(s string) []string {
	return strings.Split(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"), "\n")
}

// spaces writes a line with its runs of spaces as elements, which readers of
// OpenDocument would collapse otherwise. A tab becomes a space: there is an
// element for it, but LibreOffice 7.4 leaves it out of cells and joins the words
// beside it.
func (w *xmlWriter) spaces(line string) {
	line = strings.ReplaceAll(line, "\t", " ")
	for line != "" {
		plain := strings.IndexByte(line, ' ')
		if plain < 0 {
			w.escape(line)
			return
		}
		w.escape(line[:plain])
		line = line[plain:]
		run := len(line) - len(strings.TrimLeft(line, " "))
		if run == 1 && plain > 0 && len(line) > 1 {
			w.raw(" ")
		} else {
			w.leaf("text:s", "text:c", fmt.Sprint(run))
		}
		line = line[run:]
	}
}
