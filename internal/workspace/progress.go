package workspace

// Stage is a part of the work that Build, Load and Report do.
type Stage string

// The stages, in their order.
const (
	StageCheck    Stage = "check"
	StageLoad     Stage = "load"
	StageEvaluate Stage = "evaluate"
	StageReport   Stage = "report"
)

// Progress says how far a stage is. Done and Total count bytes while loading
// and are 0 where a stage has no measure.
type Progress struct {
	Stage       Stage
	Subject     string // the file or the language at hand; may be empty
	Done, Total int64
}

// listener is called with progress; nil hears nothing.
type listener func(Progress)

func (l listener) hear(p Progress) {
	if l != nil {
		l(p)
	}
}
