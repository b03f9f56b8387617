//go:build unix

package indicators_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"heng/indicators"
	"heng/ingest"
	"heng/internal/datapackage"
	"heng/internal/need"
	"heng/internal/store"
)

// seedsIngested are of the cases that TestIngested tries.
const seedsIngested = 25

// TestIngested goes the whole way that records go: random rows are written as the
// offices write them, each value in one of its spellings, loaded from the file into
// both engines, and evaluated there; the naive evaluator gets the rows as they were
// drawn, and has to agree to the last digit.
func TestIngested(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it starts no goroutine of ours")
	}
	server := need.PostgreSQL(t)
	memory, err := store.OpenMemory(t.Context(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer memory.Close()
	for seed := range seedsIngested {
		c := cases.Example(seed)
		spell := speller{rand.New(rand.NewPCG(uint64(seed), 107))}
		root := t.TempDir()
		text := spell.file(t, c.rows)
		write(t, root, "datapackage.yaml", randomPackage)
		write(t, root, "data/t.csv", text)
		for at := range c.rows {
			c.rows[at] = asFiled(c.rows[at])
		}
		plan := c.plan(t, memory)
		for at, address := range []string{"", fmt.Sprintf("%s&schema=ingested_%d", server.URL("postgres"), seed)} {
			observations := ingested(t, root, address, plan, len(c.rows))
			c.compare(t, observations)
			if t.Failed() {
				t.Fatalf("seed %d, engine %d\n%s\n%s", seed, at, text, c.yaml())
			}
		}
	}
}

var cases = rapid.Custom(drawCase)

func write(t *testing.T, root, name, text string) {
	t.Helper()
	path := filepath.Join(root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// ingested loads the files of root into the store at the address and evaluates there.
func ingested(t *testing.T, root, address string, plan *indicators.Plan, rows int) []indicators.Observation {
	t.Helper()
	ctx := context.Background()
	pkg, _, err := datapackage.Read(root)
	if err != nil {
		t.Fatal(err)
	}
	u, err := store.ParseURL(address, root)
	if err != nil {
		t.Fatal(err)
	}
	u = u.Of(pkg.Name)
	report, err := ingest.Load(ctx, ingest.Input{Root: root, Package: pkg, URL: u, Now: asOfRandom, Replace: true})
	if err != nil {
		t.Fatal(err)
	}
	if r := report.Resource("t"); r.Accepted != int64(rows) {
		t.Fatalf("%d of %d rows were accepted: %v", r.Accepted, rows, r.Reasons)
	}
	st, err := store.Open(ctx, u, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	observations, err := plan.Evaluate(ctx, st, asOfRandom)
	if err != nil {
		t.Fatal(err)
	}
	return observations
}

// asFiled is a row as a file can hold it: a cell of white space has no value, and
// that around a text is not part of it.
func asFiled(r record) record {
	if r.c != nil {
		if text := strings.TrimSpace(*r.c); text == "" {
			r.c = nil
		} else {
			r.c = &text
		}
	}
	return r
}

// speller writes values as people do.
type speller struct{ *rand.Rand }

// file writes rows as CSV.
func (s speller) file(t *testing.T, rows []record) string {
	t.Helper()
	var b strings.Builder
	w := csv.NewWriter(&b)
	lines := [][]string{{"id", "day", "moment", "y", "c", "e", "f", "w", "cond", "a", "m", "i"}}
	for at, r := range rows {
		text := ""
		if r.c != nil {
			text = *r.c
		}
		moment := ""
		if r.moment != nil {
			moment = r.moment.Format("2006-01-02T15:04:05")
		}
		lines = append(lines, []string{strconv.Itoa(at + 1), s.day(r.day), moment, s.year(r.y), text, r.e,
			s.truth(r.f), s.truth(r.w), s.truth(r.cond), s.number(r.a), s.number(r.m), s.number(number(r.i))})
	}
	if err := w.WriteAll(lines); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func (s speller) one(spellings ...string) string { return spellings[s.IntN(len(spellings))] }

// day writes a day in either calendar, now and then with its weekday.
func (s speller) day(d *time.Time) string {
	if d == nil {
		return ""
	}
	year := d.Year() - 1911
	text := s.one(d.Format(time.DateOnly), d.Format("2006/1/2"),
		fmt.Sprintf("%d.%d.%d", year, d.Month(), d.Day()), fmt.Sprintf("%d年%d月%d日", year, d.Month(), d.Day()),
		fmt.Sprintf("民國%d年%02d月%02d日", year, d.Month(), d.Day()))
	if s.IntN(3) == 0 {
		text += "(" + string([]rune("日一二三四五六")[d.Weekday()]) + ")"
	}
	return text
}

func (s speller) year(y *int64) string {
	if y == nil {
		return ""
	}
	return s.one(strconv.FormatInt(*y, 10), strconv.FormatInt(*y-1911, 10), fmt.Sprintf("民國%d年", *y-1911))
}

func (s speller) truth(b *bool) string {
	switch {
	case b == nil:
		return ""
	case *b:
		return s.one("true", "是", "1")
	}
	return s.one("false", "否", "0")
}

// number writes a number with or without separators of thousands, in half or full
// width, and a negative one by a sign, a triangle or brackets.
func (s speller) number(r *big.Rat) string {
	if r == nil {
		return ""
	}
	digits, _ := r.FloatPrec()
	whole, fraction, _ := strings.Cut(new(big.Rat).Abs(r).FloatString(digits), ".")
	if s.IntN(2) == 0 {
		for at := len(whole) - 3; at > 0; at -= 3 {
			whole = whole[:at] + "," + whole[at:]
		}
	}
	text := whole
	if fraction != "" {
		text += "." + fraction
	}
	if r.Sign() < 0 {
		text = s.one("-"+text, "△"+text, "("+text+")")
	}
	if s.IntN(4) == 0 {
		text = strings.Map(func(c rune) rune {
			if c >= '0' && c <= '9' || c == '.' || c == ',' {
				return c - '!' + '！'
			}
			return c
		}, text)
	}
	return text
}
