package indicators

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"heng/indicators/internal/expr"
	"heng/internal/store"
)

// BandEnd is what a plan sees of a number instead of it.
type BandEnd uint8

// The ends of a band. The first has no beginning, for which zero stands, and the last
// no end, for which zero stands, too: it is counted by BandEndless.
const (
	BandBegins  BandEnd = iota // where the band of the number begins
	BandEnds                   // where the next one begins
	BandEndless                // 1 in the last band, and else 0
)

// Banded returns a plan that sees, in place of the numbers of some columns, what their
// bands say: its sums are what one reckons who knows the rows and only the bands of
// what is summed. bands gives where the bands of a column begin, by table and column;
// what is no column of numbers stays as it is.
func (p *Plan) Banded(bands map[string]map[string][]decimal.Decimal, end BandEnd) *Plan {
	instead := map[string]string{}
	for _, table := range sortedKeys(bands) {
		of := p.relations.bound[strings.ToLower(table)]
		if of == nil || of.resource == nil {
			continue
		}
		var columns []string
		for at, column := range of.relation.Columns {
			name := expr.Quote(column.Name)
			if bounds := bands[table][column.Name]; len(bounds) > 0 && (column.Type.Kind == expr.Decimal || column.Type.Kind == expr.Integer) {
				name = "cast(" + bandEnd(name, bounds, end) + " as " + store.SQLType(of.resource.Schema.Fields[at]) + ") as " + name
			}
			columns = append(columns, name)
		}
		instead[of.relation.Name] = strings.Join(columns, ", ")
	}
	banded := *p
	banded.views = p.viewsOf(p.hidden, instead)
	return &banded
}

// bandEnd writes the end of the band that a number lies in.
func bandEnd(number string, bounds []decimal.Decimal, end BandEnd) string {
	var b strings.Builder
	b.WriteString("case when " + number + " is null then null")
	for i, bound := range bounds {
		below := "0"
		switch {
		case end == BandEnds:
			below = bound.String()
		case end == BandBegins && i > 0:
			below = bounds[i-1].String()
		}
		b.WriteString(" when " + number + " < " + bound.String() + " then " + below)
	}
	last := map[BandEnd]string{BandBegins: bounds[len(bounds)-1].String(), BandEnds: "0", BandEndless: strconv.Itoa(1)}[end]
	return b.String() + " else " + last + " end"
}
