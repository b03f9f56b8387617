//go:build unix

package indicators_test

import (
	"context"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq"
	"pgregory.net/rapid"

	"heng/indicators"
	"heng/internal/need"
	"heng/internal/store"
)

// startPostgres starts a PostgreSQL of its own for the test, on a socket in a
// temporary folder; the test is skipped where PostgreSQL is not installed.
func startPostgres(t *testing.T) *sqlx.DB {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	bin := ""
	if path, err := exec.LookPath("postgres"); err == nil {
		bin = filepath.Dir(path)
	}
	for _, path := range found {
		bin = filepath.Dir(path)
	}
	if bin == "" {
		need.Absent(t, "postgresql", "PostgreSQL is not installed")
	}
	dir, err := os.MkdirTemp("", "heng-postgres-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	var as *syscall.SysProcAttr
	if os.Geteuid() == 0 { // PostgreSQL refuses to run as root
		account, err := user.Lookup("nobody")
		if err != nil {
			need.Absent(t, "postgresql", "there is no unprivileged user to run PostgreSQL as: "+err.Error())
		}
		uid, _ := strconv.Atoi(account.Uid)
		gid, _ := strconv.Atoi(account.Gid)
		if err := os.Chown(dir, uid, gid); err != nil {
			t.Fatal(err)
		}
		as = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}
	run := func(name string, args ...string) {
		t.Helper()
		command := exec.Command(filepath.Join(bin, name), args...)
		command.SysProcAttr, command.Dir = as, dir
		command.Env = append(os.Environ(), "LC_ALL=C", "HOME="+dir)
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
	}
	data := filepath.Join(dir, "data")
	run("initdb", "--pgdata", data, "--username", "heng", "--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync")
	run("pg_ctl", "--pgdata", data, "--wait", "--log", filepath.Join(dir, "log"),
		"--options", "-c fsync=off -c listen_addresses='' -c unix_socket_directories="+dir, "start")
	t.Cleanup(func() { run("pg_ctl", "--pgdata", data, "--wait", "--mode", "immediate", "stop") })
	db, err := sqlx.Connect("postgres", "host="+dir+" user=heng dbname=postgres sslmode=disable")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// postgres runs a plan's statements as the store does.
type postgres struct{ db *sqlx.DB }

func (p postgres) Query(ctx context.Context, sql string, args ...any) (*sqlx.Rows, error) {
	return p.db.QueryxContext(ctx, sql, args...)
}

// TestPostgres shows that every statement of a plan is written so that
// PostgreSQL takes it, and gives what DuckDB gives: the random cases of
// TestDifferential.
func TestPostgres(t *testing.T) {
	ctx := context.Background()
	db := startPostgres(t)
	st, err := store.OpenMemory(ctx, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	rapid.Check(t, func(t *rapid.T) {
		c := drawCase(t)
		fill(t, func(sql string) error { return st.Exec(ctx, sql) }, c.rows)
		fill(t, func(sql string) error { _, err := db.Exec(sql); return err }, c.rows)
		plan := c.plan(t, st)
		want, err := plan.Evaluate(ctx, st, asOfRandom)
		if err != nil {
			t.Fatal(err)
		}
		got, err := indicators.EvaluateOn(ctx, plan, postgres{db}, asOfRandom)
		if err != nil {
			t.Fatalf("%v\n%s", err, c.yaml())
		}
		if diff := cmp.Diff(figures(want), figures(got), sameQuantile); diff != "" {
			t.Fatalf("PostgreSQL differs (-DuckDB +PostgreSQL):\n%s\n%s", diff, c.yaml())
		}
	})
}

// TestPostgresExplain lists the rows behind every observation of the rich
// example on both engines.
func TestPostgresExplain(t *testing.T) {
	ctx := context.Background()
	db := startPostgres(t)
	plan, memory := richPlan(t)
	for _, statement := range append([]string{createGrants, richGrants}, bookFiles...) {
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%v\n%s", err, statement)
		}
	}
	observations, err := plan.Evaluate(ctx, memory, richAsOf)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range observations {
		r := indicators.ExplainRequest{Indicator: o.Indicator, Period: o.Period, Where: o.Breakdown, AsOf: richAsOf, Excluded: true}
		want, err := indicators.ExplainOn(ctx, plan, memory, r)
		if err != nil {
			t.Fatal(err)
		}
		got, err := indicators.ExplainOn(ctx, plan, postgres{db}, r)
		if err != nil {
			t.Fatalf("%s: %v", o.Indicator, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s %s: (-DuckDB +PostgreSQL)\n%s", o.Indicator, cellName(o.Period, o.Breakdown), diff)
		}
	}
}
