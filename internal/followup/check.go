package followup

import (
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"heng/internal/fault"
	"heng/internal/locale"
)

// Bounds of what is typed, in characters.
const (
	maxShort = 200
	maxLong  = 4000
)

func refuse(key string, args ...any) error {
	return fault.New(fault.Refused, locale.M("followup."+key, args...))
}

// identifier is what a meeting, a ruling or a dataset may be called: it stands in an
// address.
var identifier = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._-]{0,79}$`)

var indicatorKey = regexp.MustCompile(`^[a-z0-9_-]+/[a-z0-9_.-]+$`)

func checkID(id string) error {
	if !identifier.MatchString(id) {
		return refuse("bad_id", "id", id)
	}
	return nil
}

// checkDay refuses what is no day.
func checkDay(text string) error {
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return refuse("bad_day", "text", text)
	}
	return nil
}

// checkPast refuses what is no day, or one that has not come.
func checkPast(text, today string) error {
	if err := checkDay(text); err != nil {
		return err
	}
	if text > today {
		return refuse("in_future", "day", text)
	}
	return nil
}

func checkShort(texts ...string) error {
	for _, text := range texts {
		if !utf8.ValidString(text) || utf8.RuneCountInString(text) > maxShort {
			return refuse("too_long", "n", maxShort)
		}
	}
	return nil
}

// checkText takes a text in Chinese, with or without one in English.
func checkText(t locale.Text) error {
	if t[locale.ZhTW] == "" {
		return refuse("no_text")
	}
	return checkLong(t)
}

func checkLong(t locale.Text) error {
	for _, lang := range locale.Languages {
		if !utf8.ValidString(t[lang]) || utf8.RuneCountInString(t[lang]) > maxLong {
			return refuse("too_long", "n", maxLong)
		}
	}
	return nil
}

func checkEvidence(all []Evidence) error {
	for _, e := range all {
		if err := checkShort(e.Value); err != nil && e.Kind != EvidenceLink {
			return err
		}
		switch e.Kind {
		case EvidenceText:
			if e.Value == "" {
				return refuse("no_evidence")
			}
		case EvidenceLink:
			u, err := url.Parse(e.Value)
			if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || len(e.Value) > 2000 {
				return refuse("bad_link", "text", e.Value)
			}
		case EvidenceIndicator:
			if !indicatorKey.MatchString(e.Value) {
				return refuse("bad_indicator", "text", e.Value)
			}
		default:
			return refuse("no_evidence")
		}
	}
	return nil
}

// Trimmed is a text without space around it and without languages that say nothing.
func Trimmed(zh, en string) locale.Text {
	t := locale.Text{}
	for lang, text := range map[locale.Lang]string{locale.ZhTW: zh, locale.En: en} {
		if text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")); text != "" {
			t[lang] = text
		}
	}
	return t
}

// Stale is the refusal of a change that was made of a record which has become
// another meanwhile. What was typed is not lost: the page shows it beside what
// stands now.
type Stale struct{ error }

// Unwrap returns the refusal in words.
func (s *Stale) Unwrap() error { return s.error }

// checkSeen refuses a change by somebody who has not seen the newest event.
func checkSeen(seen, last int64) error {
	if seen != last {
		return &Stale{refuse("stale")}
	}
	return nil
}
