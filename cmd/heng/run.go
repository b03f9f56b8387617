package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"heng/internal/fault"
	"heng/internal/locale"
)

// Version is the version of the program; the only place that says it.
const Version = "0.1.0"

// exitInterrupted is the exit code of a command that was interrupted, as a
// shell counts it (128 + SIGINT).
const exitInterrupted = 130

// Main is one run of the program with everything it takes from outside.
type Main struct {
	Args           []string // without the program's name
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	Dir            string           // the current folder
	Program        string           // the file of the program itself; may be empty
	Now            func() time.Time // the clock
	Terminal       bool             // Stderr is a terminal, which may show progress
}

// app is a run whose language is known.
type app struct {
	*Main
	p     locale.Printer
	flags flags
}

// Run runs the command that the arguments name and returns the exit code: 0
// done, 1 a check said no, 2 wrong usage, 3 input that could not be read, 4
// store not reachable, 5 internal error, 130 interrupted.
func (m *Main) Run(ctx context.Context) (code int) {
	a := &app{Main: m, p: locale.NewPrinter(m.language())}
	defer func() {
		if r := recover(); r != nil {
			code = a.fail(fmt.Errorf("panic: %v", r))
		}
	}()
	root := a.rootCommand()
	root.SetArgs(m.Args)
	root.SetOut(m.Stdout)
	root.SetErr(m.Stderr)
	return a.fail(root.ExecuteContext(ctx))
}

// language returns the language of messages: that of --lang, wherever it
// stands, else of the environment, else English. It must be known before the
// arguments are read, since what is wrong with them is said in it.
func (m *Main) language() locale.Lang {
	for i, arg := range m.Args {
		if arg == "--" {
			break
		}
		value, ok := strings.CutPrefix(arg, "--lang=")
		if !ok && arg == "--lang" && i+1 < len(m.Args) {
			value, ok = m.Args[i+1], true
		}
		if lang, known := locale.ParseLang(value); ok && known {
			return lang
		}
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := m.Getenv(name); value != "" {
			if lang, known := locale.ParseLang(value); known {
				return lang
			}
			break // a language without a catalogue, as C: English
		}
	}
	return locale.En
}

// rootCommand builds the tree of commands in the run's language.
func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "heng",
		Short:         a.p.Text("cmd.heng"),
		Args:          cobra.ArbitraryArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			return cmd.Help()
		},
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return a.checkFlags(cmd) },
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetFlagErrorFunc(flagError)
	root.SetHelpFunc(a.help)
	root.SetHelpCommand(a.helpCommand())
	a.commonFlags(root)
	for _, command := range []*cobra.Command{
		a.buildCommand(), a.initCommand(), a.ingestCommand(), a.copyCommand(), a.backupCommand(), a.restoreCommand(), a.recordsCommand(), a.checkCommand(),
		a.evalCommand(), a.explainCommand(), a.diffCommand(), a.reportCommand(), a.releaseCommand(), a.auditCommand(), a.verifyCommand(), a.serveCommand(), a.versionCommand(),
	} {
		command.DisableFlagsInUseLine = true // the library's words for them are English
		root.AddCommand(command)
	}
	return root
}

// fail says what went wrong, each thing of several, and returns the exit code, of
// several that of the first.
func (a *app) fail(err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(a.Stderr, a.p.Text("cmd.interrupted"))
		return exitInterrupted
	}
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		code := 0
		for _, one := range several.Unwrap() {
			if of := a.fail(one); code == 0 {
				code = of
			}
		}
		return code
	}
	e, known := errors.AsType[*fault.Error](err)
	if !known {
		e = fault.Wrap(fault.Internal, err, locale.M("cmd.internal")).WithHint(locale.M("cmd.internal_hint"))
	}
	a.findings(e.Findings)
	fmt.Fprintln(a.Stderr, a.p.Text("cmd.error", "message", e.Message))
	if !e.Hint.IsZero() {
		fmt.Fprintln(a.Stderr, "   "+a.p.Sprint(e.Hint))
	}
	// The cause is text of a library: for whoever mends the program only.
	if e.Cause != nil && a.Getenv("HENG_DEBUG") != "" {
		fmt.Fprintf(a.Stderr, "   HENG_DEBUG: %v\n", e.Cause)
	}
	return int(e.Code)
}

// findings writes findings to Stderr. With --quiet warnings are left out.
func (a *app) findings(findings []fault.Finding) {
	for _, f := range findings {
		if f.Severity == fault.SeverityWarning && a.flags.quiet {
			continue
		}
		fmt.Fprintln(a.Stderr, f.Write(a.p))
	}
}

// say writes a line of a result to Stdout.
func (a *app) say(line string) { fmt.Fprintln(a.Stdout, line) }

// note writes a remark to Stderr, unless --quiet.
func (a *app) note(m locale.Message) {
	if !a.flags.quiet {
		fmt.Fprintln(a.Stderr, a.p.Sprint(m))
	}
}
