//go:build unix

package journal_test

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"heng/internal/fault"
	"heng/internal/journal"
	"heng/internal/need"
)

// TestServer holds a log on a PostgreSQL server to what a log in a file is held to,
// and then to what only a server brings about.
func TestServer(t *testing.T) {
	server := need.PostgreSQL(t, "max_connections=60")
	number := 0
	here := func(t *testing.T, dir string) kept {
		t.Helper()
		number++
		schema := fmt.Sprintf("s%d", number)
		k := stored(t, fmt.Sprintf("postgres:///postgres?host=%s&user=heng&schema=%s", dir, schema))
		k.put = func(t *testing.T, lines [][]byte) {
			t.Helper()
			sql := "delete from " + schema + "_records.heng_journal;"
			for n, line := range lines {
				sql += fmt.Sprintf("insert into %s_records.heng_journal values (%d, decode('%x', 'hex'));", schema, n+1, line)
			}
			server.Run(t, "postgres", sql)
		}
		return k
	}
	t.Run("as a file", func(t *testing.T) {
		for name, test := range cases {
			k := here(t, server.Dir)
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, k)
			})
		}
	})

	do := func(t *testing.T, book *journal.Book, n ...int) {
		t.Helper()
		if err := book.Do(t.Context(), add(n...)); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("another in between", func(t *testing.T) {
		k := here(t, server.Dir)
		book, state := k.open(t)
		do(t, book, 1)
		// Sessions of books that were closed may still be ending; this is the newest.
		newest := "select pid from pg_locks join pg_stat_activity using (pid) where locktype = 'advisory' order by backend_start desc limit 1"
		if server.Run(t, "postgres", "select pg_terminate_backend(("+newest+"))") != "t" {
			t.Fatal("no session was ended")
		}
		other, _ := k.open(t)
		do(t, other, 10)
		if err := book.Do(t.Context(), add(100)); fault.CodeOf(err) != fault.Store || !strings.Contains(err.Error(), "nothing was recorded: another process keeps people's records: the desk on the left, since 2") {
			t.Error(err)
		}
		other.Close()
		do(t, book, 100)
		if state.sum != 111 || len(k.lines(t)) != 3 {
			t.Errorf("%+v", state)
		}
	})
	t.Run("brought back to before", func(t *testing.T) {
		k := here(t, server.Dir)
		book, _ := k.open(t)
		do(t, book, 1)
		do(t, book, 2)
		k.put(t, k.lines(t)[:1])
		if err := book.Do(t.Context(), add(3)); fault.CodeOf(err) != fault.Store || !strings.Contains(err.Error(), "holds 1 entries of people's records, of the 2") {
			t.Error(err)
		}
		if n := len(k.lines(t)); n != 1 {
			t.Errorf("%d lines", n)
		}
	})
	for _, c := range []struct {
		name            string
		sent, shut, all bool
		want            string
		sum             int // at once
	}{
		{name: "lost before the commit", want: "nothing was recorded", sum: 1},
		{name: "lost before the commit, for longer", shut: true, want: "it is not known whether it was", sum: 1},
		{name: "lost behind the commit", sent: true, sum: 3},
		{name: "lost behind the commit, for longer", sent: true, shut: true, want: "it is not known whether it was", sum: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			between := newProxy(t, server.Dir)
			k := here(t, between.dir)
			book, state := k.open(t)
			do(t, book, 1)
			between.sent, between.shuts = c.sent, c.shut
			between.cuts.Store(true)
			err := book.Do(t.Context(), add(1, 1))
			if c.want == "" && err != nil || c.want != "" && (fault.CodeOf(err) != fault.Store || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("%v, want %q", err, c.want)
			}
			if state.sum != c.sum {
				t.Errorf("it is told as %d, want %d", state.sum, c.sum)
			}
			if c.shut {
				if err := book.Do(t.Context(), add(7)); fault.CodeOf(err) != fault.Store || !strings.Contains(err.Error(), "nothing was recorded") {
					t.Errorf("while there is no way: %v", err)
				}
			}
			between.shut.Store(false)
			do(t, book, 5)
			want := 6
			if c.sent {
				want = 8
			}
			if state.sum != want {
				t.Errorf("afterwards it adds up to %d, want %d", state.sum, want)
			}
			book.Close()
			if _, again := k.open(t); again.sum != want {
				t.Errorf("the next start finds %d, want %d", again.sum, want)
			}
		})
	}
	t.Run("a server that begins anew", func(t *testing.T) {
		k := here(t, server.Dir)
		book, state := k.open(t)
		do(t, book, 1)
		server.Stop(t)
		if err := book.Do(t.Context(), add(2)); fault.CodeOf(err) != fault.Store {
			t.Errorf("while it is down: %v", err)
		}
		server.Start(t)
		do(t, book, 3)
		if state.sum != 4 {
			t.Errorf("%+v", state)
		}
	})
}

// proxy stands between a log and its server. It can cut a connection at a commit:
// before it gets there, or when it has and before its answer is back.
type proxy struct {
	dir         string
	sent, shuts bool        // the commit gets there; nobody gets through afterwards
	cuts, shut  atomic.Bool // at the next commit; now
}

func newProxy(t *testing.T, to string) *proxy {
	t.Helper()
	dir, err := os.MkdirTemp("", "heng-px-") // the name of a socket must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	p := &proxy{dir: dir}
	const name = ".s.PGSQL.5432"
	l, err := net.Listen("unix", filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			if p.shut.Load() {
				_ = c.Close()
				continue
			}
			s, err := net.Dial("unix", filepath.Join(to, name))
			if err != nil {
				_ = c.Close()
				continue
			}
			go p.carry(c, s)
		}
	}()
	return p
}

func (p *proxy) carry(client, server net.Conn) {
	var once sync.Once
	end := func() { once.Do(func() { _ = client.Close(); _ = server.Close() }) }
	defer end()
	var deaf atomic.Bool
	heard := make(chan struct{}, 1)
	go func() {
		defer end()
		b := make([]byte, 1<<16)
		for {
			n, err := server.Read(b)
			if n > 0 && deaf.Load() {
				heard <- struct{}{}
				return
			}
			if n > 0 {
				_, _ = client.Write(b[:n])
			}
			if err != nil {
				return
			}
		}
	}()
	b := make([]byte, 1<<16)
	for {
		n, err := client.Read(b)
		if bytes.Contains(b[:n], []byte("COMMIT")) && p.cuts.CompareAndSwap(true, false) {
			p.shut.Store(p.shuts)
			if p.sent {
				deaf.Store(true)
				_, _ = server.Write(b[:n])
				<-heard
			}
			return
		}
		if n > 0 {
			_, _ = server.Write(b[:n])
		}
		if err != nil {
			return
		}
	}
}
