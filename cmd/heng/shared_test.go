//go:build unix

package main

import (
	"fmt"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"heng/internal/need"
)

// TestScriptsOnAServer runs scripts of TestScripts again, word for word, with the
// records on a PostgreSQL server: what is printed and written is the same to the
// last byte.
func TestScriptsOnAServer(t *testing.T) {
	if testing.Short() {
		t.Skip("the scripts start no goroutine of ours")
	}
	server := need.PostgreSQL(t, "max_connections=200")
	for at, script := range []string{"server/build", "check", "critic", "diff", "eval", "eval-fails", "explain", "keep-going", "original", "release", "release-decide", "report"} {
		database := fmt.Sprintf("script_%d", at)
		server.Run(t, "postgres", "create database "+database)
		testscript.Run(t, testscript.Params{
			Files: []string{"testdata/" + script + ".txtar"},
			Setup: func(env *testscript.Env) error {
				env.Setenv("LC_ALL", "en_US.UTF-8")
				env.Setenv("HOME", env.WorkDir)
				env.Setenv("HENG_STORE", server.URL(database))
				return nil
			},
			Cmds: commands,
		})
	}
}
