package web

import (
	"net/http"
	"slices"

	"heng/internal/access"
	"heng/internal/desk"
	"heng/internal/followup"
	"heng/internal/followup/sheet"
	"heng/internal/journal"
	"heng/internal/locale"
	"heng/internal/opendocument"
)

type datasetRow struct {
	followup.Dataset
	UnitName string
}

type datasetsBody struct {
	Rows   []datasetRow
	Stages []followup.StageCount
	Stage  string
	Total  int
	Counts []countRow // of the workspace, which name no dataset
	Units  []string
	Parts  parts
	Today  string
	Keep   bool
}

func (b datasetsBody) tables(r *request) []opendocument.Sheet {
	datasets := r.newSheet("datasets", r.p.Text("follow.datasets_caption"), "follow.col_dataset", "follow.col_title", "follow.col_unit", "follow.col_stage", "follow.col_on", "follow.col_ground")
	for _, d := range b.Rows {
		cells := texts(d.ID, toldIn(r.lang, d.Title).Text, d.UnitName, r.p.Sprint(d.Stage.Name()))
		since := r.dayCell(d.Since)
		if d.Since == "" {
			since = opendocument.Empty(r.p.Text("follow.not_known"))
		}
		datasets.Rows = append(datasets.Rows, append(cells, since, opendocument.Text(d.Ground)))
	}
	counts := r.newSheet("counts", r.p.Text("follow.counts_h"), "follow.col_unit", "follow.col_stage", "follow.col_datasets", "follow.counted_on")
	for _, c := range b.Counts {
		counts.Rows = append(counts.Rows, append(texts(c.UnitName, toldIn(r.lang, c.State).Text), opendocument.Figure(c.Datasets, c.Datasets), r.dayCell(c.On)))
	}
	return []opendocument.Sheet{datasets, counts}
}

type countRow struct {
	desk.UnitStage
	UnitName string
}

func (r *request) datasetsPage() error { return r.datasetsWith(http.StatusOK, parts{}) }

func (r *request) datasetsWith(status int, p parts) error {
	today, err := r.today()
	if err != nil {
		return err
	}
	b := datasetsBody{Stage: r.URL.Query().Get("stage"), Units: r.unitNames(), Parts: p, Today: today, Keep: r.may(access.KeepFollowUp)}
	counts, err := r.view.UnitStages(r.Context())
	if err != nil {
		return err
	}
	names := r.names()
	for _, one := range counts {
		b.Counts = append(b.Counts, countRow{one, names.Unit(one.Unit, r.lang)})
	}
	r.ledger(func(l *followup.Ledger) {
		s, err := l.Sheet("", today)
		if err == nil {
			b.Stages = s.Stages
		}
		for _, d := range l.Datasets() {
			b.Total++
			if b.Stage == "" || string(d.Stage) == b.Stage {
				b.Rows = append(b.Rows, datasetRow{d, names.Unit(d.Unit, r.lang)})
			}
		}
	})
	return r.status(status, "datasets", r.p.Text("follow.datasets"), b)
}

func (r *request) enterDataset() error {
	today, err := r.today()
	if err != nil {
		return err
	}
	d := followup.Dataset{ID: r.field("id"), Title: r.typedTitle(), Unit: coded(r.view.UnitNames(), r.field("unit"))}
	err = r.keep(func(l *followup.Ledger) ([]journal.Draft, error) {
		return l.Enter(r.account.ID, d, r.field("on"), today)
	})
	return r.done(err, "dataset", "/follow-up/datasets/"+d.ID, r.datasetsWith)
}

func (r *request) typedTitle() locale.Text {
	return followup.Trimmed(r.field("title_zh"), r.field("title_en"))
}

type datasetBody struct {
	datasetRow
	Meetings []followup.Meeting
	Stages   []followup.Stage
	Units    []string
	Parts    parts
	Today    string
	Keep     bool
}

func (r *request) datasetPage() error { return r.datasetWith(http.StatusOK, parts{}) }

func (r *request) datasetWith(status int, p parts) error {
	today, err := r.today()
	if err != nil {
		return err
	}
	b := datasetBody{Units: r.unitNames(), Parts: p, Today: today, Keep: r.may(access.KeepFollowUp)}
	found := false
	r.ledger(func(l *followup.Ledger) {
		b.Dataset, found = l.Dataset(r.PathValue("id"))
		b.Meetings = l.Meetings()
	})
	if !found {
		return r.notFound()
	}
	b.UnitName = sheet.Names{Units: r.view.UnitNames()}.Unit(b.Unit, r.lang)
	for _, stage := range followup.Stages {
		if stage != b.Stage {
			b.Stages = append(b.Stages, stage)
		}
	}
	for i := range b.History {
		step := &b.History[i]
		step.At = r.view.Local(step.At)
		step.Changes = r.amended(step.Changes)
		if step.To != "" {
			step.Changes = append(step.Changes, followup.Change{Part: "stage", From: r.stage(step.From), To: r.stage(step.To)})
		}
	}
	slices.Reverse(b.History)
	return r.status(status, "dataset", r.p.Text("follow.dataset_title", "id", b.ID), b)
}

func (r *request) datasetDone(err error, form string) error {
	id := r.PathValue("id")
	found := false
	r.ledger(func(l *followup.Ledger) { _, found = l.Dataset(id) })
	if !found {
		return r.notFound()
	}
	return r.done(err, form, "/follow-up/datasets/"+id, r.datasetWith)
}

func (r *request) moveDataset() error {
	today, err := r.today()
	if err != nil {
		return err
	}
	err = r.keep(func(l *followup.Ledger) ([]journal.Draft, error) {
		return l.Move(r.account.ID, r.PathValue("id"), r.seen(), followup.Stage(r.field("stage")), r.field("on"), r.field("meeting"), r.field("reason"), today)
	})
	return r.datasetDone(err, "stage")
}

func (r *request) changeDataset() error {
	unit := coded(r.view.UnitNames(), r.field("unit"))
	err := r.keep(func(l *followup.Ledger) ([]journal.Draft, error) {
		return l.ChangeDataset(r.account.ID, r.PathValue("id"), r.seen(), r.typedTitle(), unit, r.field("reason"))
	})
	return r.datasetDone(err, "change")
}

// stage is the name of a stage, if there is one.
func (r *request) stage(s followup.Stage) string {
	if s == "" {
		return ""
	}
	return r.p.Sprint(s.Name())
}
