// Package ingest loads records: the files of a Data Package become checked,
// typed rows in the store's tables.
//
// A load is all or nothing. Rows that fail are set aside whole, each with its
// file, line, column, offending text and reasons; a resource that would set
// aside too many is refused, and with it the load (unless KeepGoing). Keys are
// checked in the store after the rows are in it, so that memory does not grow
// with the files. A resource whose files and schema are as they were is not
// read again.
//
// The package does not know what the records are for: indicators meet them in
// the store's tables. Begin at Load.
package ingest
