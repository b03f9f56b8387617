package ingest_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/traditionalchinese"

	"heng/ingest/tabular"
)

// BenchmarkFormats reads the same rows from Big5, XLSX and ODS, and reports how
// many rows a second that is against UTF-8 CSV, each pair in the same run; for
// XLSX also against the streaming reader of excelize.
func BenchmarkFormats(b *testing.B) {
	rows := [][]string{{"案號", "團體", "核定日期", "核定金額", "地區"}}
	for i := range *benchRows {
		rows = append(rows, []string{
			fmt.Sprintf("T%d", i), fmt.Sprintf("示範團體%d", i%97), fmt.Sprintf("2018-%02d-%02d", i%12+1, i%28+1),
			fmt.Sprintf("%d.%02d", i*7919%1000000, i%100), fmt.Sprintf("第%d區", i%6),
		})
	}
	var utf8 bytes.Buffer
	if err := csv.NewWriter(&utf8).WriteAll(rows); err != nil {
		b.Fatal(err)
	}
	big5, err := traditionalchinese.Big5.NewEncoder().Bytes(utf8.Bytes())
	if err != nil {
		b.Fatal(err)
	}
	workbook := streamedWorkbook(b, rows)
	plain := func() int { return readTable(b, utf8.Bytes(), tabular.Options{File: "a.csv", Format: "csv"}) }
	for _, format := range []struct {
		name    string
		content []byte
		options tabular.Options
	}{
		{"big5", big5, tabular.Options{File: "a.csv", Format: "csv"}},
		{"xlsx", workbook, tabular.Options{File: "a.xlsx", Format: "xlsx"}},
		{"ods", []byte(spreadsheet(b, "a", rows...)), tabular.Options{File: "a.ods", Format: "ods"}},
	} {
		b.Run(format.name, func(b *testing.B) {
			var own, text, other time.Duration
			least := func(to *time.Duration, read func() int) {
				start := time.Now()
				n := read()
				*to = shorter(*to, time.Since(start))
				if n != *benchRows {
					b.Fatalf("%d rows read, not %d", n, *benchRows)
				}
			}
			for b.Loop() {
				least(&own, func() int { return readTable(b, format.content, format.options) })
				b.StopTimer()
				least(&text, plain)
				if format.name == "xlsx" {
					least(&other, func() int { return readExcelize(b, format.content) })
				}
				b.StartTimer()
			}
			b.ReportMetric(float64(*benchRows)/own.Seconds(), "rows/s")
			b.ReportMetric(text.Seconds()/own.Seconds(), "ratio-csv")
			if other > 0 {
				b.ReportMetric(other.Seconds()/own.Seconds(), "ratio-excelize")
			}
		})
	}
}

// readTable reads a file to its end and returns the number of its records.
func readTable(b *testing.B, content []byte, options tabular.Options) (n int) {
	b.Helper()
	table, err := tabular.Open(bytes.NewReader(content), int64(len(content)), options)
	if err != nil {
		b.Fatal(err)
	}
	defer table.Close()
	for {
		record, err := table.Next()
		if errors.Is(err, io.EOF) {
			return n
		}
		if err != nil || len(record.Cells) != 5 {
			b.Fatal(record, err)
		}
		n++
	}
}

// readExcelize reads the rows of a workbook of one sheet as excelize streams
// them, and returns their number without the header.
func readExcelize(b *testing.B, content []byte) (n int) {
	b.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	rows, err := f.Rows(f.GetSheetName(0))
	if err != nil {
		b.Fatal(err)
	}
	for rows.Next() {
		if cells, err := rows.Columns(); err != nil || len(cells) != 5 {
			b.Fatal(cells, err)
		}
		n++
	}
	if err := errors.Join(rows.Error(), rows.Close()); err != nil {
		b.Fatal(err)
	}
	return n - 1
}

// streamedWorkbook writes a workbook of one sheet of texts.
func streamedWorkbook(b *testing.B, rows [][]string) []byte {
	b.Helper()
	f := excelize.NewFile()
	defer f.Close()
	out, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	var errs []error
	for i, row := range rows {
		cells := make([]any, len(row))
		for j, cell := range row {
			cells[j] = cell
		}
		errs = append(errs, out.SetRow(fmt.Sprintf("A%d", i+1), cells))
	}
	var content bytes.Buffer
	if err := errors.Join(append(errs, out.Flush(), f.Write(&content))...); err != nil {
		b.Fatal(err)
	}
	return content.Bytes()
}
