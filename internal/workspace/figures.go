package workspace

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"heng/indicators"
	"heng/internal/consult"
	"heng/internal/fault"
	"heng/internal/store"
)

// The ids, behind that of a proposed indicator, of what the gate is asked about: the
// indicator as it is proposed, and the rows that it has and an earlier text has not, and
// the other way round.
const (
	asProposed = "-proposed"
	moreRows   = "-more"
	fewerRows  = "-fewer"
)

// FiguresOf are the figures of a proposed indicator over all groups that may be put
// before each of them: what a release could say of it, together with everything else
// that releases say and said. The groups are its readers and contributors to it at once,
// whom the gate takes for insiders. A total that is too small has no value; a breakdown
// of which one cell is too small is left out. Before are the texts that were before
// groups already, with what was shown of them: what has not changed in its computation is
// shown as it was, and where from the difference of two texts something of a single group
// could be worked out, nothing is shown, and Kept says why.
func (w *Workspace) FiguresOf(ctx context.Context, st *store.Store, options ReleaseOptions, p *Proposed, before []Before) (*consult.Figures, error) {
	kept := func(why string) (*consult.Figures, error) { return &consult.Figures{Kept: why}, nil }
	if w.Policy == nil {
		return kept("no_policy")
	}
	if _, held := w.Policy.Withhold[p.Framework.ID+"/"+p.Indicator.ID]; held {
		return kept("withheld")
	}
	var others []*indicators.Indicator // that compute something else
	for _, b := range before {
		read, err := w.Propose(p.Framework.ID, b.Text)
		switch {
		case err != nil:
			return kept("changed")
		case b.Figures == nil || b.Figures.Kept != "":
		case slices.Equal(read.Indicator.Formula(), p.Indicator.Formula()):
			return b.Figures, nil
		default:
			others = append(others, read.Indicator)
		}
	}
	for _, i := range p.Framework.Indicators {
		if i.ID == p.Indicator.ID && i.StatusName() == "agreed" && !slices.Equal(i.Formula(), p.Indicator.Formula()) {
			others = append(others, i)
		}
	}
	asked := []*indicators.Indicator{called(p.Indicator, asProposed)}
	for _, other := range others {
		if len(others) > 1 && !slices.Equal(other.Formula(), others[0].Formula()) {
			return kept("changed") // what three sets of rows tell together nobody has tried
		}
		differences, ok := between(p.Indicator, other)
		if !ok {
			return kept("changed")
		}
		if len(asked) == 1 {
			asked = append(asked, differences...)
		}
	}
	figures, err := w.passed(ctx, st, options, p, asked)
	if e, ok := errors.AsType[*fault.Error](err); ok && ctx.Err() == nil && e.Code != fault.Internal {
		return kept("unprotected")
	}
	return figures, err
}

// Before is a text that was before groups, with what was shown of it.
type Before struct {
	Text    string
	Figures *consult.Figures
}

// called is an indicator under another id.
func called(i *indicators.Indicator, suffix string) *indicators.Indicator {
	other := *i
	other.ID, other.Status = i.ID+suffix, "draft"
	return &other
}

// between are the rows by which two texts differ, as indicators that measure the same;
// ok is false where they differ in more than which rows count.
func between(a, b *indicators.Indicator) (differences []*indicators.Indicator, ok bool) {
	rest := func(i *indicators.Indicator) []indicators.FormulaLine {
		return slices.DeleteFunc(i.Formula(), func(l indicators.FormulaLine) bool { return l.Part == "where" })
	}
	if !slices.Equal(rest(a), rest(b)) {
		return nil, false
	}
	for _, d := range []struct {
		in, out *indicators.Indicator
		suffix  string
	}{{a, b, moreRows}, {b, a, fewerRows}} {
		if d.out.Where == nil {
			continue // it has every row
		}
		condition := "case when " + d.out.Where.Text + " then false else true end"
		if d.in.Where != nil {
			condition = "(" + d.in.Where.Text + ") and " + condition
		}
		of := called(a, d.suffix)
		of.Where = d.out.Where.Instead(condition)
		differences = append(differences, of)
	}
	return differences, true
}

