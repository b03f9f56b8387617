// Package conformance is for tests alone: it holds the two engines, the embedded
// one and a PostgreSQL server, against each other and against answers by hand.
// Both load the same files through package ingest, and must then hold the same
// tables, rejects and books, and give the same observations and rows to the last
// digit and byte. The random cases of package indicators stand beside it: they
// hold both engines against an evaluator that shares nothing with either.
//
// Begin with engines_test.go.
package conformance
