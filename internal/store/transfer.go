package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"heng/internal/fault"
	"heng/internal/locale"
)

// CopyOptions say how to copy.
type CopyOptions struct {
	Options
	Now time.Time // written in the lock for whoever finds it held

	// Replace lets the copy take the place of newer data, or of data in a shared
	// store that this workspace has not seen.
	Replace bool

	// After, where it is set, runs when all rows are in and before the copy is
	// committed; its error gives the copy up.
	After func(ctx context.Context, load *Load) error
}

// CopiedTable is a table that Copy brought over and read back.
type CopiedTable struct {
	Name string
	Rows int64
}

// Copy makes what one store holds the next generation of another: the tables of
// records in the order of their names, the rejected rows and the books. Models
// kept as tables are not copied, since a load makes them. Every table is read
// back and compared, row by row, with what was read; only then is the other
// store switched. It returns the tables of records. Two URLs of one store are a
// fault Usage; a store with newer data is a fault Refused.
func Copy(ctx context.Context, from, to URL, options CopyOptions) ([]CopiedTable, error) {
	if from.sameAs(to) {
		return nil, fault.New(fault.Usage, locale.M("store.copy_same", "url", to.String())).WithHint(locale.M("store.copy_same_hint"))
	}
	source, err := Open(ctx, from, options.Options)
	if err != nil {
		return nil, err
	}
	defer source.Close()
	books, err := source.Books(ctx)
	if err != nil {
		return nil, err
	}
	l, err := BeginLoad(ctx, to, LoadOptions{Options: options.Options, Now: options.Now, Replace: options.Replace})
	if err != nil {
		return nil, err
	}
	defer l.Rollback()
	if there, usable, err := l.Current(ctx); err != nil {
		return nil, err
	} else if usable && !options.Replace && newest(there) > newest(books) {
		return nil, fault.New(fault.Refused, locale.M("store.copy_older", "url", to.String(), "there", newest(there), "here", newest(books))).
			WithHint(locale.M("store.copy_older_hint"))
	}
	if err := l.Start(ctx, true); err != nil {
		return nil, err
	}
	var copied []CopiedTable
	for _, r := range books.Resources {
		rows, err := l.copyTable(ctx, source, r.Name, true)
		if err != nil {
			return nil, Classify(ctx, err)
		}
		copied = append(copied, CopiedTable{r.Name, rows})
	}
	for _, name := range []string{"_heng_resources", "_heng_files", RejectsTable, WarningsTable, "_heng_changes"} {
		if _, err := l.copyTable(ctx, source, name, false); err != nil {
			return nil, Classify(ctx, err)
		}
	}
	var files string
	if err := source.Get(ctx, &files, "select value from _heng_meta where key = 'file'"); err != nil {
		return nil, err
	}
	if err := l.Exec(ctx, "update _heng_meta set value = $1 where key = 'file'", files); err != nil {
		return nil, err
	}
	if options.After != nil {
		if err := options.After(ctx, l); err != nil {
			return nil, err
		}
	}
	return copied, l.Commit(ctx)
}

// sameAs reports whether two URLs name one store.
func (u URL) sameAs(other URL) bool {
	if u.shared == nil || other.shared == nil {
		return u.shared == nil && other.shared == nil && u.path == other.path
	}
	return u.shared.seenPath() == other.shared.seenPath()
}

// newest is when the newest of the tables was loaded, in UTC and RFC 3339.
func newest(b Books) string {
	times := []string{""}
	for _, r := range b.Resources {
		if at, err := time.Parse(time.RFC3339, r.LoadedAt); err == nil {
			times = append(times, at.UTC().Format(time.RFC3339))
		}
	}
	return slices.Max(times)
}

// copyTable copies a table and reads it back.
func (l *Load) copyTable(ctx context.Context, source *Store, name string, create bool) (int64, error) {
	described, err := source.Describe(ctx, "select * from "+QuoteName(name))
	if err != nil {
		return 0, err
	}
	columns, err := transferColumns(name, described)
	if err != nil {
		return 0, err
	}
	if create {
		if err := l.Exec(ctx, createStatement(name, columns, l.textType())); err != nil {
			return 0, err
		}
	}
	read, err := source.readTable(ctx, name, columns)
	if err != nil {
		return 0, err
	}
	defer read.close()
	if err := l.append(ctx, name, engineColumns(columns), read.fill); err != nil {
		return 0, err
	}
	back, err := l.readTable(ctx, name, columns)
	if err != nil {
		return 0, err
	}
	defer back.close()
	if err := back.all(); err != nil {
		return 0, err
	}
	if read.sum != back.sum {
		return 0, fault.Wrap(fault.Store, fmt.Errorf("%d rows read, %d read back", read.sum.rows, back.sum.rows), locale.M("store.copy_differs", "table", name)).
			WithHint(locale.M("store.copy_differs_hint"))
	}
	return read.sum.rows, nil
}
