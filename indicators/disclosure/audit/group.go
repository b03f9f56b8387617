package audit

// group is unknowns that have rows in common, with the means to find how far each
// of them can go: as a network if it is one, else as a program.
type group struct {
	system
	network *network
	search  search
	program *program
}

func newGroup(s system) (*group, error) {
	g := &group{system: s}
	if n, ok := newNetwork(s); ok {
		g.network = &n
		return g, n.settle(&g.search)
	}
	g.program = newProgram(s)
	return g, g.program.settle()
}

// intervals tells the interval of each wanted cell. Bounds that are known not to be
// exceeded save the proof that there is nothing beyond them; without, those of the
// unknowns are taken.
func (g *group) intervals(wanted []bool, known func(u unknown) (low, high bound), tell func(Interval)) error {
	for i, u := range g.unknowns {
		if !wanted[u.cell] {
			continue
		}
		low, high := u.low, u.high
		if known != nil {
			low, high = known(u)
		}
		method := MaximumFlow
		if g.network != nil {
			u.low, u.high = g.network.extreme(&g.search, i, false, low), g.network.extreme(&g.search, i, true, high)
		} else {
			method = Program
			u.low, u.high = g.program.extreme(i, false, low), g.program.extreme(i, true, high)
		}
		if err := u.round(); err != nil {
			return err
		}
		tell(u.interval(method))
	}
	return nil
}

// with tells the intervals of one who knows more. found are those of one who does
// not, which are no narrower.
func (g *group) with(knows map[int]Knowledge, wanted []bool, found []Interval, tell func(Interval)) error {
	own := system{rows: g.rows, unknowns: make([]unknown, len(g.unknowns))}
	for i, u := range g.unknowns {
		if k, known := knows[u.cell]; known {
			u.low, u.high = higher(u.low, limit(k.Lower)), lower(u.high, limit(k.Upper))
		}
		own.unknowns[i] = u
	}
	if err := own.propagate(); err != nil {
		return err
	}
	known := func(u unknown) (low, high bound) {
		f := found[u.cell]
		return higher(u.low, limit(f.Low)), lower(u.high, limit(f.High))
	}
	if g.program != nil {
		// The program is at a table that agrees with what is published; not much of it
		// has to be changed for what one attacker knows.
		low, high, err := g.program.restrict(own.unknowns)
		defer func() { g.program.low, g.program.high = low, high }()
		if err != nil {
			return err
		}
		narrowed := group{system: own, program: g.program}
		return narrowed.intervals(wanted, known, tell)
	}
	for _, u := range own.unknowns {
		if u.fixed() && wanted[u.cell] {
			tell(u.interval(Propagation))
		}
	}
	for _, s := range own.groups() {
		part, err := newGroup(s)
		if err != nil {
			return err
		}
		if err := part.intervals(wanted, known, tell); err != nil {
			return err
		}
	}
	return nil
}
