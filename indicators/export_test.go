package indicators

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

// Querier lets a test run a plan on an engine that the store does not know.
type Querier interface {
	Query(ctx context.Context, sql string, args ...any) (*sqlx.Rows, error)
}

// ExplainOn lists the rows of Plan.Explain on any engine.
func ExplainOn(ctx context.Context, p *Plan, q Querier, r ExplainRequest) ([]ExplainedRow, error) {
	only, err := p.Only(r.Indicator)
	if err != nil {
		return nil, err
	}
	e := &evaluation{plan: only, ctx: ctx, querier: q, asOf: r.AsOf}
	if e.materialised, err = only.materialised(ctx, q); err != nil {
		return nil, err
	}
	return e.explain(only.indicators[0], r)
}

// Trial is an attempt of Plan.Criticise, whether or not it moved the value, with
// the records that it changed.
type Trial struct {
	Indicator     string
	Kind          AttemptKind
	Column, To    string
	Rows          []int64
	Before, After *Observation
}

// TrialsOn makes every attempt of Plan.Criticise on any engine.
func TrialsOn(ctx context.Context, p *Plan, q Querier, asOf time.Time, period string) ([]Trial, error) {
	trials, _, err := p.trials(ctx, q, asOf, period)
	var all []Trial
	for _, t := range trials {
		one := Trial{Indicator: t.of.indicator.ID, Kind: t.try.kind, Rows: t.try.rows, Before: t.before, After: t.after}
		if t.try.used != nil {
			one.Column, one.To = t.try.used.field.Name, t.try.to.name()
		}
		all = append(all, one)
	}
	return all, err
}

// MovedOn returns every attempt of Plan.Criticise that moved a value, on any
// engine.
func MovedOn(ctx context.Context, p *Plan, q Querier, asOf time.Time, period string) ([]Attempt, error) {
	moved, _, err := p.criticise(ctx, q, asOf, period)
	return moved, err
}
