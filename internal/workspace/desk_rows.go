package workspace

import (
	"context"

	"heng/indicators"
	"heng/reports/release"
)

// Rows returns a page of the rows behind a value of the view, on the view's day. Who
// may not see everything gets the rows and columns that the policy makes public, and
// no others: of a table on which it is silent, none.
func (v *View) Rows(ctx context.Context, r indicators.PageRequest, everything bool) (*indicators.Page, error) {
	r.AsOf = v.AsOf
	if everything {
		return v.Plan.Page(ctx, v.Store, r)
	}
	if v.Policy == nil {
		return &indicators.Page{}, nil
	}
	open, err := v.Plan.Within(v.Policy.Open())
	if err != nil {
		return nil, err
	}
	table := v.Policy.Of(v.population(r.Indicator))
	r.Within = []string{}
	if table.Release == release.Rows {
		for name, field := range table.Fields {
			if field.Release == release.Public {
				r.Within = append(r.Within, name)
			}
		}
	}
	if len(r.Within) == 0 {
		return &indicators.Page{}, nil
	}
	return open.Page(ctx, v.Store, r)
}

// population is the table or model that an indicator, named framework/id, is about.
func (v *View) population(name string) string {
	for _, f := range v.Frameworks {
		for _, i := range f.Indicators {
			if f.ID+"/"+i.ID == name {
				return i.Population
			}
		}
	}
	return ""
}
