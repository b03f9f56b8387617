// Package sheet writes what is laid before a meeting (提報) as tables, which a page
// shows and a spreadsheet holds: the same cells for both. What is on the sheet is
// followup's to say.
//
// Begin at Of.
package sheet
