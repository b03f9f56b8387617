package workspace

import (
	"context"
	"time"

	"heng/indicators"
	"heng/internal/store"
)

// CopyOptions say what is copied where.
type CopyOptions struct {
	From, To store.URL
	Now      time.Time // written in the lock for whoever finds it held
	Replace  bool      // see store.CopyOptions
}

// Copy brings what one store of the workspace holds to another. The plan, where
// there is one, makes the tables of its models there.
func (w *Workspace) Copy(ctx context.Context, plan *indicators.Plan, options CopyOptions) ([]store.CopiedTable, error) {
	o := store.CopyOptions{Now: options.Now, Replace: options.Replace}
	if plan != nil {
		o.After = plan.Materialise
	}
	return store.Copy(ctx, options.From, options.To, o)
}
