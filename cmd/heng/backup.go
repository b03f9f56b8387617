package main

import (
	"github.com/spf13/cobra"

	"heng/indicators/exchange"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/internal/workspace"
)

func (a *app) backupCommand() *cobra.Command {
	return &cobra.Command{
		Use:         "backup FILE",
		Short:       a.p.Text("cmd.backup"),
		Long:        a.p.Text("cmd.backup_long"),
		Args:        arguments(1, 1),
		Annotations: formats("text", "json"),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := a.find()
			if err != nil {
				return err
			}
			path := a.path(args[0])
			kept, err := workspace.Backup(cmd.Context(), dir, workspace.BackupOptions{Path: path, Store: a.givenStore(), Now: a.Now(), Version: Version})
			if err != nil {
				return err
			}
			if a.flags.format == "json" {
				return exchange.Lines(a.Stdout, []backupJSON{{a.shown(path), kept.SHA256, kept.Bytes, kept.Files, tablesJSON(kept.Tables)}})
			}
			a.say(a.p.Text("cmd.backed_up", "files", kept.Files, "bytes", kept.Bytes, "path", a.shown(path)))
			a.sayTables(kept.Tables)
			a.say("SHA-256 " + kept.SHA256)
			return nil
		},
	}
}

func (a *app) restoreCommand() *cobra.Command {
	return &cobra.Command{
		Use:         "restore FILE DIR",
		Short:       a.p.Text("cmd.restore"),
		Long:        a.p.Text("cmd.restore_long"),
		Args:        arguments(2, 2),
		Annotations: formats("text", "json"),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := a.path(args[1])
			restored, err := workspace.Restore(cmd.Context(), a.path(args[0]), dir)
			if err != nil {
				return err
			}
			if a.flags.format == "json" {
				return exchange.Lines(a.Stdout, []restoredJSON{{a.shown(dir), restored.Package, restored.Files, tablesJSON(restored.Tables)}})
			}
			a.say(a.p.Text("cmd.restored", "files", restored.Files, "path", a.shown(dir)))
			a.sayTables(restored.Tables)
			if len(restored.Tables) > 0 {
				a.note(locale.M("cmd.restored_store"))
			} else {
				a.note(locale.M("cmd.restored_ingest"))
			}
			if restored.Stored {
				a.note(locale.M("cmd.restored_records"))
			}
			return nil
		},
	}
}

// sayTables says which tables of a shared store are in a backup.
func (a *app) sayTables(tables []store.CopiedTable) {
	if a.flags.quiet {
		return
	}
	for _, t := range tables {
		a.say(a.p.Text("cmd.copied_table", "name", t.Name, "rows", t.Rows))
	}
}

// backupJSON is what backup --format json writes.
type backupJSON struct {
	Path   string      `json:"path"`
	SHA256 string      `json:"sha256"`
	Bytes  int64       `json:"bytes"`
	Files  int         `json:"files"`
	Tables []tableJSON `json:"tables"` // of a shared store
}

// restoredJSON is what restore --format json writes.
type restoredJSON struct {
	Path    string      `json:"path"`
	Package string      `json:"package"`
	Files   int         `json:"files"`
	Tables  []tableJSON `json:"tables"`
}

// tableJSON is a table that was copied.
type tableJSON struct {
	Resource string `json:"resource"`
	Rows     int64  `json:"rows"`
}

func tablesJSON(tables []store.CopiedTable) []tableJSON {
	lines := make([]tableJSON, 0, len(tables))
	for _, t := range tables {
		lines = append(lines, tableJSON{t.Name, t.Rows})
	}
	return lines
}
