package workspace

import (
	"maps"
	"slices"

	"heng/indicators"
	"heng/indicators/frameworks"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// Adopted is what a workspace says of a framework that comes with Heng: which of
// its indicators it uses, and what only the workspace can know of them.
type Adopted struct {
	Only       []string                     `yaml:"only" doc:"ids of the indicators that are used; default: every one"`
	Indicators map[string]*AdoptedIndicator `yaml:"indicators" doc:"what the workspace adds to an indicator, by its id"`
	Node       *yamldoc.Node                `yaml:"-"`
}

// AdoptedIndicator is what a workspace adds to an indicator that comes with Heng.
// What it does not give stays as it is.
type AdoptedIndicator struct {
	Baseline   *indicators.Baseline   `yaml:"baseline"`
	Targets    []*indicators.Target   `yaml:"targets"`
	Bands      *indicators.Bands      `yaml:"bands" doc:"the values from which a traffic light shows on_track and at_risk"`
	Owner      indicators.Label       `yaml:"owner" doc:"the unit that answers for it"`
	Status     string                 `yaml:"status" enum:"draft,consulting,agreed,retired" doc:"how far it has come in this workspace"`
	Agreements []indicators.Agreement `yaml:"agreements"`
	Node       *yamldoc.Node          `yaml:"-"`
}

// adopt applies what the settings say of a framework that comes with Heng.
func (w *Workspace) adopt(framework *indicators.Framework) []fault.Finding {
	adopted := w.Settings.Packs[framework.ID]
	if adopted == nil || adopted.Node == nil {
		return nil
	}
	byID := map[string]*indicators.Indicator{}
	var ids []string
	for _, i := range framework.Indicators {
		byID[i.ID] = i
		ids = append(ids, i.ID)
	}
	var findings []fault.Finding
	unknown := func(n *yamldoc.Node, id string) {
		hint := locale.M("indicator.known_names", "names", ids)
		if near := fault.Nearest(id, ids); near != "" {
			hint = locale.M("fault.did_you_mean", "name", near)
		}
		findings = append(findings, n.Finding(fault.SeverityError, "unknown_indicator",
			locale.M("workspace.adopted_unknown", "name", framework.ID, "indicator", id), hint))
	}
	for at, id := range adopted.Only {
		if byID[id] == nil {
			unknown(adopted.Node.Get("only", at), id)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(adopted.Indicators)) {
		a, i := adopted.Indicators[id], byID[id]
		switch {
		case i == nil:
			unknown(adopted.Node.Get("indicators", id), id)
		case a != nil && a.Node != nil:
			a.addTo(i)
		}
	}
	if len(adopted.Only) > 0 {
		framework.Indicators = slices.DeleteFunc(framework.Indicators, func(i *indicators.Indicator) bool {
			return !slices.Contains(adopted.Only, i.ID)
		})
		framework.Dimensions = slices.DeleteFunc(framework.Dimensions, func(d *indicators.Dimension) bool {
			return !slices.ContainsFunc(framework.Indicators, func(i *indicators.Indicator) bool { return i.Dimension == d.ID })
		})
	}
	return findings
}

func (a *AdoptedIndicator) addTo(i *indicators.Indicator) {
	if a.Baseline != nil {
		i.Baseline = a.Baseline
	}
	if a.Targets != nil {
		i.Targets = a.Targets
	}
	if a.Bands != nil {
		i.Bands = a.Bands
	}
	if !a.Owner.IsZero() {
		i.Owner = a.Owner
	}
	if a.Status != "" {
		i.Status = a.Status
	}
	if a.Agreements != nil {
		i.Agreements = a.Agreements
	}
}

// unadopted finds what the settings say of frameworks that are not used here, or
// that a file of the workspace replaces.
func (w *Workspace) unadopted(used []string) []fault.Finding {
	var findings []fault.Finding
	for _, name := range slices.Sorted(maps.Keys(w.Settings.Packs)) {
		if !slices.Contains(used, name) {
			findings = append(findings, w.Settings.Node.Get("packs", name).Finding(fault.SeverityError, "pack_not_used",
				locale.M("workspace.pack_not_used", "name", name), locale.M("workspace.pack_not_used_hint", "names", frameworks.Names())))
		}
	}
	return findings
}
