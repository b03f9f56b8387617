package workspace

import (
	"context"

	"heng/indicators"
)

// Rows returns a page of the rows behind a value of the view, on the view's day.
func (v *View) Rows(ctx context.Context, r indicators.PageRequest) (*indicators.Page, error) {
	r.AsOf = v.AsOf
	return v.Plan.Page(ctx, v.Store, r)
}
