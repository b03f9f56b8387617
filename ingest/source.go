package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"heng/ingest/tabular"
	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
)

// source is one file of a resource.
type source struct {
	path    string // relative to the workspace, with slashes
	name    string // where it is
	wanted  string // the sheet, as the package names it
	id      int
	mapping mapping

	sheet     string // as the file names it
	header    string // as it stands in the file, as a record of CSV
	headerAt  int
	format    string
	encoding  string
	delimiter byte // of that record
	notes     []locale.Message
	sha256    string // of the bytes that were read
	bytes     int64
	modified  int64
	rows      int64
}

// newSource looks at a file without reading it. The path may be absolute or
// relative to root.
func newSource(root, path string) (*source, error) {
	name := path
	if !filepath.IsAbs(name) {
		name = filepath.Join(root, path)
	} else if relative, err := filepath.Rel(root, path); err == nil {
		path = relative
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("is a directory")}
	}
	return &source{path: filepath.ToSlash(path), name: name, bytes: info.Size(), modified: info.ModTime().UnixNano()}, nil
}

// sourcesOf looks at the files of a resource, in their order: of a spreadsheet,
// each sheet is one. What cannot be read is a finding.
func sourcesOf(root string, r *datapackage.Resource) ([]*source, []fault.Finding) {
	paths, err := r.Files(root)
	if err != nil {
		return nil, unreadable(r.Name, firstOf(r.Path), err)
	}
	var sources []*source
	var findings []fault.Finding
	for _, path := range paths {
		sheets := []string{""}
		if format := r.FormatOf(path); format == "xlsx" || format == "ods" {
			sheets = r.SheetNames()
		}
		for _, sheet := range sheets {
			s, err := newSource(root, path)
			if err != nil {
				findings = append(findings, unreadable(r.Name, path, err)...)
				break
			}
			s.wanted = sheet
			sources = append(sources, s)
		}
	}
	return sources, findings
}

// isAs reports whether the file looks as it did when it was loaded: the same
// size and time of change.
func (s *source) isAs(known store.File) bool {
	return s.path == known.Path && s.bytes == known.Bytes && s.modified == known.Modified
}

// isStill reports whether the file looks as it did when it was found.
func (s *source) isStill() bool {
	info, err := os.Stat(s.name)
	return err == nil && info.Size() == s.bytes && info.ModTime().UnixNano() == s.modified
}

// hashOf reads a file for its SHA-256.
func hashOf(ctx context.Context, name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	buffer := make([]byte, 1<<20)
	for {
		n, err := f.Read(buffer)
		h.Write(buffer[:n])
		if errors.Is(err, io.EOF) {
			return hex.EncodeToString(h.Sum(nil)), nil
		}
		if err = errors.Join(err, ctx.Err()); err != nil {
			return "", err
		}
	}
}

// opened is a source that is being read.
type opened struct {
	tabular.Table
	file *os.File
	hash hash.Hash
	size int64
	read func(n int) // hears of bytes as they are read; may be nil

	record *tabular.Record // the last one, for last
}

// open opens a source and reads its header.
func (s *source) open(resource *datapackage.Resource, read func(n int)) (*opened, error) {
	return s.openAt(resource, read, resource.HeaderLines())
}

