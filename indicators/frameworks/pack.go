package frameworks

import (
	"embed"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
)

//go:embed packs
var files embed.FS

// Pack is a framework that comes with Heng, as text.
type Pack struct {
	ID         string
	Framework  []byte
	Models     []Model // in the order of their names
	Parameters []Parameter
}

// Model is a model of a pack.
type Model struct {
	Name  string
	SQL   []byte
	Reads []string // the tables and models that it names
}

// Parameter is a value that expressions of a pack use as :name, where the
// workspace gives no other.
type Parameter struct{ Name, Text string }

// File is how a finding names a file of a pack.
func (p *Pack) File(name string) string { return "(" + p.ID + ")/" + name }

// Model returns the model of that name, or nil.
func (p *Pack) Model(name string) *Model {
	at := slices.IndexFunc(p.Models, func(m Model) bool { return m.Name == name })
	if at < 0 {
		return nil
	}
	return &p.Models[at]
}

// Names lists the packs in alphabetical order.
func Names() []string {
	entries, err := files.ReadDir("packs")
	if err != nil {
		panic(err) // embedded: a test finds it first
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names
}

// Find returns the pack of that id.
func Find(id string) (*Pack, bool) {
	p, ok := packs()[id]
	return p, ok
}

var packs = sync.OnceValue(func() map[string]*Pack {
	all := map[string]*Pack{}
	for _, id := range Names() {
		all[id] = read(id)
	}
	return all
})

// reads finds the relations of a model. The models are Heng's own and write them
// plainly; a test holds the names against what there is.
var reads = regexp.MustCompile(`(?i)\b(?:from|join)\s+([a-z_][a-z0-9_]*)`)

func read(id string) *Pack {
	p := &Pack{ID: id, Framework: text(path.Join("packs", id, "framework.yaml"))}
	entries, err := files.ReadDir(path.Join("packs", id, "models"))
	if err != nil {
		panic(err)
	}
	for _, e := range entries {
		name, isModel := strings.CutSuffix(e.Name(), ".sql")
		if !isModel {
			continue
		}
		m := Model{Name: name, SQL: text(path.Join("packs", id, "models", e.Name()))}
		for _, found := range reads.FindAllStringSubmatch(withoutComments(string(m.SQL)), -1) {
			if !slices.Contains(m.Reads, found[1]) {
				m.Reads = append(m.Reads, found[1])
			}
		}
		p.Models = append(p.Models, m)
	}
	for line := range strings.Lines(string(text(path.Join("packs", id, "parameters")))) {
		name, value, given := strings.Cut(strings.TrimSpace(line), ": ")
		if given && !strings.HasPrefix(name, "#") {
			p.Parameters = append(p.Parameters, Parameter{name, value})
		}
	}
	return p
}

func withoutComments(sql string) string {
	var kept []string
	for line := range strings.Lines(sql) {
		if !strings.HasPrefix(strings.TrimSpace(line), "--") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

func text(file string) []byte {
	content, err := files.ReadFile(file)
	if err != nil {
		panic(err)
	}
	return content
}
