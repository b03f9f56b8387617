package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"heng/indicators"
	"heng/internal/consult"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/internal/workspace"
)

// Own is what a group may see of its own records: those rows of a population that are
// its, and the results that follow from them alone.
type Own struct {
	Table   *indicators.DictionaryTable
	Columns []indicators.DictionaryColumn
	Rows    []indicators.ExplainedRow // with the values of Columns; without file and line
	Results []indicators.Observation  // a period each; of the group alone
	None    locale.Message            // why nothing is shown; zero where something may be
}

// OwnOf finds what a group may see of an indicator as it is proposed. Rows of others
// never leave it; rows that are classified, and columns that the policy withholds,
// neither. Where the policy does not say whose the rows are, there is none.
func (v *View) OwnOf(ctx context.Context, p *workspace.Proposed, group string) (*Own, error) {
	plan, err := v.planOf(ctx, p)
	if err != nil {
		return nil, err
	}
	return v.own(ctx, plan, p.Framework.ID+"/"+p.Indicator.ID, p.Indicator, group)
}

// OwnResult finds what a group may see of an indicator in force.
func (v *View) OwnResult(ctx context.Context, framework, indicator, group string) (*Own, error) {
	for _, f := range v.Frameworks {
		for _, i := range f.Indicators {
			if f.ID == framework && i.ID == indicator {
				return v.own(ctx, v.Plan, framework+"/"+indicator, i, group)
			}
		}
	}
	return &Own{None: locale.M("consult.own_gone")}, nil
}

// FiguresOf are the figures of a proposed indicator over all groups that may be put
// before each of them; see workspace.FiguresOf.
func (v *View) FiguresOf(ctx context.Context, p *workspace.Proposed, before []workspace.Before) (*consult.Figures, error) {
	options := workspace.ReleaseOptions{AsOf: v.AsOf, Rules: v.desk.options.rules()}
	return v.Workspace.FiguresOf(ctx, v.Store, options, p, before)
}

// planOf is the plan of a proposed indicator alone. It is bound once a view: for each
// paper and each state of the files and the store.
func (v *View) planOf(ctx context.Context, p *workspace.Proposed) (*indicators.Plan, error) {
	key := p.Framework.ID + " " + p.Paper.Hash
	v.mu.Lock()
	plan := v.proposed[key]
	v.mu.Unlock()
	if plan != nil {
		return plan, nil
	}
	plan, err := v.planWith(ctx, p)
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.proposed == nil || len(v.proposed) >= maxBoards {
		v.proposed = map[string]*indicators.Plan{}
	}
	v.proposed[key] = plan
	return plan, nil
}

// planWith binds a proposed indicator alone.
func (v *View) planWith(ctx context.Context, p *workspace.Proposed) (*indicators.Plan, error) {
	sandbox, err := store.OpenMemory(ctx, store.Options{})
	if err != nil {
		return nil, err
	}
	defer sandbox.Close()
	alone := *p.Framework
	alone.Indicators = []*indicators.Indicator{p.Indicator}
	plan, findings, err := indicators.Check(ctx, []*indicators.Framework{&alone}, &indicators.Catalogue{
		Package: v.Package, Models: v.Models, Parameters: v.Settings.Parameters, Languages: v.Languages,
	}, sandbox)
	if err != nil {
		return nil, err
	}
	// That it is not agreed yet, and the like, does not keep it from being computed.
	if plan == nil || len(plan.Tables(p.Framework.ID, p.Indicator.ID)) == 0 {
		return nil, fault.New(fault.Refused, locale.M("workspace.proposal_unsound")).WithFindings(fault.Errors(findings))
	}
	return plan, nil
}

