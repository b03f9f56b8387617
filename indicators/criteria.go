package indicators

import (
	"slices"

	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// Criteria are the published rules by which something is awarded, settled and
// supervised, in a version: each indicator of a framework that has them names
// those it measures.
type Criteria struct {
	Version string        `yaml:"version,required" doc:"of the rules: the date or the number of the document"`
	Title   locale.Text   `yaml:"title,required"`
	Source  Label         `yaml:"source" doc:"where they are published"`
	Items   []*Criterion  `yaml:"items,required"`
	Node    *yamldoc.Node `yaml:"-"`
}

// Criterion is one rule.
type Criterion struct {
	ID    string        `yaml:"id,required" doc:"lower case letters, digits and hyphens"`
	Kind  string        `yaml:"kind,required" enum:"eligibility,conditions,items,procedure,review,settlement,supervision" doc:"which of the seven things that operating rules must say"`
	Title locale.Text   `yaml:"title" doc:"a short name for tables; default: the id"`
	Text  locale.Text   `yaml:"text,required" doc:"the rule in words"`
	Node  *yamldoc.Node `yaml:"-"`
}

// Name returns the criterion's short name in a language, or its id.
func (c *Criterion) Name(lang locale.Lang) string {
	if title := c.Title.In(lang); title != "" {
		return title
	}
	return c.ID
}

// Criterion returns the criterion of that id, or nil.
func (f *Framework) Criterion(id string) *Criterion {
	if f.Criteria == nil {
		return nil
	}
	at := slices.IndexFunc(f.Criteria.Items, func(c *Criterion) bool { return c != nil && c.ID == id })
	if at < 0 {
		return nil
	}
	return f.Criteria.Items[at]
}

// criteria checks a framework's criteria, and that each indicator names some.
func (c *checker) criteria(f *Framework) {
	var ids []string
	if f.Criteria != nil && f.Criteria.Node != nil {
		c.text(f.Criteria.Node, "", "title", f.Criteria.Title)
		c.text(f.Criteria.Node, "", "source", locale.Text(f.Criteria.Source))
		for _, item := range f.Criteria.Items {
			if item == nil || item.Node == nil {
				continue
			}
			c.text(item.Node, item.ID, "text", item.Text)
			c.oneOf(item.Node.Get("kind"), item.ID, item.Kind, "eligibility", "conditions", "items", "procedure", "review", "settlement", "supervision")
			switch {
			case item.ID != "" && !idForm.MatchString(item.ID):
				c.add(item.Node.Get("id"), item.ID, "id_form", locale.M("indicator.id_form", "name", item.ID))
			case slices.Contains(ids, item.ID):
				c.add(item.Node.Get("id"), item.ID, "duplicate_name", locale.M("achieve.duplicate_criterion", "name", item.ID))
			}
			ids = append(ids, item.ID)
		}
	}
	for _, i := range f.Indicators {
		if i == nil || i.Node == nil {
			continue
		}
		for at, id := range i.Criteria {
			if !slices.Contains(ids, id) {
				c.add(i.Node.Get("criteria", at), i.ID, "unknown_criterion", locale.M("achieve.unknown_criterion", "name", id), nearest(id, ids))
			}
		}
		if len(ids) > 0 && len(i.Criteria) == 0 && i.Status != "retired" {
			c.warn(i.Node, i.ID, "no_criterion", locale.M("achieve.no_criterion"), locale.M("indicator.known_names", "names", ids))
		}
	}
}
