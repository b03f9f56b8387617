package reports

import (
	"slices"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// Outline is the order of a report: what reports/outline.yaml holds.
type Outline struct {
	Chapters []*Chapter    `yaml:"chapters" doc:"in the order of the report; default: at a glance, a chapter a dimension, the annexes"`
	Plain    Plain         `yaml:"plain" doc:"the plain edition, two pages without jargon"`
	Node     *yamldoc.Node `yaml:"-"`
}

// Chapter is a part of the report. It has exactly one of Part, Dimension and
// Title-with-content: a ready-made part, the indicators of a dimension, or
// indicators and records that the author chose.
type Chapter struct {
	Part         string            `yaml:"part" enum:"glance,definitions,dictionary,quality,rejects,sources,signs" doc:"a ready-made part"`
	Dimension    string            `yaml:"dimension" doc:"the indicators of a dimension: its id, or framework/id"`
	Title        locale.Text       `yaml:"title" doc:"of a chapter of its own; replaces the title of a part or a dimension"`
	Introduction locale.Text       `yaml:"introduction" doc:"a paragraph under the title"`
	Where        map[string]string `yaml:"where" doc:"a cell of a breakdown: the indicators' values in it, and the records that have it"`
	Indicators   []string          `yaml:"indicators" doc:"ids, or framework/id, in this order"`
	Records      []*RecordList     `yaml:"records" doc:"lists of rows"`
	Node         *yamldoc.Node     `yaml:"-"`
}

// RecordList is a list of rows of a table or a model.
type RecordList struct {
	Of      string        `yaml:"of,required" doc:"a table or a model"`
	Title   locale.Text   `yaml:"title,required"`
	Columns []Column      `yaml:"columns,required" doc:"names, or a name for each language"`
	Group   string        `yaml:"group" doc:"a column; its codes are headings"`
	Period  string        `yaml:"period" doc:"a column with a date or a year; only rows within the report period"`
	Node    *yamldoc.Node `yaml:"-"`
}

// Column names a column of a list: one for all languages, or one for each.
type Column map[locale.Lang]string

// Plain is the plain edition: a few findings in simple words.
type Plain struct {
	Introduction locale.Text    `yaml:"introduction"`
	Findings     []PlainFinding `yaml:"findings" doc:"three indicators"`
	Glossary     []Term         `yaml:"glossary" doc:"the words it cannot do without"`
	Node         *yamldoc.Node  `yaml:"-"`
}

// PlainFinding is an indicator with the words by which everybody knows it.
type PlainFinding struct {
	Indicator string        `yaml:"indicator,required" doc:"its id, or framework/id"`
	Subject   locale.Text   `yaml:"subject" doc:"what it is in simple words; default: its name"`
	Node      *yamldoc.Node `yaml:"-"`
}

// Term is an entry of the glossary.
type Term struct {
	Term  locale.Text `yaml:"term,required"`
	Means locale.Text `yaml:"means,required"`
}

// The ready-made parts of a report.
const (
	partGlance      = "glance"
	partDefinitions = "definitions"
	partDictionary  = "dictionary"
	partQuality     = "quality"
	partRejects     = "rejects" // a section of quality by itself
	partSources     = "sources"
	partSigns       = "signs"
)

// annexParts are the parts that follow where no outline says otherwise.
var annexParts = []string{partDefinitions, partDictionary, partQuality, partSources, partSigns}

// ReadOutline reads an outline. It is usable when no finding is an error;
// Input.CheckOutline says whether what it names exists.
func ReadOutline(file string, text []byte) (*Outline, []fault.Finding) {
	o := &Outline{}
	d := yamldoc.Decode(file, text, o)
	for _, c := range o.Chapters {
		c.check()
	}
	fault.Sort(d.Findings)
	return o, d.Findings
}

// check records what the types of a chapter cannot say.
func (c *Chapter) check() {
	if c.Node == nil || c.Node.Kind() != yamldoc.Mapping {
		return
	}
	own := len(c.Indicators) > 0 || len(c.Records) > 0
	switch {
	case c.Part != "" && (c.Dimension != "" || own), c.Dimension != "" && own:
		c.Node.Error("chapter_two_kinds", locale.M("outline.two_kinds"), locale.M("outline.kinds_hint"))
	case c.Part == "" && c.Dimension == "" && !own:
		c.Node.Error("chapter_no_kind", locale.M("outline.no_kind"), locale.M("outline.kinds_hint"))
	case own && c.Title.IsZero() && !c.Node.Has("title"):
		c.Node.Error("missing_key", locale.M("yaml.missing_key", "name", "title"))
	case len(c.Where) > 0 && !own:
		c.Node.Get("where").KeyError("where_alone", locale.M("outline.where_alone"))
	}
}

// DecodeYAML reads one name for all languages, or a name for each.
func (c *Column) DecodeYAML(n *yamldoc.Node) {
	var l yamldoc.Label
	l.DecodeYAML(n)
	*c = Column(l)
}

// YAMLSchema says what a column looks like.
func (c *Column) YAMLSchema() map[string]any { return (*yamldoc.Label)(nil).YAMLSchema() }

// OutlineSchema is the JSON Schema of reports/outline.yaml.
func OutlineSchema() []byte {
	return yamldoc.Schema("outline.schema.json", "衡 Heng: the outline of a report (reports/outline.yaml)", Outline{})
}

// chaptersOf returns the chapters of a report: those of its outline, and those
// of dimensions that the outline leaves out and that have indicators which no
// chapter places, so that no indicator is lost.
func (in *Input) chaptersOf() []*Chapter {
	var chapters []*Chapter
	if in.Outline != nil {
		chapters = slices.Clone(in.Outline.Chapters)
	}
	standard := len(chapters) == 0
	if standard {
		chapters = append(chapters, &Chapter{Part: partGlance})
	}
	placed := map[string]bool{}
	for _, c := range chapters {
		if c.Dimension != "" {
			f, d := in.findDimension(c.Dimension)
			if d != nil {
				placed["dimension "+indicatorKey(f.ID, d.ID)] = true
			}
		}
		if len(c.Where) == 0 {
			for _, name := range c.Indicators {
				if f, i := in.findIndicator(name); i != nil {
					placed[indicatorKey(f.ID, i.ID)] = true
				}
			}
		}
	}
	var left []*Chapter
	for _, f := range in.Frameworks {
		for _, d := range f.Dimensions {
			lost := standard
			for _, i := range f.Indicators {
				lost = lost || i.Dimension == d.ID && i.Status != "retired" && !placed[indicatorKey(f.ID, i.ID)]
			}
			if lost && !placed["dimension "+indicatorKey(f.ID, d.ID)] {
				left = append(left, &Chapter{Dimension: indicatorKey(f.ID, d.ID)})
			}
		}
	}
	// Before the annexes that end the outline, if any do.
	end := len(chapters)
	for end > 0 && slices.Contains(annexParts, chapters[end-1].Part) {
		end--
	}
	chapters = slices.Insert(chapters, end, left...)
	if standard {
		for _, part := range annexParts {
			chapters = append(chapters, &Chapter{Part: part})
		}
	}
	return chapters
}

// has reports whether a chapter of the report is the part.
func (in *Input) has(part string) bool {
	return slices.ContainsFunc(in.chaptersOf(), func(c *Chapter) bool { return c.Part == part })
}
