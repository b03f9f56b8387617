//go:build unix

package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"heng/internal/need"
)

const passphrase = "eight cranes over the strait"

// serving is heng serve as a process of its own.
type serving struct {
	t       *testing.T
	command *exec.Cmd
	said    *buffer
	ended   chan struct{}
	err     error // of the process; read it once ended is closed
	address string
}

// serve starts heng serve at a free port and waits for its address.
func serve(t *testing.T, dir string, args ...string) *serving {
	t.Helper()
	s := &serving{t: t, said: &buffer{}, ended: make(chan struct{})}
	s.command = exec.Command("heng-itself", append([]string{"serve", "--workspace", dir, "--listen", "127.0.0.1:0", "--lang", "en"}, args...)...)
	s.command.Stdout, s.command.Stderr = s.said, s.said
	if err := s.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { s.err = s.command.Wait(); close(s.ended) }()
	t.Cleanup(func() { s.signal(syscall.SIGKILL) })
	s.address = s.hear(regexp.MustCompile(`Serving at (http://127\.0\.0\.1:\d+)/\n`))
	return s
}

// hear waits until the process says something, and returns its first group.
func (s *serving) hear(what *regexp.Regexp) (found string) {
	s.t.Helper()
	s.until(what.String(), func() bool {
		match := what.FindStringSubmatch(s.said.String())
		if match != nil {
			found = match[1]
		}
		return match != nil
	})
	return found
}

// until waits for something to hold while the process runs.
func (s *serving) until(what string, holds func() bool) {
	s.t.Helper()
	for deadline := time.Now().Add(5 * time.Minute); !holds(); time.Sleep(20 * time.Millisecond) {
		select {
		case <-s.ended:
			s.t.Fatalf("no %s: ended with %v\n%s", what, s.err, s.said)
		default:
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("no %s\n%s", what, s.said)
		}
	}
}

// signal sends a signal, waits for the end, and returns the exit code.
func (s *serving) signal(signal os.Signal) int {
	_ = s.command.Process.Signal(signal) // it may have ended
	<-s.ended
	if e, ok := errors.AsType[*exec.ExitError](s.err); ok {
		return e.ExitCode()
	}
	return 0
}

// join sets the password that a link of the first administrator or of an
// invitation is for.
func (s *serving) join(link string) {
	s.t.Helper()
	response, err := s.browser().PostForm(link, url.Values{"password": {passphrase}, "again": {passphrase}})
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusSeeOther {
		s.t.Fatalf("nobody joins: %s", response.Status)
	}
}

func (s *serving) browser() *http.Client {
	jar, _ := cookiejar.New(nil)
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// signIn returns a browser in which an account is signed in.
func (s *serving) signIn(account string) *http.Client {
	s.t.Helper()
	browser := s.browser()
	response, err := browser.PostForm(s.address+"/en/sign-in", url.Values{"account": {account}, "password": {passphrase}})
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusSeeOther {
		s.t.Fatalf("%s does not sign in: %s", account, response.Status)
	}
	return browser
}

// page returns a page, which must be there.
func (s *serving) page(browser *http.Client, path string) string {
	s.t.Helper()
	response, err := browser.Get(s.address + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %s %v\n%s", path, response.Status, err, body)
	}
	return string(body)
}

var invitation = regexp.MustCompile(`http://[^"<\s]*/join/[\w-]+`)

// invite asks for an account and returns its link; none where it was not confirmed.
func (s *serving) invite(browser *http.Client, id, role string) (string, error) {
	form := url.Values{"id": {id}, "name": {"Called " + id}, "role": {role}, "language": {"en"}}
	response, err := browser.PostForm(s.address+"/en/accounts", form)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", response.Status, body)
	}
	return invitation.FindString(string(body)), err
}

var firstLink = regexp.MustCompile(`Set the password at (http://\S+/en/join/[\w-]+)\n`)

