package charts

import (
	"math"
	"slices"

	"heng/indicators"
)

// table has a row a period or group, with every code, also those that the
// drawing pools.
func (s *stacked) table() Table {
	head := s.text("group")
	if s.byPeriod() {
		head = s.text("period")
	}
	table := Table{Caption: s.caption(), Columns: append([]string{head}, s.whole...)}
	table.Columns = append(table.Columns, s.kindText("whole_of"))
	for _, r := range s.rows {
		row := []string{r.label}
		for _, label := range s.whole {
			row = append(row, s.shareCell(r.byLabel[label], r.sum))
		}
		whole := s.reason(r)
		if r.sum != nil {
			whole = s.value(r.sum)
		}
		table.Rows = append(table.Rows, append(row, whole))
	}
	return table
}

// alt tells how the whole is made up in the first and the last period, or in
// every group, which share changed most, and what is missing.
func (s *stacked) alt() string {
	var drawn []stackedRow
	absent := map[string][]string{}
	var reasons []string
	for _, r := range s.rows {
		if r.drawn() {
			drawn = append(drawn, r)
			continue
		}
		reason := s.reason(r)
		if absent[reason] == nil {
			reasons = append(reasons, reason)
		}
		absent[reason] = append(absent[reason], r.label)
	}
	parts := []string{s.kindText("stacked_alt_groups", "name", s.name())}
	told := drawn
	if s.byPeriod() {
		parts[0] = s.kindText("stacked_alt", "name", s.name(), "from", s.rows[0].label, "to", s.rows[len(s.rows)-1].label)
		if len(drawn) > 2 {
			told = []stackedRow{drawn[0], drawn[len(drawn)-1]}
		}
	}
	for _, r := range told {
		var shares []string
		for _, part := range s.parts {
			if n := s.amount(r, part); n != nil {
				shares = append(shares, s.kindText("share_of", "part", part.name, "share", s.shareText(n, r.sum, 1)))
			}
		}
		parts = append(parts, s.kindText("composition_alt", "row", r.label, "shares", shares))
	}
	if len(told) > 1 && s.byPeriod() {
		parts = append(parts, s.largestChange(told[0], told[len(told)-1]))
	}
	for _, reason := range reasons {
		parts = append(parts, s.text("absent_alt", "reason", reason, "periods", absent[reason]))
	}
	return s.sentences(append(parts, s.remarks()...))
}

// largestChange tells of the part whose share differs most between two rows.
func (s *stacked) largestChange(before, after stackedRow) string {
	most := slices.MaxFunc(s.parts, func(a, b stackedPart) int {
		change := func(p stackedPart) float64 { return math.Abs(s.share(after, p) - s.share(before, p)) }
		switch {
		case change(a) < change(b):
			return -1
		case change(a) > change(b):
			return 1
		}
		return 0
	})
	zero := indicators.FromInt(0)
	share := func(r stackedRow) *indicators.Number {
		if n := s.amount(r, most); n != nil {
			return n.Over(100, r.sum)
		}
		return zero
	}
	change := share(after).Sub(share(before))
	key := "change_up_alt"
	switch change.Cmp(zero) {
	case 0:
		return s.kindText("no_change_alt")
	case -1:
		key, change = "change_down_alt", zero.Sub(change)
	}
	return s.kindText(key, "part", most.name, "points", s.p.Decimal(change.Decimal(1), 1))
}
