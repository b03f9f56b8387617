package release

import (
	"bytes"
	"slices"
	"strconv"

	"heng/indicators"
	"heng/internal/locale"
	"heng/internal/opendocument"
)

// withheldLine is something that does not leave, and why, in both languages.
type withheldLine struct {
	Kind   string            `json:"kind"` // table, field, indicator or values
	Name   string            `json:"name"`
	How    string            `json:"how"`
	Count  int64             `json:"count,omitempty"` // texts without a licence; suppressed values
	Reason map[string]string `json:"reason"`
	Basis  map[string]string `json:"basis,omitempty"`
	Review string            `json:"review,omitempty"`
}

// withheld lists what does not leave, on what ground, and when that is looked at
// again. What is classified is not in it, nor how much of it there is: it
// is absent from everything.
func (c *Content) withheld() []withheldLine {
	var all []withheldLine
	add := func(kind, name, how string, count int64, ground string, reason locale.Message) {
		line := withheldLine{Kind: kind, Name: name, How: how, Count: count, Reason: map[string]string{}}
		g := c.Policy.Grounds[ground]
		for _, lang := range c.Languages {
			if g != nil {
				line.Reason[string(lang)] = g.Text.In(lang)
			}
			if !reason.IsZero() {
				text := locale.NewPrinter(lang).Sprint(reason)
				if g != nil {
					text = locale.NewPrinter(lang).Text("release.reason_and_ground", "reason", text, "ground", g.Text)
				}
				line.Reason[string(lang)] = text
			}
		}
		if g != nil {
			line.Review = g.Review
			line.Basis = map[string]string{}
			for _, lang := range c.Languages {
				line.Basis[string(lang)] = g.Basis.In(lang)
			}
		}
		all = append(all, line)
	}
	for _, r := range c.Package.Resources {
		if policy := c.Policy.Of(r.Name); policy.Release == None && c.Policy.Tables[r.Name] != nil {
			add("table", r.Name, None, 0, policy.Ground, locale.Message{})
		}
	}
	for _, r := range c.Records {
		for _, h := range r.Held {
			add("field", r.Table.Name+"."+h.Column, h.Release, h.Texts, h.Ground, locale.M("release.held_"+h.Release))
		}
	}
	for _, d := range c.Decisions {
		for _, refusal := range d.Refusals {
			add("indicator", d.Key(), None, 0, refusal.Ground, refusal.Reason)
		}
	}
	suppressed := map[string]int64{}
	for _, o := range c.Observations {
		if o.ObsStatus == indicators.Suppressed {
			suppressed[o.Framework+"/"+o.Indicator]++
		}
	}
	for _, d := range c.Decisions {
		if n := suppressed[d.Key()]; n > 0 {
			add("values", d.Key(), "suppressed", n, "", locale.M("release.suppressed"))
		}
	}
	return all
}

// withheldFiles writes what does not leave as CSV and JSON.
func (c *Content) withheldFiles() ([]File, error) {
	lines := c.withheld()
	sheet := opendocument.Sheet{Name: "withheld"}
	header := []string{"kind", "name", "how", "count"}
	for _, key := range []string{"reason", "basis"} {
		for _, lang := range c.Languages {
			header = append(header, key+"_"+string(lang))
		}
	}
	for _, name := range append(header, "review") {
		sheet.Columns = append(sheet.Columns, opendocument.Column{Header: name})
	}
	for _, l := range lines {
		count := opendocument.Cell{}
		if l.Count > 0 {
			n := strconv.FormatInt(l.Count, 10)
			count = opendocument.Number(n, n)
		}
		row := []opendocument.Cell{opendocument.Text(l.Kind), opendocument.Text(l.Name), opendocument.Text(l.How), count}
		for _, texts := range []map[string]string{l.Reason, l.Basis} {
			for _, lang := range c.Languages {
				row = append(row, opendocument.Text(texts[string(lang)]))
			}
		}
		sheet.Rows = append(sheet.Rows, append(row, opendocument.Text(l.Review)))
	}
	var text bytes.Buffer
	if err := sheet.WriteCSV(&text); err != nil {
		return nil, notWritten(err)
	}
	rows, err := indented(slices.Clip(append([]withheldLine{}, lines...)))
	if err != nil {
		return nil, err
	}
	return []File{{WithheldCSV, text.Bytes()}, {WithheldJSON, rows}}, nil
}
