package main

import (
	"context"

	"heng/indicators"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/internal/workspace"
)

// addOriginals adds to each row a column with its record as it stands in its
// file.
func (a *app) addOriginals(ctx context.Context, w *workspace.Workspace, st *store.Store, x *indicators.Explanation) error {
	place := func(row indicators.ExplainedRow) fault.Place {
		return fault.Place{File: row.File, Sheet: row.Sheet, Line: int(row.Line)}
	}
	var places []fault.Place
	for _, row := range x.Rows {
		if row.Line > 0 {
			places = append(places, place(row))
		}
	}
	texts, changed, err := w.Originals(ctx, st, places)
	if err != nil {
		return err
	}
	x.Columns = append(x.Columns, "_text")
	for i := range x.Rows {
		row := &x.Rows[i]
		var text *string
		if original, ok := texts[place(*row)]; ok {
			text = &original
		}
		row.Values = append(row.Values, text)
	}
	if len(changed) > 0 {
		a.note(locale.M("cmd.original_changed", "names", changed))
	}
	return nil
}
