package indicators

import (
	"context"

	"heng/internal/store"
)

// Verdicts lists the verdicts in the order in which a reader asks for them.
func Verdicts() []Verdict { return []Verdict{Yes, No, MissingRow, ExcludedByRow} }

// Sample returns rows of the cells asked for without the figures: of each
// verdict the first ones in the order of the source, so many at most. It is for
// a look at a definition whose rows may be millions; rows that where leaves out
// are among them.
func (p *Plan) Sample(ctx context.Context, st *store.Store, request ExplainRequest, each int) (*Explanation, error) {
	only, err := p.Only(request.Indicator)
	if err != nil {
		return nil, err
	}
	c := only.indicators[0]
	if err := c.checkRequest(request); err != nil {
		return nil, err
	}
	if err := only.loaded(ctx, st); err != nil {
		return nil, err
	}
	x := &Explanation{Framework: c.framework, Indicator: c.indicator, Columns: columnNames(c.population.relation), Named: c.named(), AsOf: request.AsOf}
	e := &evaluation{plan: only, ctx: ctx, querier: st, asOf: request.AsOf}
	if e.materialised, err = only.materialised(ctx, st); err != nil {
		return nil, err
	}
	for _, verdict := range Verdicts() {
		request.verdict, request.limit = verdict, max(1, each)
		rows, err := e.explain(c, request)
		if err != nil {
			return nil, err
		}
		x.Rows = append(x.Rows, rows...)
	}
	return x, nil
}
