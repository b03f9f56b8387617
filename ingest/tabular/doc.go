// Package tabular reads files of rows and cells: today CSV and TSV in UTF-8,
// with or without a byte order mark.
//
// A Reader streams: it holds one record at a time and allocates nothing for
// it, so that the time of a load is the database's. It reads RFC 4180 with the
// line ends of every system (LF, CRLF, CR) and knows on which physical line
// each record begins, however many line breaks its cells hold.
//
// A file that cannot be read whole ends in a *fault.Error with file, line and
// column: an unclosed quote, bytes that are no text. What the cells mean is not
// this package's business, nor whether a record has as many cells as the
// header: that is for the loader to judge, which keeps such rows as rejects.
//
// Begin at NewReader.
package tabular
