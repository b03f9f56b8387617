package main

import (
	"errors"
	"strings"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"heng/internal/fault"
	"heng/internal/locale"
)

// The texts of the command-line library are English, so what it says is said
// anew here, from the catalogue.

// unknownCommand says that there is no such command.
func unknownCommand(root *cobra.Command, name string) error {
	var known []string
	for _, c := range root.Commands() {
		if !c.Hidden {
			known = append(known, c.Name())
		}
	}
	e := fault.New(fault.Usage, locale.M("cmd.unknown_command", "name", name))
	if near := fault.Nearest(name, known); near != "" {
		return e.WithHint(locale.M("fault.did_you_mean", "name", "heng "+near))
	}
	return e.WithHint(locale.M("cmd.known_commands", "names", known))
}

// flagError puts what is wrong with a flag into the reader's language.
func flagError(cmd *cobra.Command, err error) error {
	// A flag of a command that is not there: the command is the slip.
	if words := cmd.Flags().Args(); !cmd.HasParent() && len(words) > 0 {
		return unknownCommand(cmd, words[0])
	}
	seeHelp := locale.M("cmd.see_help", "command", cmd.CommandPath())
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok {
		name := dashes(e.GetSpecifiedName())
		var known []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, "--"+f.Name) })
		fail := fault.Wrap(fault.Usage, err, locale.M("cmd.unknown_flag", "command", cmd.CommandPath(), "name", name))
		if near := fault.Nearest(name, known); near != "" {
			return fail.WithHint(locale.M("fault.did_you_mean", "name", near))
		}
		return fail.WithHint(seeHelp)
	}
	if e, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return fault.Wrap(fault.Usage, err, locale.M("cmd.flag_needs_value", "name", dashes(e.GetSpecifiedName()))).WithHint(seeHelp)
	}
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return fault.Wrap(fault.Usage, err, locale.M("cmd.flag_value", "name", "--"+e.GetFlag().Name, "value", e.GetValue())).WithHint(seeHelp)
	}
	return fault.Wrap(fault.Usage, err, locale.M("cmd.flag_syntax")).WithHint(seeHelp)
}

func dashes(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

// arguments refuses fewer than least or more than most arguments.
func arguments(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return fault.New(fault.Usage, locale.M("cmd.argument_missing", "command", cmd.CommandPath())).
				WithHint(locale.M("cmd.usage_line", "usage", cmd.UseLine()))
		case len(args) > most:
			return fault.New(fault.Usage, locale.M("cmd.argument_extra", "command", cmd.CommandPath(), "name", args[most])).
				WithHint(locale.M("cmd.usage_line", "usage", cmd.UseLine()))
		}
		return nil
	}
}

// helpCommand is heng help COMMAND.
func (a *app) helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "help [COMMAND]",
		Short:  a.p.Text("cmd.help"),
		Hidden: true,
		Args:   arguments(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Root().Help()
			}
			for _, c := range cmd.Root().Commands() {
				if c.Name() == args[0] {
					return c.Help()
				}
			}
			return unknownCommand(cmd.Root(), args[0])
		},
	}
}

// help writes what a command does and takes.
func (a *app) help(cmd *cobra.Command, _ []string) {
	a.say(cmd.Short)
	if cmd.Long != "" {
		a.say("\n" + strings.TrimSpace(cmd.Long))
	}
	use := cmd.UseLine()
	if !cmd.HasParent() {
		use = "heng COMMAND"
	}
	a.say("\n" + a.p.Text("cmd.help_usage") + "\n  " + use)
	if cmd.HasSubCommands() {
		var rows [][2]string
		for _, c := range cmd.Commands() {
			if !c.Hidden {
				rows = append(rows, [2]string{c.Name(), c.Short})
			}
		}
		a.helpList("cmd.help_commands", rows)
	}
	a.helpList("cmd.help_flags", flagRows(cmd.LocalNonPersistentFlags()))
	a.helpList("cmd.help_common_flags", flagRows(cmd.Root().PersistentFlags()))
	if known := strings.Fields(cmd.Annotations[formatsKey]); len(known) > 1 {
		a.say("\n" + a.p.Text("cmd.known_formats", "names", known))
	}
}

// flagRows lists flags with their values and texts.
func flagRows(set *pflag.FlagSet) [][2]string {
	var rows [][2]string
	set.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, text := pflag.UnquoteUsage(f)
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		if f.Value.Type() != "bool" {
			name += " " + value
		}
		rows = append(rows, [2]string{name, text})
	})
	return rows
}

func (a *app) helpList(heading string, rows [][2]string) {
	if len(rows) == 0 {
		return
	}
	widest := 0
	for _, row := range rows {
		widest = max(widest, uniseg.StringWidth(row[0]))
	}
	a.say("\n" + a.p.Text(heading))
	for _, row := range rows {
		a.say("  " + row[0] + strings.Repeat(" ", widest-uniseg.StringWidth(row[0])+2) + row[1])
	}
}
