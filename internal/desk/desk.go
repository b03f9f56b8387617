package desk

import (
	"context"
	"sync"
	"time"

	"heng/indicators/disclosure"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/internal/workspace"
	"heng/reports"
)

// Options say what a desk shows.
type Options struct {
	AsOf    string // the date given, if any
	Store   string // the store given, if any
	Version string // of the program
	Now     func() time.Time
	Link    func(locale.Lang, reports.Address) string // see reports.ComposeBoard
	Undrawn bool                                      // leaves the charts out
	Rules   *disclosure.Rules                         // of what groups may be shown; nil: the defaults
}

func (o Options) rules() disclosure.Rules {
	if o.Rules == nil {
		return disclosure.DefaultRules()
	}
	return *o.Rules
}

// Desk keeps a workspace ready to be looked at: checked, evaluated, composed. What
// changes beside it, a file or a load by another process, appears by itself; where
// the files have come to be wrong, what was right last stays, and Trouble says why.
// Its methods may be called by several goroutines.
type Desk struct {
	dir     string
	options Options

	mu      sync.Mutex
	current *View
	trouble error
	looked  time.Time
	drawing chan struct{} // holds one: whoever makes a picture
	renewed chan struct{} // closed when the renewal under way is done; nil: none is
	tried   state         // of the last renewal; only that looks at it
}

// state names what a view is made of.
type state struct {
	stamp      string // of the files
	generation int    // of the store
	asOf       string
}

// lookAgain is how often a desk looks whether something has changed.
const lookAgain = time.Second

// askTime is how long a store may take to say what was loaded last.
const askTime = 15 * time.Second

// Open prepares the workspace in dir. The first view is made before it returns,
// so that what is wrong is said at the start.
func Open(ctx context.Context, dir string, options Options) (*Desk, error) {
	d := &Desk{dir: dir, options: options, drawing: make(chan struct{}, 1)}
	v, err := d.make(ctx)
	if err != nil {
		return nil, err
	}
	d.current, d.looked = v, options.Now()
	return d, nil
}

// View returns the newest view. Where something has changed, the one before is
// returned while the new one is made.
func (d *Desk) View(ctx context.Context) *View {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.renewed == nil && d.options.Now().Sub(d.looked) >= lookAgain {
		d.begin(ctx)
	}
	d.current.users++
	return d.current
}

// Renewed waits until the desk has looked whether anything has changed before it was
// called, and taken it in.
func (d *Desk) Renewed(ctx context.Context) error {
	for began := false; !began; {
		d.mu.Lock()
		done := d.renewed
		if began = done == nil; began { // what is under way may have looked before
			done = d.begin(ctx)
		}
		d.mu.Unlock()
		select {
		case <-done:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// begin begins a renewal; none is under way, and the desk is locked.
func (d *Desk) begin(ctx context.Context) chan struct{} {
	done := make(chan struct{})
	d.looked, d.renewed = d.options.Now(), done
	go d.renew(context.WithoutCancel(ctx), d.current, done)
	return done
}

// Trouble says why what is shown is not the newest: an error in the files, a store
// that cannot be reached. Nil where it is.
func (d *Desk) Trouble() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.trouble
}

// Close ends the desk. Views in use stay until they are given back.
func (d *Desk) Close() {
	d.mu.Lock()
	done := d.renewed
	d.mu.Unlock()
	if done != nil {
		<-done
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.retire(d.current)
}

// renew makes a new view where something has changed since the present one.
func (d *Desk) renew(ctx context.Context, present *View, done chan struct{}) {
	var next *View
	state, err := d.state(ctx, present)
	if err == nil && state != present.state {
		if state == d.tried { // what was wrong then is wrong still
			err = d.Trouble()
		} else {
			next, err = d.make(ctx)
			d.tried = state
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.trouble, d.renewed = err, nil
	if next != nil {
		d.retire(d.current)
		d.current = next
	}
	close(done)
}

// retire lets go of a view once nobody uses it. The desk is locked.
func (d *Desk) retire(v *View) {
	if v.old = true; v.users == 0 {
		v.Store.Close()
	}
}

// state finds what a view would be made of now. Where the files are those of the
// present view, none of them is read.
func (d *Desk) state(ctx context.Context, present *View) (state, error) {
	stamp, err := workspace.Stamp(d.dir)
	if err != nil {
		return state{}, err
	}
	if stamp != present.state.stamp {
		return state{stamp: stamp}, nil
	}
	asOf, err := present.Workspace.AsOf(d.options.AsOf, d.options.Now())
	if err != nil {
		return state{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	generation, err := present.Store.Newest(ctx)
	if err != nil { // what is shown stays
		return state{}, err
	}
	return state{stamp, generation, asOf.Format(time.DateOnly)}, nil
}

func (d *Desk) make(ctx context.Context) (*View, error) {
	stamp, err := workspace.Stamp(d.dir)
	if err != nil {
		return nil, err
	}
	w, findings, err := workspace.Open(d.dir)
	if err != nil {
		return nil, err
	}
	plan, _, err := w.Ready(ctx, findings)
	if err != nil {
		return nil, err
	}
	asOf, err := w.AsOf(d.options.AsOf, d.options.Now())
	if err != nil {
		return nil, err
	}
	url, err := w.StoreURL(d.options.Store)
	if err != nil {
		return nil, err
	}
	generation, _ := url.Generation()
	st, err := store.Open(ctx, url, store.Options{})
	if err != nil {
		return nil, err
	}
	v := &View{
		Workspace: w, Plan: plan, Store: st, AsOf: asOf, given: d.options.Store, state: state{stamp, generation, asOf.Format(time.DateOnly)},
		link: d.options.Link, board: map[boardKey]*reports.Board{}, desk: d,
	}
	if err := v.compute(ctx, d.options); err != nil {
		st.Close()
		return nil, err
	}
	return v, nil
}
