package workspace_test

import (
	"archive/zip"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"heng/indicators"
	"heng/internal/locale"
)

var (
	tableOfIndicator = regexp.MustCompile(`^([a-z0-9]+)_([a-z0-9-]+)_(periods|breakdown[0-9]+)\.csv$`)
	plainNumber      = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)
)

// walkTables: each row of each indicator's tables is an observation that heng
// eval gives, no observation of the periods is left out or said twice, and the
// spreadsheet beside a CSV file has the same numbers.
func (b *built) walkTables(t *testing.T) {
	for _, lang := range locale.Languages {
		dir := filepath.Join(b.dir, "out", "tables", string(lang))
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		walked, numbers := 0, 0
		for _, entry := range entries {
			path := filepath.Join(dir, entry.Name())
			if filepath.Ext(path) != ".csv" {
				continue
			}
			rows := readTable(t, path)
			numbers += sameInSheet(t, rows, strings.TrimSuffix(path, ".csv")+".ods")
			if m := tableOfIndicator.FindStringSubmatch(entry.Name()); m != nil {
				b.walkTable(t, locale.NewPrinter(lang), path, rows, m[1]+"/"+m[2], m[3] == "periods")
				walked++
			}
		}
		if walked < 200 || numbers < 5000 {
			t.Errorf("%s: only %d tables with %d numbers; the test has lost its subject", lang, walked, numbers)
		}
	}
}

func readTable(t *testing.T, path string) [][]string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return rows
}

// walkTable takes from the observations of an indicator the one that each row
// says, by its figures; a row of periods must also name the period of its own.
func (b *built) walkTable(t *testing.T, p locale.Printer, path string, rows [][]string, name string, periods bool) {
	t.Helper()
	head := func(key string) int { return slices.Index(rows[0], p.Text("report."+key)) }
	columns := []int{head("value"), head("numerator"), head("denominator"), head("n"), head("missing_rows")}
	if columns[0] < 0 {
		t.Errorf("%s has no column of values: %q", path, rows[0])
		return
	}
	left := map[int]*indicators.Observation{}
	for i := range b.observations {
		if o := &b.observations[i]; o.Framework+"/"+o.Indicator == name && (len(o.Breakdown) == 0) == periods {
			left[i] = o
		}
	}
	for _, row := range rows[1:] {
		found := -1
		for i := range b.observations { // in order: the same one each time
			o := left[i]
			if o == nil || periods && o.Period != nil && !strings.HasPrefix(row[0], p.ShortPeriod(*o.Period)) {
				continue
			}
			if saysObservation(row, columns, o) {
				found = i
				break
			}
		}
		if found < 0 && periods && isEmpty(row) {
			continue // a period between others, of which there is no observation
		}
		if found < 0 {
			t.Errorf("%s: no observation of eval has the figures of the row %q", path, row)
			continue
		}
		delete(left, found)
	}
	if periods && len(left) > 0 {
		t.Errorf("%s: %d observations have no row", path, len(left))
	}
}

// isEmpty reports whether a row has no figure.
func isEmpty(row []string) bool {
	return !slices.ContainsFunc(row[1:], plainNumber.MatchString)
}

// saysObservation reports whether the figures of a row are an observation's. A
// value of few rows is written as its parts, 5/6.
func saysObservation(row []string, columns []int, o *indicators.Observation) bool {
	cell := func(i int) string {
		if columns[i] < 0 {
			return ""
		}
		return row[columns[i]]
	}
	text := func(d *decimal.Decimal) string {
		if d == nil {
			return ""
		}
		return d.String()
	}
	same := func(i int, want string) bool {
		got := cell(i)
		if want == "" {
			return !plainNumber.MatchString(got)
		}
		return columns[i] < 0 || got == want
	}
	value := ""
	if o.Value != nil {
		value = o.Value.String()
	}
	if parts := text(o.Numerator) + "/" + text(o.Denominator); o.Value != nil && strings.Contains(cell(0), "/") {
		value = parts
	}
	return same(0, value) && same(1, text(o.Numerator)) && same(2, text(o.Denominator)) &&
		same(3, decimal.NewFromInt(o.N).String()) && same(4, decimal.NewFromInt(o.Missing).String())
}

// sameInSheet holds the numbers of a spreadsheet against those of the CSV file
// beside it, in their order; it returns how many there are.
func sameInSheet(t *testing.T, rows [][]string, path string) int {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	content, err := z.Open("content.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	var want, got []string
	for _, row := range rows[1:] {
		for _, cell := range row[1:] {
			if plainNumber.MatchString(cell) {
				want = append(want, cell)
			}
		}
	}
	for d := xml.NewDecoder(content); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "table-cell" {
			continue
		}
		kind, value := "", ""
		for _, a := range start.Attr {
			switch a.Name.Local {
			case "value-type":
				kind = a.Value
			case "value":
				value = a.Value
			}
		}
		switch kind {
		case "percentage": // 65.2 per cent is stored as 0.652
			got = append(got, decimal.RequireFromString(value).Shift(2).String())
		case "float":
			got = append(got, value)
		}
	}
	if !slices.EqualFunc(got, want, func(a, b string) bool { return decimal.RequireFromString(a).Equal(decimal.RequireFromString(b)) }) {
		t.Errorf("%s has the numbers\n%q\nand the CSV file beside it\n%q", path, got, want)
	}
	return len(want)
}
