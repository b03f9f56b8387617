package workspace

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"heng/indicators"
	"heng/indicators/disclosure"
	"heng/internal/datapackage"
	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/reports"
	"heng/reports/release"
)

// ReleasesDir is the folder of releases within the folder of outputs.
const ReleasesDir = "releases"

// ReleaseOptions say what a release goes by.
type ReleaseOptions struct {
	AsOf     time.Time
	Version  string // of the program
	By       string // the account that makes it
	Reason   string // why it replaces a release of the same day
	Embargo  string // not to be published before this day; empty: at once
	Rules    disclosure.Rules
	Progress func(Progress)
}

// Candidate is a release that waits for approval.
type Candidate struct {
	ID         string
	Path       string // absolute, of its folder
	SHA256     string // of its manifest: what is approved
	Tables     int    // whose rows are released
	Rows       int
	Indicators int // that are released
	Refused    []release.Decision
	Values     int // observations
	Suppressed int
	Held       []*release.Records  // with what is held of each table
	Waived     []release.Suspicion // found by the scan and waived
	Warnings   []fault.Finding     // of the policy
	Optimal    bool                // whether no cheaper suppression protects as much
	Manifest   *release.Manifest   `json:"-"`
	Decisions  []release.Decision  `json:"-"`
	Audited    *release.Audited
	Protection *release.Protected    `json:"-"`
	Content    *release.Content      `json:"-"`
	Input      *reports.Input        `json:"-"`
	Earlier    []*PublishedRelease   `json:"-"`
	Known      []release.KnownFigure `json:"-"`
}

// PublishedRelease is a release that was published, with what it says.
type PublishedRelease struct {
	ID           string
	Manifest     string // its hash
	Observations []indicators.Observation
}

// Release makes a candidate: everything that the policy lets out, protected and
// scanned, as a folder of out/releases. A release that the gate refuses changes
// nothing; the refusal says everything that stands in its way.
func (w *Workspace) Release(ctx context.Context, plan *indicators.Plan, st *store.Store, options ReleaseOptions) (*Candidate, error) {
	if w.Policy == nil {
		return nil, fault.New(fault.Refused, locale.M("workspace.no_policy")).WithHint(locale.M("workspace.no_policy_hint"))
	}
	if strings.TrimSpace(options.By) == "" {
		return nil, fault.New(fault.Usage, locale.M("workspace.release_by"))
	}
	if stale, err := w.Stale(ctx, st); err != nil {
		return nil, err
	} else if len(stale) > 0 {
		return nil, fault.New(fault.Refused, locale.M("workspace.release_stale", "files", stale)).WithHint(locale.M("workspace.release_stale_hint"))
	}
	c := &Candidate{Warnings: w.Policy.Overdue(options.AsOf)}
	var err error
	if c.Earlier, err = w.publishedReleases(); err != nil {
		return nil, err
	}
	files, err := w.edition(ctx, plan, st, options, c)
	if err != nil {
		return nil, err
	}
	if err := c.scan(files, options); err != nil {
		return nil, err
	}
	return c, w.writeCandidate(ctx, st, options, c, files)
}

// edition makes the files of a release that follows those in c.Earlier.
func (w *Workspace) edition(ctx context.Context, plan *indicators.Plan, st *store.Store, options ReleaseOptions, c *Candidate) ([]release.File, error) {
	open, err := plan.Within(w.Policy.Open())
	if err != nil {
		return nil, err
	}
	if c.Known, err = w.knownFigures(); err != nil {
		return nil, err
	}
	listener(options.Progress).hear(Progress{Stage: StageEvaluate})
	observations, err := w.guard(ctx, open, st, options, c)
	if err != nil {
		return nil, err
	}
	if err := w.compose(ctx, open, st, options, c, observations); err != nil {
		return nil, err
	}
	return c.Content.Files()
}

// suppress is what keeps figures back. Tests put one with a mistake in its place, to
// see that the attack on a release finds it.
var suppress = (*release.Control).Protect

