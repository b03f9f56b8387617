//go:build unix

package workspace_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"heng/internal/access"
	"heng/internal/fault"
	"heng/internal/need"
	"heng/internal/workspace"
)

// TestPeopleInTheStore moves people's records to a server and back, keeps and
// restores them, and looks for each account everywhere.
func TestPeopleInTheStore(t *testing.T) {
	server := need.PostgreSQL(t)
	url := server.URL("postgres")
	dir := smallest(t)
	settings := filepath.Join(dir, "heng.yaml")
	text, err := os.ReadFile(settings)
	if err != nil {
		t.Fatal(err)
	}
	keep := func(where string) {
		t.Helper()
		if err := os.WriteFile(settings, append(text[:len(text):len(text)], "\nrecords: "+where+"\n"...), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	open := func(dir, url string) *workspace.People {
		t.Helper()
		people, err := workspace.OpenPeople(t.Context(), dir, url, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		return people
	}
	invite := func(people *workspace.People, id string) {
		t.Helper()
		if _, err := people.Gate.Invite(t.Context(), "", access.Account{ID: id, Name: id, Role: access.Analyst}); err != nil {
			t.Fatal(err)
		}
	}
	refused := func(dir, url string, code fault.Code, want string) {
		t.Helper()
		people, err := workspace.OpenPeople(t.Context(), dir, url, time.Now)
		if err == nil {
			people.Close()
		}
		if fault.CodeOf(err) != code || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	bring := func(dir, url string, count, all int) {
		t.Helper()
		got, err := workspace.BringRecords(t.Context(), dir, url, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		if got.Count != count || got.All != all {
			t.Errorf("brought %+v, want %d of %d", got, count, all)
		}
	}
	has := func(people *workspace.People, want ...string) {
		t.Helper()
		var ids []string
		for _, a := range people.Gate.List() {
			ids = append(ids, a.ID)
		}
		if got := strings.Join(ids, " "); got != strings.Join(want, " ") {
			t.Errorf("the accounts are %s, want %s", got, want)
		}
	}

	first := open(dir, "")
	invite(first, "of-a")
	first.Close()

	keep("store")
	refused(dir, "", fault.Usage, "on a server only, and duckdb:.heng/heng.duckdb is none")
	refused(dir, url, fault.Refused, "records/journal.jsonl holds records of people that postgres:///postgres")
	bring(dir, url, 1, 1)
	bring(dir, url, 0, 1)
	people := open(dir, url)
	has(people, "of-a")
	invite(people, "of-b")
	refused(dir, url, fault.Store, "another process keeps people's records: ")

	// Kept while people work; brought back beside them.
	archive := filepath.Join(t.TempDir(), "backup.zip")
	if _, err := workspace.Backup(t.Context(), dir, workspace.BackupOptions{Path: archive, Store: url, At: func(step string) {
		if step == "packed" {
			invite(people, "of-c")
		}
	}}); err != nil {
		t.Fatal(err)
	}
	has(people, "of-a", "of-b", "of-c")
	people.Close()
	back := filepath.Join(t.TempDir(), "back")
	restored, err := workspace.Restore(t.Context(), archive, back)
	if err != nil || !restored.Stored {
		t.Fatalf("%+v, %v", restored, err)
	}
	if info, err := os.Stat(filepath.Join(back, "records", "journal.jsonl")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	still := open(back, url) // whose server has gone on
	has(still, "of-a", "of-b", "of-c")
	still.Close()
	server.Run(t, "postgres", "create database anew")
	bring(back, server.URL("anew"), 2, 2)
	again := open(back, server.URL("anew"))
	has(again, "of-a", "of-b")
	invite(again, "of-d")
	again.Close()

	// And back to the file.
	keep("file")
	refused(dir, url, fault.Refused, "holds records of people that records/journal.jsonl does not")
	bring(dir, url, 2, 3)
	filed := open(dir, url)
	has(filed, "of-a", "of-b", "of-c")
	filed.Close()

	if _, err := workspace.BringRecords(t.Context(), dir, server.URL("anew"), time.Now); fault.CodeOf(err) != fault.Refused || !strings.Contains(err.Error(), "from entry 3 on") {
		t.Error(err)
	}
	keep("elsewhere")
	refused(dir, url, fault.Refused, "heng.yaml")
}
