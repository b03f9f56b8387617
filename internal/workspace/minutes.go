package workspace

import (
	"time"

	"heng/internal/datapackage"
	"heng/internal/locale"
)

// Local is a moment as the workspace's clocks show it.
func (w *Workspace) Local(moment time.Time) time.Time {
	zone, err := w.zone()
	if err != nil {
		return moment
	}
	return moment.In(zone)
}

// UnitNames are the offices that the tables of meetings, rulings and datasets know,
// by their codes.
func (w *Workspace) UnitNames() map[string]locale.Text {
	return w.namesOf("unit", "owner_unit", "publisher")
}

// ItemNames are the items of agendas that the table of rulings knows, by their codes.
func (w *Workspace) ItemNames() map[string]locale.Text { return w.namesOf("agenda_item") }

// MinuteTables are the tables that hold what minutes say.
var MinuteTables = []string{"meetings", "attendances", "rulings", "resolutions", "datasets", "dataset_states"}

func (w *Workspace) namesOf(fields ...string) map[string]locale.Text {
	all := map[string]locale.Text{}
	for _, table := range MinuteTables {
		if resource := w.Resource(table); resource != nil {
			for _, field := range fields {
				if f := resource.Schema.Field(field); f != nil {
					for code, label := range f.Labels {
						all[code] = label
					}
				}
			}
		}
	}
	return all
}

// Resource is the resource of that name, nil where there is none.
func (w *Workspace) Resource(name string) *datapackage.Resource {
	if w.Package == nil {
		return nil
	}
	return w.Package.Resource(name)
}

// Label is what a table calls a code in each language.
func (w *Workspace) Label(table, field, code string) locale.Text {
	if f := w.Resource(table).Schema.Field(field); f != nil {
		if label, ok := f.Labels[code]; ok {
			return label
		}
	}
	return locale.Text{locale.ZhTW: code, locale.En: code}
}
