//go:build unix

package need

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// patience is how many seconds a server may take to start or stop on a busy machine.
const patience = "600"

// Server is a PostgreSQL server of a test's own. It listens on a socket in a
// folder of its own, trusts whoever comes, and is gone when the test ends.
type Server struct {
	Dir  string // the folder of the socket, and of all else of the server
	Data string // its data
	Port int    // at which it listens at this computer's own address, and names its socket; 0: the usual one, and by the socket alone

	bin     string
	account *syscall.Credential // whom it runs as; nil: as the test does
	options string
}

// Listening is the setting of a server that is reached at a port of this computer's
// own address as well.
const Listening = "listen_addresses=127.0.0.1"

// PostgreSQL starts a server, with settings such as "max_connections=9". The
// need's name in HENG_REQUIRE is "postgresql".
func PostgreSQL(t testing.TB, settings ...string) *Server {
	t.Helper()
	s := &Server{}
	if path, err := exec.LookPath("initdb"); err == nil {
		s.bin = filepath.Dir(path)
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	for _, path := range found {
		s.bin = filepath.Dir(path)
	}
	if s.bin == "" {
		Absent(t, "postgresql", "PostgreSQL is not installed")
	}
	if os.Geteuid() == 0 { // PostgreSQL refuses to run as root
		nobody, err := user.Lookup("nobody")
		if err != nil {
			Absent(t, "postgresql", "there is no unprivileged user to run PostgreSQL as: "+err.Error())
		}
		uid, _ := strconv.ParseUint(nobody.Uid, 10, 32)
		gid, _ := strconv.ParseUint(nobody.Gid, 10, 32)
		s.account = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	// The name of a socket must be short, so the folder is not the test's.
	dir, err := os.MkdirTemp("", "heng-pg-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	s.Give(t, dir)
	s.Dir, s.Data = dir, filepath.Join(dir, "data")
	s.options = "-c fsync=off -c listen_addresses='' -c unix_socket_directories=" + dir
	for _, setting := range settings {
		s.options += " -c " + setting
	}
	s.run(t, "initdb", "--pgdata", s.Data, "--username", "heng", "--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync")
	if slices.Contains(settings, Listening) {
		s.listen(t)
	} else {
		s.Start(t)
	}
	t.Cleanup(func() {
		_ = s.command("pg_ctl", "--pgdata", s.Data, "--wait", "--timeout", patience, "--mode", "immediate", "stop").Run()
	})
	return s
}

// URL names a database of the server, which has the database postgres.
func (s *Server) URL(database string) string {
	link := fmt.Sprintf("postgres:///%s?host=%s&user=heng", database, s.Dir)
	if s.Port != 0 {
		link += fmt.Sprintf("&port=%d", s.Port)
	}
	return link
}

// Start starts the server again after Stop.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	if out, err := s.start(); err != nil {
		t.Fatalf("pg_ctl start: %v\n%s", err, out)
	}
}

// start returns what pg_ctl and the server said.
func (s *Server) start() (string, error) {
	log := filepath.Join(s.Dir, "log")
	out, err := s.command("pg_ctl", "--pgdata", s.Data, "--wait", "--timeout", patience, "--log", log, "--options", s.options, "start").CombinedOutput()
	if err != nil {
		said, _ := os.ReadFile(log)
		out = append(out, said...)
	}
	return string(out), err
}

// listen starts the server at a free port. Another process may take it before the
// server does; then there are others.
func (s *Server) listen(t testing.TB) {
	t.Helper()
	for range 20 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		s.Port = l.Addr().(*net.TCPAddr).Port
		_ = l.Close()
		out, err := s.start()
		if err == nil {
			return
		}
		if !strings.Contains(out, "Address already in use") {
			t.Fatalf("pg_ctl start: %v\n%s", err, out)
		}
	}
	t.Fatal("no port is free for long enough")
}

// Stop stops the server as a failing machine does, without a word to those who
// are connected.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	s.run(t, "pg_ctl", "--pgdata", s.Data, "--wait", "--timeout", patience, "--mode", "immediate", "stop")
}

// Run runs statements as the server's owner and returns the values, a row a
// line.
func (s *Server) Run(t testing.TB, database, sql string) string {
	t.Helper()
	return strings.TrimSuffix(s.run(t, "psql", "--host", s.Dir, "--username", "heng", "--dbname", database,
		"--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1", "--command", sql), "\n")
}

// Give makes a file or folder the server's own.
func (s *Server) Give(t testing.TB, path string) {
	t.Helper()
	if s.account == nil {
		return
	}
	if err := os.Chown(path, int(s.account.Uid), int(s.account.Gid)); err != nil {
		t.Fatal(err)
	}
}

func (s *Server) command(name string, args ...string) *exec.Cmd {
	path := filepath.Join(s.bin, name)
	if _, err := os.Stat(path); err != nil {
		path = name
	}
	command := exec.Command(path, args...)
	command.SysProcAttr, command.Dir = &syscall.SysProcAttr{Credential: s.account}, s.Dir
	command.Env = append(os.Environ(), "LC_ALL=C", "HOME="+s.Dir)
	if s.Port != 0 {
		command.Env = append(command.Env, fmt.Sprintf("PGPORT=%d", s.Port))
	}
	return command
}

func (s *Server) run(t testing.TB, name string, args ...string) string {
	t.Helper()
	out, err := s.command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}
