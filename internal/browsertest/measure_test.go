package browsertest

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"heng/internal/need"
)

// widths are those of two phones, a tablet and a desk's screen.
var widths = []int{360, 390, 768, 1280}

// axeWidths are those at which axe-core looks: a phone, where tables scroll,
// and a screen.
var axeWidths = []int{360, 1280}

//go:embed testdata/measure.js
var measureScript []byte

// measured is what testdata/measure.js finds in a page. The lists name faults.
type measured struct {
	Error  string
	Widths map[int]struct {
		Inner            int // the width of the view, to know that it was as asked
		Overflow, Charts []string
	}
	Axe map[int]struct {
		Violations     []string // with element and markup
		Failed, Passed []string // rules
	}
	Structure, Foreign, Tofu []string
	Characters, Pictures     int // how many the checks looked at
	Texts                    []text
	Names                    []string // of the indicators
}

// text is a stretch of text of a page, with its language and place.
type text struct {
	Text, Lang string
	Marked     bool // by an element inside the page, not by the page
	Code       bool
	Attribute  string // where the text is one
	Where      string // the term that it explains, or the kind of place
}

var policy = regexp.MustCompile(`<meta http-equiv="Content-Security-Policy"[^>]*>`)

var (
	measuring    sync.Mutex
	measurements = map[string]*measured{}
)

// measure gives what the browser finds in the page at path; one run of the
// browser a page.
func measure(t testing.TB, path string) *measured {
	t.Helper()
	measuring.Lock()
	defer measuring.Unlock()
	if m := measurements[path]; m != nil {
		return m
	}
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	axe := ""
	if name := os.Getenv("HENG_AXE"); name != "" {
		content, err := os.ReadFile(need.File(t, "axe", "HENG_AXE"))
		if err != nil {
			t.Fatal(err)
		}
		axe = string(content)
	}
	var doc bytes.Buffer
	doc.WriteString("<!doctype html><html><head><meta charset=\"utf-8\"></head><body><script>\n")
	for _, given := range []struct {
		name  string
		value any
	}{
		{"page", string(page)}, {"bare", policy.ReplaceAllString(string(page), "")}, {"axe", axe},
		{"widths", widths}, {"axeWidths", axeWidths},
	} {
		value, err := json.Marshal(given.value) // which escapes < and >
		if err != nil {
			t.Fatal(err)
		}
		doc.WriteString("const " + given.name + " = " + string(value) + ";\n")
	}
	doc.Write(measureScript)
	doc.WriteString("</script></body></html>\n")
	around := filepath.Join(dir, "measure-"+filepath.Base(path))
	if err := os.WriteFile(around, doc.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	dump := string(browse(t, fileAddress(t, around), "--dump-dom", "--virtual-time-budget=60000", "--window-size=1400,1000"))
	_, after, found := strings.Cut(dump, `<pre id="result">`)
	result, _, ended := strings.Cut(after, "</pre>")
	if !found || !ended {
		t.Fatalf("the measurement of %s did not end; the browser shows:\n%.2000s", path, dump)
	}
	m := &measured{}
	if err := json.Unmarshal([]byte(html.UnescapeString(result)), m); err != nil {
		t.Fatal(err)
	}
	if m.Error != "" {
		t.Fatalf("the measurement of %s failed: %s", path, m.Error)
	}
	measurements[path] = m
	return m
}
