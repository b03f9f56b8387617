package reports

import (
	"fmt"
	"html"
	"net/url"
	"regexp"

	"heng/indicators"
)

// ShownNumber is a number that a page shows, as its data element has it.
type ShownNumber struct {
	Indicator string // framework/id
	Period    string // empty for all periods
	Compare   string // of a change: the period it is measured from
	Breakdown indicators.Breakdown
	Field     string // value, numerator, denominator, n, missing, baseline, target, target_min…, achievement, progress; change, baseline_change, defined_target
	Exact     string // as heng eval writes it
	Text      string // as the page shows it
}

var (
	dataElement = regexp.MustCompile(`(?s)<data ([^>]*)>(.*?)</data>`)
	attribute   = regexp.MustCompile(`([a-z-]+)="([^"]*)"`)
)

// Numbers reads the numbers of a page that Build wrote, in the order in which
// they stand, so that each can be held against heng eval. It is no reader of
// other pages.
func Numbers(page []byte) ([]ShownNumber, error) {
	var numbers []ShownNumber
	for _, element := range dataElement.FindAllSubmatch(page, -1) {
		n := ShownNumber{Text: html.UnescapeString(string(element[2]))}
		for _, a := range attribute.FindAllSubmatch(element[1], -1) {
			value := html.UnescapeString(string(a[2]))
			switch string(a[1]) {
			case "value":
				n.Exact = value
			case "data-indicator":
				n.Indicator = value
			case "data-period":
				n.Period = value
			case "data-compare":
				n.Compare = value
			case "data-field":
				n.Field = value
			case "data-breakdown":
				pairs, err := url.ParseQuery(value)
				if err != nil {
					return nil, fmt.Errorf("breakdown %q: %w", value, err)
				}
				n.Breakdown = indicators.Breakdown{}
				for column := range pairs {
					n.Breakdown[column] = pairs.Get(column)
				}
			}
		}
		if n.Indicator == "" || n.Field == "" || n.Exact == "" {
			return nil, fmt.Errorf("a data element without its observation: %s", element[0])
		}
		numbers = append(numbers, n)
	}
	return numbers, nil
}
