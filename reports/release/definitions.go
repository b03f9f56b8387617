package release

import (
	"slices"
	"strings"

	"heng/indicators"
	"heng/internal/yamldoc"
)

// unreleasedKeys are keys of an indicator that do not leave with its definition:
// who agreed to it stands in the record of the consultation, which is released
// with the consent of those who are named there.
var unreleasedKeys = []string{"agreements"}

// definitionFiles writes the definitions of the released indicators as YAML, a
// file a framework, without the comments of its authors.
func (c *Content) definitionFiles() ([]File, error) {
	var files []File
	for _, f := range c.Frameworks {
		if f.Node == nil {
			continue
		}
		var ids []string
		for _, i := range f.Indicators {
			ids = append(ids, i.ID)
		}
		text := f.Node.Print(func(path []string, n *yamldoc.Node) bool {
			switch at := strings.Join(path, "."); {
			case at == "indicators" && n.Kind() == yamldoc.Mapping:
				id, _ := n.Get("id").Text()
				return slices.Contains(ids, id)
			case len(path) == 2 && path[0] == "indicators":
				return !slices.Contains(unreleasedKeys, path[1])
			}
			return true
		})
		files = append(files, File{"definitions/" + f.ID + ".yaml", text})
	}
	return files, nil
}

// Released returns the frameworks with the indicators alone that may leave, without
// what of them may not; a framework of which none may is left out.
func Released(frameworks []*indicators.Framework, decisions []Decision) []*indicators.Framework {
	var all []*indicators.Framework
	for _, f := range frameworks {
		out := *f
		out.Indicators = nil
		for _, i := range f.Indicators {
			if slices.ContainsFunc(decisions, func(d Decision) bool { return d.Framework == f.ID && d.Indicator == i.ID && d.Released() }) {
				one := *i
				one.Agreements = nil // see unreleasedKeys
				out.Indicators = append(out.Indicators, &one)
			}
		}
		if len(out.Indicators) > 0 {
			all = append(all, &out)
		}
	}
	return all
}