func (v *View) own(ctx context.Context, plan *indicators.Plan, key string, i *indicators.Indicator, group string) (*Own, error) {
	dictionary := plan.Dictionary()
	own := &Own{Table: dictionary.Table(i.Population)}
	column := v.Policy.ContributorOf(i.Population, dictionary)
	if own.Table == nil || column == "" || group == "" || group == indicators.Unknown {
		own.None = locale.M("consult.own_unknown")
		return own, nil
	}
	within, err := plan.Within(v.Policy.Open())
	if err != nil {
		return nil, err
	}
	only, err := within.Only(key)
	if err != nil {
		return nil, err
	}
	explained, err := only.Explain(ctx, v.Store, indicators.ExplainRequest{Indicator: key, Where: map[string]string{column: group}, Excluded: true, AsOf: v.AsOf})
	if err != nil {
		return nil, err
	}
	named := explained.Named
	if !slices.Contains(named, column) {
		named = append(slices.Clone(named), column)
	}
	whose := slices.Index(explained.Columns, column)
	var places []int
	for _, name := range named {
		c := dictionary.Column(i.Population, name)
		if at := slices.Index(explained.Columns, name); c != nil && at >= 0 && (at == whose || v.Policy.MayOwn(*c, own.Table.Name)) {
			places, own.Columns = append(places, at), append(own.Columns, *c)
		}
	}
	for _, row := range explained.Rows {
		if whose < 0 || row.Values[whose] == nil || *row.Values[whose] != group {
			continue // held a second time, whatever the statement said
		}
		mine := indicators.ExplainedRow{Verdict: row.Verdict, Period: row.Period}
		for _, at := range places {
			mine.Values = append(mine.Values, row.Values[at])
		}
		own.Rows = append(own.Rows, mine)
	}
	own.Results, err = v.ownResults(ctx, only, i.Population, column, group)
	return own, err
}

// ownResults computes an indicator for each contributor and keeps the group's own.
func (v *View) ownResults(ctx context.Context, only *indicators.Plan, population, column, group string) ([]indicators.Observation, error) {
	name := population
	if t := only.Dictionary().Table(population); t != nil {
		name = t.Name
	}
	all, err := only.ByContributor(map[string]string{name: column}).Evaluate(ctx, v.Store, v.AsOf)
	if err != nil {
		return nil, err
	}
	var mine []indicators.Observation
	for _, o := range all {
		if len(o.Breakdown) == 1 && o.Breakdown[column] == group {
			mine = append(mine, o)
		}
	}
	return mine, nil
}

// Group is a grantee organisation that an indicator's rows name.
type Group struct {
	ID   string
	Name locale.Text // empty where no table names it
}

// Groups lists the organisations that the rows of an indicator are of, by id; none
// where the policy does not say whose the rows are.
func (v *View) Groups(ctx context.Context, population string) ([]Group, error) {
	dictionary := v.Plan.Dictionary()
	column := v.Policy.ContributorOf(population, dictionary)
	if column == "" {
		return nil, nil
	}
	rows, err := v.Plan.Rows(ctx, v.Store, v.AsOf, population, []string{column})
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	var all []Group
	for _, row := range rows.Rows {
		if id := row.Values[0]; id != nil && *id != "" && !seen[*id] {
			seen[*id] = true
			all = append(all, Group{ID: *id})
		}
	}
	slices.SortFunc(all, func(a, b Group) int { return cmp.Compare(a.ID, b.ID) })
	names, err := v.GroupNames(ctx)
	if err != nil {
		return nil, err
	}
	for at := range all {
		all[at].Name = names[all[at].ID]
	}
	return all, nil
}

// GroupNames gives the names of the organisations that rows are of, by id: from the
// tables that the policy's columns refer to, whose names stand in name_zh and name_en,
// or in name.
func (v *View) GroupNames(ctx context.Context) (map[string]locale.Text, error) {
	names := map[string]locale.Text{}
	dictionary := v.Plan.Dictionary()
	for _, table := range dictionary {
		column := dictionary.Column(table.Name, v.Policy.ContributorOf(table.Name, dictionary))
		if column == nil {
			continue
		}
		for _, refers := range column.Refers {
			to, key, _ := strings.Cut(refers, ".")
			columns := []string{key}
			for _, name := range []string{"name_zh", "name_en", "name"} {
				if dictionary.Column(to, name) != nil {
					columns = append(columns, name)
				}
			}
			if err := v.namesIn(ctx, to, columns, names); err != nil {
				return nil, err
			}
		}
	}
	return names, nil
}

// namesIn adds the names in a table, of which the first column is the key.
func (v *View) namesIn(ctx context.Context, table string, columns []string, names map[string]locale.Text) error {
	if len(columns) == 1 {
		return nil
	}
	rows, err := v.Plan.Rows(ctx, v.Store, v.AsOf, table, columns)
	if err != nil {
		return err
	}
	for _, row := range rows.Rows {
		if row.Values[0] == nil || names[*row.Values[0]] != nil {
			continue
		}
		text := locale.Text{}
		for at, column := range columns[1:] {
			value := row.Values[at+1]
			if value == nil {
				continue
			}
			for lang, of := range map[locale.Lang]string{locale.ZhTW: "name_zh", locale.En: "name_en"} {
				if column == of || column == "name" && text[lang] == "" {
					text[lang] = *value
				}
			}
		}
		names[*row.Values[0]] = text
	}
	return nil
}
