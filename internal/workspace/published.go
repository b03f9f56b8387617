package workspace

import (
	"context"
	"time"

	"github.com/shopspring/decimal"

	"heng/indicators"
	"heng/internal/store"
	"heng/reports"
)

// publishedTable is the name of the table of values as they were published
// earlier; its schema is the built-in one of that name.
const publishedTable = "published_values"

// published reads the values that were published up to the as-of date, in the
// order in which they were read; none where the workspace keeps none.
func (w *Workspace) published(ctx context.Context, plan *indicators.Plan, st *store.Store, asOf time.Time) ([]reports.Published, error) {
	resource := w.Package.Resource(publishedTable)
	if resource == nil || resource.Schema == nil {
		return nil, nil
	}
	columns := []string{"framework", "indicator", "period", "value", "published_on", "source"}
	for _, name := range columns {
		if resource.Schema.Field(name) == nil {
			return nil, nil // a table of another kind
		}
	}
	rows, err := plan.Rows(ctx, st, asOf, publishedTable, columns)
	if err != nil {
		return nil, err
	}
	text := func(value *string) string {
		if value == nil {
			return ""
		}
		return *value
	}
	var all []reports.Published
	for _, row := range rows.Rows {
		value, err := decimal.NewFromString(text(row.Values[3]))
		on := text(row.Values[4])
		if err != nil || on > asOf.Format(time.DateOnly) {
			continue // nothing was published, or not yet
		}
		all = append(all, reports.Published{
			Framework: text(row.Values[0]), Indicator: text(row.Values[1]), Period: text(row.Values[2]),
			Value: indicators.FromDecimal(value), On: on, Source: text(row.Values[5]),
		})
	}
	return all, nil
}
