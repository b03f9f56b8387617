package ingest_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"heng/ingest"
	"heng/internal/fault"
	"heng/internal/need"
	"heng/internal/store"
)

// smallDisk returns a folder that holds at most so many bytes.
func smallDisk(t *testing.T, size int) string {
	t.Helper()
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		t.Skipf("a disk of limited size cannot be mounted (it takes root): %v", err)
	}
	t.Cleanup(func() { unix.Unmount(dir, unix.MNT_DETACH) })
	return dir
}

func TestAFullDiskLeavesTheOldData(t *testing.T) {
	noise := rand.New(rand.NewPCG(1, 2))
	file := func(rows int) string {
		var b strings.Builder
		b.WriteString("id,text\n")
		for i := range rows {
			// Random digits, which no compression makes much smaller.
			fmt.Fprintf(&b, "%d,%016x%016x%016x\n", i, noise.Uint64(), noise.Uint64(), noise.Uint64())
		}
		return b.String()
	}
	resources := `
  - name: t
    path: t.csv
    schema: {primaryKey: id, fields: [{name: id, type: integer}, {name: text, type: string}]}
  - name: kept
    path: kept.csv
    schema: {fields: [{name: id, type: integer}, {name: text, type: string}]}
`
	// The second file fills the disk at different moments: while rows are
	// written, while they are brought to the file, while the old generation is
	// copied.
	for _, c := range []struct {
		name         string
		free         int // bytes left after the first load
		before, then int // rows
	}{
		{"while rows come in", 8 << 20, 100, 600_000},
		{"at the end of the rows", 8 << 20, 100, 300_000},
		{"while the old data are copied", 1 << 20, 20_000, 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			disk := smallDisk(t, 32<<20)
			w := newWorkspace(t, resources, map[string]string{"t.csv": file(c.before), "kept.csv": file(10)})
			var err error
			if w.url, err = store.ParseURL("duckdb:"+filepath.Join(disk, "heng.duckdb"), ""); err != nil {
				t.Fatal(err)
			}
			w.mustLoad()
			fillDisk(t, disk, c.free)
			before := listFiles(t, disk)
			w.write("t.csv", file(c.then))
			report, err := w.load()
			e, ok := errors.AsType[*fault.Error](err)
			if !ok || e.Code != fault.Store || e.Message.Key != "store.disk_full" {
				t.Fatalf("got %v", err)
			}
			if s := report.Resource("t").State; s != ingest.Untouched {
				t.Errorf("t: %q", s)
			}
			if diff := cmp.Diff(before, listFiles(t, disk)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff([]string{fmt.Sprint(c.before)}, w.query("select count(*)::varchar from t")); diff != "" {
				t.Error(diff)
			}
			if err := os.Remove(filepath.Join(disk, "filler")); err != nil {
				t.Fatal(err)
			}
			w.write("t.csv", file(50))
			w.mustLoad()
		})
	}
}

// TestAFullDiskOfAServerLeavesTheOldData gives a server little room for tables.
func TestAFullDiskOfAServerLeavesTheOldData(t *testing.T) {
	disk := smallDisk(t, 4<<20)
	server := need.PostgreSQL(t)
	// The room is reached under a name that the server's user may go to.
	room := filepath.Join(server.Dir, "room")
	if err := os.Mkdir(room, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount(disk, room, "", unix.MS_BIND, ""); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(room, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	server.Give(t, room)
	server.Run(t, "postgres", "create tablespace small location '"+room+"'")
	server.Run(t, "postgres", "alter role heng set default_tablespace = small")
	file := func(rows int) string {
		return "id,text\n" + strings.Repeat(strings.Repeat("x", 100)+","+strings.Repeat("y", 100)+"\n", rows)
	}
	w := newWorkspace(t, "\n  - {name: t, path: t.csv, schema: {fields: [{name: id, type: string}, {name: text, type: string}]}}\n",
		map[string]string{"t.csv": file(500)})
	w.setStore(server.URL("postgres"))
	w.mustLoad()
	for range 2 {
		w.write("t.csv", file(30_000))
		_, err := w.load()
		if e, ok := errors.AsType[*fault.Error](err); !ok || e.Code != fault.Store || e.Message.Key != "store.disk_full" {
			t.Fatalf("got %v", err)
		}
		if diff := cmp.Diff([]string{"500"}, w.query("select count(*)::varchar from t")); diff != "" {
			t.Error(diff)
		}
	}
	// What the load had written is gone: there is room for another.
	w.write("t.csv", file(600))
	w.mustLoad()
	if diff := cmp.Diff([]string{"600"}, w.query("select count(*)::varchar from t")); diff != "" {
		t.Error(diff)
	}
}

// fillDisk takes all but so many bytes of a small disk.
func fillDisk(t *testing.T, dir string, free int) {
	t.Helper()
	var stat unix.Statfs_t
	if err := unix.Statfs(dir, &stat); err != nil {
		t.Fatal(err)
	}
	size := int64(stat.Bavail)*stat.Bsize - int64(free)
	if err := os.WriteFile(filepath.Join(dir, "filler"), make([]byte, size), 0o644); err != nil {
		t.Fatal(err)
	}
}

func listFiles(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