// guard decides which indicators leave, and takes the figures out of the
// observations that must not be given.
func (w *Workspace) guard(ctx context.Context, open *indicators.Plan, st *store.Store, options ReleaseOptions, c *Candidate) ([]indicators.Observation, error) {
	c.Decisions = w.Policy.Decide(w.Frameworks, open.Dictionary(), open.Tables)
	var names []string
	contributors := map[string]string{}
	for _, d := range c.Decisions {
		if !d.Released() {
			c.Refused = append(c.Refused, d)
			continue
		}
		names = append(names, d.Key())
		if d.Protect {
			for _, f := range w.Frameworks {
				for _, i := range f.Indicators {
					if f.ID == d.Framework && i.ID == d.Indicator {
						contributors[i.Population] = d.Contributor
					}
				}
			}
		}
	}
	c.Indicators = len(names)
	if len(names) == 0 {
		return nil, nil
	}
	only, err := open.Only(names...)
	if err != nil {
		return nil, err
	}
	observations, err := only.Evaluate(ctx, st, options.AsOf)
	if err != nil {
		return nil, err
	}
	control := release.Control{Rules: options.Rules, Frameworks: w.Frameworks, Decisions: c.Decisions, Observations: observations, Known: c.Known}
	if len(contributors) > 0 {
		if control.Parts, err = only.ByContributor(contributors).Evaluate(ctx, st, options.AsOf); err != nil {
			return nil, err
		}
	}
	if err := w.bands(ctx, only, st, options, contributors, &control); err != nil {
		return nil, err
	}
	control.Earlier = c.earlier()
	if c.Protection, err = suppress(&control); err != nil {
		return nil, err
	}
	c.Suppressed, c.Optimal = c.Protection.Suppressed, c.Protection.Optimal
	if err := c.unsafe(w.Policy, options); err != nil {
		return nil, err
	}
	rows, err := w.bandedRows(ctx, open, st, options)
	if err != nil {
		return nil, err
	}
	// Those who attack share nothing with those who protect.
	c.Audited, err = release.Attack(release.Attempt{
		Frameworks: w.Frameworks, Observations: c.Protection.Observations, Known: c.Known, Insiders: c.Protection.Insiders, Promises: c.Protection.Promises,
		// As a reader would who has guessed right what has not changed since.
		Earlier: release.Unrevised(c.earlier(), observations),
		Rows:    rows, Contributors: w.Policy.Contributors(), Parts: c.Protection.Parts,
	})
	if err != nil {
		return nil, err
	}
	if c.Audited.Broken > 0 || c.Audited.Recovered > 0 {
		return nil, fault.New(fault.Refused, locale.M("workspace.release_broken", "count", c.Audited.Broken+c.Audited.Recovered)).
			WithHint(locale.M("workspace.release_broken_hint"))
	}
	return c.Protection.Observations, nil
}

// bands gives a control what readers can reckon of each contributor's part from rows
// that are published with bands.
func (w *Workspace) bands(ctx context.Context, only *indicators.Plan, st *store.Store, options ReleaseOptions, contributors map[string]string, control *release.Control) error {
	var names []string
	for _, d := range control.Decisions {
		if d.Released() && d.Banded {
			names = append(names, d.Key())
		}
	}
	if len(names) == 0 {
		return nil
	}
	banded, err := only.Only(names...)
	if err != nil {
		return err
	}
	for end, to := range map[indicators.BandEnd]*[]indicators.Observation{
		indicators.BandBegins: &control.Begins, indicators.BandEnds: &control.Ends, indicators.BandEndless: &control.Endless,
	} {
		if *to, err = banded.Banded(w.Policy.Bands(), end).ByContributor(contributors).Evaluate(ctx, st, options.AsOf); err != nil {
			return err
		}
	}
	return nil
}

// bandedRows are the rows with bands in them as they will be published.
func (w *Workspace) bandedRows(ctx context.Context, open *indicators.Plan, st *store.Store, options ReleaseOptions) ([]*release.Records, error) {
	bands := w.Policy.Bands()
	var all []*release.Records
	for _, table := range open.Dictionary() {
		if bands[table.Name] == nil {
			continue
		}
		rows, err := open.Rows(ctx, st, options.AsOf, table.Name, nil)
		if err != nil {
			return nil, err
		}
		all = append(all, w.Policy.Release(table, rows, options.AsOf))
	}
	return all, nil
}

