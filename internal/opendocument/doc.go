// Package opendocument writes tables for spreadsheets: workbooks in the
// OpenDocument format (ODS, ISO/IEC 26300) and single tables as CSV.
//
// A number goes out exactly as it is, and is shown as the report shows it: the
// cell holds all its digits, its format the decimals, the grouping and the sign
// of per cent. A cell without a value says why it has none. The same workbook
// gives the same bytes whenever and wherever it is written.
//
// The package reads no spreadsheet (that is ingest/tabular's) and knows neither
// indicators nor charts.
//
// Begin at Workbook, then Sheet.WriteCSV.
package opendocument
