// Package audit attacks a release as its readers could, and says for every
// suppressed value how closely it can be worked out.
//
//	Attack          → a Report: an interval for every suppressed cell and attacker
//	Report.Breaches → which promises the release does not keep
//
// It knows what a reader knows, and no more: the values that were published, the
// relations that hold between cells, bounds that are plain to everybody, and what
// an Attacker knows besides, as a grantee knows its own grant. It shares no code
// with the package that suppresses, and imports nothing of the house, so that a
// mistake there cannot hide itself here.
//
// All arithmetic is exact. Cells that are not published fall apart into groups
// that have no relation in common; a group that is a network (a two-way table, a
// hierarchy crossed with one list) is solved by maximum flow, every other by a
// linear program in rationals. A bound of an interval is attained by a table that
// agrees with everything published.
//
// Begin at Attack.
package audit
