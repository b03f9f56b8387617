package ingest

import (
	"context"

	"heng/internal/datapackage"
	"heng/internal/store"
)

// Stale lists the resources whose files no longer look as they did when they
// were loaded, or that were never loaded, in the order of the package. It looks
// at sizes and times only, so a file that was merely touched is among them.
func Stale(ctx context.Context, s *store.Store, root string, pkg *datapackage.Package) ([]string, error) {
	books, err := s.Books(ctx)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, r := range pkg.Resources {
		if !asLoaded(root, r, books) {
			names = append(names, r.Name)
		}
	}
	return names, nil
}

func asLoaded(root string, r *datapackage.Resource, books store.Books) bool {
	sources, findings := sourcesOf(root, r)
	known := books.FilesOf(r.Name)
	if len(findings) > 0 || books.Resource(r.Name) == nil || len(sources) != len(known) {
		return false
	}
	for i, s := range sources {
		if !s.isAs(known[i]) {
			return false
		}
	}
	return true
}
