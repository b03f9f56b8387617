package survey

import (
	"encoding/csv"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func table(t testing.TB, file string) []map[string]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all []map[string]string
	for _, r := range rows[1:] {
		row := map[string]string{}
		for i, name := range rows[0] {
			row[name] = strings.TrimSpace(r[i])
		}
		all = append(all, row)
	}
	return all
}

func number(t testing.TB, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// units makes the units of a design of the api data; domain is a school type, all
// but one (-E), or nothing.
func units(t testing.TB, rows []map[string]string, design, domain, answer string) []Unit {
	t.Helper()
	data := map[string]string{"srs": "apisrs", "strat": "apistrat", "clus1": "apiclus1", "clus2": "apiclus2", "both": "apistrat", "lonely": "apistrat"}[design]
	at := map[[2]string]int{}
	var all []Unit
	high := 0
	for i, r := range rows {
		if r["data"] != data {
			continue
		}
		if design == "lonely" && r["stype"] == "H" {
			if high++; high > 1 {
				continue
			}
		}
		u := Unit{Cluster: strconv.Itoa(i)}
		if design == "strat" || design == "both" || design == "lonely" {
			u.Stratum = r["stype"]
		}
		if design == "clus1" || design == "clus2" || design == "both" {
			u.Cluster = r["dnum"]
		}
		key := [2]string{u.Stratum, u.Cluster}
		if _, there := at[key]; !there {
			at[key] = len(all)
			all = append(all, u)
		}
		if domain != "" && (r["stype"] != strings.TrimPrefix(domain, "-")) != strings.HasPrefix(domain, "-") {
			continue
		}
		yes := func(b bool) float64 {
			if b {
				return 1
			}
			return 0
		}
		var y float64
		switch answer {
		case "mean":
			y = number(t, r["api00"])
		case "share":
			y = yes(r["target"] == "Yes")
		case "net":
			y = yes(r["target"] == "Yes") - yes(r["awards"] == "No")
		}
		w := number(t, r["pw"])
		p := &all[at[key]]
		p.N, p.Weight, p.Total, p.Squares = p.N+1, p.Weight+w, p.Total+w*y, p.Squares+w*w
	}
	return all
}

// TestAgainstR holds every figure against R's survey: testdata/api.R says how
// they were made.
func TestAgainstR(t *testing.T) {
	rows, checked := table(t, "testdata/api_rows.csv"), 0
	for _, want := range table(t, "testdata/api_expected.csv") {
		name, what := want["case"], want["what"]
		design, domain, _ := strings.Cut(name, ":")
		lonely := Adjust
		if design == "lonely" {
			lonely, domain = Lonely(domain), ""
		}
		estimate := func(domain, answer string) Estimate {
			e, err := Of(units(t, rows, design, domain, answer), lonely)
			if err != nil {
				t.Fatal(name, what, err)
			}
			return e
		}
		answer, figure, _ := strings.Cut(what, "_")
		var got float64
		switch answer {
		case "df":
			got = float64(estimate(domain, "mean").DF)
		case "E-H", "shareE-M", "E-rest":
			a, b, of := "E", "H", "mean"
			switch answer {
			case "shareE-M":
				b, of = "M", "share"
			case "E-rest":
				b = "-E"
			}
			compare := func(anonymous bool) Difference {
				var sides []Estimate
				for _, domain := range []string{a, b} {
					own := units(t, rows, design, domain, of)
					for i := range own {
						if anonymous {
							own[i].Cluster = ""
						}
					}
					e, err := Of(own, lonely)
					if err != nil {
						t.Fatal(err)
					}
					sides = append(sides, e)
				}
				d, err := Within(sides[0], sides[1], lonely)
				if err != nil {
					t.Fatal(err)
				}
				return d
			}
			d := compare(false)
			low, high := d.Interval()
			got = map[string]float64{"": d.Value, "se": d.SE, "t": d.Z, "df": float64(d.DF), "low": low, "high": high}[figure]
			if design == "srs" || design == "strat" { // respondents need no names
				if other := compare(true); math.Abs(other.SE-d.SE) > 1e-12*d.SE || math.Abs(other.Value-d.Value) > 1e-12*math.Abs(d.Value) {
					t.Errorf("%s %s: %v without names, %v with", name, what, other, d)
				}
			}
		case "apart": // two samples, drawn by two designs
			d := Independent(estimate("", "mean"), func() Estimate { design = "clus1"; return estimate("", "mean") }())
			low, high := d.Interval()
			got = map[string]float64{"": d.Value, "t": d.Z, "df": float64(d.DF), "low": low, "high": high}[figure]
		default:
			e := estimate(domain, answer)
			i, ok := e.Mean()
			if answer == "share" {
				i, ok = e.Share()
			}
			if !ok {
				t.Fatal(name, "no interval")
			}
			got = map[string]float64{"": e.Value, "se": e.SE, "low": i.Low, "high": i.High}[figure]
		}
		expected := number(t, want["value"])
		if math.Abs(got-expected) > 1e-8*max(1, math.Abs(expected)) {
			t.Errorf("%s %s: %.12g, R has %.12g", name, what, got, expected)
		}
		checked++
	}
	if checked < 200 {
		t.Errorf("only %d figures were held against R", checked)
	}
}

// TestMargins: 1.96 √(p(1-p)/n) at one half, by hand; the poll of August 2017
// (n 1,134) printed 2.9.
func TestMargins(t *testing.T) {
	for _, c := range []struct {
		n            float64
		plain, broad string
	}{{1134, "2.91", "3.56"}, {1224, "2.80", "3.43"}, {1035, "3.05", "3.73"}, {1000, "3.10", "3.80"}} {
		for want, effect := range map[string]float64{c.plain: 1, c.broad: 1.5} {
			if got := strconv.FormatFloat(100*MarginOfError(0.5, c.n, effect), 'f', 2, 64); got != want {
				t.Errorf("n %v, deff %v: %s, want %s", c.n, effect, got, want)
			}
		}
	}
}

func TestWilson(t *testing.T) {
	// Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263, 15 of 148,
	// 0 of 20, 1 of 29, method 3.
	for _, c := range []struct{ x, n, low, high float64 }{
		{81, 263, .2553, .3662}, {15, 148, .0624, .1605}, {0, 20, 0, .1611}, {1, 29, .0061, .1718},
	} {
		i, ok := Wilson(c.x/c.n, c.n)
		if !ok || math.Abs(i.Low-c.low) > 5e-5 || math.Abs(i.High-c.high) > 5e-5 {
			t.Errorf("%v of %v: %v", c.x, c.n, i)
		}
	}
	if _, ok := Wilson(.5, 0); ok {
		t.Error("an interval without n")
	}
}

// TestSimple: z = (p1 - p2) / √(v1 + v2) by hand, with v = p(1-p)/n: 62 against
// 58 per cent of 1,000 each are 0.04/0.021890, 63 against 58 are 0.05/0.021833.
func TestSimple(t *testing.T) {
	for _, c := range []struct {
		now, z float64
		clear  bool
	}{{.62, 1.8273, false}, {.63, 2.2901, true}, {.53, -2.2526, true}, {.58, 0, false}} {
		d := Independent(Simple(c.now, 1000), Simple(.58, 1000))
		if math.Abs(d.Z-c.z) > 5e-4 || d.Clear() != c.clear {
			t.Errorf("%v against .58: %+v, clear %v", c.now, d, d.Clear())
		}
	}
	if Independent(Simple(0, 50), Simple(0, 60)).Clear() {
		t.Error("nought differs from nought")
	}
}

// TestWithinRefuses: respondents without names who are in both groups cannot be
// told apart, and two designs cannot be compared within one.
func TestWithinRefuses(t *testing.T) {
	members := func(n, size int) Estimate {
		all := make([]Unit, size)
		for i := range n {
			all[i] = Unit{N: 1, Weight: 1, Total: float64(i % 2), Squares: 1}
		}
		e, err := Of(all, Adjust)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	if _, err := Within(members(30, 50), members(30, 50), Adjust); err != ErrUnits {
		t.Error("60 of 50 respondents are compared:", err)
	}
	if _, err := Within(members(30, 50), members(20, 60), Adjust); err != ErrUnits {
		t.Error("two designs are compared as one:", err)
	}
	if _, err := Within(members(30, 50), members(20, 50), Adjust); err != nil {
		t.Error(err)
	}
}

func TestProperties(t *testing.T) {
	rows := table(t, "testdata/api_rows.csv")
	random := rand.New(rand.NewPCG(1, 2))
	for _, design := range []string{"srs", "strat", "clus1", "clus2", "both"} {
		all := units(t, rows, design, "E", "share")
		e, _ := Of(all, Adjust)
		shuffled := slices.Clone(all)
		random.Shuffle(len(all), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if s, _ := Of(shuffled, Adjust); s.Value != e.Value || s.SE != e.SE || s.Effect != e.Effect {
			t.Errorf("%s: the order of units changes %v to %v", design, e, s)
		}
		for i := range shuffled {
			u := &shuffled[i]
			u.Weight, u.Total, u.Squares = u.Weight*8, u.Total*8, u.Squares*64 // exact in floats
		}
		if s, _ := Of(shuffled, Adjust); s.Value != e.Value || s.SE != e.SE || s.Effect != e.Effect || s.DF != e.DF {
			t.Errorf("%s: eight times the weights change %v to %v", design, e, s)
		}
		d, err := Within(e, e, Adjust)
		if err != nil || d.Value != 0 || d.SE != 0 || d.Clear() {
			t.Errorf("%s: differs from itself: %v %v", design, d, err)
		}
		for i := range shuffled { // no instead of yes
			shuffled[i].Total = shuffled[i].Weight - shuffled[i].Total
		}
		no, _ := Of(shuffled, Adjust)
		a, _ := e.Share()
		b, _ := no.Share()
		if math.Abs(a.Low-(1-b.High)) > 1e-12 || math.Abs(a.High-(1-b.Low)) > 1e-12 {
			t.Errorf("%s: yes has %v, no has %v", design, a, b)
		}
	}
}

func TestEdges(t *testing.T) {
	one := []Unit{{Cluster: "a", N: 1, Weight: 1, Total: 1, Squares: 1}}
	e, err := Of(one, Adjust)
	if err != nil || !math.IsNaN(e.SE) {
		t.Error("one unit has a standard error:", e, err)
	}
	if _, ok := e.Share(); ok {
		t.Error("one unit has an interval")
	}
	if _, err := Of(nil, Adjust); err != ErrEmpty {
		t.Error(err)
	}
	if _, err := Of(one, Fail); err != ErrLonely {
		t.Error(err)
	}
	all := []Unit{{Cluster: "a", N: 10, Weight: 10, Total: 10, Squares: 10}, {Cluster: "b", N: 10, Weight: 10, Total: 10, Squares: 10}}
	e, _ = Of(all, Adjust)
	i, ok := e.Share()
	if want, _ := Wilson(1, 20); !ok || i.Method != WilsonKish || i.Low != want.Low || i.High != 1 {
		t.Error("a share of one:", i)
	}
	if _, err := Within(e, Estimate{}, Adjust); err != ErrUnits {
		t.Error(err)
	}
	if d := Independent(Estimate{Value: .5, SE: .01}, Estimate{Value: .48, SE: .01}); d.Clear() || math.Abs(d.Z-math.Sqrt2) > 1e-12 {
		t.Error(d)
	}
}
