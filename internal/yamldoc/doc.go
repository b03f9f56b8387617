// Package yamldoc reads the YAML (and JSON) that people write by hand: into
// plain structs, with the place of everything kept, and with every slip found
// at once instead of the first alone.
//
// It is stricter than YAML: an unknown or repeated key, a tag, an anchor, an
// explicit null and a text cut short by " #" are slips, because each of them
// turns what an author meant into something else without a word.
//
// The same structs give the JSON Schema with which editors complete and check
// a file (Schema). Begin at Decode.
package yamldoc
