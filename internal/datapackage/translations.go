package datapackage

import (
	"strings"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// Check finds the texts of a package (titles, descriptions, labels) that are
// given but lack one of the languages. A text that is not given at all is no
// slip here.
func Check(p *Package, languages []locale.Lang) []fault.Finding {
	t := translations{languages: languages}
	if p.Node != nil {
		t.text("", p.Node, "title", p.Title)
		t.text("", p.Node, "description", p.Description)
	}
	for _, r := range p.Resources {
		if r.Node == nil {
			continue
		}
		t.text(r.Name, r.Node, "title", r.Title)
		t.text(r.Name, r.Node, "description", r.Description)
		t.text(r.Name, r.Node, "licence", locale.Text(r.Licence))
		for i, source := range r.Sources {
			t.text(r.Name, r.Node.Get("sources", i), "title", source.Title)
		}
		if r.Schema == nil {
			continue
		}
		for _, f := range r.Schema.Fields {
			if f.Node == nil {
				continue
			}
			t.text(r.Name, f.Node, "title", f.Title)
			t.text(r.Name, f.Node, "description", f.Description)
			labels := f.Node.Get("labels")
			if !f.Node.Has("labels") {
				continue
			}
			for _, e := range labels.Entries() {
				t.text(r.Name, labels, e.Key, f.Labels[e.Key])
			}
		}
	}
	fault.Sort(t.findings)
	return t.findings
}

type translations struct {
	languages []locale.Lang
	findings  []fault.Finding
}

// text looks at the text under a key of a mapping.
func (t *translations) text(subject string, in *yamldoc.Node, key string, text locale.Text) {
	if !in.Has(key) || in.Get(key).Kind() != yamldoc.Mapping {
		return // not given, or reported by the reading
	}
	for _, lang := range t.languages {
		if strings.TrimSpace(text.In(lang)) != "" {
			continue
		}
		f := in.Get(key).Finding(fault.SeverityError, "missing_translation",
			locale.M("datapackage.missing_translation", "key", key, "language", string(lang)))
		f.Subject = subject
		t.findings = append(t.findings, f)
	}
}
