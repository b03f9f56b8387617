//go:build unix

package ingest_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heng/ingest"
	"heng/internal/fault"
	"heng/internal/need"
)

// TestAServerThatGoesAwayLeavesTheOldData takes the connections away from a load
// in the middle of it: by ending its sessions as an administrator may, and by
// stopping the server as a power failure does.
func TestAServerThatGoesAwayLeavesTheOldData(t *testing.T) {
	if testing.Short() {
		t.Skip("slow; it starts no goroutine of its own")
	}
	server := need.PostgreSQL(t)
	w := newWorkspace(t, versions, nil)
	w.setStore(server.URL("postgres"))
	w.setVersion(1)
	w.mustLoad()
	end := func() {
		server.Run(t, "postgres", "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'heng'")
	}
	stop := func() { server.Stop(t) }
	version := 1
	for _, c := range []struct {
		step string
		how  string
	}{
		{"opened", "end"}, {"read", "end"}, {"keys", "end"}, {"checkpointed", "end"}, {"noted", "end"},
		{"read", "stop"}, {"noted", "stop"},
	} {
		version++
		w.setVersion(version)
		once := false
		at := func(step string) {
			if step != c.step || once {
				return
			}
			once = true
			if c.how == "end" {
				end()
			} else {
				stop()
			}
		}
		_, err := w.load(func(in *ingest.Input) {
			in.At = at
			in.Progress = func(p ingest.Progress) {
				if p.Rows > 0 && p.Resource == "t" {
					at("read") // in the middle of the COPY
				}
			}
		})
		if c.how == "stop" {
			server.Start(t)
		}
		e, ok := errors.AsType[*fault.Error](err)
		// Of a server that is gone, whoever asks it next hears that nothing answers.
		lost := ok && (e.Message.Key == "store.connection_lost" || c.how == "stop" && e.Message.Key == "store.refused")
		if !lost || e.Code != fault.Store || e.Hint.IsZero() {
			t.Fatalf("%s at %q: got %v", c.how, c.step, err)
		}
		if diff := cmp.Diff(w.ofVersion(version-1), w.query(whatTheStoreHolds)); diff != "" {
			t.Fatalf("%s at %q: %s", c.how, c.step, diff)
		}
		w.loadAfterKill()
		if diff := cmp.Diff(w.ofVersion(version), w.query(whatTheStoreHolds)); diff != "" {
			t.Fatalf("%s at %q, and then: %s", c.how, c.step, diff)
		}
	}
	if left := strings.Fields(server.Run(t, "postgres", "select nspname from pg_namespace where nspname like 'heng%'")); len(left) != 3 { // the books, this generation and the one before
		t.Errorf("left behind: %q", left)
	}
}

// formats are the files of one table in every format; the rows of a text cut
// short can only be told from a shorter text where its form has an end.
func formatsOf(t *testing.T, version int) map[string]string {
	t.Helper()
	const rows = 400
	cells := [][]any{{"id", "version"}}
	texts := [][]string{{"id", "version"}}
	var csv, list, lines strings.Builder
	csv.WriteString("id,version\n")
	list.WriteString("[")
	for i := range rows {
		cells = append(cells, []any{i, version})
		texts = append(texts, []string{fmt.Sprint(i), fmt.Sprint(version)})
		fmt.Fprintf(&csv, "%d,%d\n", i, version)
		fmt.Fprintf(&lines, "{\"id\": %d, \"version\": %d}\n", i, version)
		if i > 0 {
			list.WriteString(",\n")
		}
		fmt.Fprintf(&list, "{\"id\": %d, \"version\": %d}", i, version)
	}
	list.WriteString("]")
	return map[string]string{
		"t.csv": csv.String(), "t.json": list.String(), "t.jsonl": lines.String(),
		"t.xlsx": workbookFile(t, map[string][][]any{"t": cells}), "t.ods": spreadsheet(t, "t", texts...),
	}
}

func oneFile(name string) string {
	return "\n  - name: t\n    path: " + name + "\n    schema: {primaryKey: id, fields: [{name: id, type: integer}, {name: version, type: integer}]}\n"
}

// TestATruncatedFileIsNotHalfLoaded cuts files short. What has an end that is
// missing is refused; a text of lines is loaded as the lines it still has.
func TestATruncatedFileIsNotHalfLoaded(t *testing.T) {
	if testing.Short() {
		t.Skip("slow; it starts no goroutine of its own")
	}
	truncated(t, []string{"t.csv", "t.json", "t.jsonl", "t.xlsx", "t.ods"}, []int{0, 20, 80, 100}, func(*workspace, string) {})
	t.Run("shared", func(t *testing.T) {
		truncated(t, []string{"t.csv", "t.xlsx"}, []int{20, 100}, onServer(need.PostgreSQL(t)))
	})
}

