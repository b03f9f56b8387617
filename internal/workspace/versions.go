package workspace

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"heng/indicators"
	"heng/internal/consult"
	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/yamldoc"
)

// Version is the definition of an indicator as something holds it: the framework now, a
// release, or a proposal that came into force.
type Version struct {
	On        string           // the day of the release, or on which it came into force; empty: now
	Release   string           // the id; empty where it is of no release
	Proposal  consult.Proposal // its ID is empty where it is of none
	Framework string           // the version of the framework; empty of a proposal
	Status    string           // draft, consulting, agreed or retired; empty of a proposal
	Terms     string           // sha256 of what groups agree to, see indicators.Indicator.Terms
	Text      string           // YAML, without how far it has come and who agreed
	Place     fault.Place      // of the one now; zero of another
}

// Versions lists what is recorded of the definition of an indicator, the newest first:
// as it stands, as each release holds it whose files are there, and as proposals came
// into force. Nil where there is no such indicator.
func (w *Workspace) Versions(framework, id string, proposals []consult.Proposal) ([]Version, error) {
	now := versionIn(w.Frameworks, framework, id)
	if now == nil {
		return nil, nil
	}
	var before []Version
	for _, p := range proposals {
		if p.Framework != framework || p.Indicator != id || p.Stage != consult.InForce || p.Decision == nil || p.Written == nil {
			continue
		}
		accepted, ok := p.Revision(p.Decision.Revision)
		if !ok {
			continue
		}
		one := Version{On: p.Written.On, Proposal: p, Terms: accepted.Terms, Text: accepted.Text}
		if document := yamldoc.Parse(proposedFile, []byte(accepted.Text)); document.Root != nil {
			one.Text = definitionText(document.Root)
		}
		before = append(before, one)
	}
	records, err := w.releaseRecords()
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		if r.Event != "published" {
			continue
		}
		name := "definitions/" + framework + ".yaml"
		text, err := os.ReadFile(filepath.Join(w.outPath(ReleasesDir), r.Release, filepath.FromSlash(name)))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, disk.CannotRead(name, err)
		}
		f, _ := indicators.ReadFramework(name, text) // one of an older program may have keys that are none now
		if one := versionIn([]*indicators.Framework{f}, framework, id); one != nil {
			one.On, one.Release, one.Place = r.On, r.Release, fault.Place{}
			before = append(before, *one)
		}
	}
	slices.SortStableFunc(before, func(a, b Version) int { return cmp.Compare(a.On, b.On) })
	slices.Reverse(before)
	return append([]Version{*now}, before...), nil
}

// versionIn reads the definition of an indicator out of a framework; nil where it is not
// there.
func versionIn(frameworks []*indicators.Framework, framework, id string) *Version {
	for _, f := range frameworks {
		for _, i := range f.Indicators {
			if f.ID == framework && i.ID == id && i.Node != nil {
				at := i.Node.Place()
				return &Version{
					Framework: f.Version, Status: cmp.Or(i.Status, "draft"), Terms: i.Terms(), Text: definitionText(i.Node),
					Place: fault.Place{File: at.File, Line: at.Line},
				}
			}
		}
	}
	return nil
}

// definitionText prints a definition without how far it has come and who agreed to it.
func definitionText(n *yamldoc.Node) string {
	return string(n.Print(func(path []string, _ *yamldoc.Node) bool {
		return len(path) != 1 || path[0] != "status" && path[0] != "agreements"
	}))
}
