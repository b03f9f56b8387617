package audit

import "fmt"

// network is a group in which each unknown is a flow: every row is a node, and an
// unknown goes from one of its rows to the other, or between its only row and the
// ground. Rows and columns of a two-way table are such; so are a hierarchy and
// what crosses it in one more list. What is known of a sum is the flow that its
// node has to keep.
type network struct {
	arcs   []arc
	out    [][]int  // of each node: arcs that leave it, as index, or enter it, as ^index
	demand []number // of each node: what is to stay in it
	ground int
}

type arc struct {
	from, to  int
	flow      number
	low, high bound
	// What flows have been seen through it, all of them part of a table that agrees.
	least, most number
}

// newNetwork makes a network of a group; ok is false if it is none. Slacks of rows
// that are no equations come after the unknowns among the arcs.
func newNetwork(s system) (n network, ok bool) {
	rows := make([][]int, len(s.unknowns)) // of each unknown
	scaled := make([]row, len(s.rows))
	unit := make([][]int, len(s.unknowns)) // the sign in each of its rows
	for i, r := range s.rows {
		scale := r.terms[0].factor
		if scale.sign() < 0 {
			scale = scale.neg()
		}
		scaled[i] = row{low: r.low.over(scale), high: r.high.over(scale)}
		for _, t := range r.terms {
			f := t.factor.quo(scale)
			if f.cmp(one) != 0 && f.cmp(one.neg()) != 0 || len(rows[t.unknown]) == 2 {
				return n, false
			}
			rows[t.unknown] = append(rows[t.unknown], i)
			unit[t.unknown] = append(unit[t.unknown], f.sign())
		}
	}
	sign, balanced := orient(s, rows, unit)
	if !balanced {
		return n, false
	}
	n.ground = len(s.rows)
	n.out = make([][]int, len(s.rows)+1)
	n.demand = make([]number, len(s.rows)+1)
	for i := range n.demand {
		n.demand[i] = zero
	}
	add := func(from, to int, low, high bound) {
		n.out[from] = append(n.out[from], len(n.arcs))
		n.out[to] = append(n.out[to], ^len(n.arcs))
		a := arc{from: from, to: to, low: low, high: high, flow: zero}
		switch {
		case low.set && low.sign() > 0:
			a.flow = low.number
		case high.set && high.sign() < 0:
			a.flow = high.number
		}
		n.arcs = append(n.arcs, a)
	}
	for u := range s.unknowns {
		ends := [2]int{n.ground, n.ground} // where its flow comes from, and goes
		for k, r := range rows[u] {
			if unit[u][k]*sign[r] > 0 {
				ends[1] = r
			} else {
				ends[0] = r
			}
		}
		add(ends[0], ends[1], s.unknowns[u].low, s.unknowns[u].high)
	}
	for i, r := range scaled {
		if r.equation() {
			demand := r.low.number
			if sign[i] < 0 {
				demand = demand.neg()
			}
			n.demand[i] = demand
			n.demand[n.ground] = n.demand[n.ground].sub(demand)
			continue
		}
		if sign[i] > 0 {
			add(i, n.ground, r.low, r.high)
		} else {
			add(n.ground, i, r.low, r.high)
		}
	}
	return n, true
}

func (b bound) over(n number) bound {
	if !b.set {
		return b
	}
	return at(b.quo(n))
}

// orient finds a sign for each row under which every unknown enters one of its
// rows and leaves the other.
func orient(s system, rows, unit [][]int) (sign []int, ok bool) {
	sign = make([]int, len(s.rows))
	for start := range s.rows {
		if sign[start] != 0 {
			continue
		}
		sign[start] = 1
		queue := []int{start}
		for len(queue) > 0 {
			i := queue[0]
			queue = queue[1:]
			for _, t := range s.rows[i].terms {
				u := t.unknown
				if len(rows[u]) < 2 {
					continue
				}
				other, here, there := rows[u][0], unit[u][1], unit[u][0]
				if other == i {
					other, here, there = rows[u][1], unit[u][0], unit[u][1]
				}
				need := -sign[i] * here * there
				if sign[other] == 0 {
					sign[other] = need
					queue = append(queue, other)
				} else if sign[other] != need {
					return nil, false
				}
			}
		}
	}
	return sign, true
}

// room is how much more an arc can carry, forwards or backwards.
func (n *network) room(arc int, forwards bool) bound {
	a := &n.arcs[arc]
	if forwards {
		return a.high.less(a.flow)
	}
	if !a.low.set {
		return bound{}
	}
	return at(a.flow.sub(a.low.number))
}

func (n *network) push(arc int, forwards bool, amount number) {
	a := &n.arcs[arc]
	if forwards {
		a.flow = a.flow.add(amount)
	} else {
		a.flow = a.flow.sub(amount)
	}
}

