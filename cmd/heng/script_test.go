package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the scripts run heng in this very program, with a clock that
// stands still and no language from outside.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"heng-itself": func() { os.Exit(run()) }, // as it is installed, with its signals
		"heng": func() {
			dir, err := os.Getwd()
			if err != nil {
				panic(err)
			}
			program := &Main{
				Args:   os.Args[1:],
				Stdout: os.Stdout,
				Stderr: os.Stderr,
				Getenv: os.Getenv,
				Dir:    dir,
				Now:    func() time.Time { return time.Date(2018, time.June, 22, 9, 0, 0, 0, time.UTC) },
			}
			os.Exit(program.Run(context.Background()))
		},
	})
}

// TestScripts runs the scripts of testdata: what a person types, what comes out
// and with which exit code. With UPDATE=1 in the environment the golden outputs
// are written anew.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata",
		UpdateScripts: os.Getenv("UPDATE") != "",
		Setup: func(env *testscript.Env) error {
			env.Setenv("LC_ALL", "en_US.UTF-8")
			env.Setenv("HOME", env.WorkDir)
			return nil
		},
		Cmds: commands,
	})
}

// commands are what the scripts may call beside heng.
var commands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"code": exitCode,
	"age":  age,

	"nowhere": nowhere,
}

// exitCode runs heng and wants an exit code: code 2 eval --format yaml.
func exitCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N ARGUMENTS of heng")
	}
	err := ts.Exec("heng", args[1:]...)
	got := "0"
	if err != nil {
		got = err.Error()
	}
	want := "exit status " + args[0]
	if args[0] == "0" {
		want = "0"
	}
	if got != want {
		ts.Fatalf("heng %v ended with %q, want %q", args[1:], got, want)
	}
}

// age sets the times of all files under a folder an hour back, as if they had
// been written long before the next command.
func age(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: age DIR")
	}
	then := time.Now().Add(-time.Hour)
	err := filepath.WalkDir(ts.MkAbs(args[0]), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return os.Chtimes(path, then, then)
	})
	ts.Check(err)
}

// nowhere wants that no file under a folder, but for those named behind it,
// holds a text: nowhere DIR TEXT [EXCEPT…].
func nowhere(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: nowhere DIR TEXT [EXCEPT…]")
	}
	err := filepath.WalkDir(ts.MkAbs(args[0]), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		for _, except := range args[2:] {
			if path == ts.MkAbs(except) {
				return nil
			}
		}
		content, err := os.ReadFile(path)
		if err == nil && bytes.Contains(content, []byte(args[1])) {
			ts.Fatalf("%s holds %q", path, args[1])
		}
		return err
	})
	ts.Check(err)
}
