package desk

import (
	"context"
	"fmt"

	"heng/indicators"
	"heng/reports/release"
)

// Rows returns a page of the rows behind a value of the view, on the view's day. Who
// may not see everything gets the rows and columns that the policy makes public, and
// no others: of a table on which it is silent, none.
func (v *View) Rows(ctx context.Context, r indicators.PageRequest, everything bool) (*indicators.Page, error) {
	r.AsOf = v.AsOf
	if everything {
		return v.page(ctx, v.Plan, r)
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
	return v.page(ctx, open, r)
}

// cellRows names what a page of rows is counted by.
type cellRows struct {
	indicator, period, where, text string
	within                         bool
}

// page reads a page of rows. The rows of a cell are counted with the first page that is
// asked for: as long as the view stands, they are as many.
func (v *View) page(ctx context.Context, plan *indicators.Plan, r indicators.PageRequest) (*indicators.Page, error) {
	key := cellRows{indicator: r.Indicator, where: fmt.Sprintf("%q", r.Where), text: r.Text, within: r.Within != nil}
	if r.Period != nil {
		key.period = "=" + *r.Period
	}
	v.counting.Lock()
	r.Counts = v.counts[key]
	v.counting.Unlock()
	page, err := plan.Page(ctx, v.Store, r)
	if err == nil && r.Counts == nil && page.Counts != nil {
		v.counting.Lock()
		defer v.counting.Unlock()
		if v.counts == nil || len(v.counts) >= maxCounts {
			v.counts = map[cellRows]map[indicators.Verdict]int64{}
		}
		v.counts[key] = page.Counts
	}
	return page, err
}

// maxCounts is how many cells a view keeps the counts of: strangers can look for as many
// texts as they like.
const maxCounts = 1000

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
