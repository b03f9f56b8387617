package compose_test

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heng/indicators"
	"heng/indicators/compose"
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// frameworkFiles are the framework files that exist: the examples' and the packs'.
func frameworkFiles(t testing.TB) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, pattern := range []string{"../../examples/*/frameworks/*.yaml", "../frameworks/packs/*/framework.yaml"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("no files: %v", err)
		}
		for _, name := range names {
			if files[name], err = os.ReadFile(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	return files
}

// variants are ways in which the same file may be written: with the line ends
// of Windows, and without one at its end.
func variants(content []byte) map[string][]byte {
	crlf := bytes.ReplaceAll(content, []byte("\n"), []byte("\r\n"))
	return map[string][]byte{"as it is": content, "CRLF": crlf, "CRLF, no final": bytes.TrimRight(crlf, "\r\n"), "no final": bytes.TrimRight(content, "\n")}
}

// TestRoundTrip: through the form and back, no indicator that exists changes a
// byte of its file, and the pickers and fields hold what they say they hold.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	indicatorsRead, kept, conditions, asText := 0, map[string]int{}, 0, 0
	for name, content := range frameworkFiles(t) {
		for how, content := range variants(content) {
			items, findings := compose.Items(name, content)
			if len(findings) > 0 {
				t.Fatalf("%s (%s): %v", name, how, findings)
			}
			for at, item := range items {
				form, findings := compose.Read(name, item.Text)
				if len(findings) > 0 {
					t.Fatalf("%s (%s) %s: %v", name, how, item.ID, findings)
				}
				text, findings := compose.Apply(name, item.Text, form)
				if len(findings) > 0 || text != item.Text {
					t.Fatalf("%s (%s) %s: %v\n%s", name, how, item.ID, findings, cmp.Diff(item.Text, text))
				}
				if how == "as it is" {
					indicatorsRead++
					for _, k := range form.Kept {
						kept[k.Key]++
					}
					for _, c := range []compose.Condition{form.Where, form.Measure.Condition} {
						if !c.IsZero() {
							conditions++
							if c.Text != "" {
								asText++
							}
						}
					}
				}
				if at%9 != 0 { // which reads the whole file each time
					continue
				}
				spliced, findings := compose.Splice(name, content, item.ID, text)
				if len(findings) > 0 || !bytes.Equal(spliced, content) {
					t.Fatalf("%s (%s) %s: %v", name, how, item.ID, findings)
				}
			}
		}
	}
	t.Logf("%d indicators; kept as text: %v; of %d conditions, %d as text", indicatorsRead, kept, conditions, asText)
	if indicatorsRead < 160 {
		t.Errorf("only %d indicators", indicatorsRead)
	}
	for key := range kept {
		if !slices.Contains([]string{"examples", "waves", "agreements"}, key) {
			t.Errorf("%s is kept as text in a file that exists", key)
		}
	}
}

// change is one thing that somebody does to a form, and which lines of the
// indicator may differ afterwards: those of these keys.
type change struct {
	name string
	keys []string
	do   func(f *compose.Form) bool // false: there is nothing to change
}

