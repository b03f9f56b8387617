package workspace

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"time"

	"heng/indicators"
	"heng/internal/datapackage"
	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
)

// DiffOptions say what is compared with what.
type DiffOptions struct {
	// From is the earlier state: the folder of a workspace (its definitions and
	// its records), the URL of a store (its records, with today's definitions), or
	// empty: the load before the last, with today's definitions.
	From     string
	Store    string // as in BuildOptions
	AsOf     string // as in BuildOptions
	FromAsOf string // the day of the earlier values; empty: AsOf, else the earlier workspace's own
	Now      time.Time

	indicators.CompareRequest
}

// Diff says why values differ between two states of a workspace.
type Diff struct {
	*indicators.Comparison
	FromAsOf, AsOf time.Time
	Loaded         bool     // the earlier folder's files were loaded for this, since its store did not hold them
	Stale          []string // resources whose files have changed since they were loaded
}

// urlForm tells the URL of a store from a folder; C:\x is a folder.
var urlForm = regexp.MustCompile(`^[a-z][a-z0-9+]+:`)

// Diff compares what the workspace computes now, by a plan of its definitions,
// with what it computed before. It changes nothing. What could not be computed is
// named in the error, beside which the rest is returned.
func (w *Workspace) Diff(ctx context.Context, plan *indicators.Plan, options DiffOptions) (_ *Diff, err error) {
	d := &Diff{}
	if d.AsOf, err = w.AsOf(options.AsOf, options.Now); err != nil {
		return nil, err
	}
	u, err := w.StoreURL(options.Store)
	if err != nil {
		return nil, err
	}
	from := earlier{workspace: w, plan: plan}
	defer func() { from.close() }()
	switch {
	case options.From == "":
		from.store, err = store.OpenPrevious(ctx, u, store.Options{})
	case urlForm.MatchString(options.From):
		err = from.openStore(ctx, options.From)
	default:
		d.Loaded, err = from.openFolder(ctx, w, u, options)
	}
	if err != nil {
		return nil, err
	}
	given := options.FromAsOf
	if given == "" {
		given = options.AsOf
	}
	if d.FromAsOf, err = from.workspace.AsOf(given, options.Now); err != nil {
		return nil, err
	}
	now, err := store.Open(ctx, u, store.Options{})
	if err != nil {
		return nil, err
	}
	defer now.Close()
	if d.Stale, err = w.Stale(ctx, now); err != nil {
		return nil, err
	}
	stages, err := from.stages(ctx, w, plan, now, d)
	if err != nil {
		return nil, err
	}
	d.Comparison, err = indicators.Compare(ctx, stages, options.CompareRequest)
	if d.Comparison == nil {
		return nil, err
	}
	return d, err
}

// earlier is the state that a comparison begins at.
type earlier struct {
	workspace *Workspace
	plan      *indicators.Plan
	store     *store.Store
	temporary string // a folder to remove
}

func (e *earlier) close() {
	if e.store != nil {
		_ = e.store.Close()
	}
	if e.temporary != "" {
		_ = os.RemoveAll(e.temporary)
	}
}

func (e *earlier) openStore(ctx context.Context, text string) error {
	u, err := e.workspace.StoreURL(text)
	if err == nil {
		e.store, err = store.Open(ctx, u, store.Options{})
	}
	return err
}

// openFolder opens another workspace. Its files are what counts: where its store
// does not hold them as they are, or is the very one that is compared with, they
// are loaded into a store that is gone afterwards; then it reports true.
func (e *earlier) openFolder(ctx context.Context, w *Workspace, now store.URL, options DiffOptions) (loaded bool, err error) {
	old, findings, err := Open(options.From)
	if err != nil {
		return false, err
	}
	e.workspace = old
	if e.plan, err = old.Plan(ctx, findings); err != nil {
		if found, ok := errors.AsType[*fault.Error](err); ok {
			return false, fault.New(found.Code, locale.M("workspace.diff_from_errors", "path", options.From)).
				WithFindings(found.Findings).WithHint(locale.M("workspace.diff_from_errors_hint"))
		}
		return false, err
	}
	u, err := old.StoreURL("")
	if err != nil {
		return false, err
	}
	if u.String() != now.String() || !u.Shared() {
		e.store, err = store.Open(ctx, u, store.Options{})
		if err != nil && (ctx.Err() != nil || fault.CodeOf(err) != fault.Store) {
			return false, err
		}
	}
	if e.store != nil {
		stale, err := old.Stale(ctx, e.store)
		if err != nil || len(stale) == 0 {
			return false, err
		}
		_ = e.store.Close()
		e.store = nil
	}
	private := filepath.Join(w.Root, PrivateDir)
	if err := os.MkdirAll(private, 0o777); err != nil {
		return false, disk.CannotWrite(private, err)
	}
	if e.temporary, err = os.MkdirTemp(private, "diff-*"); err != nil {
		return false, disk.CannotWrite(private, err)
	}
	if u, err = store.ParseURL("duckdb:"+filepath.Join(e.temporary, "heng.duckdb"), old.Root); err != nil {
		return false, err
	}
	if _, err = old.Load(ctx, e.plan, LoadOptions{Store: u, Now: options.Now}); err != nil {
		return false, err
	}
	e.store, err = store.Open(ctx, u, store.Options{})
	return true, err
}

