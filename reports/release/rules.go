package release

import (
	"math/big"

	"github.com/shopspring/decimal"

	"heng/indicators/disclosure"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// rulesFile is what the file that HENG_DISCLOSURE names holds. Whoever knows the
// concentration parameters can narrow an interval, so that the file lies outside
// the workspace, and nothing of it is ever printed.
type rulesFile struct {
	MinimumContributors *int             `yaml:"minimum_contributors"`
	Percent             *decimal.Decimal `yaml:"p_percent"`
	Prior               *decimal.Decimal `yaml:"q_percent"`
	MinimumOrder        *int             `yaml:"minimum_order"`
	Dominance           []dominanceRule  `yaml:"dominance"`
}

type dominanceRule struct {
	N       int             `yaml:"n,required"`
	Percent decimal.Decimal `yaml:"k_percent,required"`
}

// ReadRules reads the rules of disclosure control from a file; no name gives the
// documented defaults. What the file leaves out has its default. An error does
// not quote the file.
func ReadRules(path string, read func(string) ([]byte, error)) (disclosure.Rules, error) {
	rules := disclosure.DefaultRules()
	if path == "" {
		return rules, nil
	}
	text, err := read(path)
	if err != nil {
		return rules, fault.Wrap(fault.Input, err, locale.M("release.rules_unreadable")).WithHint(locale.M("release.rules_hint"))
	}
	var f rulesFile
	if d := yamldoc.Decode("HENG_DISCLOSURE", text, &f); len(d.Findings) > 0 {
		return rules, fault.New(fault.Input, locale.M("release.rules_line", "line", d.Findings[0].Place.Line)).WithHint(locale.M("release.rules_hint"))
	}
	rat := func(d decimal.Decimal) *big.Rat { return d.Rat() }
	if f.MinimumContributors != nil {
		rules.MinimumContributors = *f.MinimumContributors
	}
	if f.Percent != nil {
		rules.Percent = rat(*f.Percent)
	}
	if f.Prior != nil {
		rules.Prior = rat(*f.Prior)
	}
	if f.MinimumOrder != nil {
		rules.MinimumOrder = *f.MinimumOrder
	}
	for _, d := range f.Dominance {
		rules.Dominance = append(rules.Dominance, disclosure.Dominance{N: d.N, Percent: rat(d.Percent)})
	}
	if rules.MinimumContributors < 1 {
		return rules, fault.New(fault.Input, locale.M("release.rules_minimum")).WithHint(locale.M("release.rules_hint"))
	}
	return rules, nil
}