// passed sends what is asked through the gate of a release, beside everything that a
// release would say.
func (w *Workspace) passed(ctx context.Context, st *store.Store, options ReleaseOptions, p *Proposed, asked []*indicators.Indicator) (*consult.Figures, error) {
	alone, err := w.guarded(ctx, st, options, p, nil)
	if err != nil {
		return nil, err
	}
	together, err := w.guarded(ctx, st, options, p, asked)
	if err != nil {
		return nil, err
	}
	// A later release knows nothing of what groups were shown: what it says has to be
	// safe beside it as it is.
	if !maps.Equal(alone.hidden, together.hidden) {
		return &consult.Figures{Kept: "unprotected"}, nil
	}
	key := p.Framework.ID + "/" + p.Indicator.ID
	for _, suffix := range []string{moreRows, fewerRows} {
		if together.unsafe[key+suffix] {
			return &consult.Figures{Kept: "difference"}, nil
		}
	}
	if together.refused[key+asProposed] {
		return &consult.Figures{Kept: "withheld"}, nil
	}
	return figuresIn(together.of[key+asProposed]), nil
}

// guardedAll is what the gate says of indicators.
type guardedAll struct {
	of      map[string][]indicators.Observation // by framework/id
	refused map[string]bool
	unsafe  map[string]bool // refused, or with a figure that is kept back
	hidden  map[string]bool // the figures of the workspace's own indicators that are kept back
}

// guarded lets the gate of a release look at the workspace with indicators beside those
// of a proposal's framework.
func (w *Workspace) guarded(ctx context.Context, st *store.Store, options ReleaseOptions, p *Proposed, beside []*indicators.Indicator) (*guardedAll, error) {
	with := *w
	with.Frameworks = slices.Clone(w.Frameworks)
	added := map[string]bool{}
	for at, f := range w.Frameworks {
		if f.ID == p.Framework.ID {
			more := *f
			more.Indicators = slices.Concat(f.Indicators, beside)
			with.Frameworks[at] = &more
		}
	}
	for _, i := range beside {
		added[p.Framework.ID+"/"+i.ID] = true
	}
	sandbox, err := store.OpenMemory(ctx, store.Options{})
	if err != nil {
		return nil, err
	}
	defer sandbox.Close()
	plan, findings, err := indicators.Check(ctx, with.Frameworks, &indicators.Catalogue{
		Package: w.Package, Models: w.Models, Parameters: w.Settings.Parameters, Languages: w.Languages,
	}, sandbox)
	if err != nil {
		return nil, err
	}
	for key := range added {
		framework, id, _ := strings.Cut(key, "/")
		if plan == nil || len(plan.Tables(framework, id)) == 0 {
			return nil, errorsIn(findings)
		}
	}
	// What it would say of them once they are agreed.
	for _, i := range beside {
		i.Status = "agreed"
	}
	open, err := plan.Within(w.Policy.Open())
	if err != nil {
		return nil, err
	}
	c := &Candidate{}
	if c.Earlier, err = w.publishedReleases(); err != nil {
		return nil, err
	}
	if c.Known, err = w.knownFigures(); err != nil {
		return nil, err
	}
	observations, err := with.guard(ctx, open, st, options, c)
	if err != nil {
		return nil, err
	}
	all := &guardedAll{map[string][]indicators.Observation{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, d := range c.Refused {
		all.refused[d.Key()], all.unsafe[d.Key()] = true, true
	}
	for _, o := range observations {
		key := o.Framework + "/" + o.Indicator
		all.of[key] = append(all.of[key], o)
		if o.ObsStatus != indicators.Suppressed {
			continue
		}
		if all.unsafe[key] = true; !added[key] {
			period := ""
			if o.Period != nil {
				period = *o.Period
			}
			all.hidden[fmt.Sprint(key, " ", period, " ", o.Breakdown)] = true
		}
	}
	return all, nil
}

// figuresIn takes the figures out of observations: totals, and the breakdowns of which
// no cell is kept back.
func figuresIn(observations []indicators.Observation) *consult.Figures {
	parted := func(o indicators.Observation) string {
		return strings.Join(slices.Sorted(maps.Keys(o.Breakdown)), ",")
	}
	few := map[string]bool{}
	for _, o := range observations {
		few[parted(o)] = few[parted(o)] || o.ObsStatus == indicators.Suppressed
	}
	out := &consult.Figures{}
	for _, o := range observations {
		switch by := parted(o); {
		case by != "" && few[by]:
			if !slices.Contains(out.Few, by) {
				out.Few = append(out.Few, by)
			}
			continue
		case by != "" && o.N == 0:
			continue // a code that no row has
		}
		one := consult.Figure{Breakdown: o.Breakdown, Few: o.ObsStatus == indicators.Suppressed}
		if o.Period != nil {
			one.Period = *o.Period
		}
		if o.Value != nil {
			one.Value = o.Value.String()
		}
		if o.Numerator != nil && o.Denominator != nil && !one.Few {
			one.Numerator, one.Denominator = o.Numerator.String(), o.Denominator.String()
		}
		out.Rows = append(out.Rows, one)
	}
	return out
}
