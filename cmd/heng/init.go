package main

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/workspace"
)

func (a *app) initCommand() *cobra.Command {
	var from string
	cmd := &cobra.Command{
		Use:   "init DIR",
		Short: a.p.Text("cmd.init"),
		Long:  a.p.Text("cmd.init_long"),
		Args:  arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := a.path(args[0])
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
	return cmd
}

// sayDrafted says which guesses of a draft are to be reviewed.
func (a *app) sayDrafted(d *workspace.Drafted) {
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
