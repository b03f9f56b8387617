package main

import (
	"github.com/schollz/progressbar/v3"

	"heng/internal/workspace"
)

// bar shows progress on a terminal; the zero bar shows nothing.
type bar struct {
	app     *app
	current *progressbar.ProgressBar
	stage   workspace.Stage
	total   int64
}

// progress returns a bar that shows something only where a person can see it.
func (a *app) progress() *bar {
	if !a.Terminal || a.flags.quiet || a.flags.noProgress {
		return &bar{}
	}
	return &bar{app: a}
}

// show shows how far a stage is.
func (b *bar) show(p workspace.Progress) {
	if b.app == nil {
		return
	}
	if b.current == nil || p.Stage != b.stage || p.Total != b.total {
		b.end()
		total := p.Total
		if total == 0 {
			total = -1 // how much there is to do is not known
		}
		options := []progressbar.Option{
			progressbar.OptionSetWriter(b.app.Stderr),
			progressbar.OptionSetWidth(24),
			progressbar.OptionClearOnFinish(),
			progressbar.OptionSetElapsedTime(false),
			progressbar.OptionSetPredictTime(false),
		}
		if p.Stage == workspace.StageLoad {
			options = append(options, progressbar.OptionShowBytes(true))
		}
		b.current, b.stage, b.total = progressbar.NewOptions64(total, options...), p.Stage, p.Total
	}
	text := b.app.p.Text("cmd.stage_" + string(p.Stage))
	if p.Subject != "" {
		text += " " + printable(p.Subject)
	}
	b.current.Describe(text)
	// What a bar cannot draw is no reason to stop the work.
	_ = b.current.Set64(p.Done)
}

// end removes the bar from the terminal.
func (b *bar) end() {
	if b.current != nil {
		_ = b.current.Clear()
		_ = b.current.Exit()
		b.current = nil
	}
}
