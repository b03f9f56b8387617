package indicators

import (
	"errors"
	"slices"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
)

// Uncomputed says which indicators could not be computed and why. Its error is a
// fault for a person.
type Uncomputed struct {
	Indicators []string       // framework/id
	Reason     locale.Message // for a reader of the report
	Err        error
}

// Error returns the text of the fault.
func (u *Uncomputed) Error() string { return u.Err.Error() }

// Unwrap returns the fault.
func (u *Uncomputed) Unwrap() error { return u.Err }

// AllUncomputed returns what an error of Evaluate joins, or false where it says
// more than that some statements failed by themselves: a lost connection, a
// statement that took too long, an interruption.
func AllUncomputed(err error) ([]*Uncomputed, bool) {
	parts := []error{err}
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		parts = several.Unwrap()
	}
	var all []*Uncomputed
	for _, part := range parts {
		u, ok := errors.AsType[*Uncomputed](part)
		if !ok || fault.CodeOf(u.Err) != fault.Refused {
			return nil, false
		}
		all = append(all, u)
	}
	return all, true
}

// isOfStatement reports whether a statement failed by itself: then another may
// do.
func isOfStatement(err error) bool {
	_, ok := errors.AsType[*store.QueryError](err)
	return ok
}

// runPasses runs the passes of a group over the rows themselves.
func (e *evaluation) runPasses(g *group) {
	e.runPass(g.additive, (*pass).add, e.additive)
	if g.separate != nil {
		e.runPass(g.separate, (*pass).addSeparate, e.separate)
	}
}

// runPass runs a pass. One that fails by a statement of several indicators runs
// again for each of them by itself, so that it hides none that could be computed.
func (e *evaluation) runPass(p *pass, add func(*pass, *checked, [][]string), run func(*pass) error) {
	err := run(p)
	if !isOfStatement(err) || len(p.members) == 1 {
		var keys []string
		for _, m := range p.members {
			keys = append(keys, m.key())
		}
		e.statement(keys, err)
		return
	}
	for _, m := range p.members {
		alone := &pass{population: p.population, periodSQL: p.periodSQL, periodType: p.periodType}
		add(alone, m.checked, m.sets)
		e.statement([]string{m.key()}, run(alone))
	}
}

// runAll is runPass for a statement that is made of the indicators themselves.
func (e *evaluation) runAll(all []*checked, run func([]*checked) error) {
	if len(all) == 0 {
		return
	}
	err := run(all)
	if !isOfStatement(err) || len(all) == 1 {
		var keys []string
		for _, c := range all {
			keys = append(keys, c.key())
		}
		e.statement(keys, err)
		return
	}
	for _, c := range all {
		e.statement([]string{c.key()}, run([]*checked{c}))
	}
}

// statement records a statement that failed, with the indicators it was for: they
// are left out whole, because another may have given half of their figures.
func (e *evaluation) statement(keys []string, err error) {
	if err == nil {
		return
	}
	// Said already, of another of its statements.
	keys = slices.DeleteFunc(keys, func(key string) bool { return e.failed[key] })
	if len(keys) == 0 {
		return
	}
	for _, key := range keys {
		e.failed[key] = true
	}
	code := fault.CodeOf(err)
	if code == fault.Internal {
		code = fault.Refused
	}
	hint := locale.M("indicator.evaluation_failed_hint")
	if cause, ok := errors.AsType[*fault.Error](err); ok {
		if hint = cause.Message; !cause.Hint.IsZero() {
			hint = locale.M("indicator.evaluation_failed_because", "reason", cause.Message, "hint", cause.Hint)
		}
	}
	e.fail(keys, err, fault.Wrap(code, err, locale.M("indicator.evaluation_failed", "names", keys)).WithHint(hint))
}

// fail records what could not be computed, in words that a report can print too.
func (e *evaluation) fail(keys []string, cause, said error) {
	reason := locale.M("indicator.evaluation_failed_reason")
	if f, ok := errors.AsType[*fault.Error](cause); ok {
		reason = f.Message
	}
	e.errs = append(e.errs, &Uncomputed{Indicators: keys, Reason: reason, Err: said})
}
