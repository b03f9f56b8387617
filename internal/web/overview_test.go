package web_test

import (
	"regexp"
	"strings"
	"testing"

	"heng/internal/access"
	"heng/internal/webtest"
)

// TestOverviewSaysFirstWhatFell: what fell stands first, each line with its indicator and
// the way to why; what is long is folded, and closed.
func TestOverviewSaysFirstWhatFell(t *testing.T) {
	body := webtest.Example(t, false).As(t, access.Member).Get("/en/overview").Body
	fell, rose, missing, all := strings.Index(body, "<h4>Fell"), strings.Index(body, "<h4>Rose"), strings.Index(body, "What is missing</h3>"), strings.Index(body, "All indicators</h3>")
	if fell < 0 || rose < fell || missing < rose || all < missing {
		t.Fatalf("what fell stands at %d, what rose at %d, what is missing at %d, all indicators at %d", fell, rose, missing, all)
	}
	moved := regexp.MustCompile(`<li>[^\n]*?</li>`).FindAllString(body[fell:missing], -1)
	if len(moved) < 20 {
		t.Fatalf("%d lines: the test has lost its subject", len(moved))
	}
	for _, line := range moved {
		if !regexp.MustCompile(`^<li><a href="(/en/indicators/[^"]+)">.*<a class="why" href="/en/indicators/[^"]+/history">Why\?`).MatchString(line) {
			t.Errorf("leads nowhere, or not to why: %s", line)
		}
	}
	for _, side := range []string{body[fell:rose], body[rose:missing]} {
		worse, rest := strings.LastIndex(side, "a change for the worse"), regexp.MustCompile(`<li>([^\n]*?)</li>`).FindAllStringSubmatchIndex(side, -1)
		n := 0
		for _, at := range rest {
			if strings.Contains(side[at[2]:at[3]], "a change for the worse") {
				n++
			} else if at[0] < worse {
				t.Errorf("before a change for the worse: %s", side[at[2]:at[3]])
			}
		}
		if n == 0 {
			t.Error("no change for the worse: the test has lost its subject")
		}
	}
	for _, line := range regexp.MustCompile(`<li>[^\n]*?</li>`).FindAllString(body[missing:all], -1) {
		if !strings.HasPrefix(line, `<li><a href="/en/indicators/`) {
			t.Errorf("leads nowhere: %s", line)
		}
	}
	for _, folded := range []string{"<h4>Rose", "<h3>What is missing", "<h3>All indicators", "<h3>What kind of indicators"} {
		if !strings.Contains(body, `<details class="fold"><summary>`+folded) {
			t.Errorf("%s is not folded", folded)
		}
	}
}
