package reports

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// A code read and written again is the same code; the next span begins where
// this one ends.
func TestSpan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		months := rapid.SampledFrom([]int{12, 6, 3, 1}).Draw(t, "months")
		year := rapid.IntRange(1900, 2100).Draw(t, "year")
		part := rapid.IntRange(0, 12/months-1).Draw(t, "part")
		s := span{time.Date(year, time.Month(part*months+1), 1, 0, 0, 0, 0, time.UTC), months}
		again, ok := parseSpan(s.code())
		if !ok || again != s {
			t.Fatalf("%s is read as %+v", s.code(), again)
		}
		if next := s.shift(1); !next.first.Equal(s.end()) {
			t.Fatalf("after %s comes %s", s.code(), next.code())
		}
		if year := s.at(12, 0); year.first.Year() != s.first.Year() || year.months != 12 {
			t.Fatalf("%s lies in %s", s.code(), year.code())
		}
	})
}

func TestNoSpan(t *testing.T) {
	for _, code := range []string{"", "_U", "17", "2017-", "2017-S3", "2017-Q0", "2017-13", "2017-Sx", "20170", "2017-06-22"} {
		if s, ok := parseSpan(code); ok {
			t.Errorf("%q is read as %+v", code, s)
		}
	}
}

// A period is over from its last day on.
func TestIsOver(t *testing.T) {
	for _, c := range []struct {
		code, asOf string
		over       bool
	}{
		{"2017", "2018-06-22", true},
		{"2018", "2018-06-22", false},
		{"2018-S1", "2018-06-29", false},
		{"2018-S1", "2018-06-30", true},
		{"2018-06", "2018-06-30", true},
		{"2018-Q2", "2018-07-01", true},
		{"_U", "2018-06-22", true},
		{"", "2018-06-22", true},
	} {
		day, err := time.Parse(time.DateOnly, c.asOf)
		if err != nil {
			t.Fatal(err)
		}
		if got := isOver(c.code, day); got != c.over {
			t.Errorf("%s on %s: over is %t", c.code, c.asOf, got)
		}
	}
}

func TestBetween(t *testing.T) {
	if diff := cmp.Diff([]string{"2016-S2", "2017-S1", "2017-S2"}, between("2016-S2", "2017-S2")); diff != "" {
		t.Error(diff)
	}
	if got := between("2016", "2017-S2"); got != nil {
		t.Errorf("between a year and a half-year: %v", got)
	}
}
