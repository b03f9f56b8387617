package desk

import (
	"context"
	"errors"

	"heng/internal/store"
	"heng/internal/workspace"
)

// Published returns what releases said of the cells of an indicator, framework/id, and
// what is computed now.
func (v *View) Published(key string) ([]workspace.Revision, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.revisions == nil {
		all, err := v.Revisions(v.Observations)
		if err != nil {
			return nil, err
		}
		v.revisions = map[string][]workspace.Revision{}
		for _, r := range all {
			name := r.Now.Framework + "/" + r.Now.Indicator
			v.revisions[name] = append(v.revisions[name], r)
		}
	}
	return v.revisions[key], nil
}

// Since compares an indicator, framework/id, with the load before the one of the view,
// and says why a value changed. Nil where there was no load before.
func (v *View) Since(ctx context.Context, key string) (*workspace.Diff, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if d, ok := v.since[key]; ok {
		return d, nil
	}
	options := workspace.DiffOptions{AsOf: v.state.asOf, Store: v.given, Now: v.AsOf}
	options.Indicators = []string{key}
	// Who asked may go away; the next reader wants the answer all the same.
	d, err := v.Diff(context.WithoutCancel(ctx), v.Plan, options)
	if errors.Is(err, store.ErrNothingLoaded) || errors.Is(err, store.ErrNothingEarlier) {
		d, err = nil, nil
	}
	if err != nil {
		return nil, err
	}
	if v.since == nil {
		v.since = map[string]*workspace.Diff{}
	}
	v.since[key] = d
	return d, nil
}
