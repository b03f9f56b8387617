package web_test

import (
	"regexp"
	"strings"
	"testing"

	"heng/internal/access"
	"heng/internal/webtest"
)

// TestOverviewSaysFirstWhatMoved: what rose, what fell and what is missing stand before
// the table of all indicators, and each of their lines leads to its indicator.
func TestOverviewSaysFirstWhatMoved(t *testing.T) {
	body := webtest.Example(t, false).As(t, access.Member).Get("/en/overview").Body
	moved, missing, all := strings.Index(body, "What rose and what fell"), strings.Index(body, "What is missing"), strings.Index(body, "<h3>All indicators")
	if moved < 0 || missing < moved || all < missing {
		t.Fatalf("what moved stands at %d, what is missing at %d, all indicators at %d", moved, missing, all)
	}
	lines := regexp.MustCompile(`<li>[^\n]*?</li>`).FindAllString(body[moved:all], -1)
	if len(lines) < 20 {
		t.Fatalf("%d lines: the test has lost its subject", len(lines))
	}
	for _, line := range lines {
		if !strings.HasPrefix(line, `<li><a href="/en/indicators/`) {
			t.Errorf("leads nowhere: %s", line)
		}
	}
}
