package reports

import (
	"strings"
	"time"

	"heng/indicators"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// Notes are the words of the analysts: what reports/notes.yaml holds.
type Notes struct {
	Notes []*Note       `yaml:"notes,required"`
	Node  *yamldoc.Node `yaml:"-"`
}

// Note is what an analyst says of an indicator's value at a period.
type Note struct {
	Indicator string             `yaml:"indicator,required" doc:"its id, or framework/id"`
	Period    string             `yaml:"period" doc:"of the value it is about; none for an indicator without periods"`
	Value     *indicators.Number `yaml:"value" doc:"the value when it was written, with the decimals that were seen; when the value is another, the note is marked stale"`
	WrittenOn string             `yaml:"written_on" doc:"the date on which it was written"`
	By        yamldoc.Label      `yaml:"by" doc:"the office or role that wrote it"`
	Reason    locale.Text        `yaml:"reason" doc:"why a target was missed (未達成原因)"`
	Measures  locale.Text        `yaml:"measures" doc:"what is done about it (改善對策)"`
	Remark    locale.Text        `yaml:"remark" doc:"anything else a reader should know"`
	Node      *yamldoc.Node      `yaml:"-"`
}

// ReadNotes reads notes. They are usable when no finding is an error.
func ReadNotes(file string, text []byte) (*Notes, []fault.Finding) {
	n := &Notes{}
	d := yamldoc.Decode(file, text, n)
	for _, note := range n.Notes {
		note.check()
	}
	fault.Sort(d.Findings)
	return n, d.Findings
}

// check records what the types of a note cannot say.
func (n *Note) check() {
	if n.Node == nil || n.Node.Kind() != yamldoc.Mapping {
		return
	}
	if n.Reason.IsZero() && n.Measures.IsZero() && n.Remark.IsZero() {
		n.Node.Error("empty_note", locale.M("outline.empty_note"), locale.M("outline.empty_note_hint"))
	}
	if _, err := time.Parse(time.DateOnly, n.WrittenOn); n.WrittenOn != "" && err != nil {
		n.Node.Get("written_on").Error("date", locale.M("outline.note_date", "text", n.WrittenOn))
	}
}

// NotesSchema is the JSON Schema of reports/notes.yaml.
func NotesSchema() []byte {
	return yamldoc.Schema("notes.schema.json", "衡 Heng: an analyst's notes (reports/notes.yaml)", Notes{})
}

// noteOn finds the note about an indicator at a period.
func (b *book) noteOn(e *entry, period string) *Note {
	if b.in.Notes == nil {
		return nil
	}
	for _, n := range b.in.Notes.Notes {
		if f, i := b.in.findIndicator(n.Indicator); i == e.indicator && f == e.framework && n.Period == period {
			return n
		}
	}
	return nil
}

// isStale reports whether the value a note was written about is no longer the
// observation's, at the decimals that the note gives.
func (n *Note) isStale(o *indicators.Observation) bool {
	if n.Value == nil {
		return false
	}
	if o == nil || o.Value == nil {
		return true
	}
	if n.Node == nil {
		return o.Value.Cmp(n.Value) != 0
	}
	text, _ := n.Node.Get("value").Text()
	_, fraction, _ := strings.Cut(text, ".")
	places := int32(len(fraction))
	return !o.Value.Decimal(places).Equal(n.Value.Decimal(places))
}

// noteText is a note as the page shows it: the analyst's words, or that they
// are asked for.
type noteText struct {
	Items []textItem
	By    string
	Stale sentence // says that the value has changed since
	Asked bool     // there is none, and there should be
}

// note returns the note on an indicator's value at the report period; nil
// where there is none and none is asked for.
func (b *book) note(e *entry) *noteText {
	n := b.noteOn(e, e.focus.Period)
	if n == nil {
		if b.in.Public {
			return nil // it is the house that is asked
		}
		if e.status == offTrack || e.status == atRisk || e.status == notMet {
			return &noteText{Asked: true}
		}
		return nil
	}
	lang := b.p.Lang
	out := &noteText{Items: b.items([][2]string{
		{"note_reason", n.Reason.In(lang)}, {"note_measures", n.Measures.In(lang)}, {"note_remark", n.Remark.In(lang)},
	})}
	switch by := n.By.In(lang); {
	case by != "" && n.WrittenOn != "":
		out.By = b.p.Text("report.note_by_on", "by", by, "on", b.date(n.WrittenOn))
	case by != "":
		out.By = b.p.Text("report.note_by", "by", by)
	case n.WrittenOn != "":
		out.By = b.p.Text("report.note_on", "on", b.date(n.WrittenOn))
	}
	if o := e.focus.Observation; n.isStale(o) {
		now := figure{Text: b.p.Text("report.no_data")}
		if o != nil {
			now = e.value(o)
		}
		out.Stale = write(b.p, "report.note_stale", "then", e.quantity(n.Value), "now", now)
	}
	return out
}
