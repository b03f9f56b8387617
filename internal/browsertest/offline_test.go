package browsertest

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A report is one file: it fetches nothing, runs nothing, and says so itself.
func TestOneFile(t *testing.T) {
	for _, language := range languages {
		path := report(t, language)
		none(t, language, measure(t, path).Foreign)
		none(t, language, requests(t, path))
		page, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if rule := policy.FindString(string(page)); !strings.Contains(rule, "default-src 'none'") {
			t.Errorf("%s: the page's content policy is %q", language, rule)
		}
	}
	found(t, measure(t, faulty).Foreign, "is a script", "fetches src=“https://example.org/pixel.png”", "a style fetches")
	found(t, requests(t, faulty), "https://example.org/pixel.png")
}

// requests lists the addresses that the browser asks for beyond the page's
// file, as its own network log tells.
func requests(t *testing.T, path string) []string {
	t.Helper()
	logged := netLogOf(t, path)
	var out []string
	for _, event := range logged.Events {
		// What the browser asks for on its own account has no origin.
		if p := event.Params; p.Initiator == "" || p.Initiator == "not an origin" {
			continue
		}
		u, err := url.Parse(event.Params.URL)
		if err != nil || !slices.Contains([]string{"file", "data", "about"}, u.Scheme) {
			out = append(out, event.Params.URL)
		}
	}
	return out
}

// netLog is the part of Chromium's network log that we read: a request has the
// origin that asked for it.
type netLog struct {
	Events []struct {
		Params struct {
			URL       string `json:"url"`
			Initiator string `json:"initiator"`
		} `json:"params"`
	} `json:"events"`
}

// netLogOf prints the page, and gives the network log of it.
func netLogOf(t *testing.T, path string) netLog {
	t.Helper()
	_, file := printed(t, path)
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var log netLog
	if err := json.Unmarshal(content, &log); err != nil {
		t.Fatalf("%s: %v", filepath.Base(file), err)
	}
	return log
}