// onServer gives each workspace a schema of its own on a server.
func onServer(server *need.Server) func(*workspace, string) {
	return func(w *workspace, name string) {
		w.setStore(server.URL("postgres") + "&schema=s_" + strings.ReplaceAll(name, ".", "_"))
	}
}

func truncated(t *testing.T, names []string, parts []int, on func(*workspace, string)) {
	whole := formatsOf(t, 2)
	old := formatsOf(t, 1)
	for _, name := range names {
		w := newWorkspace(t, oneFile(name), map[string]string{name: old[name]})
		on(w, name)
		w.mustLoad()
		for _, part := range parts { // of a hundred; the last: all but a byte
			text := whole[name][:len(whole[name])*part/100]
			if part == 100 {
				text = whole[name][:len(whole[name])-1]
			}
			w.write(name, text)
			report, err := w.load()
			held := w.query("select version::varchar || ': ' || count(*)::varchar from t group by version")
			if err != nil {
				if code := fault.CodeOf(err); code != fault.Input && code != fault.Refused {
					t.Errorf("%s cut at %d %%: %v", name, part, err)
				}
				if !slices.Equal(held, []string{"1: 400"}) {
					t.Fatalf("%s cut at %d %%: the store holds %q", name, part, held)
				}
				continue
			}
			if name != "t.csv" && name != "t.jsonl" {
				t.Errorf("%s cut at %d %% was loaded: %q", name, part, held)
			}
			lines := int64(strings.Count(text, "\n"))
			if name == "t.csv" {
				lines--
			}
			// The last line may be one without its end, and be whole or not.
			if r := report.Resource("t"); r.Accepted < lines || r.Read > lines+1 || r.Accepted+r.Rejected != r.Read {
				t.Errorf("%s cut at %d %%: %d lines, %+v", name, part, lines, r)
			}
			w.write(name, old[name])
			w.mustLoad()
		}
	}
}

// TestAFileThatChangesWhileItIsReadIsNotLoaded changes a file, in its place or
// by another that takes its name, while its rows are read.
func TestAFileThatChangesWhileItIsReadIsNotLoaded(t *testing.T) {
	if testing.Short() {
		t.Skip("slow; it starts no goroutine of its own")
	}
	alteredFiles(t, []string{"t.csv", "t.json", "t.jsonl", "t.xlsx", "t.ods"}, func(*workspace, string) {})
	t.Run("shared", func(t *testing.T) { alteredFiles(t, []string{"t.csv"}, onServer(need.PostgreSQL(t))) })
}

func alteredFiles(t *testing.T, names []string, on func(*workspace, string)) {
	old, now := formatsOf(t, 1), formatsOf(t, 2)
	for _, name := range names {
		for how, change := range map[string]func(path string) error{
			"written in its place": func(path string) error { return os.WriteFile(path, []byte(now[name]), 0o644) },
			"cut off":              func(path string) error { return os.Truncate(path, 100) },
			"replaced": func(path string) error {
				if err := os.WriteFile(path+".new", []byte(now[name]), 0o644); err != nil {
					return err
				}
				return os.Rename(path+".new", path)
			},
		} {
			w := newWorkspace(t, oneFile(name), map[string]string{name: old[name]})
			on(w, name+"_"+strings.ReplaceAll(how, " ", "_"))
			w.mustLoad()
			changed := false
			report, err := w.load(func(in *ingest.Input) {
				in.Force = true
				in.Progress = func(ingest.Progress) {
					if !changed {
						changed = true
						if err := change(filepath.Join(w.root, name)); err != nil {
							t.Error(err)
						}
					}
				}
			})
			if !changed {
				t.Fatalf("%s: nothing was read", name)
			}
			e, ok := errors.AsType[*fault.Error](err)
			if !ok || e.Code != fault.Input || len(e.Findings) == 0 || e.Findings[0].Place.File != name || report.Committed {
				t.Errorf("%s %s: got %v", name, how, err)
			} else if how != "cut off" && e.Findings[0].ID != "file_altered" {
				t.Errorf("%s %s: got %s", name, how, e.Findings[0])
			}
			if held := w.query("select version::varchar || ': ' || count(*)::varchar from t group by version"); !slices.Equal(held, []string{"1: 400"}) {
				t.Fatalf("%s %s: the store holds %q", name, how, held)
			}
			w.write(name, now[name])
			w.mustLoad()
			if held := w.query("select version::varchar || ': ' || count(*)::varchar from t group by version"); !slices.Equal(held, []string{"2: 400"}) {
				t.Fatalf("%s %s, and then: the store holds %q", name, how, held)
			}
		}
	}
}
