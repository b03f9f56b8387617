package ingest

import (
	"context"
	"time"

	"heng/ingest/verdict"
	"heng/internal/datapackage"
	"heng/internal/locale"
	"heng/internal/store"
)

// Input is what a load needs.
type Input struct {
	Root    string // the workspace's folder
	Package *datapackage.Package
	URL     store.URL
	Options store.Options
	Now     time.Time      // recorded beside what is loaded, for people
	Zone    *time.Location // of times of the day; nil: UTC

	Force     bool // load everything, changed or not
	Replace   bool // of a shared store: take the place of data this workspace has not seen
	KeepGoing bool // load what does not depend on a refused resource

	// RejectsDir, where it is set, receives the rejected rows, a file a
	// resource, whether the load is committed or refused. See WriteRejects.
	RejectsDir string

	// Progress, where it is set, hears how far the load is. It is called by
	// one goroutine at a time and must be quick.
	Progress func(Progress)

	// Refresh, where it is set, says whether After has work to do although no
	// resource has changed. It gets what the store holds.
	Refresh func(store.Books) bool

	// After, where it is set, runs when all rows are in and before the load is
	// committed; its error rolls the load back. Models kept as tables are made
	// there.
	After func(ctx context.Context, load *store.Load) error

	// Judged, where it is set, may look at the rows when all are in and judged,
	// whether the load is then committed or refused. Its error gives the load up.
	Judged func(ctx context.Context, st *store.Store, tables []verdict.Table) error

	// At, where it is set, is called at the named steps of the load: those of
	// store.Steps, and "rows" and "keys". A test stops the process there.
	At func(step string)
}

// Progress is how far a load is.
type Progress struct {
	Resource string
	Rows     int64 // read of this resource so far
	Bytes    int64 // read of all files so far
	Total    int64 // bytes of all files that will be read
}

// State says what became of a resource.
type State string

// The states.
const (
	Loaded    State = "loaded"
	Unchanged State = "unchanged"
	Refused   State = "refused"   // too many rejects, or a file that cannot be read
	Held      State = "held"      // it refers to a refused resource, and keeps its rows
	Removed   State = "removed"   // no longer in the package
	Untouched State = "untouched" // the load was given up because of another resource
)

// Report is what a load did.
type Report struct {
	Committed bool // the store has changed
	Rebuilt   bool // the store was damaged or of another layout, and was made anew
	Resources []ResourceReport
}

// ResourceReport is the verdict on a resource.
type ResourceReport struct {
	Name     string
	State    State
	Files    []string // as they were read, relative to the workspace
	Sources  []SourceReport
	Read     int64 // rows
	Accepted int64
	Rejected int64
	Repeated int64 // exact repetitions of a row, dropped with a warning
	Warned   int64 // warnings
	Changed  int64 // accepted rows with a value that is not spelled as its cell was
	Changes  []ChangeCount
	Warnings []ReasonCount
	Reasons  []ReasonCount
	// Unknown lists the columns of the files that the schema does not have.
	Unknown []UnknownColumn
}

// SourceReport is how one file, or one sheet of it, was read.
type SourceReport struct {
	File       string
	Sheet      string
	Format     string
	Encoding   string // of text: what it is or was found to be
	Delimiter  string // of csv and tsv
	HeaderLine int
	Rows       int64
	Notes      []locale.Message // hidden rows, sheets that were not read
}

// ReasonCount is how often rows were rejected for a reason, or warned of.
type ReasonCount struct {
	Field string `db:"field"`
	Key   string `db:"reason_key"` // of the catalogue
	Count int64  `db:"n"`
}

// UnknownColumn is a column of a file that the schema does not have.
type UnknownColumn struct {
	File   string
	Sheet  string
	Column int // from 1
	Header string
}

// Resource returns the verdict on the resource of that name, or nil.
func (r *Report) Resource(name string) *ResourceReport {
	for i := range r.Resources {
		if r.Resources[i].Name == name {
			return &r.Resources[i]
		}
	}
	return nil
}
