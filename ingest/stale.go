package ingest

import (
	"context"

	"heng/internal/datapackage"
	"heng/internal/store"
)

// Stale lists the resources whose files are no longer what they were when they
// were loaded, or that were never loaded, in the order of the package. A file of
// the same size and another time, as a copy or a clone leaves it, is read for its
// SHA-256: one that was merely touched is not among them.
func Stale(ctx context.Context, s *store.Store, root string, pkg *datapackage.Package) ([]string, error) {
	books, err := s.Books(ctx)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, r := range pkg.Resources {
		if !asLoaded(ctx, root, r, books) {
			names = append(names, r.Name)
		}
	}
	return names, nil
}

func asLoaded(ctx context.Context, root string, r *datapackage.Resource, books store.Books) bool {
	sources, findings := sourcesOf(root, r)
	known := books.FilesOf(r.Name)
	if len(findings) > 0 || books.Resource(r.Name) == nil || len(sources) != len(known) {
		return false
	}
	for i, s := range sources {
		if s.isAs(known[i]) {
			continue
		}
		if s.path != known[i].Path || s.bytes != known[i].Bytes {
			return false
		}
		if hash, err := hashOf(ctx, s.name); err != nil || hash != known[i].SHA256 {
			return false
		}
	}
	return true
}
