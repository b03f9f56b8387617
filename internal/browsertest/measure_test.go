package browsertest

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"heng/internal/need"
)

// widths are those of two phones and a desk's screen.
var widths = []int{360, 390, 1280}

// axeWidth is that at which axe-core, which is slow, looks at a page: one page
// as on a phone, where tables scroll, and the other as on a desk.
func axeWidth(path string) int {
	if strings.Contains(path, "zh-TW") {
		return 360
	}
	return 1280
}

//go:embed testdata/measure.js
var measureScript []byte

// measured is what testdata/measure.js finds in a page. The lists name faults.
type measured struct {
	Error  string
	Widths map[int]struct {
		Inner            int // the width of the view, to know that it was as asked
		Overflow, Charts []string
	}
	Axe struct {
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

// measurement is one page's, taken once.
type measurement struct {
	once sync.Once
	m    *measured
	err  error
}

var (
	browsers     sync.WaitGroup // those that run; none is left behind
	measuring    sync.Mutex
	measurements = map[string]*measurement{}
)

// measure gives what the browser finds in the page at path. The first call
// takes the measurements of all pages at once: they wait for each other's
// browser rather than for the tests.
func measure(t testing.TB, path string) *measured {
	t.Helper()
	chromium := browser(t)
	axe := ""
	if os.Getenv("HENG_AXE") != "" {
		axe = need.File(t, "axe", "HENG_AXE")
	}
	for _, page := range []string{report(t, "zh-TW"), report(t, "en"), faulty} {
		browsers.Go(func() { measurementOf(page, chromium, axe) })
	}
	m, err := measurementOf(path, chromium, axe)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func measurementOf(path, chromium, axe string) (*measured, error) {
	measuring.Lock()
	if measurements[path] == nil {
		measurements[path] = &measurement{}
	}
	one := measurements[path]
	measuring.Unlock()
	one.once.Do(func() { one.m, one.err = takeMeasurement(path, chromium, axe) })
	return one.m, one.err
}

// takeMeasurement puts the page into a document with the script that measures
// it, and reads what the script leaves there.
func takeMeasurement(path, chromium, axe string) (*measured, error) {
	page, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var axeScript []byte
	if axe != "" {
		if axeScript, err = os.ReadFile(axe); err != nil {
			return nil, err
		}
	}
	var doc bytes.Buffer
	doc.WriteString("<!doctype html><html><head><meta charset=\"utf-8\"></head><body><script>\n")
	for _, given := range []struct {
		name  string
		value any
	}{
		{"page", string(page)}, {"bare", policy.ReplaceAllString(string(page), "")}, {"axe", string(axeScript)},
		{"widths", widths}, {"axeWidth", axeWidth(path)},
	} {
		value, err := json.Marshal(given.value) // which escapes < and >
		if err != nil {
			return nil, err
		}
		doc.WriteString("const " + given.name + " = " + string(value) + ";\n")
	}
	doc.Write(measureScript)
	doc.WriteString("</script></body></html>\n")
	around := filepath.Join(dir, "measure-"+filepath.Base(path))
	if err := os.WriteFile(around, doc.Bytes(), 0o600); err != nil {
		return nil, err
	}
	dump, err := browse(chromium, around, "--dump-dom", "--virtual-time-budget=60000", "--window-size=1400,1000")
	if err != nil {
		return nil, err
	}
	_, after, found := strings.Cut(string(dump), `<pre id="result">`)
	result, _, ended := strings.Cut(after, "</pre>")
	if !found || !ended {
		return nil, fmt.Errorf("the measurement of %s did not end; the browser shows:\n%.2000s", path, dump)
	}
	m := &measured{}
	if err := json.Unmarshal([]byte(html.UnescapeString(result)), m); err != nil {
		return nil, err
	}
	if m.Error != "" {
		return nil, fmt.Errorf("the measurement of %s failed: %s", path, m.Error)
	}
	return m, nil
}