var changes = []change{
	{"a text in one language", []string{"definition"}, func(f *compose.Form) bool {
		if f.Definition[locale.En] == "" {
			return false
		}
		f.Definition[locale.En] = "Another: with a colon, a # and \"quotes\" – 與中文"
		return true
	}},
	{"a text of two lines", []string{"limitations"}, func(f *compose.Form) bool {
		f.Limitations = locale.Text{locale.ZhTW: "一行\r\n又一行", locale.En: "One line\nanother"}
		return true
	}},
	{"a condition by pickers", []string{"where"}, func(f *compose.Form) bool {
		f.Where = compose.Condition{Join: compose.Any, Rows: []compose.Comparison{
			{Column: "state", Operator: compose.NotOneOf, Operands: []compose.Operand{{Kind: compose.TextOperand, Text: "it's"}, {Kind: compose.NumberOperand, Text: "-1.5"}}},
			{Column: "Order", Operator: compose.IsThere},
			{Text: "a = 1 and b = 2"},
		}}
		return true
	}},
	{"no condition", []string{"where"}, func(f *compose.Form) bool {
		there := !f.Where.IsZero()
		f.Where = compose.Condition{}
		return there
	}},
	{"another measure", []string{"measure"}, func(f *compose.Form) bool {
		f.Measure = compose.Measure{Kind: "percentile", Parts: []compose.Part{{Key: "of", Text: "amount"}, {Key: "at", Text: "0.9"}}}
		return true
	}},
	{"the number of decimals", []string{"decimals"}, func(f *compose.Form) bool { f.Decimals = "3"; return true }},
	{"a version that was not there", []string{"version"}, func(f *compose.Form) bool { f.Version = "2.0"; return true }},
	{"the period", []string{"period"}, func(f *compose.Form) bool {
		f.Period = compose.Period{By: "month", Of: "extract(year from x)"}
		return true
	}},
	{"a cross", []string{"breakdowns"}, func(f *compose.Form) bool {
		f.Breakdowns = append(f.Breakdowns, []string{"one", "two"})
		return true
	}},
	{"the owner", []string{"owner"}, func(f *compose.Form) bool {
		f.Owner = locale.Text{locale.ZhTW: "某單位, 某科", locale.En: "A unit [of some kind]"}
		return true
	}},
	{"a target more", []string{"targets"}, func(f *compose.Form) bool {
		f.Targets = append(f.Targets, compose.Target{Period: "2030", Min: "1", Max: "2", Where: []compose.Cell{{Column: "region", Code: "05"}}, SetOn: "2029-01-01"})
		return true
	}},
	{"a target in the middle", []string{"targets"}, func(f *compose.Form) bool {
		if len(f.Targets) < 2 {
			return false
		}
		f.Targets = slices.Insert(f.Targets, 1, compose.Target{Period: "2001", Over: "5"})
		return true
	}},
	{"the value of the last target", []string{"targets"}, func(f *compose.Form) bool {
		if len(f.Targets) == 0 {
			return false
		}
		t := &f.Targets[len(f.Targets)-1]
		t.Value, t.Min, t.Max, t.Over, t.Under = "42.5", "", "", "", ""
		return true
	}},
	{"the first target left out", []string{"targets"}, func(f *compose.Form) bool {
		if len(f.Targets) == 0 {
			return false
		}
		f.Targets = f.Targets[1:]
		return true
	}},
	{"no bands", []string{"bands"}, func(f *compose.Form) bool {
		there := f.Bands != compose.Bands{}
		f.Bands = compose.Bands{}
		return there
	}},
	{"a key kept as text", []string{"examples"}, func(f *compose.Form) bool {
		for i := range f.Kept {
			if f.Kept[i].Key == "examples" {
				f.Kept[i].Text = "examples:\n  - rows: |\n      a, b\n      1, 2\n    expect: {value: 1}"
				return true
			}
		}
		return false
	}},
	{"several at once", []string{"status", "unit", "goal"}, func(f *compose.Form) bool {
		f.Status, f.Unit, f.Goal = "consulting", "days", locale.Text{locale.ZhTW: "目標", locale.En: "on"}
		return true
	}},
}

// window returns a file of an indicator and those beside it.
func window(content []byte, items []compose.Item, at int) []byte {
	all := bytes.SplitAfter(content, []byte("\n"))
	end := len(all)
	if at+2 < len(items) {
		end = items[at+2].Line - 1
	}
	return append([]byte("framework: f\nindicators:\n\n"), bytes.Join(all[items[max(0, at-1)].Line-1:end], nil)...)
}

