//go:build unix

package store_test

import (
	"fmt"
	"strings"
	"testing"

	"heng/internal/fault"
	"heng/internal/need"
	"heng/internal/store"
)

// sharedURL names the store of a data package as one workspace of it does.
func sharedURL(t *testing.T, socket, role, workspace, name string) store.URL {
	t.Helper()
	u, err := store.ParseURL(fmt.Sprintf("postgres:///postgres?host=%s&user=%s", socket, role), workspace)
	if err != nil {
		t.Fatal(err)
	}
	return u.Of(name)
}

func loadShared(t *testing.T, u store.URL, n int, replace bool, during func()) error {
	t.Helper()
	options := loadOptions()
	options.Replace = replace
	l, err := store.BeginLoad(t.Context(), u, options)
	if err != nil {
		return err
	}
	defer l.Rollback()
	if err := l.Start(t.Context(), true); err != nil {
		return err
	}
	if err := store.CreateTable(t.Context(), l, "t", numbers); err != nil {
		return err
	}
	given := make(chan int, 1)
	given <- n
	close(given)
	err = l.Append(t.Context(), "t", numbers, func(c *store.Chunk) (int, error) {
		rows := <-given
		for row := range rows {
			for column := range 4 {
				if err := c.SetInt(column, row, int64(row)); err != nil {
					return 0, err
				}
			}
		}
		return rows, nil
	})
	if err != nil {
		return err
	}
	if during != nil {
		during()
	}
	return l.Commit(t.Context())
}

// TestSharedStore follows analysts who share a store through a day.
func TestSharedStore(t *testing.T) {
	socket := need.PostgreSQL(t).Dir
	mine, theirs := t.TempDir(), t.TempDir()
	u := sharedURL(t, socket, "heng", mine, "示範資料 demo")
	colleague := sharedURL(t, socket, "heng", theirs, "示範資料 demo")
	if _, err := store.Open(t.Context(), u, store.Options{}); fault.CodeOf(err) != fault.Store || !strings.Contains(err.Error(), "nothing has been loaded") {
		t.Fatalf("a store that holds nothing: %v", err)
	}
	if err := loadShared(t, u, 3, false, nil); err != nil {
		t.Fatal(err)
	}
	reader, err := store.Open(t.Context(), u, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if err := reader.Exec(t.Context(), "delete from t"); err == nil {
		t.Error("a store opened for reading took a change")
	}
	err = loadShared(t, u, 5, false, func() {
		if n := countRows(t, u); n != 3 {
			t.Errorf("while another loads: %d rows, want 3", n)
		}
		if err := loadShared(t, colleague, 9, true, nil); fault.CodeOf(err) != fault.Store || !strings.Contains(err.Error(), `"heng" is loading`) {
			t.Errorf("a second load: %v", err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	var n int64
	if err := reader.Get(t.Context(), &n, "select count(*)::bigint from t"); err != nil || n != 3 {
		t.Errorf("a reader holds the generation it opened: %d rows, %v", n, err)
	}
	if n := countRows(t, colleague); n != 5 {
		t.Errorf("%d rows, want 5", n)
	}
	if err := loadShared(t, colleague, 7, false, nil); fault.CodeOf(err) != fault.Refused {
		t.Errorf("a load onto data not seen: %v", err)
	}
	if n := countRows(t, u); n != 5 {
		t.Errorf("%d rows after a refusal, want 5", n)
	}
	if err := loadShared(t, colleague, 7, true, nil); err != nil {
		t.Fatal(err)
	}
	if err := loadShared(t, u, 1, false, nil); fault.CodeOf(err) != fault.Refused {
		t.Errorf("an old workspace undid a colleague's work: %v", err)
	}
	if n := countRows(t, u); n != 7 {
		t.Errorf("%d rows, want 7", n)
	}
	// One load back is kept, although numbers were given to loads that were refused.
	earlier, err := store.OpenPrevious(t.Context(), u, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer earlier.Close()
	if err := earlier.Get(t.Context(), &n, "select count(*)::bigint from t"); err != nil || n != 5 {
		t.Errorf("%d rows before the last load, want 5: %v", n, err)
	}
	if err := loadShared(t, colleague, 2, false, nil); err != nil {
		t.Fatal(err)
	}
	if err := earlier.Get(t.Context(), &n, "select count(*)::bigint from t"); err != nil || n != 5 {
		t.Errorf("a reader holds the earlier generation it opened: %d rows, %v", n, err)
	}
	var schemas int
	if err := earlier.Get(t.Context(), &schemas, "select count(*)::bigint from pg_namespace where nspname like '%_g0%'"); err != nil || schemas != 4 {
		t.Errorf("%d generations, want the current one, the one before, and the two that are read: %v", schemas, err)
	}
}

// TestSharedStoreTellsNoPassword looks for a password in whatever is said.
func TestSharedStoreTellsNoPassword(t *testing.T) {
	const canary = "kanarienvogel"
	for _, text := range []string{
		"postgres://u:" + canary + "@127.0.0.1:1/heng", "postgres://u:" + canary + "@no-such-host.invalid/heng",
		"postgres://u:" + canary + "@localhost:x/heng", "postgres://u:" + canary + "%zz@localhost/heng",
		"postgres://u@127.0.0.1:1/heng?password=" + canary, "postgres://u:" + canary + "@127.0.0.1:1/heng?sslmode=" + canary,
		// As other programs want it, and with its beginning forgotten.
		"host=127.0.0.1 user=u password=" + canary, canary + "@127.0.0.1:5432/heng", "u:" + canary + "@127.0.0.1/heng",
		"jdbc:postgresql://127.0.0.1/heng?user=u&password=" + canary,
	} {
		u, err := store.ParseURL(text, t.TempDir())
		if err == nil {
			_, err = store.Open(t.Context(), u.Of("demo"), store.Options{})
		}
		if err == nil {
			t.Errorf("%s: no error", u)
			continue
		}
		if said := fmt.Sprintf("%v %+v %s", err, err, u); strings.Contains(said, canary) {
			t.Errorf("the password was told: %s", said)
		}
		if code := fault.CodeOf(err); code != fault.Store && code != fault.Usage {
			t.Errorf("%s: code %d: %v", u, code, err)
		}
	}
}
