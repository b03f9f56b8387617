package locale_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"heng/internal/locale"
)

// Both languages say the same things with the same arguments.
func TestLanguagesMatch(t *testing.T) {
	en, zh := locale.Keys(locale.En), locale.Keys(locale.ZhTW)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(en)), slices.Sorted(maps.Keys(zh))); diff != "" {
		t.Errorf("keys (-en +zh-TW):\n%s", diff)
	}
	for _, key := range slices.Sorted(maps.Keys(en)) {
		for lang, text := range map[locale.Lang]string{locale.En: en[key], locale.ZhTW: zh[key]} {
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s is empty in %s", key, lang)
			}
		}
		a, b := arguments(en[key]), arguments(zh[key])
		if diff := cmp.Diff(a, b); diff != "" && !strings.HasPrefix(key, "period.") { // periods: Minguo years are Chinese only

			t.Errorf("arguments of %s (-en +zh-TW):\n%s", key, diff)
		}
	}
}

var placeholder = regexp.MustCompile(`\{([a-z_]+)(\|[^}]*)?\}`)

// arguments lists the arguments that a text shows; the number that only
// chooses an English plural is none.
func arguments(text string) []string {
	shown := map[string]bool{}
	for _, match := range placeholder.FindAllStringSubmatch(text, -1) {
		if match[2] == "" {
			shown[match[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(shown))
}

// Chinese is that of Taiwan's administration: its words, its name, full-width
// punctuation after its characters.
func TestChineseIsTaiwans(t *testing.T) {
	// The words that the terminology of the field warns of, and those an editor
	// in Taiwan would strike at once.
	foreign := []string{
		"信息", "數據", "軟件", "硬件", "项目", "反饋", "質量", "計劃", "默認", "字段", "台灣", "中國臺灣",
		"視頻", "網絡", "服務器", "用戶", "屏幕", "打印", "加載", "緩存", "字符串", "變量", "兼容", "鏈接",
	}
	narrow := regexp.MustCompile(`\p{Han}[,;!?:]`)
	for key, text := range locale.Keys(locale.ZhTW) {
		for _, word := range foreign {
			if strings.Contains(text, word) {
				t.Errorf("%s: %s in %q", key, word, text)
			}
		}
		if found := narrow.FindString(text); found != "" {
			t.Errorf("%s: narrow punctuation %q in %q", key, found, text)
		}
	}
}

func TestEnglishIsEnglish(t *testing.T) {
	for key, text := range locale.Keys(locale.En) {
		// What cleans records names the Chinese forms it reads.
		if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) && !strings.HasPrefix(key, "clean.") {
			t.Errorf("%s: %q", key, text)
		}
	}
}

// Every key that code or a template names is in the catalogue, and every entry
// is named somewhere.
func TestKeysAreUsed(t *testing.T) {
	root := filepath.Join("..", "..")
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		t.Skip("the sources are not here")
	}
	keys := locale.Keys(locale.En)
	areas := map[string]bool{}
	for key := range keys {
		area, _, _ := strings.Cut(key, ".")
		areas[area] = true
	}
	uses := readUses(t, root, areas)
	for _, key := range slices.Sorted(maps.Keys(uses.whole)) {
		if _, ok := keys[key]; !ok {
			t.Errorf("%s: no entry %q", uses.whole[key], key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if uses.whole[key] == "" && !uses.literals[key] && !slices.ContainsFunc(uses.patterns, func(p *regexp.Regexp) bool { return p.MatchString(key) }) {
			t.Errorf("nothing uses the entry %q", key)
		}
	}
}

// uses is how the sources name entries: by the whole key where a message is
// made (with the place), by literals elsewhere, and by patterns where a key is
// put together.
type uses struct {
	whole    map[string]string
	literals map[string]bool
	patterns []*regexp.Regexp
}

// bands are the codes of a status, by which packages name entries.
var bands = []string{"met", "on_track", "at_risk", "off_track", "not_met", "no_data", "not_due"}

var (
	wholeKey    = regexp.MustCompile(`^[a-z]+\.[a-z][A-Za-z0-9_-]*$`)
	templateKey = regexp.MustCompile(`\bt "([a-z]+\.[a-zA-Z0-9_-]+)"`)
)

func readUses(t *testing.T, root string, areas map[string]bool) uses {
	t.Helper()
	u := uses{whole: map[string]string{}, literals: map[string]bool{}}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		switch {
		case strings.HasSuffix(path, ".gohtml"):
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, match := range templateKey.FindAllStringSubmatch(string(text), -1) {
				u.whole[match[1]] = path
			}
		case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
			return u.readGo(path, areas)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func (u *uses) readGo(path string, areas map[string]bool) error {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	joined := map[ast.Node]bool{} // literals that are part of a longer key
	open := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if selector, ok := n.Fun.(*ast.SelectorExpr); ok && (selector.Sel.Name == "M" || selector.Sel.Name == "Text") && len(n.Args) > 0 {
				if key, ok := stringOf(n.Args[0]); ok && wholeKey.MatchString(key) {
					u.whole[key] = files.Position(n.Pos()).String()
				}
			}
		case *ast.BinaryExpr:
			if n.Op == token.ADD && !joined[n] {
				u.join(n, areas, joined, open)
			}
		case *ast.BasicLit:
			text, ok := stringOf(n)
			if !ok || joined[n] {
				return true
			}
			area, rest, dotted := strings.Cut(text, ".")
			switch {
			case dotted && areas[area] && strings.HasSuffix(rest, "_"):
				u.patterns = append(u.patterns, regexp.MustCompile("^"+regexp.QuoteMeta(text)))
			case dotted && areas[area]:
				u.literals[text] = true
			}
		}
		return true
	})
	// Where a key is an area and a name from elsewhere in the package, the name
	// is a literal there.
	for area := range open {
		if err := u.readSuffixes(filepath.Dir(path), area); err != nil {
			return err
		}
	}
	return nil
}

// join makes a pattern of a key put together with +.
func (u *uses) join(n *ast.BinaryExpr, areas map[string]bool, joined map[ast.Node]bool, open map[string]bool) {
	var pattern strings.Builder
	first, pieces := "", 0
	var walk func(e ast.Expr)
	walk = func(e ast.Expr) {
		if sum, ok := e.(*ast.BinaryExpr); ok && sum.Op == token.ADD {
			joined[sum] = true
			walk(sum.X)
			walk(sum.Y)
			return
		}
		pieces++
		if text, ok := stringOf(e); ok {
			joined[e] = true
			if pieces == 1 {
				first = text
			}
			pattern.WriteString(regexp.QuoteMeta(text))
			return
		}
		pattern.WriteString(`[A-Za-z0-9_-]+`)
	}
	walk(n)
	area, rest, dotted := strings.Cut(first, ".")
	if !dotted || !areas[area] {
		return
	}
	if rest == "" && pieces == 2 {
		open[area] = true
		return
	}
	u.patterns = append(u.patterns, regexp.MustCompile("^"+pattern.String()+"$"))
}

// readSuffixes takes every literal of a package for the name of an entry of an
// area, and one that ends in _ for the beginning of a name.
func (u *uses) readSuffixes(dir, area string) error {
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return err
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		for _, band := range bands {
			u.literals[area+"."+band] = true
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if sum, ok := n.(*ast.BinaryExpr); ok && sum.Op == token.ADD {
				if text, ok := stringOf(sum.X); ok && text != "" && !strings.Contains(text, ".") {
					u.patterns = append(u.patterns, regexp.MustCompile("^"+area+`\.`+regexp.QuoteMeta(text)+"_[a-z]+$"))
				}
			}
			literal, ok := n.(*ast.BasicLit)
			if !ok {
				return true
			}
			text, ok := stringOf(literal)
			switch {
			case !ok || text == "":
			case strings.HasSuffix(text, "_"):
				u.patterns = append(u.patterns, regexp.MustCompile("^"+regexp.QuoteMeta(area+"."+text)))
			default:
				u.literals[area+"."+text] = true
			}
			return true
		})
	}
	return nil
}

func stringOf(e ast.Node) (string, bool) {
	literal, ok := e.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(literal.Value)
	return text, err == nil
}