// TestChanges: what somebody changes in the form changes the lines of its key and
// no other byte of the file, and the file reads as before but for that key.
func TestChanges(t *testing.T) {
	t.Parallel()
	for name, content := range frameworkFiles(t) {
		whole := content
		items := must(compose.Items(name, content))
		for at, item := range items {
			// Reading a long file again and again takes minutes: what is beside an
			// indicator are the two next to it, but for some of them.
			content := window(whole, items, at)
			for nth, c := range changes {
				if (at+nth)%6 != 0 || testing.Short() && at%7 != 0 { // every change meets every kind of indicator; once is enough
					continue
				}
				kind := slices.Sorted(maps.Keys(variants(nil)))[(at/6+nth)%4]
				body := variants(content)[kind]
				if (at*len(changes)+nth)%396 == 0 {
					body = variants(whole)[kind]
				}
				form, _ := compose.Read(name, item.Text)
				if !c.do(form) {
					continue
				}
				where := name + " (" + kind + ") " + item.ID + ": " + c.name
				text, findings := compose.Apply(name, item.Text, form)
				if len(findings) > 0 {
					t.Fatalf("%s: %v", where, findings)
				}
				spliced, findings := compose.Splice(name, body, item.ID, text)
				if len(findings) > 0 {
					t.Fatalf("%s: %v\n%s", where, findings, text)
				}
				onlyLinesOf(t, where, body, spliced, item.ID, c.keys)
				if c.name == "a text in one language" && changedLines(body, spliced) != 2 {
					t.Errorf("%s: %d lines differ, not one on each side", where, changedLines(body, spliced))
				}
				if c.name == "the value of the last target" && changedLines(body, spliced) > 4 {
					t.Errorf("%s: %d lines differ", where, changedLines(body, spliced))
				}
				// The way back gives the file as it was, but for the style of what changed.
				back, _ := compose.Read(name, item.Text)
				text, findings = compose.Apply(name, text, back)
				again, more := compose.Splice(name, spliced, item.ID, text)
				if len(findings)+len(more) > 0 {
					t.Fatalf("%s, and back: %v %v", where, findings, more)
				}
				onlyLinesOf(t, where+", and back", body, again, item.ID, c.keys)
			}
		}
	}
}

// onlyLinesOf holds a spliced file against the one before: both are read, and
// printed key by key they differ in those of one indicator alone; what stands
// outside the lines of those keys is in both, byte for byte.
func onlyLinesOf(t *testing.T, where string, before, after []byte, id string, keys []string) {
	t.Helper()
	a, b := yamldoc.Parse("f.yaml", before), yamldoc.Parse("f.yaml", after)
	if a.Root == nil || b.Root == nil {
		t.Fatalf("%s: not read: %v", where, b.Findings)
	}
	for _, e := range a.Root.Entries() {
		if e.Key != "indicators" && !bytes.Equal(e.Value.Print(nil), b.Root.Get(e.Key).Print(nil)) {
			t.Fatalf("%s: %s changed", where, e.Key)
		}
	}
	was, now := a.Root.Get("indicators").Items(), b.Root.Get("indicators").Items()
	if len(was) != len(now) {
		t.Fatalf("%s: %d indicators became %d", where, len(was), len(now))
	}
	for i := range was {
		if text, _ := was[i].Get("id").Text(); text != id {
			if was[i].Get("id").Place().Line == now[i].Get("id").Place().Line && i < len(was)-1 {
				continue // nothing before it changed, and nothing within
			}
		}
		keep := func(path []string, _ *yamldoc.Node) bool { return len(path) == 0 || !slices.Contains(keys, path[0]) }
		if x, y := was[i].Print(keep), now[i].Print(keep); !bytes.Equal(x, y) {
			t.Fatalf("%s:\n%s", where, cmp.Diff(string(x), string(y)))
		}
	}
	x, y := outside(before, a, id, keys), outside(after, b, id, keys)
	if x != y {
		t.Fatalf("%s: bytes beside it changed:\n%s", where, cmp.Diff(x, y))
	}
}

// outside returns the bytes of a file without the lines of some keys of one
// indicator: an independent reading of where they stand, by indentation alone.
func outside(content []byte, d *yamldoc.Document, id string, keys []string) string {
	var out strings.Builder
	inside, skipping, column := false, false, 0
	for at, line := range bytes.SplitAfter(content, []byte("\n")) {
		text := strings.TrimRight(string(line), "\r\n")
		body := strings.TrimLeft(text, " ")
		if strings.HasPrefix(body, "- id: ") && len(text)-len(body) <= 4 {
			inside = strings.TrimPrefix(body, "- id: ") == id && at+1 >= d.Root.Get("indicators").Place().Line
			column = len(text) - len(body) + 2
			skipping = false
		}
		indent := len(text) - len(body)
		switch {
		case !inside, body == "":
			skipping = skipping && body == ""
		case indent < column:
			skipping = false
		case indent == column && body[0] != '#':
			key, _, _ := strings.Cut(body, ":")
			skipping = slices.Contains(keys, key)
		}
		if !skipping || body == "" {
			out.WriteString(strings.TrimRight(string(line), "\r\n") + strings.Repeat("\n", bytes.Count(line, []byte("\n"))) + strings.Repeat("\r", bytes.Count(line, []byte("\r"))))
		}
	}
	return strings.TrimRight(out.String(), "\r\n")
}