// openAt is open with a header in other rows than the resource says.
func (s *source) openAt(resource *datapackage.Resource, read func(n int), header []int) (*opened, error) {
	f, err := os.Open(s.name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	o := &opened{file: f, hash: sha256.New(), read: read}
	options := tabular.Options{
		File: s.path, Format: resource.FormatOf(s.path), Header: header, Delimiter: resource.DelimiterByte(),
		Encoding: resource.Encoding, Sheet: s.wanted, Property: resource.Property(), Copy: o,
	}
	if o.Table, err = tabular.Open(f, info.Size(), options); err != nil {
		f.Close()
		return nil, err
	}
	return o, nil
}

// Write hears the file's bytes on their way to the reader: what is hashed is
// what is loaded, even if somebody writes to the file meanwhile.
func (o *opened) Write(p []byte) (int, error) {
	o.hash.Write(p)
	o.size += int64(len(p))
	if o.read != nil {
		o.read(len(p))
	}
	return len(p), nil
}

func (o *opened) close() {
	_ = o.Close() // it has been read; there is nothing to lose
	o.file.Close()
}

// unreadable makes findings of the error of a file: those it carries, or one
// that says why the file cannot be read.
func unreadable(resource, path string, err error) []fault.Finding {
	if e, ok := errors.AsType[*fault.Error](err); ok {
		findings := e.Findings
		if len(findings) == 0 {
			findings = []fault.Finding{{ID: "unreadable", Place: fault.Place{File: path}, Message: e.Message, Hint: e.Hint}}
		}
		for i := range findings {
			if findings[i].Subject == "" {
				findings[i].Subject = resource
			}
		}
		return findings
	}
	finding := fault.Finding{ID: "unreadable", Subject: resource, Place: fault.Place{File: path},
		Message: locale.M("ingest.file_unreadable"), Hint: locale.M("ingest.file_unreadable_hint")}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		finding.ID, finding.Message, finding.Hint = "file_missing", locale.M("ingest.file_missing"), locale.M("ingest.file_missing_hint")
	case errors.Is(err, fs.ErrPermission):
		finding.Message = locale.M("ingest.file_forbidden")
		finding.Hint = locale.Message{}
	}
	return []fault.Finding{finding}
}

// fingerprint says how a resource is read: whatever makes other rows of the
// same files is in it, and titles are not.
func fingerprint(r *datapackage.Resource, zone fmt.Stringer) string {
	h := sha256.New()
	put := func(values ...any) {
		for _, v := range values {
			// The length keeps two neighbours from being read as one.
			text := fmt.Sprint(v)
			fmt.Fprintf(h, "%d:%s,", len(text), text)
		}
	}
	put(rules, zone.String(), r.FileFormat(), r.Encoding, r.DelimiterByte(), fmt.Sprint(r.HeaderLines()),
		strings.Join(r.SheetNames(), "\n"), r.Property(), r.MaxRejects != nil)
	if m := r.MaxRejects; m != nil {
		put(m.Count, m.Percent.String(), m.IsShare)
	}
	s := r.Schema
	put(len(s.PrimaryKey))
	for _, name := range s.PrimaryKey {
		put(name)
	}
	put(len(s.ForeignKeys))
	for _, k := range s.ForeignKeys {
		put(len(k.Fields), k.Reference.Resource)
		for i := range k.Fields {
			put(k.Fields[i])
		}
		for i := range k.Reference.Fields {
			put(k.Reference.Fields[i])
		}
	}
	put(len(s.MissingValues))
	for _, text := range s.MissingValues {
		put(text)
	}
	for _, f := range s.Fields {
		put(f.Name, f.Type, f.Format, f.DatedBy, f.Unit, f.Currency, store.SQLType(f), len(f.Headers))
		for _, text := range f.Headers {
			put(text)
		}
		c := f.Constraints
		put(c.Required, c.Unique, c.Minimum, c.Maximum, c.Pattern, bound(c.MinLength), bound(c.MaxLength), len(c.Enum))
		for _, text := range c.Enum {
			put(text)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// rules is the version of what this package and clean make of a text. It goes
// up when the same file would give other rows.
const rules = 2

func bound(n *int) string {
	if n == nil {
		return "-"
	}
	return fmt.Sprint(*n)
}

func hexOf(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

// last returns the record that begins on a line. Records are asked for in the
// order of their lines; the same one may be asked for again.
func (o *opened) last(line int64) (*tabular.Record, error) {
	for o.record == nil || int64(o.record.Line) < line {
		record, err := o.Next()
		if err != nil {
			return nil, err
		}
		o.record = record
	}
	if int64(o.record.Line) != line {
		return nil, io.EOF
	}
	return o.record, nil
}

// delimiterText writes what parts the cells of a text file.
func delimiterText(s *source) string {
	if s.format != "csv" && s.format != "tsv" {
		return ""
	}
	return string(s.delimiter)
}
