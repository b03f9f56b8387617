package workspace

import (
	"path"
	"slices"
	"strings"

	"heng/indicators"
	"heng/indicators/frameworks"
	"heng/internal/fault"
	"heng/internal/locale"
)

// addPack adds a framework that comes with Heng, with its models and parameters.
// A model of the workspace wins over one of the pack; so does a parameter. What
// the data package has no tables for is left out, and said.
func (w *Workspace) addPack(pack *frameworks.Pack, at int) []fault.Finding {
	framework, findings := indicators.ReadFramework(pack.File("framework.yaml"), pack.Framework)
	framework.Shipped = true
	findings = append(findings, w.adopt(framework)...)
	own, _ := namesIn(w.Root, ModelsDir, ".sql") // read, and said where it cannot be, with the models
	missing := map[string][]string{}             // of a model that cannot be: the tables that it lacks
	for again := true; again; {                  // a model may read one that comes later
		again = false
		for _, m := range pack.Models {
			if slices.Contains(own, m.Name) || missing[m.Name] != nil {
				continue
			}
			for _, table := range m.Reads {
				switch {
				case missing[table] != nil && !slices.Contains(own, table):
					missing[m.Name] = append(missing[m.Name], missing[table]...)
				case pack.Model(table) == nil && !slices.Contains(own, table) && w.Package != nil && w.Package.Resource(table) == nil:
					missing[m.Name] = append(missing[m.Name], table)
				}
			}
			again = again || missing[m.Name] != nil
		}
	}
	needed := neededModels(pack, framework, own)
	for _, m := range pack.Models {
		if slices.Contains(own, m.Name) || missing[m.Name] != nil || !needed[m.Name] {
			continue
		}
		model, found := indicators.ReadModel(pack.File(path.Join(ModelsDir, m.Name+".sql")), m.Name, m.SQL)
		findings = append(findings, found...)
		w.Models = append(w.Models, model)
	}
	for _, p := range pack.Parameters {
		if !slices.ContainsFunc(w.Settings.Parameters, func(own indicators.Parameter) bool { return own.Name == p.Name }) {
			w.Settings.Parameters = append(w.Settings.Parameters, indicators.Parameter{Name: p.Name, Text: p.Text})
		}
	}
	var left, tables []string
	framework.Indicators = slices.DeleteFunc(framework.Indicators, func(i *indicators.Indicator) bool {
		lacks := missing[i.Population]
		if lacks != nil {
			left = append(left, i.ID)
			tables = append(tables, lacks...)
		}
		return lacks != nil
	})
	if len(left) > 0 {
		slices.Sort(tables)
		findings = append(findings, w.Settings.Node.Get("frameworks", at).Finding(fault.SeverityWarning, "pack_tables",
			locale.M("workspace.pack_tables", "name", pack.ID, "tables", slices.Compact(tables), "indicators", left),
			locale.M("workspace.pack_tables_hint", "models", strings.Join(modelsOf(missing), ", "))))
	}
	w.Frameworks = append(w.Frameworks, framework)
	return findings
}

func modelsOf(missing map[string][]string) []string {
	var names []string
	for name := range missing {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// neededModels are the models of a pack that its indicators are about, and those
// that they read: behind a model of the workspace none is needed.
func neededModels(pack *frameworks.Pack, framework *indicators.Framework, own []string) map[string]bool {
	needed := map[string]bool{}
	var need func(name string)
	need = func(name string) {
		m := pack.Model(name)
		if m == nil || needed[name] || slices.Contains(own, name) {
			return
		}
		needed[name] = true
		for _, read := range m.Reads {
			need(read)
		}
	}
	for _, i := range framework.Indicators {
		if i != nil {
			need(i.Population)
		}
	}
	return needed
}
