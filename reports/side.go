package reports

import (
	"html/template"

	"heng/internal/fault"
	"heng/internal/locale"
)

// sidePage is what the template of the side-by-side edition prints.
type sidePage struct {
	Left, Right           front
	LeftFront, RightFront template.HTML
	LeftFoot, RightFoot   template.HTML
	Style                 template.CSS
	Sections              []pairedSection
}

// pairedSection is a section in two languages.
type pairedSection struct {
	ID, RightID, Page string
	Heads             pair
	Pieces            []pair
}

// pair is the same in two languages.
type pair struct{ Left, Right template.HTML }

// SideBySide prints two editions of one report on one page, each piece beside
// the same piece in the other language. The ids of the right one end in its
// language, so that links stay in their column.
func SideBySide(left, right *Edition) ([]byte, error) {
	if len(left.sections) != len(right.sections) {
		return nil, fault.New(fault.Internal, locale.M("report.not_written"))
	}
	pressLeft, err := left.press("")
	if err != nil {
		return nil, err
	}
	suffix := "_" + string(right.Lang)
	pressRight, err := right.press(suffix)
	if err != nil {
		return nil, err
	}
	out := sidePage{Left: left.front, Right: right.front}
	for _, p := range []struct {
		press   *press
		name    string
		of      front
		printed *template.HTML
	}{
		{pressLeft, "front", left.front, &out.LeftFront}, {pressRight, "front", right.front, &out.RightFront},
		{pressLeft, "colophon", left.front, &out.LeftFoot}, {pressRight, "colophon", right.front, &out.RightFoot},
	} {
		text, err := p.press.print(p.name, p.of)
		if err != nil {
			return nil, err
		}
		*p.printed = template.HTML(text)
	}
	one, err := pressLeft.sections(left.sections)
	if err != nil {
		return nil, err
	}
	other, err := pressRight.sections(right.sections)
	if err != nil {
		return nil, err
	}
	for i := range one {
		if len(one[i].Pieces) != len(other[i].Pieces) {
			return nil, fault.New(fault.Internal, locale.M("report.not_written"))
		}
		s := pairedSection{ID: one[i].ID, RightID: one[i].ID + suffix, Page: one[i].Page, Heads: pair{one[i].Head, other[i].Head}}
		for k := range one[i].Pieces {
			s.Pieces = append(s.Pieces, pair{one[i].Pieces[k], other[i].Pieces[k]})
		}
		out.Sections = append(out.Sections, s)
	}
	out.Style = left.book.sheet("page.css", left.footer(), left.sections) + right.sideSheet()
	return pressLeft.print("side.gohtml", out)
}

// sideSheet is the style of two columns.
func (e *Edition) sideSheet() template.CSS {
	text, err := pageFiles.ReadFile("page/side.css")
	if err != nil {
		panic(err) // embedded beside this file
	}
	return template.CSS(text)
}
