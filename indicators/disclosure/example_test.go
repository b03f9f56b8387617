package disclosure_test

import (
	"fmt"
	"math/big"

	"heng/indicators/disclosure"
	"heng/indicators/disclosure/audit"
)

// Grants by region (示範資料, demonstration data): one grantee in the Pacific. With
// that cell alone suppressed, the total would give it back.
func Example() {
	cell := func(name string, grants ...int64) disclosure.Cell {
		c := disclosure.Cell{Name: name, Value: new(big.Rat)}
		for i, amount := range grants {
			c.Value.Add(c.Value, big.NewRat(amount, 1))
			c.Contributions = append(c.Contributions, disclosure.Contribution{Holding: fmt.Sprint(name, i), Value: big.NewRat(amount, 1)})
		}
		return c
	}
	problem := disclosure.Problem{
		Cells: []disclosure.Cell{
			cell("total", 20, 5, 6, 7, 8, 9, 11, 30, 31, 32), cell("Pacific", 20),
			cell("Africa", 5, 6, 7, 8), cell("Asia", 9, 11, 30, 31, 32),
		},
		Relations: []disclosure.Relation{disclosure.Sum(0, 1, 2, 3)},
	}
	suppression, err := disclosure.Protect(problem, disclosure.DefaultRules(), disclosure.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	// What readers get, and what they can make of it.
	var release audit.Release
	for i, c := range problem.Cells {
		published := audit.Cell{Name: c.Name, Value: c.Value}
		if suppression.Suppressed(i) {
			published = audit.Cell{Name: c.Name, Suppressed: true}
		}
		release.Cells = append(release.Cells, published)
	}
	release.Relations = append(release.Relations, audit.Sum(0, 1, 2, 3))
	report, err := audit.Attack(release)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, interval := range report.Intervals {
		fmt.Printf("%s: %s between %s and %s\n", release.Cells[interval.Cell].Name, disclosure.PublicStatus, interval.Low.RatString(), interval.High.RatString())
	}
	// Output:
	// Pacific: Q between 0 and 46
	// Africa: Q between 0 and 46
}
