package verdict

import (
	"context"
	"time"

	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
)

// Quality is what there is to say of the records in a store.
type Quality struct {
	Resources []*Resource // in the order of the package; those that were loaded
}

// Resource is what there is to say of the records of a resource.
type Resource struct {
	Name     string
	Title    locale.Text
	Read     int64 // rows
	Accepted int64
	Rejected int64
	Repeated int64 // exact repetitions, counted once
	Files    []store.File
	Reasons  []Reason // why rows were set aside, the most frequent first
	Rejects  []Reject // the first of them, in the order of the files, ShownRejects at most
	Warnings []Reason // what was pointed out in rows
	Changed  int64    // accepted rows with a value that is not spelled as its cell was
	Changes  []store.Change
	Advice   []Advice // what looks odd in accepted rows
	Senders  *Senders // nil where the package does not say who sends

	resource *datapackage.Resource
	table    string
	checks   []check
	book     *senderBook // nil where the package does not say who sends
}

// Reason is a kind of slip and how often it was met.
type Reason struct {
	Field  string
	Key    string // of the catalogue
	Values int64  // cells, or rows where the slip is the row's
}

// ShownRejects is how many rejects of a resource are shown with their places.
const ShownRejects = 20

// Reject is one slip of a row that was set aside.
type Reject struct {
	Place   fault.Place // its column is that of the table, from 1; 0 where the slip is the row's
	Message locale.Message
}

// Resource returns the one of that name, or nil.
func (q *Quality) Resource(name string) *Resource {
	for _, r := range q.Resources {
		if r.Name == name {
			return r
		}
	}
	return nil
}

// Table says where the rows of a resource are: in a table of its name, or, while
// a load is judged, in one of another name, under which its rejects are kept,
// too.
type Table struct {
	Resource string
	Name     string
	Read     int64 // rows
	Accepted int64
	Rejected int64
	Changed  int64          // accepted rows with a value that is not spelled as its cell was
	Changes  []store.Change // nil: as the store's books have them
	Files    []store.File
}

// Tables lists what a store holds of a package.
func Tables(books store.Books, pkg *datapackage.Package) []Table {
	var tables []Table
	for _, r := range pkg.Resources {
		if known := books.Resource(r.Name); known != nil {
			tables = append(tables, Table{
				Resource: r.Name, Name: r.Name, Read: known.Read, Accepted: known.Accepted, Rejected: known.Rejected,
				Changed: known.Changed, Files: books.FilesOf(r.Name),
			})
		}
	}
	return tables
}

// Read gathers all that there is to say of the rows in some tables of a
// package. AsOf is the day by which a date lies in the future.
func Read(ctx context.Context, st *store.Store, pkg *datapackage.Package, tables []Table, asOf time.Time) (*Quality, error) {
	q := &Quality{}
	for _, t := range tables {
		resource := pkg.Resource(t.Resource)
		if resource == nil {
			continue
		}
		r := &Resource{
			Name: t.Resource, Title: resource.Title, Read: t.Read, Accepted: t.Accepted, Rejected: t.Rejected,
			Repeated: t.Read - t.Accepted - t.Rejected, Files: t.Files, resource: resource, table: t.Name,
			Changed: t.Changed, Changes: t.Changes,
		}
		var err error
		if t.Changes == nil {
			if r.Changes, err = st.Changes(ctx, t.Resource); err != nil {
				return nil, err
			}
		}
		if r.Reasons, err = countReasons(ctx, st, store.RejectsTable, t.Name); err != nil {
			return nil, err
		}
		if r.Rejects, err = firstRejects(ctx, st, t); err != nil {
			return nil, err
		}
		if r.Warnings, err = countReasons(ctx, st, store.WarningsTable, t.Name); err != nil {
			return nil, err
		}
		if r.Advice, err = r.advise(ctx, st, asOf); err != nil {
			return nil, err
		}
		if r.book = newSenderBook(pkg, r); r.book != nil {
			if err := r.book.count(ctx, st); err != nil {
				return nil, err
			}
			r.Senders = r.book.Senders
		}
		q.Resources = append(q.Resources, r)
	}
	return q, nil
}

func firstRejects(ctx context.Context, st *store.Store, t Table) (rejects []Reject, err error) {
	if t.Rejected == 0 {
		return nil, nil
	}
	err = st.Rejects(ctx, store.RejectsTable, t.Name, ShownRejects, func(r store.Reject) error {
		reject := Reject{Place: fault.Place{Line: int(r.Line), Column: r.Column}, Message: r.Reason}
		if r.Field != "" {
			reject.Message = locale.M("ingest.in_field", "field", r.Field, "reason", r.Reason)
		}
		for _, f := range t.Files {
			if f.ID == r.FileID {
				reject.Place.File, reject.Place.Sheet = f.Path, f.Sheet
			}
		}
		rejects = append(rejects, reject)
		return nil
	})
	return rejects, err
}

func countReasons(ctx context.Context, st *store.Store, table, resource string) ([]Reason, error) {
	var rows []struct {
		Field string `db:"field"`
		Key   string `db:"reason_key"`
		N     int64  `db:"n"`
	}
	err := st.Select(ctx, &rows, `select field, reason_key, count(*)::bigint as n from `+table+`
		where resource = $1 group by field, reason_key order by n desc, field, reason_key`, resource)
	var reasons []Reason
	for _, r := range rows {
		reasons = append(reasons, Reason{r.Field, r.Key, r.N})
	}
	return reasons, err
}
