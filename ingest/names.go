package ingest

import (
	"context"
	"fmt"
	"slices"

	"heng/ingest/clean"
	"heng/internal/datapackage"
	"heng/internal/store"
)

// spellNames gives the names of organisations that point to a register the
// spelling they have there: 台灣某協會 becomes 臺灣某協會 where the register has
// that and no other name that differs from it in such things alone. It counts
// what it changes. Names that the register does not have stay, for the key to
// turn away.
func (l *loader) spellNames(ctx context.Context, j *job) error {
	for _, k := range keysOf(j) {
		if k.kind != foreignKey || len(k.fields) != 1 {
			continue
		}
		f, other := j.resource.Schema.Field(k.fields[0]), l.job(k.reference)
		if f == nil || f.Format != datapackage.OrganisationFormat || other == nil || other.broken() {
			continue
		}
		register := other.resource.Name
		if other.changed {
			register = other.staging
		}
		if err := l.spell(ctx, j, f.Name, register, k.target[0]); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) spell(ctx context.Context, j *job, field, register, target string) error {
	table, column := store.QuoteName(j.staging), store.QuoteName(field)
	var strange []string
	err := l.load.Select(ctx, &strange, fmt.Sprintf(`select distinct t.%[1]s from %[2]s t where t.%[1]s is not null
		and not exists (select 1 from %[3]s r where r.%[4]s = t.%[1]s) order by 1`, column, table, store.QuoteName(register), store.QuoteName(target)))
	if err != nil || len(strange) == 0 {
		return err
	}
	var names []string
	err = l.load.Select(ctx, &names, fmt.Sprintf("select distinct %s from %s where %[1]s is not null", store.QuoteName(target), store.QuoteName(register)))
	if err != nil {
		return err
	}
	known := map[string][]string{}
	for _, name := range names {
		key := clean.FoldName(name)
		known[key] = append(known[key], name)
	}
	for _, name := range strange {
		found := known[clean.FoldName(name)]
		if len(found) != 1 {
			continue // nobody, or one of several: which, only its writer knows
		}
		if err := l.spellOne(ctx, j, field, name, found[0]); err != nil {
			return err
		}
	}
	return nil
}

// spellOne gives one name its spelling.
func (l *loader) spellOne(ctx context.Context, j *job, field, from, to string) error {
	table, column := store.QuoteName(j.staging), store.QuoteName(field)
	var places []struct {
		File int   `db:"file"`
		Line int64 `db:"line"`
	}
	err := l.load.Select(ctx, &places, fmt.Sprintf("select _file::bigint as file, _line as line from %s where %s = $1 order by _row", table, column), from)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(j.report.Changes, func(c ChangeCount) bool { return c.Field == field && c.Change == clean.NameChange })
	if at < 0 {
		at = len(j.report.Changes)
		j.report.Changes = append(j.report.Changes, ChangeCount{Field: field, Change: clean.NameChange})
	}
	change := &j.report.Changes[at]
	change.Count += int64(len(places))
	for _, p := range places[:min(len(places), shownChanges-min(shownChanges, len(change.Examples)))] {
		example := ChangeExample{Line: int(p.Line), Text: excerpt([]byte(from)), Value: excerpt([]byte(to))}
		for _, s := range j.sources {
			if s.id == p.File {
				example.File, example.Sheet = s.path, s.sheet
			}
		}
		change.Examples = append(change.Examples, example)
	}
	return l.load.Exec(ctx, fmt.Sprintf("update %s set %s = $1 where %[2]s = $2", table, column), to, from)
}
