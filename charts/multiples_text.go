package charts

import "slices"

// table has a row a panel and a column a period.
func (m *multiples) table() Table {
	table := Table{Caption: m.caption(), Columns: []string{m.text("group")}}
	for _, code := range m.periods {
		table.Columns = append(table.Columns, m.period(code))
	}
	row := func(p panel) []string {
		cells := []string{p.label}
		for _, o := range p.at {
			cells = append(cells, m.cell(o))
		}
		return cells
	}
	for _, p := range m.panels {
		table.Rows = append(table.Rows, row(p))
	}
	if m.total.last() >= 0 {
		table.Rows = append(table.Rows, row(m.total))
	}
	return table
}

// alt tells of each panel where it begins and where it ends.
func (m *multiples) alt() string {
	parts := []string{m.kindText("multiples_alt", "name", m.name(),
		"from", m.period(m.periods[0]), "to", m.period(m.periods[len(m.periods)-1]), "n", len(m.panels))}
	var none []string
	for i, p := range m.panels {
		if i == multiplesMost {
			parts = append(parts, m.text("more", "n", len(m.panels)-multiplesMost))
			break
		}
		if p.last() < 0 {
			none = append(none, p.label)
			continue
		}
		parts = append(parts, m.path(p))
	}
	if len(none) > 0 {
		parts = append(parts, m.text("absent_alt", "reason", m.text("no_data"), "periods", none))
	}
	if m.total.last() >= 0 {
		parts = append(parts, m.path(m.total))
	}
	return m.sentences(parts)
}

// path tells of a line's first and last value, and of its gaps.
func (m *multiples) path(p panel) string {
	first, last := slices.IndexFunc(p.at, drawable), p.last()
	var missing []string
	for i := first; i < last; i++ {
		if !drawable(p.at[i]) {
			missing = append(missing, m.period(m.periods[i]))
		}
	}
	text := m.kindText("path_one", "part", p.label, "period", m.period(m.periods[last]), "value", m.cell(p.at[last]))
	if first < last {
		text = m.kindText("path", "part", p.label, "first", m.period(m.periods[first]), "first_value", m.cell(p.at[first]),
			"last", m.period(m.periods[last]), "last_value", m.cell(p.at[last]))
	}
	if len(missing) > 0 {
		text = m.sentences([]string{text, m.text("absent_alt", "reason", m.text("no_data"), "periods", missing)})
	}
	return text
}