// changedLines counts the lines that only one of two files has, each where it
// stands: what a reader of the difference sees.
func changedLines(a, b []byte) int {
	count := map[string]int{}
	for line := range bytes.Lines(a) {
		count[string(line)]++
	}
	for line := range bytes.Lines(b) {
		count[string(line)]--
	}
	n := 0
	for _, c := range count {
		n += max(c, -c)
	}
	return n
}

// TestInsert: a new indicator goes behind another, and all else stays.
func TestInsert(t *testing.T) {
	t.Parallel()
	for name, content := range frameworkFiles(t) {
		for _, how := range []string{"as it is", "CRLF, no final"} {
			content := variants(content)[how]
			items := must(compose.Items(name, content))
			form := compose.New(nil, "new-one")
			form.Name = locale.Text{locale.ZhTW: "新指標", locale.En: "A new one"}
			form.Dimension = "d"
			for _, place := range []compose.Place{{}, {After: items[0].ID}} {
				spliced, findings := compose.Insert(name, content, place, form.YAML())
				if len(findings) > 0 {
					t.Fatalf("%s (%s): %v", name, how, findings)
				}
				now := must(compose.Items(name, spliced))
				at := len(items)
				if place.After != "" {
					at = 1
				}
				if len(now) != len(items)+1 || now[at].ID != "new-one" || now[at].Text != form.YAML() {
					t.Fatalf("%s (%s): %v", name, how, now[at])
				}
				// Without its lines, the file is what it was.
				from := now[at].Line - 1
				all := bytes.SplitAfter(spliced, []byte("\n"))
				rest := bytes.Join(slices.Concat(all[:from], all[min(len(all), from+strings.Count(form.YAML(), "\n")):]), nil)
				if got, want := bytes.ReplaceAll(rest, []byte("\r"), nil), bytes.ReplaceAll(content, []byte("\r"), nil); !bytes.Equal(bytes.Join(bytes.Fields(got), nil), bytes.Join(bytes.Fields(want), nil)) {
					t.Fatalf("%s (%s): something else changed", name, how)
				}
				if bytes.HasSuffix(content, []byte("\n")) != bytes.HasSuffix(spliced, []byte("\n")) || bytes.Contains(content, []byte("\r")) != bytes.Contains(spliced, []byte("\r")) {
					t.Errorf("%s (%s): other line ends", name, how)
				}
			}
		}
	}
}

// TestEveryIndicatorAnew: written from its form alone, an indicator reads as the
// same definition.
func TestEveryIndicatorAnew(t *testing.T) {
	t.Parallel()
	for name, content := range frameworkFiles(t) {
		framework, findings := indicators.ReadFramework(name, content)
		if len(findings) > 0 {
			t.Fatal(findings)
		}
		for at, item := range must(compose.Items(name, content)) {
			form, _ := compose.Read(name, item.Text)
			anew := new(indicators.Indicator)
			if d := yamldoc.Decode(name, []byte(form.YAML()), anew); len(d.Findings) > 0 {
				t.Fatalf("%s %s: %v\n%s", name, item.ID, d.Findings, form.YAML())
			}
			old := framework.Indicators[at]
			if anew.Name.In(locale.ZhTW) != old.Name.In(locale.ZhTW) || anew.Population != old.Population || len(anew.Targets) != len(old.Targets) || len(anew.Examples) != len(old.Examples) {
				t.Errorf("%s %s: another indicator", name, item.ID)
			}
			// What groups agree to is the same but for the spaces of conditions.
			if again, _ := compose.Read(name, form.YAML()); !cmp.Equal(form, again) {
				t.Errorf("%s %s:\n%s", name, item.ID, cmp.Diff(form, again))
			}
		}
	}
}

func must[T any](v T, findings any) T {
	return v
}