// TestServe lives a day with heng serve: the first administrator, others by
// invitation, changes beside it, a second one at the same workspace, and its end.
func TestServe(t *testing.T) {
	t.Parallel()
	dir := mustInit(t)
	mustEnd(t, dir, 0, "ingest", "--quiet")
	s := serve(t, dir)
	s.join(s.hear(firstLink))
	administrator := s.signIn("administrator")
	readers := map[string]*http.Client{}
	for _, role := range []string{"analyst", "member"} {
		link, err := s.invite(administrator, role, role)
		if err != nil {
			t.Fatal(err)
		}
		s.join(link)
		readers[role] = s.signIn(role)
	}

	_, said := mustEnd(t, dir, 4, "serve", "--listen", "127.0.0.1:0")
	if !strings.Contains(said, "Another process is serving this workspace") {
		t.Errorf("a second one says %q", said)
	}
	other := mustInit(t)
	mustEnd(t, other, 0, "ingest", "--quiet")
	taken := strings.TrimPrefix(s.address, "http://")
	if _, said := mustEnd(t, other, 2, "serve", "--listen", taken); !strings.Contains(said, taken+" cannot be listened at") || !strings.Contains(said, "--listen HOST:PORT") {
		t.Errorf("where the address is in use, it says %q", said)
	}

	// A load beside the server.
	const page = "/en/indicators/grants/amount-granted"
	before := s.page(readers["member"], page)
	data := filepath.Join(dir, "data", "grants.csv")
	rows, err := os.ReadFile(data)
	if err != nil {
		t.Fatal(err)
	}
	header, first, _ := strings.Cut(strings.TrimSpace(string(rows)), "\n")
	first, _, _ = strings.Cut(first, "\n")
	_, rest, _ := strings.Cut(first, ",")
	if err := os.WriteFile(data, fmt.Appendf(nil, "%s\n%s\nX-1,%s\n", header, first, rest), 0o644); err != nil {
		t.Fatal(err)
	}
	mustEnd(t, dir, 0, "ingest", "--quiet")
	after := ""
	s.until("new values after a load", func() bool {
		after = s.page(readers["member"], page)
		return after != before
	})

	// A definition broken beside it: the values stay, and who can mend it is told.
	definitions := filepath.Join(dir, "frameworks", "grants.yaml")
	text, err := os.ReadFile(definitions)
	if err != nil {
		t.Fatal(err)
	}
	const trouble = `<p class="trouble"`
	if err := os.WriteFile(definitions, []byte(strings.Replace(string(text), "sum: amount", "sum: amuont", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	s.until("word of the trouble", func() bool { return strings.Contains(s.page(readers["analyst"], page), trouble) })
	if got := s.page(readers["member"], page); got != after {
		t.Errorf("a member, who can mend nothing, now sees\n%s", got)
	}
	if err := os.WriteFile(definitions, text, 0o644); err != nil {
		t.Fatal(err)
	}
	s.until("end of the trouble", func() bool { return !strings.Contains(s.page(readers["analyst"], page), trouble) })

	if code := s.signal(os.Interrupt); code != 0 {
		t.Errorf("interrupted, it ends with %d\n%s", code, s.said)
	}
	if strings.Contains(s.said.String(), "level=ERROR") {
		t.Errorf("it logged\n%s", s.said)
	}
	s = serve(t, dir)
	s.signIn("analyst")
	if code := s.signal(syscall.SIGTERM); code != 0 || firstLink.MatchString(s.said.String()) {
		t.Errorf("started again, it ends with %d and said\n%s", code, s.said)
	}
}

// TestServeFinishesWhatIsUnderWay interrupts a server while a form arrives: the form
// is taken, and answered.
func TestServeFinishesWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	dir := mustInit(t)
	mustEnd(t, dir, 0, "ingest", "--quiet")
	s := serve(t, dir)
	link := s.hear(firstLink)
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.address, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	form := url.Values{"password": {passphrase}, "again": {passphrase}}.Encode()
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
		strings.TrimPrefix(link, s.address), strings.TrimPrefix(s.address, "http://"), len(form), form[:10])
	s.page(s.browser(), "/healthz") // it answers others meanwhile
	if err := s.command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	s.until("closed door", func() bool {
		late, err := net.Dial("tcp", strings.TrimPrefix(s.address, "http://"))
		if err == nil {
			late.Close()
		}
		return err != nil
	})
	fmt.Fprint(conn, form[10:])
	answer, err := io.ReadAll(conn)
	if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 303 ") {
		t.Errorf("a form under way was answered with %q, %v", answer, err)
	}
	if code := s.signal(os.Interrupt); code != 0 {
		t.Errorf("ends with %d\n%s", code, s.said)
	}
}

