package ingest

import (
	"cmp"
	"context"
	"slices"

	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/store"
)

// Originals returns the records that stand at some places of the files that were
// loaded, as their senders wrote them: of a text as it stands, of a spreadsheet
// or JSON as a record of CSV. The store keeps where each row came from and not
// its text a second time, so the files are read again; of a file that is not the
// one that was loaded, by its SHA-256, there are no texts, and its path is among
// the changed.
func Originals(ctx context.Context, root string, pkg *datapackage.Package, books store.Books, places []fault.Place) (texts map[fault.Place]string, changed []string, err error) {
	texts = map[fault.Place]string{}
	places = slices.Clone(places)
	slices.SortFunc(places, func(a, b fault.Place) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Sheet, b.Sheet), cmp.Compare(a.Line, b.Line))
	})
	places = slices.Compact(places)
	for len(places) > 0 {
		file, sheet := places[0].File, places[0].Sheet
		n := slices.IndexFunc(places, func(p fault.Place) bool { return p.File != file || p.Sheet != sheet })
		if n < 0 {
			n = len(places)
		}
		same, err := originalsOf(ctx, root, pkg, books, places[:n], texts)
		if err != nil {
			return nil, nil, err
		}
		if !same && !slices.Contains(changed, file) {
			changed = append(changed, file)
		}
		places = places[n:]
	}
	return texts, changed, nil
}

// originalsOf reads the records at places of one sheet of one file. The result is
// false where the file is not the one that was loaded.
func originalsOf(ctx context.Context, root string, pkg *datapackage.Package, books store.Books, places []fault.Place, texts map[fault.Place]string) (bool, error) {
	for _, known := range books.Files {
		if known.Path != places[0].File || known.Sheet != places[0].Sheet {
			continue
		}
		resource := pkg.Resource(known.Resource)
		if resource == nil {
			continue
		}
		s, err := newSource(root, known.Path)
		if err != nil {
			return false, nil //nolint:nilerr // a file that is gone has no texts
		}
		hash, err := hashOf(ctx, s.name)
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		if err != nil || hash != known.SHA256 {
			return false, nil //nolint:nilerr // as is one that cannot be read
		}
		s.wanted = known.Sheet
		o, err := s.open(resource, nil)
		if err != nil {
			return false, nil //nolint:nilerr // the package says by now that it is read in another way
		}
		defer o.close()
		for _, place := range places {
			record, err := o.last(int64(place.Line))
			if err != nil {
				break
			}
			texts[place] = record.Text()
		}
		return true, nil
	}
	return false, nil
}
