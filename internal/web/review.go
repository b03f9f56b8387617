package web

import (
	"context"
	"errors"
	"html/template"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"

	"heng/internal/access"
	"heng/internal/workspace"
	"heng/reports"
)

// reviewRoutes are the indicators, for those who review them.
var reviewRoutes = []route{
	{"GET", "/overview", access.SeeIndicators, kept((*request).overviewPage)},
	{"GET", "/dimensions/{framework}/{dimension}", access.SeeIndicators, kept((*request).dimensionPage)},
	{"GET", "/dimensions/{framework}/{dimension}/files/{file}", access.SeeIndicators, kept((*request).dimensionFile)},
	{"GET", "/indicators/{framework}/{indicator}", access.SeeIndicators, kept((*request).indicatorPage)},
	{"GET", "/indicators/{framework}/{indicator}/files/{file}", access.SeeIndicators, kept((*request).indicatorFile)},
	{"GET", "/overview/files/{file}", access.SeeIndicators, kept((*request).overviewFile)},
	{"GET", "/quality", access.SeeQuality, (*request).qualityPage},
	{"GET", "/quality/files/{file}", access.SeeQuality, (*request).qualityFile},
	{"GET", "/search", access.SeeIndicators, kept((*request).searchPage)},
}

type overviewBody struct {
	About  about
	Glance template.HTML
}

func (r *request) overviewPage() error {
	board, err := r.board()
	if err != nil {
		return err
	}
	glance, err := board.Glance()
	if err != nil {
		return err
	}
	return r.show("overview", r.p.Text("web.nav_overview"), overviewBody{r.aboutBoard(board), glance})
}

type dimensionBody struct {
	About     about
	Dimension reports.BoardDimension
	Content   template.HTML
}

func (r *request) dimensionPage() error {
	board, err := r.board()
	if err != nil {
		return err
	}
	key := r.PathValue("framework") + "/" + r.PathValue("dimension")
	content, ok, err := board.Dimension(r.Context(), key)
	if err != nil {
		return err
	}
	if !ok {
		return r.notFound()
	}
	for _, d := range board.Dimensions {
		if d.Key == key {
			return r.show("dimension", d.Title, dimensionBody{r.aboutBoard(board), d, content})
		}
	}
	return r.notFound()
}

type indicatorBody struct {
	About     about
	Dimension reports.BoardDimension
	Entry     reports.BoardEntry
	Content   template.HTML
	Periods   []periodLink // of the rows behind the numbers, the latest first
	At        string       // the address of the page
}

func (r *request) indicatorPage() error {
	board, err := r.board()
	if err != nil {
		return err
	}
	key := r.PathValue("framework") + "/" + r.PathValue("indicator")
	dimension, entry, ok := board.Find(key)
	if !ok {
		return r.notFound()
	}
	body := indicatorBody{About: r.aboutBoard(board), Dimension: dimension, Entry: entry, At: r.path("/indicators/" + key)}
	if body.Content, _, err = board.Indicator(r.Context(), key); err != nil {
		return err
	}
	body.Periods = r.periodLinks(key)
	return r.show("indicator", entry.Name, body)
}

// periodLink leads to the rows of a period.
type periodLink struct{ Name, Query string }

// periodsShown is how many periods an indicator's page leads to the rows of.
const periodsShown = 12

// periodLinks lists the periods that an indicator has values of, the latest first, and
// all of them together.
func (r *request) periodLinks(key string) []periodLink {
	var links []periodLink
	for at := len(r.view.Observations) - 1; at >= 0 && len(links) < periodsShown; at-- {
		o := r.view.Observations[at]
		if o.Framework+"/"+o.Indicator != key || o.Period == nil || len(o.Breakdown) > 0 {
			continue
		}
		links = append(links, periodLink{r.p.ShortPeriod(*o.Period), "?period=" + url.QueryEscape(*o.Period)})
	}
	return append(links, periodLink{r.p.Text("web.all_rows"), ""})
}

// indicatorFile answers with a chart as SVG or PNG, or a table as CSV or ODS.
func (r *request) indicatorFile() error {
	board, err := r.board()
	if err != nil {
		return err
	}
	key, name := r.PathValue("framework")+"/"+r.PathValue("indicator"), r.PathValue("file")
	drawings, err := board.Drawings(r.Context(), key)
	if err != nil {
		return err
	}
	if d, ok := drawingOf(drawings, name); ok {
		return r.drawing(d, name)
	}
	tables, err := board.Tables(key)
	if err != nil {
		return err
	}
	return r.tableOf(tables)
}

