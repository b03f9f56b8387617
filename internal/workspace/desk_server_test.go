//go:build unix

package workspace_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/need"
	"heng/internal/workspace"
	"heng/reports"
)

// TestADeskWhoseServerGoesAway goes on showing what it showed, says why that may not
// be the newest, and evaluates nothing anew when the server is back with the same.
func TestADeskWhoseServerGoesAway(t *testing.T) {
	server := need.PostgreSQL(t, "log_connections=on")
	dir := smallest(t)
	settings := filepath.Join(dir, "heng.yaml")
	text, err := os.ReadFile(settings)
	if err != nil {
		t.Fatal(err)
	}
	mustWrite(t, settings, string(text)+"\nstore: "+server.URL("postgres")+"\n")
	load(t, dir)
	desk, err := workspace.OpenDesk(t.Context(), dir, workspace.DeskOptions{Now: time.Now, Undrawn: true, Link: func(locale.Lang, reports.Address) string { return "" }})
	if err != nil {
		t.Fatal(err)
	}
	defer desk.Close()
	look := func() *workspace.View {
		t.Helper()
		if err := desk.Renewed(t.Context()); err != nil {
			t.Fatal(err)
		}
		v := desk.View(t.Context())
		v.Close()
		return v
	}
	connections := func() int {
		t.Helper()
		log, err := os.ReadFile(filepath.Join(server.Dir, "log"))
		if err != nil {
			t.Fatal(err)
		}
		return strings.Count(string(log), "application_name=heng")
	}
	first, before := look(), connections()
	if look(); connections() != before || before == 0 {
		t.Errorf("%d connections, and after a look %d", before, connections())
	}
	server.Stop(t)
	if v := look(); v != first || fault.CodeOf(desk.Trouble()) != fault.Store || strings.Contains(desk.Trouble().Error(), "nothing has been loaded") {
		t.Errorf("without the server: another view: %v, and %v", v != first, desk.Trouble())
	}
	server.Start(t)
	if v := look(); v != first || desk.Trouble() != nil {
		t.Errorf("with the server again: another view: %v, and %v", v != first, desk.Trouble())
	}
	data := filepath.Join(dir, "data", "grants.csv")
	rows, err := os.ReadFile(data)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(rows), "\n")
	mustWrite(t, data, strings.Join(lines[:len(lines)-2], ""))
	load(t, dir)
	if v := look(); v == first || desk.Trouble() != nil {
		t.Errorf("after a load: another view: %v, and %v", v != first, desk.Trouble())
	}
}
