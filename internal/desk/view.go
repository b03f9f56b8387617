package desk

import (
	"context"
	"errors"
	"sync"
	"time"

	"heng/indicators"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/internal/workspace"
	"heng/reports"
)

// View is a workspace as it stood at one moment: one generation of the store, one
// state of the files. It is given back with Close.
type View struct {
	*workspace.Workspace
	Plan         *indicators.Plan
	Store        *store.Store
	AsOf         time.Time
	Observations []indicators.Observation
	Failed       error // names indicators that could not be computed; nil: none
	Input        reports.Input

	state state
	link  func(locale.Lang, reports.Address) string
	mu    sync.Mutex
	board map[boardKey]*reports.Board
	given string // the store given, if any

	proposed  map[string]*indicators.Plan     // by framework and paper; bound alone
	revisions map[string][]workspace.Revision // by indicator; nil until asked for
	since     map[string]*workspace.Diff
	counting  sync.Mutex // of counts
	counts    map[cellRows]map[indicators.Verdict]int64
	users     int
	old       bool
	desk      *Desk
}

type boardKey struct {
	lang locale.Lang
	reports.Choice
}

// Close gives a view back.
func (v *View) Close() {
	v.desk.mu.Lock()
	defer v.desk.mu.Unlock()
	if v.users--; v.users == 0 && v.old {
		v.Store.Close()
	}
}

func (v *View) compute(ctx context.Context, options Options) error {
	v.Observations, v.Failed = v.Plan.Evaluate(ctx, v.Store, v.AsOf)
	if v.Failed != nil && (len(v.Observations) == 0 || errors.Is(v.Failed, context.Canceled)) {
		return v.Failed
	}
	in, err := v.ReportInput(ctx, v.Plan, v.Store, v.AsOf, options.Version, v.Observations)
	if err != nil {
		return err
	}
	if !options.Undrawn {
		in.Renderer, err = v.Renderer()
		if err != nil {
			return err
		}
	}
	if v.Failed != nil { // whatever it is, what stands is shown
		in.Uncomputed, _ = workspace.UncomputedIn(v.Observations, v.Failed)
	}
	v.Input = in
	_, err = v.Board(v.Languages[0], reports.Choice{})
	return err
}

// Board returns the pages of a language about a period, which Input.Choose reads; the
// empty choice is the report's.
func (v *View) Board(lang locale.Lang, choice reports.Choice) (*reports.Board, error) {
	if choice == (reports.Choice{Period: v.Input.Period, Compare: v.Input.Compare}) {
		choice = reports.Choice{}
	}
	key := boardKey{lang, choice}
	v.mu.Lock()
	defer v.mu.Unlock()
	if b := v.board[key]; b != nil {
		return b, nil
	}
	in := v.Input
	if choice.Period != "" {
		in.Period, in.Compare = choice.Period, choice.Compare
	}
	b, err := reports.ComposeBoard(in, lang, func(to reports.Address) string {
		to.Choice = choice
		return v.link(lang, to)
	})
	if err != nil {
		return nil, err
	}
	if len(v.board) >= maxBoards {
		clear(v.board)
	}
	v.board[key] = b
	return b, nil
}

// maxBoards is how many boards a view keeps: readers ask for few periods, strangers
// must not be able to ask for so many that they fill the memory.
const maxBoards = 12
