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

// EvaluateOn is Plan.Evaluate on any engine.
func EvaluateOn(ctx context.Context, p *Plan, q Querier, asOf time.Time) ([]Observation, error) {
	return p.evaluate(ctx, q, asOf)
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