// dimensionFile answers with a chart of a dimension as SVG or PNG, or its table.
func (r *request) dimensionFile() error {
	board, err := r.board()
	if err != nil {
		return err
	}
	drawings, err := board.DimensionDrawings(r.Context(), r.PathValue("framework")+"/"+r.PathValue("dimension"))
	if err != nil {
		return err
	}
	name := r.PathValue("file")
	if d, ok := drawingOf(drawings, name); ok {
		return r.drawing(d, name)
	}
	return r.pageFile("dimension_" + r.PathValue("framework") + "_" + r.PathValue("dimension"))
}

func (r *request) overviewFile() error { return r.pageFile(reports.OverviewPage) }

func (r *request) qualityFile() error { return r.pageFile(reports.QualityPage) }

// pageFile answers with a table of a page as CSV or ODS.
func (r *request) pageFile(page string) error {
	board, err := r.board()
	if err != nil {
		return err
	}
	tables, err := board.PageTables(page)
	if err != nil {
		return err
	}
	return r.tableOf(tables)
}

// tableOf answers with the one of some files that is asked for.
func (r *request) tableOf(tables []reports.File) error {
	name := r.PathValue("file")
	for _, f := range tables {
		if f.Name == name {
			return r.file(name, f.Content)
		}
	}
	return r.notFound()
}

// drawingOf finds the drawing that a file of a name shows.
func drawingOf(drawings []reports.Drawing, name string) (reports.Drawing, bool) {
	for _, d := range drawings {
		if name == d.Name+".svg" || name == d.Name+".png" {
			return d, true
		}
	}
	return reports.Drawing{}, false
}

type undrawnBody struct {
	Why, SVG string
}

// drawing answers with a chart as the file of a name. Where no browser makes a picture
// of it, the answer says why, and offers the drawing.
func (r *request) drawing(d reports.Drawing, name string) error {
	if strings.HasSuffix(name, ".svg") {
		return r.file(name, d.SVG)
	}
	picture, err := r.view.Picture(r.Context(), d)
	if err == nil {
		return r.file(name, picture)
	}
	if errors.Is(err, context.Canceled) {
		return err
	}
	r.s.Log.Warn("no picture made", "path", r.URL.Path, "error", err.Error())
	body := undrawnBody{Why: r.p.Text("web.picture_failed"), SVG: r.inFolder(d.Name + ".svg")}
	switch {
	case errors.Is(err, workspace.ErrNoBrowser):
		body.Why = r.p.Text("web.picture_no_browser", "variable", "HENG_CHROMIUM")
	case errors.Is(err, context.DeadlineExceeded):
		body.Why = r.p.Text("web.picture_too_slow")
	}
	return r.status(http.StatusServiceUnavailable, "undrawn", r.p.Text("web.picture_none"), body)
}

// inFolder is the address of another file beside the one that is asked for.
func (r *request) inFolder(name string) string {
	at := url.URL{Path: path.Join(path.Dir(r.URL.Path), name), RawQuery: r.URL.RawQuery}
	return at.String()
}

// fileKinds are the media types of the files that can be taken away.
var fileKinds = map[string]string{
	"svg": "image/svg+xml", "csv": "text/csv; charset=utf-8", "ods": "application/vnd.oasis.opendocument.spreadsheet", "png": "image/png",
}

// file answers with a file to be kept.
func (r *request) file(name string, content []byte) error {
	h := r.w.Header()
	h.Set("Content-Type", fileKinds[name[strings.LastIndexByte(name, '.')+1:]])
	h.Set("Content-Disposition", contentDisposition(name))
	r.w.WriteHeader(http.StatusOK)
	_, err := r.w.Write(content)
	_ = err // who asked has gone
	return nil
}

type searchBody struct {
	About about
	Query string
	Found []reports.BoardEntry
}

// searchPage lists the indicators whose name or definition, in either language, has
// every word.
func (r *request) searchPage() error {
	board, err := r.board()
	if err != nil {
		return err
	}
	body := searchBody{About: r.aboutBoard(board), Query: strings.TrimSpace(r.URL.Query().Get("q"))}
	words := strings.Fields(strings.ToLower(body.Query))
	for _, d := range board.Dimensions {
		for _, e := range d.Indicators {
			if len(words) > 0 && hasAll(strings.ToLower(e.Words), words) {
				body.Found = append(body.Found, e)
			}
		}
	}
	return r.show("search", r.p.Text("web.search"), body)
}

func hasAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// contentDisposition names a file for who keeps it; the names of our files are of
// letters, digits and the like, whatever the codes they were made of held.
func contentDisposition(name string) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}

// qualityPage shows how the records came in.
func (r *request) qualityPage() error {
	board, err := r.board()
	if err != nil {
		return err
	}
	content, err := board.Quality()
	if err != nil {
		return err
	}
	return r.show("quality", r.p.Text("web.nav_quality"), content)
}
