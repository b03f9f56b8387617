package reports

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// Relations lists the columns of every table and model that a list of records
// can be of; nil where they are not known.
type Relations map[string][]string

// Check holds the outline and the notes against what they name: indicators,
// dimensions, tables and columns, and a text in every language of the report.
func (in *Input) Check(relations Relations) []fault.Finding {
	c := &checker{in: in, relations: relations}
	if o := in.Outline; o != nil {
		for _, chapter := range o.Chapters {
			c.chapter(chapter)
		}
		c.plain(&o.Plain)
	}
	if in.Notes != nil {
		for _, n := range in.Notes.Notes {
			c.indicator(n.Node, n.Indicator, "indicator")
			for key, t := range map[string]locale.Text{"reason": n.Reason, "measures": n.Measures, "remark": n.Remark} {
				c.text(n.Node, t, key)
			}
		}
	}
	fault.Sort(c.findings)
	return c.findings
}

// checker collects what is wrong with an outline and notes.
type checker struct {
	in        *Input
	relations Relations
	findings  []fault.Finding
}

func (c *checker) add(n *yamldoc.Node, id string, message, hint locale.Message) {
	c.findings = append(c.findings, n.Finding(fault.SeverityError, id, message, hint))
}

func (c *checker) chapter(chapter *Chapter) {
	n := chapter.Node
	if n == nil {
		return
	}
	c.text(n, chapter.Title, "title")
	c.text(n, chapter.Introduction, "introduction")
	if chapter.Dimension != "" {
		if _, d := c.in.findDimension(chapter.Dimension); d == nil {
			c.add(n.Get("dimension"), "unknown_dimension", locale.M("outline.unknown_dimension", "name", chapter.Dimension), nearest(chapter.Dimension, c.in.dimensionNames()))
		}
	}
	for k, name := range chapter.Indicators {
		if !c.indicator(n, name, "indicators", k) {
			continue
		}
		_, i := c.in.findIndicator(name)
		columns := slices.Sorted(maps.Keys(chapter.Where))
		broken := slices.ContainsFunc(i.Breakdowns, func(b []string) bool { return slices.Equal(slices.Sorted(slices.Values(b)), columns) })
		if len(columns) > 0 && !broken {
			var known []string
			for _, b := range i.Breakdowns {
				known = append(known, strings.Join(b, ", "))
			}
			c.add(n.Get("indicators", k), "no_such_breakdown", locale.M("outline.no_such_breakdown", "name", name, "columns", columns),
				locale.M("outline.known_breakdowns", "names", known))
		}
	}
	for k, list := range chapter.Records {
		c.records(list, n.Get("records", k))
	}
}

func (c *checker) records(list *RecordList, n *yamldoc.Node) {
	c.text(n, list.Title, "title")
	columns, known := c.relations[list.Of]
	if !known {
		c.add(n.Get("of"), "unknown_population", locale.M("outline.unknown_records", "name", list.Of), nearest(list.Of, slices.Sorted(maps.Keys(c.relations))))
		return
	}
	column := func(n *yamldoc.Node, name string) {
		if columns != nil && !slices.Contains(columns, name) {
			c.add(n, "unknown_column", locale.M("outline.unknown_column", "name", name, "of", list.Of), nearest(name, columns))
		}
	}
	for k, each := range list.Columns {
		seen := ""
		for _, lang := range c.in.Languages {
			if name := each[lang]; name != seen {
				seen = name
				column(n.Get("columns", k), name)
			}
		}
	}
	for key, name := range map[string]string{"group": list.Group, "period": list.Period} {
		if name != "" {
			column(n.Get(key), name)
		}
	}
}

func (c *checker) plain(p *Plain) {
	if p.Node == nil {
		return
	}
	c.text(p.Node, p.Introduction, "introduction")
	for k, finding := range p.Findings {
		c.indicator(p.Node, finding.Indicator, "findings", k, "indicator")
		c.text(p.Node.Get("findings", k), finding.Subject, "subject")
	}
	for k, term := range p.Glossary {
		c.text(p.Node.Get("glossary", k), term.Term, "term")
		c.text(p.Node.Get("glossary", k), term.Means, "means")
	}
}

// indicator checks a name that stands at a path of n.
func (c *checker) indicator(n *yamldoc.Node, name string, path ...any) bool {
	if n == nil || name == "" {
		return false
	}
	if _, i := c.in.findIndicator(name); i == nil {
		c.add(n.Get(path...), "unknown_indicator", locale.M("outline.unknown_indicator", "name", name), nearest(name, c.in.indicatorNames()))
		return false
	}
	return true
}

// text checks that a text that is there is there in every language.
func (c *checker) text(n *yamldoc.Node, t locale.Text, key string) {
	if n == nil || t.IsZero() && !n.Has(key) {
		return
	}
	for _, lang := range c.in.Languages {
		if strings.TrimSpace(t.In(lang)) == "" {
			c.add(n.Get(key), "missing_translation", locale.M("outline.missing_translation", "key", key, "lang", string(lang)), locale.Message{})
		}
	}
}

// nearest is the hint for a name that is not known.
func nearest(name string, known []string) locale.Message {
	if near := fault.Nearest(name, known); near != "" {
		return locale.M("fault.did_you_mean", "name", near)
	}
	const most = 12
	shown := known
	if len(shown) > most {
		shown = shown[:most]
	}
	return locale.M("outline.known_names", "names", shown, "n", strconv.Itoa(len(known)))
}
