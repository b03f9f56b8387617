package workspace

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"heng/indicators"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/reports/release"
)

// Verify checks the files of a release in dir against its manifest, and the
// releases before it in the folders beside.
func Verify(dir string) (*release.Verified, error) {
	return release.Verify(os.DirFS(dir), beside(dir))
}

// beside opens the folders beside a release.
func beside(dir string) func(id string) fs.FS {
	return func(id string) fs.FS { return os.DirFS(filepath.Join(filepath.Dir(dir), id)) }
}

// Audit attacks the release in dir as its readers could: with its files and those
// of the releases before, which stand in the folders beside it.
func Audit(dir string) (*release.Audited, error) {
	files := os.DirFS(dir)
	return release.AuditFiles(files, release.Attempt{Earlier: release.EarlierFiles(files, beside(dir))})
}

// Verify checks a release as the function of that name does, and makes it anew from
// the records: every file has to be the same, byte for byte. Of the options the rules
// count, which have to be those of the release. If the records or definitions have changed since, that is a problem,
// too.
func (w *Workspace) Verify(ctx context.Context, plan *indicators.Plan, st *store.Store, dir string, options ReleaseOptions) (*release.Verified, error) {
	v, err := Verify(dir)
	if err != nil {
		return nil, err
	}
	problem := func(key string, args ...any) { v.Problems = append(v.Problems, locale.M(key, args...)) }
	c, options, err := w.again(v.Manifest, options)
	if err != nil {
		return nil, err
	}
	changed, err := w.changedInputs(ctx, st, v.Manifest)
	if err != nil {
		return nil, err
	}
	if len(changed) > 0 {
		problem("workspace.release_other_records", "names", changed)
		return v, nil // what they give is another release, and every file would differ
	}
	files, err := w.edition(ctx, plan, st, options, c)
	if err != nil {
		return nil, err
	}
	made := map[string]bool{}
	for _, f := range files {
		made[f.Path] = true
		content, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.Path)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			problem("workspace.release_not_there", "path", f.Path)
		case err != nil:
			problem("release.file_unreadable", "path", f.Path)
		case !bytes.Equal(content, f.Content):
			problem("workspace.release_otherwise", "path", f.Path)
		default:
			v.Recomputed++
		}
	}
	for _, f := range v.Manifest.Files {
		if !made[f.Path] {
			problem("workspace.release_not_made", "path", f.Path)
		}
	}
	return v, nil
}

// Audit attacks a release as the function of that name does, and besides with what
// the workspace says is known elsewhere and as those contributors who know a figure
// because it is theirs; and holds what is found against what the records promise.
func (w *Workspace) Audit(ctx context.Context, plan *indicators.Plan, st *store.Store, dir string, options ReleaseOptions) (*release.Audited, error) {
	files := os.DirFS(dir)
	text, err := fs.ReadFile(files, release.ManifestFile)
	if err != nil {
		return nil, fault.Wrap(fault.Input, err, locale.M("release.no_manifest")).WithHint(locale.M("release.no_manifest_hint"))
	}
	m, err := release.ReadManifest(text)
	if err != nil {
		return nil, err
	}
	c, options, err := w.again(m, options)
	if err != nil {
		return nil, err
	}
	changed, err := w.changedInputs(ctx, st, m)
	if err != nil {
		return nil, err
	}
	if len(changed) > 0 {
		return nil, fault.New(fault.Refused, locale.M("workspace.release_other_records", "names", changed)).WithHint(locale.M("workspace.release_other_records_hint"))
	}
	open, err := plan.Within(w.Policy.Open())
	if err != nil {
		return nil, err
	}
	if c.Known, err = w.knownFigures(); err != nil {
		return nil, err
	}
	if _, err := w.guard(ctx, open, st, options, c); err != nil && c.Protection == nil {
		return nil, err
	}
	attempt := release.Attempt{Known: c.Known, Earlier: c.earlier()}
	if c.Protection != nil {
		attempt.Insiders, attempt.Promises = c.Protection.Insiders, c.Protection.Promises
		attempt.Parts, attempt.Contributors = c.Protection.Parts, w.Policy.Contributors()
	}
	return release.AuditFiles(files, attempt)
}

// again prepares to make a release anew: as of its day, after the releases that it
// followed.
func (w *Workspace) again(m *release.Manifest, options ReleaseOptions) (*Candidate, ReleaseOptions, error) {
	options.Version = m.Program
	if w.Policy == nil {
		return nil, options, fault.New(fault.Refused, locale.M("workspace.no_policy")).WithHint(locale.M("workspace.no_policy_hint"))
	}
	var err error
	if options.AsOf, err = time.Parse(time.DateOnly, m.AsOf); err != nil {
		return nil, options, fault.Wrap(fault.Input, err, locale.M("release.manifest_unreadable"))
	}
	c := &Candidate{ID: m.ID}
	if m.Previous == nil {
		return c, options, nil
	}
	published, err := w.publishedReleases()
	if err != nil {
		return nil, options, err
	}
	at := slices.IndexFunc(published, func(p *PublishedRelease) bool { return p.ID == m.Previous.ID && p.Manifest == m.Previous.Manifest })
	if at < 0 {
		return nil, options, fault.New(fault.Refused, locale.M("workspace.release_elsewhere", "id", m.Previous.ID))
	}
	c.Earlier = published[:at+1]
	return c, options, nil
}

// changedInputs names the tables whose files are not those that a release was made
// from. Without the key of the workspace that made it nothing can be compared.
func (w *Workspace) changedInputs(ctx context.Context, st *store.Store, m *release.Manifest) ([]string, error) {
	if _, err := os.Stat(filepath.Join(w.Root, filepath.FromSlash(releaseKeyFile))); errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.Refused, locale.M("workspace.release_no_key", "file", releaseKeyFile)).WithHint(locale.M("workspace.release_no_key_hint"))
	}
	inputs, err := w.inputs(ctx, st)
	if err != nil {
		return nil, err
	}
	var names []string
	add := func(path string) {
		name, _, _ := strings.Cut(path, "/")
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for n := range max(len(inputs), len(m.Inputs)) {
		switch {
		case n >= len(inputs):
			add(m.Inputs[n].Path)
		case n >= len(m.Inputs):
			add(inputs[n].Path)
		case inputs[n].Path != m.Inputs[n].Path || inputs[n].HMAC != m.Inputs[n].HMAC:
			add(inputs[n].Path)
		}
	}
	return names, nil
}
