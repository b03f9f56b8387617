package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/jmoiron/sqlx"

	"heng/internal/locale"
	"heng/internal/store"
)

// keyTable holds the rows that a key turned away, until their texts have been
// read again from the files.
const keyTable = "_heng_keys"

// keyKind tells the keys apart.
type keyKind int

const (
	primaryKey keyKind = iota
	uniqueField
	foreignKey
)

// key is one key of a resource that its rows must satisfy.
type key struct {
	kind      keyKind
	fields    []string
	reference string   // of a foreign key: the resource
	target    []string // and its fields
}

// keysOf lists the keys of a resource in the order in which they are checked.
func keysOf(j *job) []key {
	var keys []key
	schema := j.resource.Schema
	if len(schema.PrimaryKey) > 0 {
		keys = append(keys, key{kind: primaryKey, fields: schema.PrimaryKey})
	}
	for _, f := range schema.Fields {
		alone := len(schema.PrimaryKey) == 1 && schema.PrimaryKey[0] == f.Name
		if f.Constraints.Unique && !alone {
			keys = append(keys, key{kind: uniqueField, fields: []string{f.Name}})
		}
	}
	for _, k := range schema.ForeignKeys {
		reference := k.Reference.Resource
		if reference == "" {
			reference = j.resource.Name
		}
		keys = append(keys, key{kind: foreignKey, fields: k.Fields, reference: reference, target: k.Reference.Fields})
	}
	return keys
}

// checkKeys takes the rows that break a key out of the staging tables. Rows
// that point nowhere are looked for until there are none, since a row that is
// taken out may leave others behind that pointed to it.
func (l *loader) checkKeys(ctx context.Context, rejects *collector) error {
	if err := l.load.Exec(ctx, "drop table if exists "+keyTable); err != nil {
		return err
	}
	err := l.load.Exec(ctx, "create table "+keyTable+` (resource varchar, "row" bigint, file integer, line bigint,
		key_no integer, same boolean, first_file integer, first_line bigint)`)
	if err != nil {
		return err
	}
	var jobs []*job
	for _, j := range l.jobs {
		if j.changed && !j.broken() {
			jobs = append(jobs, j)
		}
	}
	for _, j := range jobs {
		for i, k := range keysOf(j) {
			if k.kind == foreignKey {
				continue
			}
			if err := l.takeOutRepeated(ctx, j, i, k); err != nil {
				return err
			}
		}
	}
	for _, j := range jobs {
		if err := l.spellNames(ctx, j); err != nil {
			return err
		}
	}
	for again := true; again; {
		again = false
		for _, j := range jobs {
			n, err := l.takeOutPointless(ctx, j)
			if err != nil {
				return err
			}
			again = again || n > 0
		}
	}
	for _, j := range jobs {
		if err := l.describeKeys(ctx, j, rejects); err != nil {
			return err
		}
	}
	if err := l.load.Exec(ctx, "drop table if exists _heng_repeated"); err != nil {
		return err
	}
	return l.load.Exec(ctx, "drop table "+keyTable)
}

// takeOutRepeated takes out all but the first of the rows with one key.
func (l *loader) takeOutRepeated(ctx context.Context, j *job, number int, k key) error {
	table := store.QuoteName(j.staging)
	var names, notNull, joined, same []string
	for i, f := range k.fields {
		name := store.QuoteName(f)
		names = append(names, fmt.Sprintf("%s as k%d", name, i))
		notNull = append(notNull, name+" is not null")
		joined = append(joined, fmt.Sprintf("t.%s = d.k%d", name, i))
	}
	for _, f := range j.resource.Schema.Fields {
		name := store.QuoteName(f.Name)
		same = append(same, fmt.Sprintf("t.%s is not distinct from f.%s", name, name))
	}
	group := make([]string, len(k.fields))
	for i, f := range k.fields {
		group[i] = store.QuoteName(f)
	}
	// The keys that occur twice are few as a rule; only their rows are joined.
	if err := l.load.Exec(ctx, "drop table if exists _heng_repeated"); err != nil {
		return err
	}
	err := l.load.Exec(ctx, fmt.Sprintf(`create table _heng_repeated as
		select %s, min(_row) as first_row from %s where %s group by %s having count(*) > 1`,
		strings.Join(names, ", "), table, strings.Join(notNull, " and "), strings.Join(group, ", ")))
	if err != nil {
		return err
	}
	var repeated int64
	if err := l.load.Get(ctx, &repeated, "select count(*)::bigint from _heng_repeated"); err != nil || repeated == 0 {
		return err
	}
	err = l.load.Exec(ctx, fmt.Sprintf(`insert into `+keyTable+`
		select $1::varchar, t._row, t._file, t._line, $2::integer, %s, f._file, f._line
		from %s t join _heng_repeated d on %s join %s f on f._row = d.first_row
		where t._row <> d.first_row`,
		strings.Join(same, " and "), table, strings.Join(joined, " and "), table), j.staging, number)
	if err != nil {
		return err
	}
	return l.takeOut(ctx, j)
}

