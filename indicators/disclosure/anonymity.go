package disclosure

// Keys counts, for each row of a record-level table, how many rows cannot be told
// from it by its keys: the frequency fk of k-anonymity. A row is a combination of
// key values; nil stands for a missing value, which agrees with any. weights, if
// not nil, gives the records of the population that each row stands for, and the
// second result is their sum over the rows that agree: Fk.
//
// With missing values the count is by comparison of every combination with those
// that have one, so that many distinct combinations with many gaps are slow.
func Keys(rows [][]*string, weights []float64) (frequencies []int, population []float64) {
	combinations, of := combine(rows)
	count := make([]int, len(combinations))
	weight := make([]float64, len(combinations))
	for i := range rows {
		count[of[i]]++
		if weights != nil {
			weight[of[i]] += weights[i]
		}
	}
	var gaps []int
	for i, c := range combinations {
		if c.gap {
			gaps = append(gaps, i)
		}
	}
	total := make([]int, len(combinations))
	totalWeight := make([]float64, len(combinations))
	copy(total, count)
	copy(totalWeight, weight)
	for i, c := range combinations {
		for _, j := range gaps {
			if i == j || !agree(c.row, combinations[j].row) {
				continue
			}
			total[i] += count[j]
			totalWeight[i] += weight[j]
			if !c.gap {
				total[j] += count[i]
				totalWeight[j] += weight[i]
			}
		}
	}
	frequencies = make([]int, len(rows))
	if weights != nil {
		population = make([]float64, len(rows))
	}
	for i := range rows {
		frequencies[i] = total[of[i]]
		if weights != nil {
			population[i] = totalWeight[of[i]]
		}
	}
	return frequencies, population
}

// Violations are the rows whose frequency is below k, in order.
func Violations(frequencies []int, k int) []int {
	var rows []int
	for i, f := range frequencies {
		if f < k {
			rows = append(rows, i)
		}
	}
	return rows
}

// Diversity counts, for each row, the distinct values of a sensitive column among
// the rows that agree with it in the keys: distinct l-diversity.
func Diversity(rows [][]*string, sensitive []string) []int {
	combinations, of := combine(rows)
	values := make([]map[string]bool, len(combinations))
	for i := range values {
		values[i] = map[string]bool{}
	}
	for i, row := range rows {
		if !combinations[of[i]].gap {
			values[of[i]][sensitive[i]] = true
		}
		for j, c := range combinations {
			if (c.gap || combinations[of[i]].gap) && agree(row, c.row) {
				values[j][sensitive[i]] = true
			}
		}
	}
	distinct := make([]int, len(rows))
	for i := range rows {
		distinct[i] = len(values[of[i]])
	}
	return distinct
}

type combination struct {
	row []*string
	gap bool
}

// combine gives the distinct combinations in the order of their first row, and of
// each row which it has.
func combine(rows [][]*string) (combinations []combination, of []int) {
	of = make([]int, len(rows))
	place := map[string]int{}
	var key []byte
	for i, row := range rows {
		key = key[:0]
		gap := false
		for _, value := range row {
			if value == nil {
				gap = true
				key = append(key, 0)
				continue
			}
			key = append(key, 1)
			for n := len(*value); ; n >>= 7 {
				if n < 0x80 {
					key = append(key, byte(n))
					break
				}
				key = append(key, byte(n)|0x80)
			}
			key = append(key, *value...)
		}
		at, known := place[string(key)]
		if !known {
			at = len(combinations)
			place[string(key)] = at
			combinations = append(combinations, combination{row: row, gap: gap})
		}
		of[i] = at
	}
	return combinations, of
}

func agree(a, b []*string) bool {
	for i := range a {
		if a[i] != nil && b[i] != nil && *a[i] != *b[i] {
			return false
		}
	}
	return true
}
