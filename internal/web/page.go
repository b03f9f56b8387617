package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"

	"heng/internal/access"
	"heng/internal/fault"
	"heng/internal/followup"
	"heng/internal/followup/sheet"
	"heng/internal/locale"
	"heng/reports"
)

//go:embed page
var pageFiles embed.FS

// press holds the templates of each page in each language.
type press struct {
	pages map[locale.Lang]map[string]*template.Template
}

// newPress reads every page: page/layout.gohtml and page/part_*.gohtml belong to
// all, page/NAME.gohtml is the page of that name.
func newPress() (*press, error) {
	p := &press{pages: map[locale.Lang]map[string]*template.Template{}}
	names, err := fs.Glob(pageFiles, "page/*.gohtml")
	if err != nil {
		return nil, notPrinted(err)
	}
	for _, lang := range locale.Languages {
		printer := locale.NewPrinter(lang)
		shared := template.New("").Funcs(template.FuncMap{
			"t":         printer.Text,
			"path":      func(rest string) string { return "/" + string(lang) + rest },
			"day":       printer.ShortDate,
			"integer64": printer.Integer,
			"integer":   func(n int) string { return printer.Integer(int64(n)) },
			"say":       printer.Sprint,
			"own":       func(text string) template.HTML { return own(lang, text) },
			"told":      func(text locale.Text) told { return toldIn(lang, text) },
			"dated":     func(day string) string { return dated(printer, day) },
			"of":        func(text locale.Text, lang string) string { return text[locale.Lang(lang)] },
			"shown":     func(c sheet.Cell) string { return c.Shown(printer) },
			"nothing":   func() followup.Meeting { return followup.Meeting{} },
			"blank":     func() followup.Ruling { return followup.Ruling{} },
			"pass":      func(values ...any) []any { return values },
		})
		shared.Funcs(definingFunctions(printer))
		if shared, err = shared.ParseFS(pageFiles, "page/layout.gohtml", "page/part_*.gohtml"); err != nil {
			return nil, notPrinted(err)
		}
		p.pages[lang] = map[string]*template.Template{}
		for _, name := range names {
			short := strings.TrimSuffix(path.Base(name), ".gohtml")
			if short == "layout" || strings.HasPrefix(short, "part_") {
				continue
			}
			t, err := shared.Clone()
			if err == nil {
				t, err = t.ParseFS(pageFiles, name)
			}
			if err != nil {
				return nil, notPrinted(err)
			}
			p.pages[lang][short] = t
		}
	}
	return p, nil
}

func notPrinted(err error) error {
	return fault.Wrap(fault.Internal, err, locale.M("web.not_printed"))
}

// layout is what every page has around its body.
type layout struct {
	Lang    locale.Lang
	Title   string // of the page
	Site    string // the title of the workspace
	Style   string // addresses of the style sheets
	Report  string
	Others  []otherLanguage
	Nav     []navItem
	Account string // the name of who is signed in; empty for the public
	Role    string
	Trouble string // why what is shown is not the newest; for those who can mend it
	Body    any

	here *url.URL // the address of the page; nil where it answers a form
}

type otherLanguage struct {
	Lang       locale.Lang
	Name, Path string
}

type navItem struct {
	Name, Path string
	Here       bool
}

// show answers with a page.
func (r *request) show(name, title string, body any) error {
	return r.status(http.StatusOK, name, title, body)
}

// status answers with a page and a status.
func (r *request) status(status int, name, title string, body any) error {
	if isFile, err := r.tableFile(status, title, body); isFile {
		return err
	}
	l := layout{
		Lang: r.lang, Title: title, Site: r.view.Settings.Title.In(r.lang),
		Style: stylePath("style.css"), Report: stylePath("report.css"), Body: body, Nav: r.nav(),
	}
	if r.Method == http.MethodGet {
		l.here = r.URL
	}
	for _, lang := range locale.Languages {
		if lang != r.lang {
			l.Others = append(l.Others, otherLanguage{lang, lang.Endonym(), r.inLanguage(lang)})
		}
	}
	if r.role != access.Public {
		l.Account, l.Role = r.account.Name, r.p.Text("access.role_"+string(r.role))
	}
	if r.may(access.SeeQuality) {
		if err := r.s.Desk.Trouble(); err != nil {
			l.Trouble = r.trouble(err)
		}
	}
	var out bytes.Buffer
	if err := r.s.press.pages[r.lang][name].ExecuteTemplate(&out, "layout", l); err != nil {
		r.s.Log.Error("page not printed", "page", name, "error", err.Error())
		http.Error(r.w, r.p.Text("web.internal"), http.StatusInternalServerError)
		return nil
	}
	r.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	r.w.WriteHeader(status)
	_, err := r.w.Write(out.Bytes())
	_ = err // who asked has gone
	return nil
}

