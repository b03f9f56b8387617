package workspace

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/reports/release"
)

// Approved is what Approve did.
type Approved struct {
	Published bool
	Missing   []release.Role // that have yet to approve
	Path      string         // absolute, of the release
}

// Approve records that an account approves a candidate in a role. When every role
// has approved, the release is published: its approvals stand beside its
// manifest, and the next release follows it.
func (w *Workspace) Approve(id string, a release.Approval, now time.Time) (*Approved, error) {
	folder := filepath.Join(w.outPath(ReleasesDir), id)
	if !fs.ValidPath(id) || filepath.Base(id) != id {
		return nil, fault.New(fault.Usage, locale.M("workspace.unknown_release", "id", id))
	}
	records, err := w.releaseRecords()
	if err != nil {
		return nil, err
	}
	candidate := -1
	for i, r := range records {
		if r.Release == id && r.Event == "candidate" {
			candidate = i
		}
	}
	if candidate < 0 {
		return nil, fault.New(fault.Usage, locale.M("workspace.unknown_release", "id", id))
	}
	if slices.ContainsFunc(records, func(r releaseRecord) bool { return r.Release == id && r.Event == "published" }) {
		return nil, fault.New(fault.Refused, locale.M("workspace.already_published", "id", id))
	}
	verified, err := release.Verify(os.DirFS(folder), w.releaseFolder)
	if err != nil {
		return nil, err
	}
	if len(verified.Problems) > 0 || verified.SHA256 != records[candidate].Manifest {
		return nil, fault.New(fault.Refused, locale.M("workspace.candidate_changed", "id", id)).WithHint(locale.M("workspace.candidate_changed_hint"))
	}
	if day := verified.Manifest.Embargo; day != "" && now.Format(time.DateOnly) < day {
		return nil, fault.New(fault.Refused, locale.M("workspace.embargo", "id", id, "date", day))
	}
	var given []release.Approval
	for _, r := range records[candidate+1:] {
		if r.Release == id && r.Event == "approved" {
			given = append(given, release.Approval{Role: release.Role(r.Role), By: r.By, On: r.On, Manifest: r.Manifest, Compiled: r.Compiled})
		}
	}
	if a.Manifest == "" {
		a.Manifest = verified.SHA256
	}
	a.On = now.Format(time.DateOnly)
	given, err = release.Approve(given, records[candidate].By, a, verified.SHA256)
	if err != nil {
		return nil, err
	}
	if err := w.appendRecord(releaseRecord{
		Event: "approved", Release: id, Manifest: a.Manifest, By: a.By, Role: string(a.Role), On: a.On, Compiled: a.Compiled,
	}); err != nil {
		return nil, err
	}
	out := &Approved{Path: folder}
	for _, role := range release.Roles {
		if !slices.ContainsFunc(given, func(g release.Approval) bool { return g.Role == role }) {
			out.Missing = append(out.Missing, role)
		}
	}
	if !release.Approved(given) {
		return out, nil
	}
	text, err := (&release.ApprovalDocument{Manifest: verified.SHA256, Approvals: given}).Bytes()
	if err != nil {
		return nil, err
	}
	if err := disk.WriteFile(filepath.Join(folder, release.ApprovalsFile), text); err != nil {
		return nil, err
	}
	out.Published = true
	return out, w.appendRecord(releaseRecord{Event: "published", Release: id, Manifest: verified.SHA256, By: a.By, On: a.On})
}

// releaseFolder opens the folder of a release beside others.
func (w *Workspace) releaseFolder(id string) fs.FS {
	return os.DirFS(filepath.Join(w.outPath(ReleasesDir), id))
}
