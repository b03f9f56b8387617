//go:build unix

package desk_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"heng/internal/desk"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/need"
	"heng/internal/webtest"
	"heng/internal/workspace"
	"heng/reports"
)

// TestADeskWhoseServerGoesAway goes on showing what it showed, says why that may not
// be the newest, and evaluates nothing anew when the server is back with the same.
func TestADeskWhoseServerGoesAway(t *testing.T) {
	server := need.PostgreSQL(t, "log_connections=on")
	dir := filepath.Join(t.TempDir(), "ws")
	if err := workspace.Init(dir); err != nil {
		t.Fatal(err)
	}
	settings := filepath.Join(dir, "heng.yaml")
	text, err := os.ReadFile(settings)
	if err != nil {
		t.Fatal(err)
	}
	write(t, settings, string(text)+"\nstore: "+server.URL("postgres")+"\n")
	load(t, dir)
	d, err := desk.Open(t.Context(), dir, desk.Options{Now: time.Now, Undrawn: true, Link: func(locale.Lang, reports.Address) string { return "" }})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	look := func() *desk.View {
		t.Helper()
		if err := d.Renewed(t.Context()); err != nil {
			t.Fatal(err)
		}
		v := d.View(t.Context())
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
	if v := look(); v != first || fault.CodeOf(d.Trouble()) != fault.Store || strings.Contains(d.Trouble().Error(), "nothing has been loaded") {
		t.Errorf("without the server: another view: %v, and %v", v != first, d.Trouble())
	}
	server.Start(t)
	if v := look(); v != first || d.Trouble() != nil {
		t.Errorf("with the server again: another view: %v, and %v", v != first, d.Trouble())
	}
	data := filepath.Join(dir, "data", "grants.csv")
	rows, err := os.ReadFile(data)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(rows), "\n")
	write(t, data, strings.Join(lines[:len(lines)-2], ""))
	load(t, dir)
	if v := look(); v == first || d.Trouble() != nil {
		t.Errorf("after a load: another view: %v, and %v", v != first, d.Trouble())
	}
}

// TestRenewedDuringARenewal: what was changed before somebody asks is taken in, also
// where the renewal that is under way had looked before the change.
func TestRenewedDuringARenewal(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ws")
	if err := workspace.Init(dir); err != nil {
		t.Fatal(err)
	}
	load(t, dir)
	var armed atomic.Bool
	var asked atomic.Int32
	looked, changed := make(chan struct{}), make(chan struct{})
	now := func() time.Time {
		if armed.Load() && asked.Add(1) == 2 { // at the begin of the renewal, and once it has looked at the files
			close(looked)
			<-changed
		}
		return time.Unix(0, 0)
	}
	d, err := desk.Open(t.Context(), dir, desk.Options{Now: now, Undrawn: true, Link: func(locale.Lang, reports.Address) string { return "" }})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	first := d.View(t.Context())
	first.Close()
	armed.Store(true)
	renewed := make(chan error, 2)
	renew := func() { renewed <- d.Renewed(t.Context()) }
	go renew()
	<-looked
	settings := filepath.Join(dir, "heng.yaml")
	text, err := os.ReadFile(settings)
	if err != nil {
		t.Fatal(err)
	}
	write(t, settings, string(text)+"# changed\n")
	go renew()
	time.Sleep(20 * time.Millisecond) // if it asks later, it has less to get wrong
	close(changed)
	for range 2 {
		if err := <-renewed; err != nil {
			t.Fatal(err)
		}
	}
	v := d.View(t.Context())
	v.Close()
	if v == first || d.Trouble() != nil {
		t.Errorf("the same view as before the change: %v, and %v", v == first, d.Trouble())
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func load(t *testing.T, dir string) {
	t.Helper()
	if err := webtest.Load(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
}
