package desk

import (
	"context"
	"strings"

	"heng/internal/followup"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/internal/workspace"
)

// minuteRow is a row by the names of its columns; what is missing is empty.
type minuteRow map[string]string

// table reads the rows of a table in the order in which they were loaded, and none
// where the workspace has no such table or nothing was loaded into it.
func (v *View) table(ctx context.Context, name string) ([]minuteRow, error) {
	resource := v.Resource(name)
	if resource == nil {
		return nil, nil
	}
	books, err := v.Store.Books(ctx)
	if err != nil || books.Resource(name) == nil {
		return nil, err
	}
	var columns []string
	for _, field := range resource.Schema.Fields {
		columns = append(columns, store.QuoteName(field.Name)+"::varchar")
	}
	rows, err := v.Store.Query(ctx, "select "+strings.Join(columns, ", ")+" from "+store.QuoteName(name)+" order by _row")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []minuteRow
	for rows.Next() {
		values := make([]*string, len(columns))
		targets := make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return nil, store.Classify(ctx, err)
		}
		r := minuteRow{}
		for i, field := range resource.Schema.Fields {
			if values[i] != nil {
				r[field.Name] = *values[i]
			}
		}
		all = append(all, r)
	}
	if err := rows.Err(); err != nil {
		return nil, store.Classify(ctx, err)
	}
	return all, nil
}

// Minutes is what the workspace's tables say of meetings, rulings and datasets: the
// built-in meetings, attendances, resolutions and datasets, and rulings, which says
// of a ruling in two languages what it is.
func (v *View) Minutes(ctx context.Context) (followup.Minutes, error) {
	var m followup.Minutes
	rows := map[string][]minuteRow{}
	for _, name := range workspace.MinuteTables {
		var err error
		if rows[name], err = v.table(ctx, name); err != nil {
			return m, err
		}
	}
	seats := map[string][]followup.Seat{}
	for _, r := range rows["attendances"] {
		seats[r["meeting_id"]] = append(seats[r["meeting_id"]], seatOf(r))
	}
	titles := v.meetingTitles()
	for _, r := range rows["meetings"] {
		m.Meetings = append(m.Meetings, meetingOf(r, titles[r["meeting_id"]], seats[r["meeting_id"]]))
	}
	for _, r := range rows["rulings"] {
		m.Rulings = append(m.Rulings, rulingOf(r))
	}
	for _, r := range rows["resolutions"] {
		m.Rulings = append(m.Rulings, resolutionOf(r))
	}
	for _, r := range rows["datasets"] {
		m.Datasets = append(m.Datasets, datasetOf(r))
	}
	return m, nil
}

func (v *View) meetingTitles() map[string]locale.Text {
	all := map[string]locale.Text{}
	if resource := v.Resource("meetings"); resource != nil {
		if f := resource.Schema.Field("meeting_id"); f != nil {
			for code, label := range f.Labels {
				all[code] = label
			}
		}
	}
	return all
}

// UnitStage is how many datasets of a unit are at a stage, as a table counts them
// without saying which they are.
type UnitStage struct {
	Unit         string
	State        locale.Text
	Datasets, On string
}

// UnitStages reads the table dataset_states. Its counts name no dataset, so they
// cannot be followed up one by one and are only shown.
func (v *View) UnitStages(ctx context.Context) ([]UnitStage, error) {
	rows, err := v.table(ctx, "dataset_states")
	var all []UnitStage
	for _, r := range rows {
		all = append(all, UnitStage{r["unit"], v.Label("dataset_states", "state", r["state"]), r["datasets"], r["counted_on"]})
	}
	return all, err
}
