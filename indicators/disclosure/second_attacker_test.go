package disclosure_test

import (
	"math"
	"testing"

	"heng/indicators/disclosure"
)

// enumerate is a second attacker: it writes down every table of whole numbers that
// agrees with what was published, and looks at what each suppressed cell can be. It
// knows nothing of flows and programs. complete is false if there are too many.
func enumerate(p disclosure.Problem, s disclosure.Suppression, budget int) (low, high []int64, complete bool) {
	type equation struct {
		cells   []int
		factors []int64
		rest    int64 // what the suppressed cells have to add up to
		left    int   // not decided yet
	}
	var secret []int
	place := map[int]int{}
	for i := range p.Cells {
		if s.Suppressed(i) {
			place[i] = len(secret)
			secret = append(secret, i)
		}
	}
	of := make([][]*equation, len(secret))
	for _, relation := range p.Relations {
		e := &equation{}
		for _, t := range relation.Terms {
			if at, hidden := place[t.Cell]; hidden {
				e.cells, e.factors = append(e.cells, at), append(e.factors, t.Coefficient)
				e.left++
				continue
			}
			e.rest -= t.Coefficient * p.Cells[t.Cell].Value.Num().Int64()
		}
		if e.left > 0 {
			for _, at := range e.cells {
				of[at] = append(of[at], e)
			}
		}
	}
	largest := int64(0)
	for _, c := range p.Cells {
		largest = max(largest, c.Value.Num().Int64())
	}
	low, high = make([]int64, len(p.Cells)), make([]int64, len(p.Cells))
	for i := range low {
		low[i], high[i] = math.MaxInt64, -1
	}
	value := make([]int64, len(secret))
	decided := make([]bool, len(secret))
	// limits of a cell by the equations of which it is the last, or whose other
	// factors all have its sign.
	limits := func(at int) (least, most int64) {
		least, most = 0, 4*largest+4
		for _, e := range of[at] {
			var own int64
			same := true
			for k, c := range e.cells {
				if c == at {
					own = e.factors[k]
				}
			}
			for k, c := range e.cells {
				same = same && (decided[c] || e.factors[k] == own)
			}
			switch v := e.rest * own; { // the factors are 1 and −1
			case e.left == 1:
				least, most = max(least, v), min(most, v)
			case same:
				most = min(most, v)
			}
		}
		return least, most
	}
	var decide func(left int) bool
	decide = func(left int) bool {
		if left == 0 {
			for at, cell := range secret {
				low[cell], high[cell] = min(low[cell], value[at]), max(high[cell], value[at])
			}
			return true
		}
		// The cell with the fewest possibilities is next.
		next, from, to := -1, int64(0), int64(0)
		for at := range secret {
			if decided[at] {
				continue
			}
			if least, most := limits(at); next < 0 || most-least < to-from {
				next, from, to = at, least, most
			}
		}
		for v := from; v <= to; v++ {
			if budget--; budget < 0 {
				return false
			}
			decided[next], value[next] = true, v
			for _, e := range of[next] {
				for k, c := range e.cells {
					if c == next {
						e.rest -= e.factors[k] * v
					}
				}
				e.left--
			}
			ok := decide(left - 1)
			for _, e := range of[next] {
				for k, c := range e.cells {
					if c == next {
						e.rest += e.factors[k] * v
					}
				}
				e.left++
			}
			decided[next] = false
			if !ok {
				return false
			}
		}
		return true
	}
	return low, high, decide(len(secret))
}

// What enumeration finds must keep every promise to readers who know no more than
// was published, and must lie within what the audit finds.
func TestSecondAttackerFindsNoMore(t *testing.T) {
	count := uint64(120)
	if testing.Short() {
		count = 40
	}
	if *releases > 0 {
		count = uint64(*releases)
	}
	complete, cells := 0, 0
	for seed := range count {
		kind := kinds[seed%uint64(len(kinds))]
		p := random(seed, kind, 2)
		for i := range p.Cells {
			p.Cells[i].Integer = true
		}
		s, report := audited(t, p, disclosure.DefaultRules(), disclosure.Options{})
		low, high, ok := enumerate(p, s, 60_000)
		if !ok {
			continue
		}
		complete++
		for _, i := range report.Intervals {
			if i.Attacker != "" || i.Cell >= len(p.Cells) {
				continue
			}
			cells++
			if i.Low.Cmp(rat(low[i.Cell])) > 0 || i.High != nil && i.High.Cmp(rat(high[i.Cell])) < 0 {
				t.Errorf("seed %d: %s can be %d to %d, the audit says [%s, %s]", seed, name(p, i.Cell), low[i.Cell], high[i.Cell], text(i.Low), text(i.High))
			}
		}
		for _, promise := range promises(p, s) {
			if promise.Cell >= len(p.Cells) {
				continue
			}
			value, below, above := promise.Value.Num().Int64(), float64(0), float64(0)
			if promise.Lower != nil {
				below, _ = promise.Lower.Float64()
			}
			if promise.Upper != nil {
				above, _ = promise.Upper.Float64()
			}
			// A table of more than the bound of the enumeration is as good as any.
			if float64(value-low[promise.Cell]) < below || float64(high[promise.Cell]-value) < above || low[promise.Cell] == high[promise.Cell] {
				t.Errorf("seed %d, %s: %s = %s is promised %s and can be %d to %d", seed, kind, name(p, promise.Cell), promise.Value.RatString(), told(promise), low[promise.Cell], high[promise.Cell])
			}
		}
		if t.Failed() {
			t.FailNow()
		}
	}
	t.Logf("%d of %d releases enumerated, %d cells", complete, count, cells)
	if complete < int(count)/3 || cells < int(count) {
		t.Errorf("only %d releases could be enumerated, with %d cells", complete, cells)
	}
}
