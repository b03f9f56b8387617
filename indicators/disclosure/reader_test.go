package disclosure_test

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"heng/indicators/disclosure"
	"heng/indicators/disclosure/audit"
)

func rat(n int64) *big.Rat { return big.NewRat(n, 1) }

// reader is a release as its readers have it, with one attacker for each holding
// that is alone in a suppressed cell.
func reader(p disclosure.Problem, s disclosure.Suppression) audit.Release {
	var r audit.Release
	for i, c := range p.Cells {
		cell := audit.Cell{Name: c.Name, Value: c.Value, Integer: c.Integer, Signed: c.Signed, Lower: c.Lower, Upper: c.Upper}
		if s.Suppressed(i) {
			cell.Suppressed, cell.Value = true, nil
		}
		r.Cells = append(r.Cells, cell)
	}
	for _, relation := range p.Relations {
		out := audit.Relation{Lower: relation.Lower, Upper: relation.Upper}
		for _, t := range relation.Terms {
			out.Terms = append(out.Terms, audit.Term{Cell: t.Cell, Coefficient: rat(t.Coefficient)})
		}
		r.Relations = append(r.Relations, out)
	}
	for _, u := range s.Unions {
		r.Relations = append(r.Relations, audit.Sum(len(r.Cells), u.Cells...))
		union := audit.Cell{Suppressed: true}
		for _, part := range u.Cells {
			union.Signed = union.Signed || p.Cells[part].Signed
		}
		r.Cells = append(r.Cells, union)
	}
	knows := map[string][]audit.Knowledge{}
	for i, c := range p.Cells {
		if name := alone(c); name != "" && s.Suppressed(i) {
			knows[name] = append(knows[name], audit.Knowledge{Cell: i, Lower: c.Value, Upper: c.Value})
		}
	}
	for name, cells := range knows {
		r.Attackers = append(r.Attackers, audit.Attacker{Name: name, Knows: cells})
	}
	slices.SortFunc(r.Attackers, func(a, b audit.Attacker) int { return a.Knows[0].Cell - b.Knows[0].Cell })
	return r
}

// alone is who has the whole of a cell.
func alone(c disclosure.Cell) string {
	name := ""
	for _, contribution := range c.Contributions {
		if name != "" && contribution.Holding != name {
			return ""
		}
		name = contribution.Holding
	}
	if c.Others > 0 {
		return ""
	}
	return name
}

// promises are what a suppression promises of its primary cells and unions.
func promises(p disclosure.Problem, s disclosure.Suppression) []audit.Promise {
	var out []audit.Promise
	add := func(cell int, value *big.Rat, promise disclosure.Protection, owner string, inside []disclosure.Insider) {
		made := audit.Promise{Cell: cell, Value: value, Lower: promise.Lower, Upper: promise.Upper, Sliding: promise.Sliding, Owners: []string{owner}}
		for _, i := range inside {
			if i.Promise == nil {
				made.Owners = append(made.Owners, i.Holding)
				continue
			}
			made.Insiders = append(made.Insiders, audit.Insider{Attacker: i.Holding, Lower: i.Promise.Lower, Upper: i.Promise.Upper})
		}
		out = append(out, made)
	}
	for i, c := range p.Cells {
		if s.Status[i] == disclosure.Primary && !slices.Contains(s.Unprotected, i) {
			add(i, c.Value, s.Promises[i], alone(c), s.Insiders[i])
		}
	}
	for k, u := range s.Unions {
		if slices.ContainsFunc(u.Cells, func(c int) bool { return slices.Contains(s.Unprotected, c) }) {
			continue
		}
		value := new(big.Rat)
		var union disclosure.Cell
		for _, part := range u.Cells {
			value.Add(value, p.Cells[part].Value)
			union.Contributions = append(union.Contributions, p.Cells[part].Contributions...)
			union.Others += p.Cells[part].Others
		}
		add(len(p.Cells)+k, value, u.Promise, alone(union), u.Insiders)
	}
	return out
}

// audited protects a problem and attacks what would be published; every promise
// must hold.
func audited(t *testing.T, p disclosure.Problem, rules disclosure.Rules, options disclosure.Options) (disclosure.Suppression, audit.Report) {
	t.Helper()
	s, err := disclosure.Protect(p, rules, options)
	if err != nil {
		t.Fatal(err)
	}
	release := reader(p, s)
	if options.IgnoreSingletons {
		release.Attackers = nil
	}
	report, err := audit.Attack(release)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range report.Breaches(promises(p, s)) {
		t.Errorf("%s = %s is promised %s; attacker %q has [%s, %s] by %s", name(p, b.Promise.Cell), b.Promise.Value.RatString(),
			told(b.Promise), b.Interval.Attacker, text(b.Interval.Low), text(b.Interval.High), b.Interval.Method)
	}
	return s, report
}

func name(p disclosure.Problem, cell int) string {
	if cell >= len(p.Cells) {
		return fmt.Sprintf("union %d", cell-len(p.Cells))
	}
	return fmt.Sprintf("cell %d %s", cell, p.Cells[cell].Name)
}

func told(p audit.Promise) string {
	return fmt.Sprintf("−%s +%s |%s|", text(p.Lower), text(p.Upper), text(p.Sliding))
}

func text(r *big.Rat) string {
	if r == nil {
		return "·"
	}
	return r.FloatString(2)
}

func secondaries(s disclosure.Suppression) []int {
	var out []int
	for i, status := range s.Status {
		if status == disclosure.Secondary {
			out = append(out, i)
		}
	}
	return out
}

func primaries(s disclosure.Suppression) []int {
	var out []int
	for i, status := range s.Status {
		if status == disclosure.Primary {
			out = append(out, i)
		}
	}
	return out
}
