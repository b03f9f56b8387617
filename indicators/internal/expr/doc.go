// Package expr turns the SQL that people write into definitions and models
// into SQL that Heng prints itself.
//
// The text is parsed by DuckDB's own parser. The tree is walked against an
// allow-list, its names and types are bound to the real columns, and the
// result is printed anew with every literal typed, so that no author's text
// reaches an engine and the same statement means the same on DuckDB and on
// PostgreSQL. What is not on the list is a Problem with its offset.
//
// It is not a general SQL compiler: it knows scalar expressions (Bind) and the
// SELECT of a model (BindSelect). It runs nothing.
package expr
