// Package reports writes observations as a document for people: one
// self-contained HTML page a language, with its figures, charts, tables,
// definitions and sources. The page asks nothing of any network and needs no
// script.
//
// It decides how findings are put into words and what stands where. It does
// not compute indicators, read workspaces or draw charts, and every number it
// shows carries the exact value of the observation it was rounded from.
//
// Begin at Input and Build; Summary says in a line per dimension what the
// report says, and Numbers reads the numbers of a page back.
package reports
