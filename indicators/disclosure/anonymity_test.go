package disclosure_test

import (
	"slices"
	"strconv"
	"testing"

	"heng/indicators/disclosure"
)

// rows makes rows of columns of small numbers, of which −1 is a missing value.
func rows(columns ...[]int) [][]*string {
	out := make([][]*string, len(columns[0]))
	for _, column := range columns {
		for i, v := range column {
			var key *string
			if v >= 0 {
				text := strconv.Itoa(v)
				key = &text
			}
			out[i] = append(out[i], key)
		}
	}
	return out
}

// sdcMicro, tests/testthat/test_freqCalc.R.
func TestFrequencies(t *testing.T) {
	a, b := []int{2, 3, 2, 2, 3, 3, 1, 2}, []int{3, 3, 3, 3, 3, 3, 4, 3}
	c := []int{1, 3, 1, 2, 1, 1, 1, 1}
	weights := []float64{18, 45.5, 39, 17, 92, 8, 123.5, 51}
	got, population := disclosure.Keys(rows(a, b, c), weights)
	if want := []int{3, 1, 3, 1, 2, 2, 1, 3}; !slices.Equal(got, want) {
		t.Errorf("fk %v, want %v", got, want)
	}
	// 18 + 39 + 51 = 108, 92 + 8 = 100.
	if want := []float64{108, 45.5, 108, 17, 100, 100, 123.5, 108}; !slices.Equal(population, want) {
		t.Errorf("Fk %v, want %v", population, want)
	}
	c[2], c[6] = -1, -1
	got, _ = disclosure.Keys(rows(a, b, c), nil)
	if want := []int{3, 1, 4, 2, 2, 2, 1, 3}; !slices.Equal(got, want) {
		t.Errorf("with missing values fk %v, want %v", got, want)
	}
}

// sdcMicro's francdat, keys Key1 to Key4 and weights; two-anonymity is violated by
// four records, three-anonymity by all.
func TestFrancdat(t *testing.T) {
	keys := rows([]int{1, 1, 1, 3, 4, 4, 6, 1}, []int{2, 2, 2, 3, 3, 3, 2, 2}, []int{5, 1, 1, 1, 1, 1, 1, 5}, []int{1, 1, 1, 5, 4, 1, 5, 1})
	frequencies, population := disclosure.Keys(keys, []float64{18, 45.5, 39, 17, 541, 8, 5, 92})
	if want := []int{2, 2, 2, 1, 1, 1, 1, 2}; !slices.Equal(frequencies, want) {
		t.Errorf("fk %v, want %v", frequencies, want)
	}
	if want := []float64{110, 84.5, 84.5, 17, 541, 8, 5, 110}; !slices.Equal(population, want) {
		t.Errorf("Fk %v, want %v", population, want)
	}
	if got := disclosure.Violations(frequencies, 2); !slices.Equal(got, []int{3, 4, 5, 6}) {
		t.Errorf("below 2: %v", got)
	}
	if got := disclosure.Violations(frequencies, 3); len(got) != 8 {
		t.Errorf("below 3: %v", got)
	}
}

// sdcMicro, tests/testthat/test_ldiversity.R: sex, occupation (of which three are
// missing), ethnicity; the sensitive values are 1 0 2, 1 0, 0 1.
func TestDiversity(t *testing.T) {
	keys := rows([]int{0, 0, 0, 1, 1, 0, 0}, []int{-1, -1, -1, 2, 2, 3, 3}, []int{0, 0, 0, 0, 0, 1, 1})
	got := disclosure.Diversity(keys, []string{"1", "0", "2", "1", "0", "0", "1"})
	if want := []int{3, 3, 3, 2, 2, 2, 2}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