// TestServeKilled kills the server while several people write: whatever it had
// answered is there afterwards.
func TestServeKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("what is killed is another process")
	}
	t.Parallel()
	dir := mustInit(t)
	mustEnd(t, dir, 0, "ingest", "--quiet")
	killed(t, 6, dir)
}

// TestServeKilledOnAServer does the same with people's records on a server, and then
// finds them in a backup.
func TestServeKilledOnAServer(t *testing.T) {
	if testing.Short() {
		t.Skip("what is killed is another process")
	}
	t.Parallel()
	server := need.PostgreSQL(t)
	dir := mustInit(t)
	settings, err := os.OpenFile(filepath.Join(dir, "heng.yaml"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(settings, "\nrecords: store\n")
	if err := settings.Close(); err != nil {
		t.Fatal(err)
	}
	given := []string{"--store", server.URL("postgres")}
	mustEnd(t, dir, 0, append(given, "ingest", "--quiet")...)
	confirmed := killed(t, 4, dir, given...)
	if _, err := os.Stat(filepath.Join(dir, "records", "journal.jsonl")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file was written, too: %v", err)
	}
	at := t.TempDir()
	archive, back := filepath.Join(at, "b.zip"), filepath.Join(at, "back")
	mustEnd(t, dir, 0, append(given, "backup", archive)...)
	if _, said := mustEnd(t, dir, 0, "restore", archive, back); !strings.Contains(said, `"heng records" brings them there`) {
		t.Errorf("a restore says %q", said)
	}
	text, err := os.ReadFile(filepath.Join(back, "records", "journal.jsonl"))
	for id := range confirmed {
		if !strings.Contains(string(text), `"`+id+`"`) {
			t.Fatalf("%s is not in the backup: %v", id, err)
		}
	}
}

// killed kills heng serve in all rounds but the last, and returns the accounts that
// it had confirmed.
func killed(t *testing.T, rounds int, dir string, args ...string) map[string]bool {
	t.Helper()
	confirmed := map[string]bool{}
	for round := range rounds {
		s := serve(t, dir, args...)
		if round == 0 {
			s.join(s.hear(firstLink))
		}
		administrator := s.signIn("administrator")
		accounts := s.page(administrator, "/en/accounts")
		for id := range confirmed {
			if !strings.Contains(accounts, "Called "+id+"<") {
				t.Errorf("round %d: %s was confirmed and is lost", round, id)
			}
		}
		if round == rounds-1 {
			break
		}
		var mu sync.Mutex
		var writers sync.WaitGroup
		answered := 0
		for writer := range 3 {
			writers.Go(func() {
				for n := 0; ; n++ {
					id := fmt.Sprintf("m-%d-%d-%d", round, writer, n)
					if _, err := s.invite(administrator, id, "member"); err != nil {
						return // killed
					}
					mu.Lock()
					confirmed[id] = true
					if answered++; answered == 4+5*round {
						_ = s.command.Process.Kill()
					}
					mu.Unlock()
				}
			})
		}
		writers.Wait()
		select {
		case <-s.ended:
		case <-time.After(5 * time.Minute):
			t.Fatalf("round %d: a form was refused before the kill\n%s", round, s.said)
		}
		if answered < 4+5*round {
			t.Errorf("round %d: %d answers", round, answered)
		}
	}
	return confirmed
}
