package release

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
)

// Verified is what Verify found.
type Verified struct {
	Manifest *Manifest
	SHA256   string // of the manifest
	Files    int    // that are as the manifest says
	// Recomputed is how many files the records give again, byte for byte; it is
	// counted by those who have the records.
	Recomputed int
	Problems   []locale.Message  // what is not; none: the release is whole
	Chain      []Previous        // the releases before, as far as they were found, the nearest first
	Approval   *ApprovalDocument // nil where there is none
}

// Verify checks that the files of a release are those of its manifest, byte for
// byte and no others, and that the releases before, in folders beside it, are
// those that it points to. The error says that there is no manifest that could
// be read.
func Verify(release fs.FS, before func(id string) fs.FS) (*Verified, error) {
	text, err := fs.ReadFile(release, ManifestFile)
	if err != nil {
		return nil, fault.Wrap(fault.Input, err, locale.M("release.no_manifest")).WithHint(locale.M("release.no_manifest_hint"))
	}
	m, err := ReadManifest(text)
	if err != nil {
		return nil, err
	}
	v := &Verified{Manifest: m, SHA256: sum(text)}
	problem := func(key string, args ...any) { v.Problems = append(v.Problems, locale.M(key, args...)) }
	listed := map[string]bool{ManifestFile: true, ApprovalsFile: true}
	for _, f := range m.Files {
		listed[f.Path] = true
		if !fs.ValidPath(f.Path) {
			problem("release.file_outside", "path", f.Path)
			continue
		}
		content, err := fs.ReadFile(release, f.Path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			problem("release.file_gone", "path", f.Path)
		case err != nil:
			problem("release.file_unreadable", "path", f.Path)
		case len(content) != f.Bytes || sum(content) != f.SHA256:
			problem("release.file_changed", "path", f.Path)
		default:
			v.Files++
		}
	}
	var extra []string
	err = fs.WalkDir(release, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !listed[path] {
			extra = append(extra, path)
		}
		return err
	})
	if err != nil {
		return nil, fault.Wrap(fault.Input, err, locale.M("release.folder_unreadable"))
	}
	slices.Sort(extra)
	for _, path := range extra {
		problem("release.file_extra", "path", path)
	}
	v.approval(release)
	v.follow(before)
	return v, nil
}

// follow walks the chain of the releases before.
func (v *Verified) follow(before func(id string) fs.FS) {
	seen := map[string]bool{v.Manifest.ID: true}
	for at := v.Manifest.Previous; at != nil; {
		if seen[at.ID] || strings.ContainsAny(at.ID, `/\`) || at.ID == "" || at.ID[0] == '.' {
			v.Problems = append(v.Problems, locale.M("release.chain_circle", "id", at.ID))
			return
		}
		seen[at.ID] = true
		var text []byte
		if folder := before(at.ID); folder != nil {
			text, _ = fs.ReadFile(folder, ManifestFile)
		}
		if text == nil {
			return // not here: what is here is told by Chain
		}
		if sum(text) != at.Manifest {
			v.Problems = append(v.Problems, locale.M("release.chain_broken", "id", at.ID))
			return
		}
		v.Chain = append(v.Chain, *at)
		m, err := ReadManifest(text)
		if err != nil {
			v.Problems = append(v.Problems, locale.M("release.chain_broken", "id", at.ID))
			return
		}
		at = m.Previous
	}
}

// approval reads the approvals and holds them against the manifest.
func (v *Verified) approval(release fs.FS) {
	text, err := fs.ReadFile(release, ApprovalsFile)
	if err != nil {
		return // a candidate has none
	}
	a, err := ReadApprovals(text)
	if err != nil {
		v.Problems = append(v.Problems, locale.M("release.approvals_unreadable"))
		return
	}
	v.Approval = a
	if a.Manifest != v.SHA256 {
		v.Problems = append(v.Problems, locale.M("release.approvals_of_another"))
	}
}
