package marks

import "strings"

// Place is where a mark stands in a table; both count from 1. No text comes
// with it.
type Place struct{ Row, Column int }

// Table looks for marks in rows of cells, one after the other. A heading 密等
// bears a mark unless the cell beside it, or every cell below it, says that
// there is no secret (普通, 無…): an empty one says nothing. The zero Table is
// ready; it remembers places, never texts.
type Table struct {
	found   []Place
	waiting []*column
	grounds map[int]bool // columns of reasons, from 1
}

// column is a heading that waits for the cells below it.
type column struct {
	at     Place
	ofTerm bool // of 解密條件: an empty cell is no mark
	cells  int
	closed bool // found to bear a mark
}

// TitleRows is how many rows at the head may hold titles and headings; a caller
// that leaves out rows gives these all. In a title, a grade at its end or
// beginning is a mark although only a space parts it.
const TitleRows = 10

// Row looks at the next row; number is its line or row in the source.
func (t *Table) Row(number int, cells []string) {
	for _, c := range t.waiting {
		c.below(cells)
	}
	filled := 0
	for _, cell := range cells {
		if strings.TrimSpace(cell) != "" {
			filled++
		}
	}
	for i, cell := range cells {
		at := Place{number, i + 1}
		if number <= TitleRows && filled > 1 && isGround(cell) {
			if t.grounds == nil {
				t.grounds = map[int]bool{}
			}
			t.grounds[i+1] = true
		}
		if !mayBear(cell) || t.grounds[i+1] && isGrade(cell) {
			continue
		}
		if number <= TitleRows && filled <= 2 && inTitle(cell) {
			t.found = append(t.found, at)
			continue
		}
		for line := range strings.Lines(cell) {
			found, ofGrade, ofTerm := look(line)
			if found {
				t.found = append(t.found, at)
				break
			}
			beside := i+1 < len(cells) && isOpen(cells[i+1])
			if (ofGrade || ofTerm) && !beside {
				t.waiting = append(t.waiting, &column{at: at, ofTerm: ofTerm})
				break
			}
		}
	}
}

// Waits reports whether the next rows matter although no mark is in them: they
// may say that there is no secret. A caller may leave out others that cannot bear
// a mark.
func (t *Table) Waits() bool {
	for _, c := range t.waiting {
		if !c.closed {
			return true
		}
	}
	return false
}

// below takes the cell under a heading into account.
func (c *column) below(cells []string) {
	if c.closed {
		return
	}
	empty := true
	for _, cell := range cells {
		empty = empty && strings.TrimSpace(cell) == ""
	}
	if empty {
		return
	}
	c.cells++
	value := ""
	if c.at.Column <= len(cells) {
		value = strings.TrimSpace(cells[c.at.Column-1])
	}
	c.closed = !isOpen(value) && (!c.ofTerm || value != "")
}

// Marks returns the places of all marks, those of headings last.
func (t *Table) Marks() []Place {
	all := t.found
	for _, c := range t.waiting {
		if c.closed || c.cells == 0 && !c.ofTerm {
			all = append(all, c.at)
		}
	}
	return all
}

// inTitle reports whether a title has a grade as its first or last word.
func inTitle(cell string) bool {
	words := strings.Fields(cell)
	if len(words) < 2 {
		return false
	}
	for i, word := range []string{words[0], words[len(words)-1]} {
		word = fold(word)
		if strings.HasSuffix(word, "密") && word != "密" && whole.MatchString(word) || word == "密件" {
			before := ""
			if i == 1 {
				before = fold(words[len(words)-2])
			}
			if !negates(before) {
				return true
			}
		}
	}
	return false
}

func negates(word string) bool {
	for _, end := range []string{"不涉", "無涉", "涉及", "非", "非屬", "無", "不含"} {
		if strings.HasSuffix(word, end) {
			return true
		}
	}
	return false
}
