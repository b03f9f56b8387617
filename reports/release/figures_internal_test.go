package release

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"heng/indicators"
)

func TestPicks(t *testing.T) {
	for _, test := range []struct {
		condition, rest string
		codes           indicators.Breakdown
	}{
		{"country = 'HT'", "", indicators.Breakdown{"country": "HT"}},
		{"amount > 5  and country = 'HT'\nand late", "amount > 5 and late", indicators.Breakdown{"country": "HT"}},
		{"late and amount > 5", "amount > 5 and late", nil},
		{"country = 'HT' or late", "country = 'HT' or late", nil},
		{"not country = 'HT'", "not country = 'HT'", nil},
		{"(country = 'HT')", "(country = 'HT')", nil},
		{"country = 'HT' and country = 'KI'", "country = 'KI'", indicators.Breakdown{"country": "HT"}},
	} {
		rest, codes := picks(test.condition)
		if diff := cmp.Diff(test.codes, codes); diff != "" || rest != test.rest {
			t.Errorf("%s: %q %v", test.condition, rest, codes)
		}
	}
}

func TestShorter(t *testing.T) {
	for _, test := range []struct {
		period, in string
		want       bool
	}{
		{"2017-Q1", "2017", true}, {"2017-06", "2017-Q2", true}, {"2017-06", "2017-S1", true}, {"2017-Q3", "2017-S2", true}, {"2017", "", true},
		{"2017", "2017", false}, {"2017-07", "2017-Q2", false}, {"2018-Q1", "2017", false}, {"2017", "2017-Q1", false}, {"_U", "", false}, {"2017-Q5", "2017", false},
	} {
		if got := shorter(test.period, test.in); got != test.want {
			t.Errorf("%s in %s: %v", test.period, test.in, got)
		}
	}
}
