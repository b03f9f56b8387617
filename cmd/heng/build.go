package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"heng/internal/locale"
	"heng/internal/workspace"
)

// watchInterval is how often build --watch looks for changes.
const watchInterval = 500 * time.Millisecond

func (a *app) buildCommand() *cobra.Command {
	var watch bool
	cmd := &cobra.Command{
		Use:   "build [DIR]",
		Short: a.p.Text("cmd.build"),
		Long:  a.p.Text("cmd.build_long"),
		Args:  arguments(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				a.flags.workspace = args[0]
			}
			dir, err := a.find()
			if err != nil {
				return err
			}
			if watch {
				return a.watch(cmd.Context(), dir)
			}
			return a.build(cmd.Context(), dir)
		},
	}
	cmd.Flags().BoolVar(&watch, "watch", false, a.flagText("watch"))
	return cmd
}

// build builds once and says what the report says.
func (a *app) build(ctx context.Context, dir string) error {
	progress := a.progress()
	built, err := workspace.Build(ctx, dir, workspace.BuildOptions{
		AsOf: a.flags.asOf, Store: a.givenStore(), Now: a.Now(), Version: Version, Program: a.Program, Progress: progress.show,
	})
	progress.end()
	if err != nil {
		return err
	}
	a.summary(built.Summary, built.Languages, append(built.Paths, built.Folders...))
	for _, note := range built.Notes {
		a.note(note)
	}
	if built.Loaded != nil {
		a.noteRejects(built.Loaded)
	}
	if built.Warnings > 0 {
		a.note(locale.M("cmd.build_warnings", "count", built.Warnings))
	}
	if built.Unchanged {
		a.note(locale.M("cmd.build_unchanged"))
	}
	return built.Failed
}

// summary says what a report says, a line per dimension, and where it lies. Its
// words come from the workspace's texts, so it is in one of its languages: that
// of the messages, if it has it.
func (a *app) summary(lines map[locale.Lang][]string, languages []locale.Lang, paths []string) {
	if a.flags.quiet {
		return
	}
	lang := a.p.Lang
	if !slices.Contains(languages, lang) && len(languages) > 0 {
		lang = languages[0]
	}
	for _, line := range lines[lang] {
		a.say(line)
	}
	for _, path := range paths {
		a.say(a.shown(path))
	}
}

// watch builds again whenever a file of the workspace changes, until it is
// interrupted. What is wrong is said, and the next change is waited for.
func (a *app) watch(ctx context.Context, dir string) error {
	var seen string
	ticker := time.NewTicker(watchInterval)
	defer ticker.Stop()
	for {
		now, err := workspace.Stamp(dir)
		if err != nil {
			return err
		}
		if now != seen {
			seen = now
			err := a.build(ctx, dir)
			if errors.Is(err, context.Canceled) {
				return nil
			}
			a.fail(err)
			a.note(locale.M("cmd.watching"))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}