// search finds a shortest way with room from one of the sources to a node that is
// wanted, without the arc barred (-1 for none), as arcs (^arc for backwards) from
// its end to its beginning. How much goes through it is at most its room, which
// is not set if nothing limits it.
type search struct {
	by    []int // how a node was reached
	seen  []int // in which run
	run   int
	queue []int
}

func (f *search) way(n *network, sources []int, wanted func(node int) bool, barred int) (way []int, room bound, found bool) {
	if f.by == nil {
		f.by, f.seen = make([]int, len(n.out)), make([]int, len(n.out))
	}
	f.run++
	f.queue = f.queue[:0]
	const origin = int(^uint(0) >> 1)
	for _, node := range sources {
		f.seen[node], f.by[node] = f.run, origin
		f.queue = append(f.queue, node)
	}
	for i := 0; i < len(f.queue); i++ {
		node := f.queue[i]
		if wanted(node) {
			for f.by[node] != origin {
				step := f.by[node]
				way = append(way, step)
				forwards, index := step >= 0, step
				if !forwards {
					index = ^step
				}
				room = lower(room, n.room(index, forwards))
				node = n.arcs[index].from
				if !forwards {
					node = n.arcs[index].to
				}
			}
			return way, room, true
		}
		for _, step := range n.out[node] {
			forwards, index := step >= 0, step
			if !forwards {
				index = ^step
			}
			next := n.arcs[index].to
			if !forwards {
				next = n.arcs[index].from
			}
			if index == barred || f.seen[next] == f.run {
				continue
			}
			if r := n.room(index, forwards); r.set && r.sign() <= 0 {
				continue
			}
			f.seen[next], f.by[next] = f.run, step
			f.queue = append(f.queue, next)
		}
	}
	return nil, bound{}, false
}

func (n *network) along(way []int, amount number) {
	for _, step := range way {
		if step >= 0 {
			n.push(step, true, amount)
		} else {
			n.push(^step, false, amount)
		}
	}
}

// settle finds a flow that keeps every demand.
func (n *network) settle(f *search) error {
	excess := make([]number, len(n.out)) // what is in a node and should not be
	for i := range excess {
		excess[i] = n.demand[i].neg()
	}
	for _, a := range n.arcs {
		excess[a.to] = excess[a.to].add(a.flow)
		excess[a.from] = excess[a.from].sub(a.flow)
	}
	for {
		var sources []int
		for node := range excess {
			if excess[node].sign() > 0 {
				sources = append(sources, node)
			}
		}
		if len(sources) == 0 {
			break
		}
		way, room, found := f.way(n, sources, func(node int) bool { return excess[node].sign() < 0 }, -1)
		if !found {
			return fmt.Errorf("%w: sums of a table", ErrContradiction)
		}
		end, begin := way[0], way[len(way)-1]
		last, first := n.head(end), n.tail(begin)
		amount := lower(room, lower(at(excess[first]), at(excess[last].neg())))
		n.along(way, amount.number)
		excess[first] = excess[first].sub(amount.number)
		excess[last] = excess[last].add(amount.number)
	}
	for i := range n.arcs {
		n.arcs[i].least, n.arcs[i].most = n.arcs[i].flow, n.arcs[i].flow
	}
	return nil
}

func (n *network) head(step int) int {
	if step >= 0 {
		return n.arcs[step].to
	}
	return n.arcs[^step].from
}

func (n *network) tail(step int) int { return n.head(^step) }

// extreme is the greatest flow through an arc, or the least; not set if nothing
// limits it. It is known not to be beyond end.
func (n *network) extreme(f *search, index int, greatest bool, end bound) bound {
	a := &n.arcs[index]
	for {
		if greatest && end.set && a.most.cmp(end.number) >= 0 {
			return at(a.most)
		}
		if !greatest && end.set && a.least.cmp(end.number) <= 0 {
			return at(a.least)
		}
		// What goes through the arc beyond what it does now comes back on another way.
		from, to := a.to, a.from
		if !greatest {
			from, to = to, from
		}
		if from == to { // both ends are the ground: in no row
			if greatest {
				return a.high
			}
			return a.low
		}
		room := n.room(index, greatest)
		if room.set && room.sign() <= 0 {
			return at(a.flow)
		}
		way, back, found := f.way(n, []int{from}, func(node int) bool { return node == to }, index)
		if !found {
			return at(a.flow)
		}
		room = lower(room, back)
		if !room.set {
			return bound{}
		}
		n.along(way, room.number)
		n.push(index, greatest, room.number)
		for _, step := range append(way, index) {
			if step < 0 {
				step = ^step
			}
			b := &n.arcs[step]
			if b.flow.cmp(b.most) > 0 {
				b.most = b.flow
			}
			if b.flow.cmp(b.least) < 0 {
				b.least = b.flow
			}
		}
	}
}