// stages lists the ways from the earlier state to the present one: first other
// records, then another day, other parameters, other models and tables, other
// definitions, of which each is left out where nothing of it changed.
func (e *earlier) stages(ctx context.Context, w *Workspace, plan *indicators.Plan, now *store.Store, d *Diff) ([]indicators.Stage, error) {
	stages := []indicators.Stage{{Plan: e.plan, Store: e.store, AsOf: d.FromAsOf}}
	add := func(p *indicators.Plan, asOf time.Time, causes ...indicators.Cause) {
		stages = append(stages, indicators.Stage{Plan: p, Store: now, AsOf: asOf, Causes: causes})
	}
	add(e.plan, d.FromAsOf, indicators.DataCause)
	if !d.AsOf.Equal(d.FromAsOf) {
		add(e.plan, d.AsOf, indicators.AsOfCause)
	}
	if e.workspace == w {
		return stages, nil
	}
	old := e.workspace
	texts := func(w *Workspace) map[string]string {
		all := map[string]string{}
		for _, p := range w.Settings.Parameters {
			all[p.Name] = p.Text
		}
		return all
	}
	var causes []indicators.Cause
	// between binds the old definitions to what is new already. Where that cannot
	// be, the next step has the cause, too.
	between := func(pkg *datapackage.Package, models []*indicators.Model, cause indicators.Cause) error {
		causes = append(causes, cause)
		sandbox, err := store.OpenMemory(ctx, store.Options{})
		if err != nil {
			return err
		}
		defer sandbox.Close()
		p, findings, err := indicators.Check(ctx, old.Frameworks, &indicators.Catalogue{
			Package: pkg, Models: models, Parameters: w.Settings.Parameters, Languages: old.Languages,
		}, sandbox)
		if err != nil || p == nil || len(fault.Errors(findings)) > 0 {
			return err
		}
		add(p, d.AsOf, causes...)
		causes = nil
		return nil
	}
	if !reflect.DeepEqual(texts(old), texts(w)) {
		if err := between(old.Package, old.Models, indicators.ParameterCause); err != nil {
			return nil, err
		}
	}
	if !sameTables(old, w) {
		if err := between(w.Package, w.Models, indicators.ModelCause); err != nil {
			return nil, err
		}
	}
	last := &stages[len(stages)-1]
	if len(causes) == 0 && last.Plan.Fingerprint() == plan.Fingerprint() {
		last.Plan = plan // the same, with today's names
		return stages, nil
	}
	add(plan, d.AsOf, append(causes, indicators.DefinitionCause)...)
	return stages, nil
}

// sameTables reports whether two workspaces have the same models over the same
// tables.
func sameTables(a, b *Workspace) bool {
	describe := func(w *Workspace) (models map[string]string, tables map[string]any) {
		models, tables = map[string]string{}, map[string]any{}
		for _, m := range w.Models {
			models[m.Name] = m.SQL + "\x00" + m.Rows
		}
		for _, r := range w.Package.Resources {
			if r.Schema == nil {
				continue
			}
			type field struct {
				Name     string
				Type     datapackage.Type
				Decimals int
				Nullable bool
				Codes    []string
			}
			fields := []any{r.Schema.PrimaryKey}
			for _, f := range r.Schema.Fields {
				decimals := -1
				if f.Decimals != nil {
					decimals = *f.Decimals
				}
				fields = append(fields, field{f.Name, f.Type, decimals, r.Schema.Nullable(f.Name), f.Constraints.Enum})
			}
			tables[r.Name] = fields
		}
		return models, tables
	}
	modelsA, tablesA := describe(a)
	modelsB, tablesB := describe(b)
	return reflect.DeepEqual(modelsA, modelsB) && reflect.DeepEqual(tablesA, tablesB)
}