// takeOutPointless takes out the rows with a foreign key that points nowhere
// and returns how many these are. A key with an empty part points nowhere on
// purpose.
func (l *loader) takeOutPointless(ctx context.Context, j *job) (int64, error) {
	before, err := l.keyRows(ctx, j)
	if err != nil {
		return 0, err
	}
	for i, k := range keysOf(j) {
		if k.kind != foreignKey {
			continue
		}
		other := l.job(k.reference)
		if other == nil || other.broken() {
			continue // the package's own check has said so, or the load is lost anyway
		}
		table := other.resource.Name
		if other.changed {
			table = other.staging
		}
		var notNull, equal []string
		for n, f := range k.fields {
			name, target := "t."+store.QuoteName(f), "r."+store.QuoteName(k.target[n])
			notNull = append(notNull, name+" is not null")
			if a, b := j.resource.Schema.Field(f), other.resource.Schema.Field(k.target[n]); a == nil || b == nil || store.SQLType(a) != store.SQLType(b) {
				name, target = name+"::varchar", target+"::varchar"
			}
			equal = append(equal, target+" = "+name)
		}
		err := l.load.Exec(ctx, fmt.Sprintf(`insert into `+keyTable+`
			select $1::varchar, t._row, t._file, t._line, $2::integer, false, null, null
			from %s t where %s and not exists (select 1 from %s r where %s)`,
			store.QuoteName(j.staging), strings.Join(notNull, " and "), store.QuoteName(table), strings.Join(equal, " and ")),
			j.staging, i)
		if err != nil {
			return 0, err
		}
	}
	after, err := l.keyRows(ctx, j)
	if err != nil || after == before {
		return 0, err
	}
	return after - before, l.takeOut(ctx, j)
}

func (l *loader) keyRows(ctx context.Context, j *job) (int64, error) {
	var n int64
	return n, l.load.Get(ctx, &n, "select count(*)::bigint from "+keyTable+" where resource = $1", j.staging)
}

// takeOut removes from a staging table the rows that a key turned away.
func (l *loader) takeOut(ctx context.Context, j *job) error {
	return l.load.Exec(ctx, fmt.Sprintf(`delete from %s where _row in (select "row" from %s where resource = $1)`,
		store.QuoteName(j.staging), keyTable), j.staging)
}

// keyRow is a row of keyTable.
type keyRow struct {
	File      int    `db:"file"`
	Line      int64  `db:"line"`
	Key       int    `db:"key_no"`
	Same      bool   `db:"same"`
	FirstFile *int   `db:"first_file"`
	FirstLine *int64 `db:"first_line"`
}

