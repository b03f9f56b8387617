package tabular

import (
	"io"

	"heng/internal/fault"
	"heng/internal/locale"
)

// Options say how a file is to be read. What is left out is found in the file.
type Options struct {
	File   string // as findings show it
	Format string // csv, tsv, xlsx, ods, json, jsonl or xls; empty means csv

	// Encoding of a text file: auto (or empty), utf-8, utf-16, utf-16le,
	// utf-16be, big5, cp950, big5-hkscs, gb18030 and the others of Encodings.
	Encoding string

	// Delimiter of a csv or tsv; 0: a tab for tsv, for csv what the header shows.
	// Without one a csv is read with commas, unless its header has none but a
	// semicolon, a tab or a bar: then with the one it has most of.
	Delimiter byte

	// Header lists the rows of the header by their numbers; empty means the
	// first row that is not blank. Of several rows the texts are joined.
	Header []int

	Sheet    string // of a spreadsheet: its name or number; empty: the first one that is not hidden
	Property string // of a JSON file: where the array of rows is, a.b for one inside another

	// Copy, where it is set, is given the bytes of the file, each once and in
	// their order: what it hears is what is read.
	Copy io.Writer
}

// Table reads the records of one table, one after the other. It is not safe
// for concurrent use.
type Table interface {
	// Header returns the texts of the header as they stand.
	Header() []string
	// HeaderLine returns the number of the (last) row of the header.
	HeaderLine() int
	// Next returns the next record that is not blank, io.EOF behind the last,
	// or a *fault.Error. After an error it returns the same one again.
	Next() (*Record, error)
	// Found says how the table was read.
	Found() Found
	// Notes lists what a person should know of the file as a whole: hidden rows,
	// sheets that were not read. It is complete once Next has returned io.EOF.
	Notes() []locale.Message
	// Close frees what the table holds; the file itself is its opener's.
	Close() error
}

// Found is how a file was read, whether stated or found in it.
type Found struct {
	Format    string
	Encoding  string // of text; empty for spreadsheets
	Delimiter byte   // of csv and tsv; 0 otherwise
	Sheet     string // of spreadsheets
}

// Record is one row. It is valid until the next call of Next.
type Record struct {
	// Line is where the record begins: the physical line of a text, the row
	// number of a spreadsheet, the number of an object in a JSON array, from 1.
	Line     int
	Cells    [][]byte  // without quotes and escapes
	Problems []Problem // of single cells, in the order of the columns
	raw      []byte
}

// Problem is what the reader knows of a cell beyond its text: #N/A, a formula
// without a value.
type Problem struct {
	Column  int // from 0
	Reason  locale.Message
	Warning bool // the text can be used all the same
}

// Text returns the record as it stands in the file, without its line end: of a
// spreadsheet or JSON as a record of CSV.
func (r *Record) Text() string { return string(r.raw) }

// Raw returns the record as Text does, without a copy: it is valid until the
// next call of Next.
func (r *Record) Raw() []byte { return r.raw }

// Open reads the header of a file and returns a table that stands behind it.
// The error is a *fault.Error of code Input and says what to do: the file is
// empty, of another format than its name says, protected by a password, cut
// short, has no such sheet or header.
func Open(file io.ReaderAt, size int64, options Options) (Table, error) {
	if options.Format == "" {
		options.Format = "csv"
	}
	f := &openedFile{ReaderAt: file, size: size, options: options}
	if err := f.refuseByContent(); err != nil {
		return nil, err
	}
	switch options.Format {
	case "xlsx":
		return openXLSX(f)
	case "ods":
		return openODS(f)
	}
	text, encoding, err := f.text()
	if err != nil {
		return nil, err
	}
	if options.Format == "json" || options.Format == "jsonl" {
		return openJSON(f, text, encoding)
	}
	return newReader(text, options, encoding)
}

// openedFile is a file that is being opened.
type openedFile struct {
	io.ReaderAt
	size    int64
	options Options
}

// stream returns the file's bytes in order, which Options.Copy hears.
func (f *openedFile) stream() io.Reader {
	var r io.Reader = io.NewSectionReader(f, 0, f.size)
	if f.options.Copy != nil {
		r = io.TeeReader(r, f.options.Copy)
	}
	return r
}

// copyAll lets Options.Copy hear the whole file, before parts of it are read in
// another order.
func (f *openedFile) copyAll() error {
	if f.options.Copy == nil {
		return nil
	}
	_, err := io.CopyBuffer(f.options.Copy, io.NewSectionReader(f, 0, f.size), make([]byte, 256<<10))
	if err != nil {
		return f.broken(err)
	}
	return nil
}

// broken is the failure of a file that the system cannot read.
func (f *openedFile) broken(err error) error {
	return fault.Wrap(fault.Input, err, locale.M("tabular.unreadable", "file", f.options.File))
}

// fail is a failure of the file as a whole, or at a place of it. The id is the
// catalogue's key, and <id>_hint says what to do.
func (f *openedFile) fail(place fault.Place, id string, pairs ...any) error {
	place.File = f.options.File
	return fault.New(fault.Input, locale.M("tabular.unreadable", "file", f.options.File)).WithFindings([]fault.Finding{{
		ID: id, Place: place, Message: locale.M("tabular."+id, pairs...), Hint: locale.M("tabular."+id+"_hint", pairs...),
	}})
}
