package store

import (
	"context"
	"encoding/json"
	"fmt"
)

// Change is how many values of a field are not spelled as their cells were, in
// one way, and the first of them. Every other one is found by its row, which
// says in which file and line its text stands.
type Change struct {
	Field    string
	Kind     string // as clean.Change names it: calendar, unit…
	Values   int64
	Examples []ChangeExample
}

// ChangeExample is a value beside the text it was read from.
type ChangeExample struct {
	File  string `json:"file"`
	Sheet string `json:"sheet,omitempty"`
	Line  int    `json:"line"`
	Text  string `json:"text"`  // as it stands in the file
	Value string `json:"value"` // as it is stored, in the base unit
}

// AddChanges notes how values of a resource were changed, in the order given.
func (l *Load) AddChanges(ctx context.Context, resource string, changes []Change) error {
	for _, c := range changes {
		examples, err := json.Marshal(c.Examples)
		if err != nil {
			return err
		}
		err = l.Exec(ctx, "insert into _heng_changes values ($1, $2, $3, $4, $5)", resource, c.Field, c.Kind, c.Values, string(examples))
		if err != nil {
			return err
		}
	}
	return nil
}

// Changes lists how values of a resource were changed when it was loaded, the
// most frequent first.
func (s *Store) Changes(ctx context.Context, resource string) ([]Change, error) {
	var rows []struct {
		Field    string `db:"field"`
		Kind     string `db:"change"`
		N        int64  `db:"n"`
		Examples string `db:"examples"`
	}
	err := s.Select(ctx, &rows, "select field, change, n, examples from _heng_changes where resource = $1 order by n desc, field, change", resource)
	if err != nil {
		return nil, err
	}
	var changes []Change
	for _, r := range rows {
		c := Change{Field: r.Field, Kind: r.Kind, Values: r.N}
		if err := json.Unmarshal([]byte(r.Examples), &c.Examples); err != nil {
			return nil, fmt.Errorf("examples of a change: %w", err)
		}
		changes = append(changes, c)
	}
	return changes, nil
}