// earlier is what the releases before said, the last release last.
func (c *Candidate) earlier() []indicators.Observation {
	var all []indicators.Observation
	for _, e := range c.Earlier {
		all = append(all, e.Observations...)
	}
	return all
}

// compose puts together what the release says: records, observations, and the
// report of the public edition.
func (w *Workspace) compose(ctx context.Context, open *indicators.Plan, st *store.Store, options ReleaseOptions, c *Candidate, observations []indicators.Observation) error {
	content := &release.Content{
		Title: w.Settings.Title, Languages: w.Languages, AsOf: options.AsOf, Issued: options.AsOf, Version: options.Version,
		Policy: w.Policy, Package: w.Package, Observations: observations, Decisions: c.Decisions,
		Frameworks: release.Released(w.Frameworks, c.Decisions),
	}
	content.Period, _ = w.reportPeriods(options.AsOf)
	c.Content, c.Values = content, len(observations)
	in := &reports.Input{
		Title: w.Settings.Title, Languages: w.Languages, AsOf: options.AsOf, Version: options.Version, Public: true,
		Frameworks: content.Frameworks, Observations: observations, Resources: map[string][]string{}, Records: map[string]*reports.Records{},
	}
	in.Period, in.Compare = w.reportPeriods(options.AsOf)
	for _, f := range content.Frameworks {
		for _, i := range f.Indicators {
			if w.Package.Resource(i.Population) == nil {
				in.Resources[i.Population] = open.Tables(f.ID, i.ID)
			}
		}
	}
	public := *w.Package
	public.Resources = nil
	for _, table := range open.Dictionary() {
		policy := w.Policy.Of(table.Name)
		if policy.Release == release.None {
			continue
		}
		resource := w.Package.Resource(table.Name)
		if policy.Release == release.Rows {
			rows, err := open.Rows(ctx, st, options.AsOf, table.Name, nil)
			if err != nil {
				return err
			}
			records := w.Policy.Release(table, rows, options.AsOf)
			content.Records = append(content.Records, records)
			c.Tables++
			c.Rows += len(records.Rows)
			in.Records[table.Name] = listed(records)
			in.Dictionary = append(in.Dictionary, records.Table)
			if resource != nil {
				n := int64(len(records.Rows))
				in.Loads = append(in.Loads, reports.Load{Resource: table.Name, Read: n, Accepted: n})
			}
		}
		if resource != nil {
			public.Resources = append(public.Resources, publicResource(resource, policy))
		}
	}
	c.Held = content.Records
	in.Package = &public
	in.Notes = w.publicNotes(in)
	in.Outline = w.Outline.Within(in)
	c.Input = in
	content.ID = w.releaseID(options, c)
	var earlier []indicators.Observation
	if n := len(c.Earlier); n > 0 {
		earlier = c.Earlier[n-1].Observations
		var err error
		if content.Before, err = w.releasedTables(c.Earlier[n-1].ID); err != nil {
			return err
		}
	}
	content.Changes = release.Compare(earlier, observations)
	return w.composePages(ctx, options, c)
}

// publicNotes are the notes of analysts that leave: where the policy has them
// public, those on figures of which nothing is kept back, for a note says what it is
// about, with the value as it was.
func (w *Workspace) publicNotes(in *reports.Input) *reports.Notes {
	if w.Policy.Notes != release.Public || w.Notes == nil {
		return nil
	}
	kept := map[string]bool{}
	for _, o := range in.Observations {
		if o.ObsStatus == indicators.Suppressed {
			kept[o.Indicator], kept[o.Framework+"/"+o.Indicator] = true, true
		}
	}
	out := *w.Notes.Of(in)
	out.Notes = slices.DeleteFunc(slices.Clone(out.Notes), func(n *reports.Note) bool { return kept[n.Indicator] })
	return &out
}

