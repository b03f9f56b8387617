// Package tabular reads files of rows and cells: CSV and TSV in the encodings of
// offices, XLSX, OpenDocument spreadsheets, JSON and JSON Lines.
//
// A Table streams: of a text it holds one record at a time, of a workbook
// besides it the texts that its cells share. A record knows where it stands: the
// physical line of a text, however many line breaks its cells hold, the row
// number of a spreadsheet, the number of a JSON object.
//
// A cell is the text that its writer meant: a date by the format of its cell, a
// number in full. What a reader knows of a cell beyond that (#N/A, a formula
// without a value) goes with the record as a Problem; what concerns the file
// (hidden rows, other sheets) is a note.
//
// A file that cannot be read whole ends in a *fault.Error with its place and
// what to do. What the cells mean is not this package's business, nor whether a
// record has as many cells as the header: that is for the loader to judge, which
// keeps such rows as rejects.
//
// Begin at Open.
package tabular
