package indicators

import (
	"slices"

	"heng/internal/store"
)

// Outdated reports whether a store that keeps the given models as tables lacks
// one whose header says materialised, or has one of an older definition: it is
// time for Materialise, although no record has changed.
func (p *Plan) Outdated(kept []store.Model) bool {
	for _, m := range p.relations.order {
		if m.Materialised && !slices.Contains(kept, store.Model{Name: m.Name, Fingerprint: m.fingerprint}) {
			return true
		}
	}
	return false
}
