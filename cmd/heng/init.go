package main

import (
	"context"
	"path/filepath"

	"github.com/spf13/cobra"

	"heng/internal/draft"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/internal/workspace"
)

func (a *app) initCommand() *cobra.Command {
	var from string
	var forms bool
	cmd := &cobra.Command{
		Use:   "init DIR",
		Short: a.p.Text("cmd.init"),
		Long:  a.p.Text("cmd.init_long"),
		Args:  arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := a.path(args[0])
			if forms {
				if from != "" {
					return fault.New(fault.Usage, locale.M("cmd.forms_or_from"))
				}
				return a.writeForms(cmd.Context(), dir)
			}
			if from == "" {
				if err := workspace.Init(dir); err != nil {
					return err
				}
			} else {
				drafted, err := workspace.Draft(cmd.Context(), a.path(from), dir)
				if err != nil {
					return err
				}
				a.sayDrafted(drafted)
			}
			if !a.flags.quiet {
				a.say(a.p.Text("cmd.init_done", "path", filepath.ToSlash(a.shown(dir))))
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&from, "from", "", a.flagText("from"))
	cmd.Flags().BoolVar(&forms, "forms", false, a.flagText("forms"))
	return cmd
}

// writeForms writes the forms of the workspace's senders.
func (a *app) writeForms(ctx context.Context, dir string) error {
	w, _, err := a.loadable(ctx)
	if err != nil {
		return err
	}
	url, err := a.storeURL(w)
	if err != nil {
		return err
	}
	var st *store.Store
	if _, loaded := url.Generation(); loaded {
		if st, err = store.Open(ctx, url, store.Options{}); err != nil {
			return err
		}
		defer st.Close()
	} else {
		a.note(locale.M("cmd.forms_empty"))
	}
	names, err := w.Forms(ctx, st, dir)
	if err != nil {
		return err
	}
	if !a.flags.quiet {
		a.say(a.p.Text("cmd.forms_done", "n", len(names), "path", filepath.ToSlash(a.shown(dir))))
		for _, name := range names {
			a.say("  " + name)
		}
	}
	return nil
}

// sayDrafted says which guesses of a draft are to be reviewed.
func (a *app) sayDrafted(d *draft.Draft) {
	if a.flags.quiet {
		return
	}
	for _, r := range d.Resources {
		a.say(a.p.Text("cmd.drafted", "name", r.Name, "file", fault.Place{File: r.File, Sheet: r.Sheet}.String(), "rows", r.Rows, "fields", r.Fields))
		for _, guess := range r.Guesses {
			a.say("  " + a.p.Sprint(guess))
		}
	}
	if len(d.Skipped) > 0 {
		a.note(locale.M("cmd.draft_skipped", "names", d.Skipped))
	}
}
