// Command heng turns the records of a foreign-aid office into indicators and
// bilingual reports. A file holds a command; none has logic of its own: what
// they do is in internal/workspace and the packages it wires, what they say in
// the catalogue of internal/locale. Begin at Main.Run.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // a workspace names its time zone, also where the system has none

	"golang.org/x/term"
)

func main() { os.Exit(run()) }

// run gives the program its surroundings, which nothing else reads.
func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	dir, err := os.Getwd()
	if err != nil {
		dir = "."
	}
	program, err := os.Executable()
	if err != nil {
		program = ""
	}
	m := &Main{
		Args:     os.Args[1:],
		Stdout:   os.Stdout,
		Stderr:   os.Stderr,
		Getenv:   os.Getenv,
		Dir:      dir,
		Program:  program,
		Now:      time.Now,
		Terminal: term.IsTerminal(int(os.Stderr.Fd())),
	}
	return m.Run(ctx)
}