// trouble writes an error for those who can mend it.
func (r *request) trouble(err error) string {
	text, other := r.complaint(err)
	if other != nil {
		return r.p.Text("web.trouble_unknown")
	}
	return text
}

// inLanguage is the address of the present page in another language.
func (r *request) inLanguage(lang locale.Lang) string {
	rest := strings.TrimPrefix(r.URL.Path, "/"+string(r.lang))
	if r.URL.Path == rest || r.Method != http.MethodGet {
		rest = "/"
	}
	if r.URL.RawQuery != "" {
		rest += "?" + r.URL.RawQuery
	}
	return "/" + string(lang) + rest
}

// nav lists the parts of the dashboard that who asks may see.
func (r *request) nav() []navItem {
	var items []navItem
	for _, one := range []struct {
		need       access.Permission
		name, path string
	}{
		{access.SeeReleases, "nav_releases", "/"},
		{access.SeeIndicators, "nav_overview", "/overview"},
		{access.SeeQuality, "nav_quality", "/quality"},
		{access.SeeConsulted, "nav_proposals", "/proposals"},
		{access.TakePart, "nav_consulted", "/consulted"},
		{access.SeeFollowUp, "nav_follow_up", "/follow-up"},
		{access.SeeFollowUp, "nav_meetings", "/meetings"},
		{access.ManageAccounts, "nav_accounts", "/accounts"},
		{access.SeeAudit, "nav_audit", "/audit"},
	} {
		if r.may(one.need) {
			at := r.path(one.path)
			here := r.URL.Path == at || one.path != "/" && strings.HasPrefix(r.URL.Path, at+"/")
			for _, part := range partsOf[one.path] {
				here = here || strings.HasPrefix(r.URL.Path+"/", r.path(part)+"/")
			}
			items = append(items, navItem{r.p.Text("web." + one.name), at, here})
		}
	}
	return items
}

// partsOf are the pages that belong to one of nav and do not stand below its address.
var partsOf = map[string][]string{"/overview": {"/dimensions", "/indicators", "/search"}, "/proposals": {"/consultations", "/suggestions", "/results"}, "/consulted": {"/suggest"}}

// sheets are the style sheets by name.
var sheets = func() map[string][]byte {
	own, err := pageFiles.ReadFile("page/style.css")
	if err != nil {
		panic(err) // embedded beside this file
	}
	return map[string][]byte{"style.css": own, "report.css": reports.StyleSheet()}
}()

// packedSheets are the style sheets, compressed.
var packedSheets = func() map[string][]byte {
	packed := map[string][]byte{}
	for name, content := range sheets {
		small, err := compress(content)
		if err != nil {
			panic(err) // memory does not fail to be written to
		}
		packed[name] = small
	}
	return packed
}()

// stylePath is the address of a style sheet as it is: another one has another
// address, so that browsers may keep it.
func stylePath(name string) string {
	sum := sha256.Sum256(sheets[name])
	return "/static/" + hex.EncodeToString(sum[:6]) + "-" + name
}

// static answers with a style sheet.
func static(w http.ResponseWriter, r *http.Request) {
	_, name, _ := strings.Cut(r.PathValue("name"), "-")
	content, ok := sheets[name]
	if !ok || "/static/"+r.PathValue("name") != stylePath(name) {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Header().Set("Vary", "Accept-Encoding")
	if takesGzip(r) {
		w.Header().Set("Content-Encoding", "gzip")
		content = packedSheets[name]
	}
	_, _ = w.Write(content)
}
