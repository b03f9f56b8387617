//go:build unix

package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/need"
	"heng/internal/store"
)

// TestSharedStatements: what an analyst is told of a statement that takes too
// long, that ending a command ends its statement on the server, and that a role
// which may only read can read.
func TestSharedStatements(t *testing.T) {
	server := need.PostgreSQL(t)
	at := func(role, more string) store.URL {
		t.Helper()
		u, err := store.ParseURL(strings.Replace(server.URL("postgres"), "user=heng", "user="+role, 1)+more, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		return u.Of("demo")
	}
	open := func(role, more string) *store.Store {
		t.Helper()
		st, err := store.Open(t.Context(), at(role, more), store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = st.Close() })
		return st
	}
	u := at("heng", "")
	if err := loadShared(t, u, 3, false, nil); err != nil {
		t.Fatal(err)
	}

	// Ten minutes of sleep end by the timeout or not at all; what opens the store is
	// under it, too.
	var n int64
	err := open("heng", "&statement_timeout=3s").Get(t.Context(), &n, "select 1::bigint from pg_sleep(600)")
	if fault.CodeOf(err) != fault.Store || !strings.Contains(err.Error(), "took longer than the store allows") {
		t.Errorf("a statement that takes too long: %v", err)
	}
	if e, ok := errors.AsType[*fault.Error](err); ok {
		p := locale.NewPrinter(locale.ZhTW)
		if said := p.Sprint(e.Message) + p.Sprint(e.Hint); !strings.Contains(said, "已取消") || !strings.Contains(said, "statement_timeout=") {
			t.Errorf("in Chinese: %s", said)
		}
	}

	// running counts the sleeping statements of the server.
	running := func(want string) {
		t.Helper()
		for {
			got := server.Run(t, "postgres", "select count(*) from pg_stat_activity where state = 'active' and query like '%pg_sleep(599)%' and pid <> pg_backend_pid()")
			if got == want {
				return
			}
			select {
			case <-t.Context().Done():
				t.Fatalf("%s statements run, want %s", got, want)
			case <-time.After(20 * time.Millisecond):
			}
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	reader, done := open("heng", ""), make(chan error, 1)
	go func() {
		var n int64
		done <- reader.Get(ctx, &n, "select 1::bigint from pg_sleep(599)")
	}()
	running("1")
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("a statement that was cancelled: %v", err)
	}
	running("0")

	server.Run(t, "postgres", "create role auditor login")
	if _, err := store.Open(t.Context(), at("auditor", ""), store.Options{}); fault.CodeOf(err) != fault.Store || !strings.Contains(err.Error(), "right") {
		t.Errorf("a role without rights: %v", err)
	}
	server.Run(t, "postgres", "grant usage on schema heng_demo to auditor; grant select on all tables in schema heng_demo to auditor")
	if _, err := store.Open(t.Context(), at("auditor", ""), store.Options{}); fault.CodeOf(err) != fault.Store || !strings.Contains(err.Error(), "lacks a right") {
		t.Errorf("a role whose rights the next load passes on: %v", err)
	}
	if err := loadShared(t, u, 4, false, nil); err != nil {
		t.Fatal(err)
	}
	audited := open("auditor", "")
	if err := audited.Get(t.Context(), &n, "select count(*)::bigint from t where _heng_quotient(1, 3, 1, 1, 1000000000000, 1000, 1000) > 0.3 and upper('é') = 'É'"); err != nil || n != 4 {
		t.Errorf("%d rows, want 4: %v", n, err)
	}
	for _, statement := range []string{"delete from t", "set default_transaction_read_only = off; create table x (y integer)"} {
		if err := audited.Exec(t.Context(), statement); err == nil {
			t.Errorf("a role that only reads may %s", statement)
		}
	}
}
