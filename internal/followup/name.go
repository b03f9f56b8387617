package followup

import "heng/internal/locale"

// Name is what people call the role.
func (r Role) Name() locale.Message { return locale.M("followup.role_" + string(r)) }

// Name is what people call the state.
func (s State) Name() locale.Message { return locale.M("followup.state_" + string(s)) }

// Name is what people call the outcome.
func (o Outcome) Name() locale.Message { return locale.M("followup.outcome_" + string(o)) }

// Name is what people call the stage.
func (s Stage) Name() locale.Message { return locale.M("followup.stage_" + string(s)) }

// Name is what people call the timing.
func (t Timing) Name() locale.Message { return locale.M("followup.timing_" + string(t)) }

// Name is what happened, in words.
func (e Entry) Name() locale.Message { return locale.M("followup.what_" + e.What) }

// Name is what was changed, in words.
func (c Change) Name() locale.Message { return locale.M("followup.part_" + c.Part) }

// Name is what kind of evidence it is, in words.
func (e Evidence) Name() locale.Message { return locale.M("followup.evidence_" + e.Kind) }
