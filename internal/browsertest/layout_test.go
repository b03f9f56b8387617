package browsertest

import (
	"fmt"
	"strings"
	"testing"
)

// On no width does a page scroll sideways; only tables do, inside themselves.
func TestNothingSticksOut(t *testing.T) {
	for _, language := range languages {
		m := measure(t, report(t, language))
		for _, width := range widths {
			if at := m.Widths[width]; at.Inner != width {
				t.Errorf("%s: measured at %d px, want %d", language, at.Inner, width)
			}
			none(t, fmt.Sprintf("%s at %d px", language, width), m.Widths[width].Overflow)
		}
	}
	m := measure(t, faulty)
	found(t, m.Widths[360].Overflow, "the page is 700 px wide in 360", "<p.wide>")
	if len(m.Widths[360].Overflow) != 2 {
		t.Errorf("a paragraph that is scrolled is taken for a fault: %q", m.Widths[360].Overflow)
	}
	none(t, "the faulty page at 1280 px", m.Widths[1280].Overflow)
}

// The texts of a chart can all be read.
func TestTextsOfCharts(t *testing.T) {
	for _, language := range languages {
		m := measure(t, report(t, language))
		if m.Pictures < 20 {
			t.Errorf("%s: only %d texts in charts", language, m.Pictures)
		}
		for _, width := range []int{360, 1280} {
			none(t, fmt.Sprintf("%s at %d px", language, width), m.Widths[width].Charts)
		}
	}
	found(t, measure(t, faulty).Widths[1280].Charts, "“one text” and “and another” overlap", "“leaves it” leaves the picture")
}

// Every character has a glyph in a font of this machine.
func TestGlyphs(t *testing.T) {
	for _, language := range languages {
		m := measure(t, report(t, language))
		if m.Characters < 200 {
			t.Errorf("%s: only %d characters", language, m.Characters)
		}
		none(t, language, m.Tofu)
	}
	m := measure(t, faulty)
	found(t, m.Tofu, "U+E123")
	if len(m.Tofu) != 1 {
		t.Errorf("characters with a glyph are taken for missing: %q", m.Tofu)
	}
}

// none fails for every fault of a list.
func none(t *testing.T, where string, faults []string) {
	t.Helper()
	for i, fault := range faults {
		if i == 20 {
			t.Errorf("%s: and %d more", where, len(faults)-i)
			return
		}
		t.Errorf("%s: %s", where, fault)
	}
}

// found fails unless each of the words stands in one of the faults: the check
// can fail.
func found(t *testing.T, faults []string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(strings.Join(faults, "\n"), word) {
			t.Errorf("the faulty page's %q is not found; found:\n%s", word, strings.Join(faults, "\n"))
		}
	}
}
