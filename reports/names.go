package reports

import (
	"strings"

	"heng/indicators"
)

// findIndicator finds the indicator that an author names by its id or by
// framework/id; nil where none has the name.
func (in *Input) findIndicator(name string) (*indicators.Framework, *indicators.Indicator) {
	framework, id, qualified := strings.Cut(name, "/")
	if !qualified {
		framework, id = "", name
	}
	for _, f := range in.Frameworks {
		if framework != "" && f.ID != framework {
			continue
		}
		for _, i := range f.Indicators {
			if i.ID == id && i.Status != "retired" {
				return f, i
			}
		}
	}
	return nil, nil
}

// findDimension finds the dimension that an author names likewise.
func (in *Input) findDimension(name string) (*indicators.Framework, *indicators.Dimension) {
	framework, id, qualified := strings.Cut(name, "/")
	if !qualified {
		framework, id = "", name
	}
	for _, f := range in.Frameworks {
		if framework != "" && f.ID != framework {
			continue
		}
		for _, d := range f.Dimensions {
			if d.ID == id {
				return f, d
			}
		}
	}
	return nil, nil
}

// indicatorNames lists every name by which findIndicator finds one.
func (in *Input) indicatorNames() []string {
	var names []string
	for _, f := range in.Frameworks {
		for _, i := range f.Indicators {
			names = append(names, i.ID, indicatorKey(f.ID, i.ID))
		}
	}
	return names
}

// dimensionNames lists the ids of all dimensions.
func (in *Input) dimensionNames() []string {
	var names []string
	for _, f := range in.Frameworks {
		for _, d := range f.Dimensions {
			names = append(names, d.ID, indicatorKey(f.ID, d.ID))
		}
	}
	return names
}