// describeKeys counts the rows that keys turned away and makes rejects of
// them, with their texts as they stand in the files: these are read once more,
// which costs no memory and happens only where there is something to say.
func (l *loader) describeKeys(ctx context.Context, j *job, rejects *collector) error {
	var counts struct {
		Rejected int64 `db:"rejected"`
		Repeated int64 `db:"repeated"`
	}
	err := l.load.Get(ctx, &counts, `select coalesce(sum(case when same then 0 else 1 end), 0)::bigint as rejected,
		coalesce(sum(case when same then 1 else 0 end), 0)::bigint as repeated
		from (select "row", bool_or(same) as same from `+keyTable+` where resource = $1 group by "row") as taken`, j.staging)
	if err != nil || counts.Rejected+counts.Repeated == 0 {
		return err
	}
	j.keyRejects = counts.Rejected
	j.report.Rejected += counts.Rejected
	j.report.Repeated = counts.Repeated
	j.report.Warned += counts.Repeated
	rows, err := l.load.Query(ctx, `select file, line, key_no, same, first_file, first_line from `+keyTable+`
		where resource = $1 order by row, key_no`, j.staging)
	if err != nil {
		return err
	}
	defer rows.Close()
	return l.describe(ctx, j, rows, rejects)
}

func (l *loader) describe(ctx context.Context, j *job, rows *sqlx.Rows, rejects *collector) error {
	keys := keysOf(j)
	again := &rereader{job: j}
	defer again.close()
	for rows.Next() {
		var k keyRow
		if err := rows.StructScan(&k); err != nil {
			return store.Classify(ctx, err)
		}
		reject := store.Reject{Resource: j.staging, FileID: k.File, Line: k.Line, Field: strings.Join(keys[k.Key].fields, ", ")}
		cells, raw, mapping := again.record(k.File, k.Line)
		var texts []string
		for _, f := range keys[k.Key].fields {
			at := mapping.of(j, f)
			if at < 0 || at >= len(cells) {
				continue
			}
			if reject.Column == 0 {
				reject.Column = at + 1
			}
			texts = append(texts, string(trim(cells[at])))
		}
		reject.Text, reject.Row = strings.Join(texts, ", "), raw
		reject.Reason = l.keyReason(j, keys[k.Key], k, reject.Text)
		var err error
		if k.Same {
			err = rejects.add(nil, []store.Reject{reject})
		} else {
			err = rejects.add([]store.Reject{reject}, nil)
		}
		if err != nil {
			return err
		}
	}
	return store.Classify(ctx, rows.Err())
}

// keyReason says why a key turned a row away.
func (l *loader) keyReason(j *job, k key, row keyRow, text string) locale.Message {
	text = excerpt([]byte(text))
	if k.kind == foreignKey {
		return locale.M("ingest.points_nowhere", "text", text, "resource", k.reference, "fields", k.target)
	}
	file, line := "", int64(0)
	if row.FirstFile != nil && row.FirstLine != nil {
		line = *row.FirstLine
		for _, s := range j.sources {
			if s.id == *row.FirstFile {
				file = s.path
			}
		}
	}
	name := "ingest.repeated_key"
	switch {
	case row.Same:
		name = "ingest.repeated_row"
	case k.kind == uniqueField:
		name = "ingest.repeated_value"
	}
	return locale.M(name, "text", text, "fields", k.fields, "file", file, "line", line)
}

// rereader finds records again by file and line, in the order of the files.
type rereader struct {
	job    *job
	source *source
	opened *opened
}

// record returns the cells and the text of a record, or nothing where the file
// has changed under us and no longer has it.
func (r *rereader) record(file int, line int64) ([][]byte, string, *mapping) {
	if r.source == nil || r.source.id != file {
		r.close()
		for _, s := range r.job.sources {
			if s.id == file {
				r.source = s
			}
		}
		if r.source == nil {
			return nil, "", nil
		}
		r.opened, _ = r.source.open(r.job.resource, nil)
	}
	if r.opened == nil {
		return nil, "", &r.source.mapping
	}
	record, err := r.opened.last(line)
	if err != nil {
		if !errors.Is(err, io.EOF) {
			r.opened.close()
			r.opened = nil
		}
		return nil, "", &r.source.mapping
	}
	return record.Cells, record.Text(), &r.source.mapping
}

func (r *rereader) close() {
	if r.opened != nil {
		r.opened.close()
	}
	r.source, r.opened = nil, nil
}

// of returns the column of a file in which a field stands, or -1.
func (m *mapping) of(j *job, field string) int {
	if m == nil {
		return -1
	}
	for i, f := range j.resource.Schema.Fields {
		if f.Name == field && i < len(m.source) {
			return m.source[i]
		}
	}
	return -1
}
