package house

import (
	"encoding/csv"
	"os"
	"slices"
	"testing"
	"unicode"
)

// TestQuestions: the module of poll questions is whole in both languages, and each
// question keeps those who have no answer apart: no opinion where an opinion is
// asked for, don't know, and refused.
func TestQuestions(t *testing.T) {
	f, err := os.Open("../../examples/questions/cooperation.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	codes, kinds := map[string][]string{}, map[string]map[string]int{}
	for at, row := range rows[1:] {
		question, code, kind, chinese, english := row[0], row[2], row[3], row[4], row[5]
		if kinds[question] == nil {
			kinds[question] = map[string]int{}
		}
		kinds[question][kind]++
		han := func(text string) bool {
			return slices.ContainsFunc([]rune(text), func(r rune) bool { return unicode.Is(unicode.Han, r) })
		}
		if !han(chinese) || english == "" || han(english) {
			t.Errorf("row %d: not in both languages", at+2)
		}
		if (kind == "ask") != (code == "") || slices.Contains(codes[question], code) {
			t.Errorf("row %d: code %q of kind %q", at+2, code, kind)
		}
		codes[question] = append(codes[question], code)
	}
	if len(kinds) != 5 {
		t.Errorf("%d questions", len(kinds))
	}
	for question, kind := range kinds {
		if kind["ask"] != 1 || len(kind) != 3 || !slices.Contains(codes[question], "refused") || !slices.Contains(codes[question], "dont_know") {
			t.Errorf("%s: %v %v", question, kind, codes[question])
		}
		want := 5 // a scale has a middle, and as many answers above it as below
		if question == "awareness" {
			want = 2
		} else if !slices.Contains(codes[question], "no_opinion") {
			t.Errorf("%s keeps no opinion out of view", question)
		}
		if kind["answer"] != want {
			t.Errorf("%s: %d answers, want %d", question, kind["answer"], want)
		}
	}
}
