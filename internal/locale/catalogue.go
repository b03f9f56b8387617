package locale

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed catalogue
var catalogueFiles embed.FS

// catalogue holds the texts of one language by key. A key is the name of the
// file it stands in, a dot, and its name there: ingest.row_short.
type catalogue map[string]string

var catalogues = map[Lang]func() catalogue{
	ZhTW: sync.OnceValue(func() catalogue { return mustLoad(ZhTW) }),
	En:   sync.OnceValue(func() catalogue { return mustLoad(En) }),
}

// Keys returns the texts of a language's catalogue by key.
func Keys(lang Lang) map[string]string { return catalogues[lang]() }

// Has reports whether the catalogues have an entry for key.
func Has(key string) bool {
	_, ok := catalogues[En]()[key]
	return ok
}

func mustLoad(lang Lang) catalogue {
	c, err := load(catalogueFiles, lang)
	if err != nil {
		panic(err) // an embedded file is broken: a test finds it first
	}
	return c
}

func load(files fs.FS, lang Lang) (catalogue, error) {
	c := catalogue{}
	names, err := fs.Glob(files, path.Join("catalogue", string(lang), "*.yaml"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		var entries map[string]string
		if err := yaml.Unmarshal(text, &entries); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		subject := strings.TrimSuffix(path.Base(name), ".yaml")
		for key, value := range entries {
			c[subject+"."+key] = strings.TrimRight(value, "\n")
		}
	}
	return c, nil
}
