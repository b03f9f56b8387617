package indicators

import (
	"fmt"

	"github.com/shopspring/decimal"

	"heng/indicators/internal/expr"
)

// Figures are the parts of an observation that add up over rows. The numerator
// of a count or a sum is its value.
type Figures struct {
	Numerator, Denominator decimal.Decimal
	N, Missing             int64
}

func (f Figures) plus(g Figures) Figures {
	return Figures{f.Numerator.Add(g.Numerator), f.Denominator.Add(g.Denominator), f.N + g.N, f.Missing + g.Missing}
}

func (f Figures) minus(g Figures) Figures {
	return Figures{f.Numerator.Sub(g.Numerator), f.Denominator.Sub(g.Denominator), f.N - g.N, f.Missing - g.Missing}
}

// IsZero reports whether nothing is in the figures.
func (f Figures) IsZero() bool {
	return f.Numerator.IsZero() && f.Denominator.IsZero() && f.N == 0 && f.Missing == 0
}

// sameExact reports whether two exact figures are alike; nil is none.
func sameExact(a, b *decimal.Decimal) bool {
	return a == b || a != nil && b != nil && a.Equal(*b)
}

// additive reports whether the figures of a cell are sums over its rows.
func (c *checked) additive() bool {
	return !c.separate() && c.polled == nil && c.kind != concentrationMeasure
}

// figures returns those of an observation; nil has none. Of a measure that is not
// additive only a numerator and a denominator that are given as such are told.
func (c *checked) figures(o *Observation, additive bool) Figures {
	var f Figures
	if o == nil {
		return f
	}
	f.N, f.Missing = o.N, o.Missing
	switch {
	case o.Numerator != nil:
		f.Numerator, f.Denominator = *o.Numerator, *o.Denominator
	case additive && o.Value != nil && c.total():
		digits, _ := o.Value.rat.FloatPrec()
		f.Numerator = o.Value.Decimal(int32(digits))
	}
	return f
}

// total reports whether the value itself adds up over rows.
func (c *checked) total() bool {
	return c.kind == countMeasure || c.kind == sumMeasure || c.kind == valueMeasure
}

// partsSQL prints what a row that counts adds to the numerator and the
// denominator, or where a measure does not add up, the values it is made of.
func (c *checked) partsSQL() [2]string {
	counts := c.rows().counts
	of := func(sql string) string {
		if counts != "" {
			sql = "case when " + counts + " then " + sql + " end"
		}
		return sql
	}
	exact := func(b expr.Bound) string { return of(fmt.Sprintf("cast(%s as decimal(38,%d))", b.SQL, b.Type.Scale)) }
	one := of("1")
	yes := c.rows().yes
	if yes == "" {
		yes = "true"
	}
	side := func(kind aggregate, b expr.Bound) string {
		switch kind {
		case countOf:
			return of("case when " + b.SQL + " then 1 else 0 end")
		case sumOf:
			return exact(b)
		}
		return of(b.SQL)
	}
	switch c.kind {
	case countMeasure:
		return [2]string{of("case when " + yes + " then 1 else 0 end"), "0"}
	case shareMeasure:
		return [2]string{of("case when " + yes + " then 1 else 0 end"), one}
	case sumMeasure, valueMeasure:
		return [2]string{exact(c.value), "0"}
	case meanMeasure:
		return [2]string{exact(c.value), one}
	case ratioMeasure:
		return [2]string{side(c.num, c.value), side(c.den, c.other)}
	}
	parts := [2]string{"null", "null"}
	for i, b := range []expr.Bound{c.value, c.other} {
		if b.SQL != "" {
			parts[i] = of(b.SQL)
		}
	}
	return parts
}

// Edit is a part of a definition, a model or a parameter that differs.
type Edit struct {
	What          string // the key of the definition; or model, parameter, as_of
	Name          string // of the model or the parameter
	Before, After string // as written; empty where there is none, and of a model
}
