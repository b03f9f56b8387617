package workspace

import (
	"heng/indicators"
	"heng/internal/fault"
	"heng/reports/release"
)

// PolicyFile says what may be released.
const PolicyFile = "policy.yaml"

// readPolicy reads the policy, where there is one.
func (w *Workspace) readPolicy() ([]fault.Finding, error) {
	text, err := w.optional(PolicyFile)
	if err != nil || text == nil {
		return nil, err
	}
	policy, findings := release.ReadPolicy(PolicyFile, text)
	w.Policy = policy
	return findings, nil
}

// checkPolicy holds the policy against what it names.
func (w *Workspace) checkPolicy(plan *indicators.Plan) []fault.Finding {
	if w.Policy == nil {
		return nil
	}
	return w.Policy.Check(plan.Dictionary(), w.Frameworks, w.Languages)
}
