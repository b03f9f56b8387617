package browsertest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
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
		if _, err := browse(browser(t), path, "--print-to-pdf="+pdf, "--no-pdf-header-footer", "--log-net-log="+log); err != nil {
			t.Fatal(err)
		}
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
		for i, own := range pagesOf(text) {
			if len([]rune(own)) < 20 {
				t.Errorf("%s: page %d is empty: %q", language, i+1, own)
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

// pagesOf gives the text of each page without the lines that run at the head
// and foot of most pages, and without its number.
func pagesOf(text string) []string {
	pages := strings.Split(strings.TrimSuffix(text, "\f"), "\f")
	on := map[string]int{} // on how many pages a line is
	lines := make([][]string, len(pages))
	for i, page := range pages {
		for line := range strings.Lines(page) {
			lines[i] = append(lines[i], squeeze(line))
		}
		once := slices.Clone(lines[i])
		slices.Sort(once)
		for _, line := range slices.Compact(once) {
			on[line]++
		}
	}
	for i := range pages {
		number := strconv.Itoa(i + 1)
		own := slices.DeleteFunc(lines[i], func(line string) bool { return line == number || on[line] > len(pages)/2 })
		pages[i] = strings.Join(own, "")
	}
	return pages
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