// publicResource is a resource with the fields alone that leave.
func publicResource(r *datapackage.Resource, policy release.Table) *datapackage.Resource {
	out := *r
	out.Path = nil // where the files of the house lie is nobody else's
	if r.Schema != nil {
		schema := *r.Schema
		schema.Fields = slices.DeleteFunc(slices.Clone(r.Schema.Fields), func(f *datapackage.Field) bool {
			release := policy.Field(f.Name).Release
			return release == "withheld"
		})
		out.Schema = &schema
	}
	return &out
}

// listed hands released records to a report. A band is a text there.
func listed(r *release.Records) *reports.Records {
	out := &reports.Records{}
	for _, column := range r.Columns {
		kind := column.Type
		if column.Release == release.Banded {
			kind = datapackage.String
		}
		out.Columns = append(out.Columns, indicators.RowsColumn{Name: column.Name, Type: kind})
	}
	for _, row := range r.Rows {
		out.Rows = append(out.Rows, indicators.Row{Values: row})
	}
	return out
}

// composePages writes the report of the public edition.
func (w *Workspace) composePages(ctx context.Context, options ReleaseOptions, c *Candidate) error {
	renderer, err := w.Renderer()
	if err != nil {
		return err
	}
	in := *c.Input
	in.Renderer = renderer
	for i, lang := range w.Languages {
		listener(options.Progress).hear(Progress{Stage: StageReport, Subject: string(lang), Done: int64(i), Total: int64(len(w.Languages))})
		edition, err := reports.Compose(ctx, in, lang)
		if err != nil {
			return err
		}
		page, err := edition.Page()
		if err != nil {
			return err
		}
		c.Content.Pages = append(c.Content.Pages, release.File{Path: "report." + string(lang) + ".html", Content: page})
	}
	return nil
}

// scan refuses a release in which something stands that may be a secret or
// personal, unless it was waived, by another account than the one that makes it and
// for the day.
func (c *Candidate) scan(files []release.File, options ReleaseOptions) error {
	var open []string
	for _, s := range c.Content.Scan(files) {
		if s.Waiver == nil {
			open = append(open, s.At+" ("+s.Kind+")")
			continue
		}
		if err := c.waive(s, options); err != nil {
			return err
		}
	}
	if len(open) > 0 {
		const shown = 20
		return fault.New(fault.Refused, locale.M("workspace.release_suspicious", "count", len(open), "places", open[:min(len(open), shown)])).
			WithHint(locale.M("workspace.release_suspicious_hint"))
	}
	return nil
}

// releaseID is the day of the release; where one of that day was published, the
// day and which of that day it is.
func (w *Workspace) releaseID(options ReleaseOptions, c *Candidate) string {
	id := options.AsOf.Format(time.DateOnly)
	for n := 2; ; n++ {
		if !slices.ContainsFunc(c.Earlier, func(p *PublishedRelease) bool { return p.ID == id }) {
			return id
		}
		id = options.AsOf.Format(time.DateOnly) + "-" + strconv.Itoa(n)
	}
}

// writeCandidate writes the folder of a candidate and records that it was made.
func (w *Workspace) writeCandidate(ctx context.Context, st *store.Store, options ReleaseOptions, c *Candidate, files []release.File) error {
	c.ID = c.Content.ID
	if c.ID != options.AsOf.Format(time.DateOnly) && strings.TrimSpace(options.Reason) == "" {
		return fault.New(fault.Usage, locale.M("workspace.release_reason", "id", options.AsOf.Format(time.DateOnly)))
	}
	if strings.TrimSpace(options.Reason) == "" {
		if n, first := revisions(c.Content.Changes); n > 0 {
			return fault.New(fault.Usage, locale.M("workspace.release_revision", "count", n)).WithHint(locale.M("workspace.release_revision_hint", "name", first))
		}
	}
	var previous *release.Previous
	if n := len(c.Earlier); n > 0 {
		previous = &release.Previous{ID: c.Earlier[n-1].ID, Manifest: c.Earlier[n-1].Manifest}
	}
	inputs, err := w.inputs(ctx, st)
	if err != nil {
		return err
	}
	c.Manifest = release.NewManifest(c.Content, files, inputs, previous)
	c.Manifest.Revision, c.Manifest.Embargo = options.Reason, options.Embargo
	text, err := c.Manifest.Bytes()
	if err != nil {
		return err
	}
	c.SHA256 = release.Sum(text)
	folder, err := w.newFolder(filepath.Join(ReleasesDir, c.ID))
	if err != nil {
		return err
	}
	defer folder.discard()
	for _, f := range append(files, release.File{Path: release.ManifestFile, Content: text}) {
		if err := folder.add(filepath.FromSlash(f.Path), f.Content); err != nil {
			return err
		}
	}
	if err := folder.replace(); err != nil {
		return err
	}
	c.Path = folder.path
	return w.appendRecord(releaseRecord{Event: "candidate", Release: c.ID, Manifest: c.SHA256, By: options.By, On: options.AsOf.Format(time.DateOnly)})
}

