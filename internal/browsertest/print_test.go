package browsertest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"heng/internal/need"
)

var (
	printing sync.Mutex
	prints   = map[string]bool{}
)

// printed prints a page to PDF, once, and gives the paths of the PDF and of
// the browser's network log.
func printed(t *testing.T, path string) (pdf, log string) {
	t.Helper()
	printing.Lock()
	defer printing.Unlock()
	pdf = filepath.Join(dir, filepath.Base(path)+".pdf")
	log = filepath.Join(dir, filepath.Base(path)+".netlog.json")
	if !prints[path] {
		browse(t, fileAddress(t, path), "--print-to-pdf="+pdf, "--no-pdf-header-footer", "--log-net-log="+log)
		prints[path] = true
	}
	return pdf, log
}

var pageSize = regexp.MustCompile(`Page +(\d+) size: +([\d.]+) x ([\d.]+) pts`)

// On paper a report is A4, with every indicator and no empty page.
func TestPrint(t *testing.T) {
	pdfinfo, pdftotext := need.Program(t, "poppler", "pdfinfo"), need.Program(t, "poppler", "pdftotext")
	for _, language := range languages {
		path := report(t, language)
		pdf, _ := printed(t, path)
		sizes := pageSize.FindAllStringSubmatch(run(t, pdfinfo, "-f", "1", "-l", "999", pdf), -1)
		if len(sizes) < 5 {
			t.Errorf("%s: %d pages", language, len(sizes))
		}
		for _, size := range sizes {
			var width, height float64
			fmt.Sscan(size[2], &width)
			fmt.Sscan(size[3], &height)
			// 210 × 297 mm are 595.3 × 841.9 points.
			if width < 594 || width > 597 || height < 841 || height > 843 {
				t.Errorf("%s: page %s is %s × %s points, not A4", language, size[1], size[2], size[3])
			}
		}
		text := run(t, pdftotext, pdf, "-")
		for i, page := range strings.Split(strings.TrimSuffix(text, "\f"), "\f") {
			if letters := len([]rune(squeeze(page))); letters < 100 {
				t.Errorf("%s: page %d has only %d characters: %q", language, i+1, letters, page)
			}
		}
		all := squeeze(text)
		names := measure(t, path).Names
		if len(names) < 12 {
			t.Errorf("%s: only %d indicators", language, len(names))
		}
		for _, name := range names {
			if !strings.Contains(all, squeeze(name)) {
				t.Errorf("%s: the print has no %q", language, name)
			}
		}
	}
}

// squeeze takes out what a line break can change, and folds the variants of a
// character that a PDF may give for it.
func squeeze(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || r == '\u00AD' {
			return -1
		}
		return r
	}, norm.NFKC.String(text))
}

func run(t *testing.T, program string, args ...string) string {
	t.Helper()
	command := exec.Command(program, args...)
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%s %v: %v", program, args, err)
	}
	return string(out)
}
