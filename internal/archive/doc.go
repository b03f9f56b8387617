// Package archive keeps files in one: a zip archive whose last entry, the manifest, holds
// the size and the hash of each. It is written whole or not at all, and gives its files
// back whole or not at all. It holds no time. What is kept, and where an entry comes to
// lie, is for its callers to say.
package archive

const (
	format        = "heng-backup-1"
	manifestEntry = "manifest.json"
)

// Manifest says what an archive holds.
type Manifest struct {
	Format  string  `json:"format"`           // as Write sets it
	Heng    string  `json:"heng"`             // the version of the program that wrote it
	Package string  `json:"package"`          // the name of the data package
	Tables  []Table `json:"tables,omitempty"` // of the copy of a shared store
	Files   []Entry `json:"files"`            // as Write sets them
}

// Table is a table of the copy of a shared store.
type Table struct {
	Name string `json:"name"`
	Rows int64  `json:"rows"`
}

// Entry is a file of an archive.
type Entry struct {
	Name   string `json:"name"` // in the archive
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
	Mode   string `json:"mode"` // who may read and write it, in octal
}
