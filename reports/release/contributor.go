package release

import (
	"strings"

	"heng/indicators"
)

// ContributorOf returns the column of a table or model that says whose a row is:
// the one that the policy names, or the column of a model that is one of these.
// Empty where none is known.
func (p *Policy) ContributorOf(population string, d indicators.Dictionary) string {
	if p == nil {
		return ""
	}
	return p.contributor(population, d)
}

// MayOwn reports whether somebody may see the value that a column of a table or model
// has in a row of their own: whatever the policy names and does not withhold, be it
// kept from others. What a model computes is open where all it is computed from is.
func (p *Policy) MayOwn(column indicators.DictionaryColumn, table string) bool {
	of := func(origin string) bool {
		table, name, _ := strings.Cut(origin, ".")
		t := p.Of(table)
		return t.Release != None && t.Field(name).Release != Withheld
	}
	if _, named := p.Tables[table]; named || column.Is == "" && len(column.From) == 0 {
		return of(table + "." + column.Name)
	}
	if column.Is != "" {
		return of(column.Is)
	}
	for _, origin := range column.From {
		if !of(origin) {
			return false
		}
	}
	return true
}
