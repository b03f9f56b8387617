package demonstration

import "strconv"

// pollWaves are the years in which the invented poll was fielded.
var pollWaves = []int{2014, 2015, 2016, 2017}

// pollRegions are the strata of the invented poll: how many places were drawn in
// each and how many people in a place. The islands are so few that nothing may be
// published of them alone.
var pollRegions = []struct {
	code           string
	places, people int
}{{"north", 8, 20}, {"centre", 6, 17}, {"south", 6, 17}, {"east", 5, 9}, {"islands", 3, 5}}

// pollAnswers are the answers of the module on international co-operation, in its
// order, with how often each is given in a thousand.
var pollAnswers = []struct {
	code   string
	weight int
}{
	{"very_satisfied", 110}, {"satisfied", 330}, {"neither", 150}, {"dissatisfied", 140}, {"very_dissatisfied", 60},
	{"no_opinion", 110}, {"dont_know", 70}, {"refused", 30},
}

// Poll returns the answers of an invented poll of four waves, one row a respondent
// and question, drawn by region and place.
func Poll() []File {
	s := newSource(18)
	rows := [][]string{{"answer_id", "wave", "question", "region", "place", "heard", "answer", "weight"}}
	for number, wave := range pollWaves {
		for _, region := range pollRegions {
			for place := range region.places {
				leaning := s.between(-60, 60) // people of one place are alike
				for range region.people {
					rows = append(rows, s.respondent(len(rows), wave, number, region.code, strconv.Itoa(place+1), leaning))
				}
			}
		}
	}
	return []File{file("answers.csv", rows)}
}

// respondent draws one person's answer. Satisfaction rises by a little from wave
// to wave, is higher among those who heard of aid, and lower in the south.
func (s source) respondent(id, wave, number int, region, place string, leaning int) []string {
	heard := s.chance(380 + 10*number)
	lean := leaning + 25*number
	if heard {
		lean += 110
	}
	if region == "south" {
		lean -= 90
	}
	weights := make([]int, len(pollAnswers))
	for i, a := range pollAnswers {
		weights[i] = a.weight
		switch i {
		case 0, 1:
			weights[i] += lean * a.weight / 440
		case 3, 4:
			weights[i] -= lean * a.weight / 400
		}
	}
	answer := pollAnswers[s.pick(weights...)].code
	weight := s.between(60, 180)
	return []string{
		"p" + strconv.Itoa(id), strconv.Itoa(wave), "satisfaction", region, region + "-" + place, strconv.FormatBool(heard), answer,
		strconv.Itoa(weight/100) + "." + strconv.Itoa(weight%100/10) + strconv.Itoa(weight%10),
	}
}
