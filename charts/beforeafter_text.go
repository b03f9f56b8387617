package charts

func (b *beforeAfter) table() Table {
	table := Table{Caption: b.caption(), Columns: []string{b.text("group"), b.period(b.Compare), b.period(b.Period)}}
	for _, p := range b.pairs {
		table.Rows = append(table.Rows, []string{p.label, b.cell(p.before), b.cell(p.after)})
	}
	return table
}

func (b *beforeAfter) alt() string {
	parts := []string{b.text("before_after_alt", "name", b.name(), "before", b.period(b.Compare), "after", b.period(b.Period))}
	for _, p := range b.pairs {
		parts = append(parts, b.text("pair_alt", "part", p.label,
			"before", b.period(b.Compare), "before_value", b.cell(p.before), "after", b.period(b.Period), "after_value", b.cell(p.after)))
	}
	return b.sentences(parts)
}
