package consult

import "strings"

// Line is a line of a difference of two texts.
type Line struct {
	Op   Op
	Text string
}

// Op says in which of two texts a line stands.
type Op string

// In both, in the older alone, in the newer alone.
const (
	Kept    Op = "kept"
	Removed Op = "removed"
	Added   Op = "added"
)

// comparable is how many pairs of lines are compared: beyond it, what differs is
// shown as taken out whole and put in whole.
const comparable = 4_000_000

// Difference compares two texts by line: the kept and removed lines are the older
// text, the kept and added ones the newer, and no longer run of kept lines exists.
func Difference(older, newer string) []Line {
	a, b := lines(older), lines(newer)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var out []Line
	add := func(op Op, some []string) {
		for _, text := range some {
			out = append(out, Line{op, text})
		}
	}
	add(Kept, a[:head])
	middleA, middleB := a[head:len(a)-tail], b[head:len(b)-tail]
	if len(middleA)*len(middleB) > comparable {
		add(Removed, middleA)
		add(Added, middleB)
	} else {
		out = append(out, longest(middleA, middleB)...)
	}
	add(Kept, a[len(a)-tail:])
	return out
}

// longest keeps a longest common subsequence.
func longest(a, b []string) []Line {
	common := make([][]int, len(a)+1) // of a[i:] and b[j:]
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var out []Line
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			out = append(out, Line{Kept, a[i]})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			out = append(out, Line{Removed, a[i]})
			i++
		default:
			out = append(out, Line{Added, b[j]})
			j++
		}
	}
	return out
}

func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}
