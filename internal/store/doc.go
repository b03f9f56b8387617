// Package store is the one place that speaks to a database. It keeps what a
// workspace has loaded and answers statements about it; which engine runs, its
// settings, its types and its files are known here and nowhere else.
//
// The embedded store is DuckDB. It is kept as generations: a load works on a
// copy of the current file and, when all is well, switches a small pointer file
// to it. Readers hold the generation they opened, so a load never disturbs
// them, and a process killed at any moment leaves the old data or the new.
//
// Every statement is meant to run on PostgreSQL as well: the settings of the
// engine are chosen so that it counts as PostgreSQL does (integers divide to
// integers, a division by zero gives no infinity, nulls sort where PostgreSQL
// sorts them). Cast every column of a result (::varchar for exact numbers,
// ::bigint, ::double precision), since the Go types of uncast ones differ
// between engines.
//
// Beside the generations of a server it may keep the lines of what people did
// (Records), which it does not read.
//
// The package knows schemas (datapackage) but no files of records, which are
// ingest's, and no indicators. Begin at Open for reading, BeginLoad for
// loading and OpenMemory for a store that lives as long as its value.
package store
