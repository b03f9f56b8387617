package workspace

import (
	"slices"
	"time"

	"heng/indicators"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/reports/release"
)

// unsafe refuses a release of which figures cannot be kept from readers, and says of
// each where they have it from and what can be done. One that is out already stays as it
// is where another account takes responsibility for that.
func (c *Candidate) unsafe(policy *release.Policy, options ReleaseOptions) error {
	var findings []fault.Finding
	seen := map[string]bool{}
	add := func(u release.Unsafe, key string, args ...any) {
		figure := locale.M("release.unsafe", "figure", u.Figure, "at", u.At())
		if u.Beside != "" {
			figure = locale.M("release.unsafe_between", "at", u.At(), "beside", u.Beside)
		}
		f := fault.Finding{ID: "unsafe", Message: locale.M(key, append([]any{"figure", figure}, args...)...)}
		if said := f.String(); !seen[said] {
			seen[said] = true
			findings = append(findings, f)
		}
	}
	for _, u := range c.Protection.Exposed {
		if w := policy.Waiver(u.At(), release.Exposed); w != nil {
			if s := (release.Suspicion{At: u.At(), Kind: release.Exposed, Waiver: w}); !slices.Contains(c.Waived, s) {
				if err := c.waive(s, options); err != nil {
					return err
				}
			}
			continue
		}
		if id := c.gaveBefore(u); id != "" {
			add(u, "workspace.exposed_release", "id", id, "at", u.At())
		} else {
			add(u, "workspace.exposed_known", "source", c.knownFrom(u), "at", u.At())
		}
	}
	for _, u := range c.Protection.Unprotected {
		if ids := c.releasesOf(u); len(ids) > 0 {
			add(u, "workspace.unprotected_after", "ids", ids)
		} else {
			add(u, "workspace.unprotected")
		}
	}
	if len(findings) == 0 {
		return nil
	}
	return fault.New(fault.Refused, locale.M("workspace.release_unprotected", "count", len(findings))).
		WithHint(locale.M("workspace.release_unprotected_hint")).WithFindings(findings)
}

// waive notes what is waived, if the waiver holds on the day and is another account's.
func (c *Candidate) waive(s release.Suspicion, options ReleaseOptions) error {
	day := options.AsOf.Format(time.DateOnly)
	switch {
	case release.SameAccount(s.Waiver.By, options.By):
		return fault.New(fault.Refused, locale.M("workspace.own_waiver", "at", s.At, "by", options.By))
	case s.Waiver.Last() < day:
		return fault.New(fault.Refused, locale.M("workspace.waiver_expired", "at", s.At, "by", s.Waiver.By, "date", s.Waiver.Last()))
	case s.Waiver.On > day:
		return fault.New(fault.Refused, locale.M("workspace.waiver_early", "at", s.At, "by", s.Waiver.By, "date", s.Waiver.On))
	}
	c.Waived = append(c.Waived, s)
	return nil
}

// gaveBefore is the last release that gave a figure; empty for none.
func (c *Candidate) gaveBefore(u release.Unsafe) string {
	for _, e := range slices.Backward(c.Earlier) {
		for i := range e.Observations {
			o := &e.Observations[i]
			if o.ObsStatus != indicators.Suppressed && isAt(u, o.Framework+"/"+o.Indicator, o.Period, o.Breakdown) {
				return e.ID
			}
		}
	}
	return ""
}

// releasesOf are the releases that gave something of an indicator and period.
func (c *Candidate) releasesOf(u release.Unsafe) []string {
	var ids []string
	for _, e := range c.Earlier {
		if slices.ContainsFunc(e.Observations, func(o indicators.Observation) bool { return o.Framework+"/"+o.Indicator == u.Indicator }) {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

// knownFrom is from where a figure is known.
func (c *Candidate) knownFrom(u release.Unsafe) string {
	for _, k := range c.Known {
		var period *string
		if k.Period != "" {
			period = &k.Period
		}
		if isAt(u, k.Indicator, period, k.Breakdown) {
			return k.Source
		}
	}
	return KnownDir
}

func isAt(u release.Unsafe, indicator string, period *string, breakdown indicators.Breakdown) bool {
	other := release.Unsafe{Indicator: indicator, Breakdown: breakdown}
	if period != nil {
		other.Period = *period
	}
	return other.At() == u.At()
}
