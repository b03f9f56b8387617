package followup

import (
	"slices"

	"heng/internal/journal"
	"heng/internal/locale"
)

func sameText(a, b locale.Text) bool {
	for _, lang := range locale.Languages {
		if a[lang] != b[lang] {
			return false
		}
	}
	return true
}

// Enter puts a dataset into the inventory.
func (l *Ledger) Enter(by string, d Dataset, on, today string) ([]journal.Draft, error) {
	if err := checkID(d.ID); err != nil {
		return nil, err
	}
	if l.datasets[d.ID] != nil {
		return nil, refuse("dataset_there", "id", d.ID)
	}
	if err := checkDataset(d.Title, d.Unit); err != nil {
		return nil, err
	}
	if err := checkPast(on, today); err != nil {
		return nil, err
	}
	return []journal.Draft{{By: by, Kind: eventDataset, Data: datasetEntered{Dataset: d.ID, Title: d.Title, Unit: d.Unit, Stage: Inventory, On: on}}}, nil
}

func checkDataset(title locale.Text, unit string) error {
	if err := checkText(title); err != nil {
		return err
	}
	return checkShort(title[locale.ZhTW], title[locale.En], unit)
}

func (l *Ledger) dataset(id string, seen int64) (*Dataset, error) {
	d := l.datasets[id]
	if d == nil {
		return nil, refuse("no_dataset", "id", id)
	}
	return d, checkSeen(seen, d.Last)
}

// Move brings a dataset to another stage. The next stage needs no words; a refusal
// needs its ground, and leaving out a stage or going back a reason.
func (l *Ledger) Move(by, id string, seen int64, to Stage, on, meeting, reason, today string) ([]journal.Draft, error) {
	d, err := l.dataset(id, seen)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(Stages, to) || to == d.Stage {
		return nil, refuse("no_stage")
	}
	if err := checkPast(on, today); err != nil {
		return nil, err
	}
	if on < d.Since {
		return nil, refuse("stage_before", "day", d.Since)
	}
	if meeting != "" {
		if _, err := l.meeting(meeting); err != nil {
			return nil, err
		}
	}
	if reason == "" && to == Refused {
		return nil, refuse("no_ground")
	}
	if reason == "" && !d.Stage.isNext(to) {
		return nil, refuse("no_skip")
	}
	if err := checkShort(reason); err != nil {
		return nil, err
	}
	return []journal.Draft{{By: by, Kind: eventStage, Data: stageReached{id, to, on, meeting, reason}}}, nil
}

// ChangeDataset corrects what a dataset is called and whose it is.
func (l *Ledger) ChangeDataset(by, id string, seen int64, title locale.Text, unit, reason string) ([]journal.Draft, error) {
	d, err := l.dataset(id, seen)
	if err != nil {
		return nil, err
	}
	if err := checkDataset(title, unit); err != nil {
		return nil, err
	}
	if sameText(title, d.Title) && unit == d.Unit {
		return nil, refuse("nothing_changed")
	}
	if err := checkShort(reason); err != nil || reason == "" {
		return nil, orElse(err, refuse("no_reason"))
	}
	return []journal.Draft{{By: by, Kind: eventRenamed, Data: datasetChanged{id, title, unit, reason}}}, nil
}
