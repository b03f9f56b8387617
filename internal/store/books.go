package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
)

// layout is the version of the tables below and of the columns that tables of
// records have. A store of another layout is made again from its sources.
const layout = 3

// bookTables are the tables in which a store says what it holds.
var bookTables = []string{
	`create table _heng_meta (key varchar, value varchar)`,
	`create table _heng_resources (name varchar, fingerprint varchar, rows_read bigint, rows_accepted bigint,
		rows_rejected bigint, warnings bigint, loaded_at varchar, rows_changed bigint)`,
	`create table _heng_files (id integer, resource varchar, path varchar, sheet varchar, sha256 varchar,
		bytes bigint, modified bigint, encoding varchar, "rows" bigint, header varchar, delimiter varchar)`,
	`create table _heng_rejects (resource varchar, file_id integer, line bigint, column_no integer, field varchar,
		text varchar, reason_key varchar, reason_args varchar, row_text varchar)`,
	`create table _heng_warnings (resource varchar, file_id integer, line bigint, column_no integer, field varchar,
		text varchar, reason_key varchar, reason_args varchar, row_text varchar)`,
	`create table _heng_changes (resource varchar, field varchar, change varchar, n bigint, examples varchar)`,
	`create table _heng_models (name varchar, fingerprint varchar)`,
}

// Resource is what the store knows of a table of records.
type Resource struct {
	Name        string `db:"name"`
	Fingerprint string `db:"fingerprint"` // of the schema and the way it is read
	Read        int64  `db:"rows_read"`
	Accepted    int64  `db:"rows_accepted"`
	Rejected    int64  `db:"rows_rejected"` // rows, not reasons
	Warnings    int64  `db:"warnings"`
	LoadedAt    string `db:"loaded_at"`    // RFC 3339; for people, never for outputs
	Changed     int64  `db:"rows_changed"` // accepted rows with a value that is not spelled as its cell was
}

// File is what the store knows of a file that filled a table.
type File struct {
	ID       int    `db:"id"` // stands in the column _file
	Resource string `db:"resource"`
	Path     string `db:"path"` // relative to the workspace, with slashes
	Sheet    string `db:"sheet"`
	SHA256   string `db:"sha256"`
	Bytes    int64  `db:"bytes"`
	Modified int64  `db:"modified"` // nanoseconds since 1970
	Encoding string `db:"encoding"`
	Rows     int64  `db:"rows"`

	Header    string `db:"header"` // the header as a record of CSV, for rejects
	Delimiter string `db:"delimiter"`
}

// Model is what the store knows of a model kept as a table.
type Model struct {
	Name        string `db:"name"`
	Fingerprint string `db:"fingerprint"`
}

// Books is all that a store says about what it holds, each list in the order
// of its names.
type Books struct {
	Resources []Resource
	Files     []File
	Models    []Model
}

// Resource returns the entry of that name, or nil.
func (b Books) Resource(name string) *Resource {
	for i := range b.Resources {
		if b.Resources[i].Name == name {
			return &b.Resources[i]
		}
	}
	return nil
}

// FilesOf returns the files of a resource in the order in which they were read.
func (b Books) FilesOf(resource string) []File {
	var files []File
	for _, f := range b.Files {
		if f.Resource == resource {
			files = append(files, f)
		}
	}
	return files
}

// Books reads what the store says about what it holds.
func (s *Store) Books(ctx context.Context) (Books, error) {
	var b Books
	if err := s.Select(ctx, &b.Resources, `select name, fingerprint, rows_read, rows_accepted, rows_rejected, warnings, loaded_at, rows_changed
		from _heng_resources order by name`); err != nil {
		return b, err
	}
	if err := s.Select(ctx, &b.Files, `select id, resource, path, sheet, sha256, bytes, modified, encoding, "rows", header, delimiter
		from _heng_files order by resource, id`); err != nil {
		return b, err
	}
	return b, s.Select(ctx, &b.Models, `select name, fingerprint from _heng_models order by name`)
}

// createBooks makes the tables of an empty store.
func createBooks(ctx context.Context, s *Store) error {
	for _, statement := range bookTables {
		if err := s.Exec(ctx, strings.ReplaceAll(statement, " varchar", " "+s.textType())); err != nil {
			return err
		}
	}
	return s.Exec(ctx, "insert into _heng_meta values ('layout', $1), ('load', '0'), ('file', '0')", strconv.Itoa(layout))
}

// AddResource notes what was loaded into a table.
func (l *Load) AddResource(ctx context.Context, r Resource) error {
	return l.Exec(ctx, "insert into _heng_resources values ($1, $2, $3, $4, $5, $6, $7, $8)",
		r.Name, r.Fingerprint, r.Read, r.Accepted, r.Rejected, r.Warnings, r.LoadedAt, r.Changed)
}

// AddFile notes a file that was loaded.
func (l *Load) AddFile(ctx context.Context, f File) error {
	if f.Delimiter == "\x00" { // none; a server keeps no NUL
		f.Delimiter = ""
	}
	return l.Exec(ctx, "insert into _heng_files values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
		f.ID, f.Resource, f.Path, f.Sheet, f.SHA256, f.Bytes, f.Modified, f.Encoding, f.Rows, showNUL(f.Header), f.Delimiter)
}

// SetModels notes the models that are kept as tables, in the place of those
// noted before.
func (l *Load) SetModels(ctx context.Context, models []Model) error {
	if err := l.Exec(ctx, "delete from _heng_models"); err != nil {
		return err
	}
	for _, m := range models {
		if err := l.Exec(ctx, "insert into _heng_models values ($1, $2)", m.Name, m.Fingerprint); err != nil {
			return err
		}
	}
	return nil
}

// checkLayout makes sure that the store's tables are the ones this program
// knows.
func (s *Store) checkLayout(ctx context.Context) error {
	var found string
	err := s.engine.db.GetContext(ctx, &found, "select value from _heng_meta where key = 'layout'")
	if err != nil && ctx.Err() != nil {
		return Classify(ctx, err)
	}
	if err != nil || found != strconv.Itoa(layout) {
		return fault.Wrap(fault.Store, fmt.Errorf("layout %q: %w", found, err), locale.M("store.other_layout", "path", s.file)).
			WithHint(locale.M("store.nothing_loaded_hint"))
	}
	return nil
}

// counter adds one to a counter of _heng_meta and returns it.
func (s *Store) counter(ctx context.Context, key string) (int, error) {
	if err := s.Exec(ctx, "update _heng_meta set value = (value::bigint + 1)::varchar where key = $1", key); err != nil {
		return 0, err
	}
	var n int
	return n, s.Get(ctx, &n, "select value::bigint from _heng_meta where key = $1", key)
}
