package main

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/internal/workspace"
)

// flags are the flags that every command takes.
type flags struct {
	workspace  string
	store      string
	asOf       string
	lang       string
	format     string
	quiet      bool
	noProgress bool
}

func (a *app) commonFlags(root *cobra.Command) {
	f := root.PersistentFlags()
	f.StringVar(&a.flags.workspace, "workspace", "", a.flagText("workspace"))
	f.StringVar(&a.flags.store, "store", "", a.flagText("store"))
	f.StringVar(&a.flags.asOf, "as-of", "", a.flagText("as_of"))
	f.StringVar(&a.flags.lang, "lang", "", a.flagText("lang"))
	f.StringVar(&a.flags.format, "format", "", a.flagText("format"))
	f.BoolVar(&a.flags.quiet, "quiet", false, a.flagText("quiet"))
	f.BoolVar(&a.flags.noProgress, "no-progress", false, a.flagText("no_progress"))
	f.BoolP("help", "h", false, a.flagText("help"))
}

// flagText returns what the help says of a flag; the word in back quotes stands
// for its value.
func (a *app) flagText(name string) string { return a.p.Text("cmd.flag_" + name) }

// formatsKey is the annotation under which a command lists its formats, the
// default first.
const formatsKey = "formats"

func formats(names ...string) map[string]string {
	return map[string]string{formatsKey: strings.Join(names, " ")}
}

// checkFlags checks the common flags whose values are of a fixed set.
func (a *app) checkFlags(cmd *cobra.Command) error {
	if _, ok := locale.ParseLang(a.flags.lang); !ok && a.flags.lang != "" {
		return fault.New(fault.Usage, locale.M("cmd.unknown_lang", "name", a.flags.lang))
	}
	known := strings.Fields(cmd.Annotations[formatsKey])
	if len(known) == 0 {
		known = []string{"text"}
	}
	if a.flags.format == "" {
		a.flags.format = known[0]
	}
	if !slices.Contains(known, a.flags.format) {
		return fault.New(fault.Usage, locale.M("cmd.unknown_format", "command", cmd.CommandPath(), "name", a.flags.format)).
			WithHint(locale.M("cmd.known_formats", "names", known))
	}
	if a.flags.asOf != "" {
		if _, err := workspace.ParseDate(a.flags.asOf); err != nil {
			return err
		}
	}
	return nil
}

// path returns a path of an argument, which counts from the current folder.
func (a *app) path(name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(a.Dir, name)
}

// shown returns a path as a person at the current folder would write it: from
// there, unless the whole path is shorter.
func (a *app) shown(path string) string {
	if relative, err := filepath.Rel(a.Dir, path); err == nil && len(relative) < len(path) {
		return relative
	}
	return path
}

// find returns the folder of the workspace that a command is about.
func (a *app) find() (string, error) {
	if a.flags.workspace == "" {
		return workspace.Find(a.Dir)
	}
	return a.path(a.flags.workspace), nil
}

// givenStore is the store that the flag or the environment gives; empty for heng.yaml's.
func (a *app) givenStore() string {
	if a.flags.store != "" {
		return a.flags.store
	}
	return a.Getenv("HENG_STORE")
}

// storeURL returns the store to use for a workspace. A path in it counts from the
// workspace.
func (a *app) storeURL(w *workspace.Workspace) (store.URL, error) {
	return w.StoreURL(a.givenStore())
}
