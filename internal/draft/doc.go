// Package draft says what the files of a folder suggest of a workspace: which tables
// they hold and below which headers, what their columns are called, of which types and
// units they are, and what could be their key. What it says is a guess from all values,
// marked as one, and for a person to review.
//
// The words: a source is a file that is looked at, a table what was found in it or in
// one of its sheets, with columns of which every value narrows what they can be; a
// header stands at the head of a table, a footer below it.
//
// Begin at Folder.
package draft