// revisions counts what the release before gave and this one gives otherwise, or not
// at all, and names the first.
func revisions(changes []release.Change) (n int, first string) {
	for _, c := range changes {
		if c.Before == nil || c.Kind != "observation" {
			continue
		}
		if n++; n == 1 {
			first = c.Name
			if c.Period != nil {
				first += " " + *c.Period
			}
		}
	}
	return n, first
}

// inputs are the keyed hashes of the files that the store was loaded from. The
// key stays in the workspace's records.
func (w *Workspace) inputs(ctx context.Context, st *store.Store) ([]release.Listed, error) {
	key, err := w.releaseKey()
	if err != nil {
		return nil, err
	}
	books, err := st.Books(ctx)
	if err != nil {
		return nil, err
	}
	var all []release.Listed
	for _, r := range books.Resources {
		seen := map[string]bool{}
		for n, f := range books.FilesOf(r.Name) {
			if !seen[f.Path] {
				seen[f.Path] = true
				// Neither the name of a file of the house is told, nor that of a table
				// of which nothing leaves.
				name := "withheld"
				if w.Policy.Of(r.Name).Release != release.None {
					name = r.Name
				}
				all = append(all, release.Keyed(key, name+"/"+strconv.Itoa(n+1), []byte(f.SHA256)))
			}
		}
	}
	return all, nil
}

// releasedTables reads the tables of a published release, as CSV.
func (w *Workspace) releasedTables(id string) (map[string][]byte, error) {
	folder := filepath.Join(w.outPath(ReleasesDir), id)
	text, err := os.ReadFile(filepath.Join(folder, release.ManifestFile))
	if err != nil {
		return nil, disk.CannotRead(release.ManifestFile, err)
	}
	m, err := release.ReadManifest(text)
	if err != nil {
		return nil, err
	}
	tables := map[string][]byte{}
	for _, f := range m.Files {
		name, found := strings.CutSuffix(strings.TrimPrefix(f.Path, "data/"), ".csv")
		if !found || !strings.HasPrefix(f.Path, "data/") || f.Path == release.ObservationsCSV || f.Path == release.ObservationsSDMX {
			continue
		}
		if tables[name], err = os.ReadFile(filepath.Join(folder, filepath.FromSlash(f.Path))); err != nil {
			return nil, disk.CannotRead(f.Path, err)
		}
	}
	return tables, nil
}

// publishedReleases lists the releases that were published, in their order, with
// what they say.
func (w *Workspace) publishedReleases() ([]*PublishedRelease, error) {
	records, err := w.releaseRecords()
	if err != nil {
		return nil, err
	}
	var all []*PublishedRelease
	for _, r := range records {
		if r.Event != "published" {
			continue
		}
		p := &PublishedRelease{ID: r.Release, Manifest: r.Manifest}
		text, err := os.ReadFile(filepath.Join(w.outPath(ReleasesDir), r.Release, filepath.FromSlash(release.ObservationsJSON)))
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fault.Wrap(fault.Refused, err, locale.M("workspace.release_gone", "id", r.Release)).WithHint(locale.M("workspace.release_gone_hint"))
		}
		if err != nil {
			return nil, disk.CannotRead(release.ObservationsJSON, err)
		}
		if p.Observations, err = release.ReadObservations(text); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}
