package browsertest

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"heng/internal/access"
	"heng/internal/need"
	"heng/internal/webtest"
)

// shots is the environment variable with a folder for pictures of the pages, for who
// wants to look at them.
const shots = "HENG_SHOTS"

// tab opens a browser of its own, driven by this process.
func tab(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(browser(t)), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("hide-scrollbars", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("disable-extensions", true),
		chromedp.WSURLReadTimeout(patience)) // a start takes a second, and on a busy machine may take many
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	ctx, cancel = context.WithTimeout(ctx, 4*patience)
	t.Cleanup(cancel)
	return ctx
}

// enter gives the tab the session of a visitor.
func enter(t *testing.T, ctx context.Context, v *webtest.Visitor) {
	t.Helper()
	at, err := url.Parse(v.Site.Server.URL)
	if err != nil {
		t.Fatal(err)
	}
	httpOnly := true
	for _, c := range v.Client.Jar.Cookies(at) {
		if _, err := chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: c.Value, URL: at.String(), HTTPOnly: &httpOnly}); err != nil {
			t.Fatal(err)
		}
	}
}

// take runs an action for its value.
func take[T any](t *testing.T, ctx context.Context, action chromedp.Action[T]) T {
	t.Helper()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// served is the dashboard of the example that build built.
var served = sync.OnceValues(func() (*webtest.Site, error) {
	if err := build(); err != nil {
		return nil, err
	}
	return webtest.Serve(filepath.Join(dir, "mofa"), true)
})

// dashboard serves the example, once for all tests.
func dashboard(t *testing.T) *webtest.Site {
	t.Helper()
	s, err := served()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// sizes are the windows that a page is held to: a phone's and a projector's.
var sizes = []struct {
	name          string
	width, height int64
}{{"narrow", 360, 740}, {"wide", 1440, 900}}

// TestDashboardPages: on no page of any role, in neither language, does axe-core find a
// breach of WCAG 2.1 A or AA, and nothing sticks out of a phone.
func TestDashboardPages(t *testing.T) {
	if testing.Short() {
		t.Skip("draws in a browser")
	}
	axe, err := os.ReadFile(need.File(t, "axe", "HENG_AXE"))
	if err != nil {
		t.Fatal(err)
	}
	s := dashboard(t)
	invited, err := s.People.Gate.Invite(t.Context(), "", access.Account{ID: "invited-1", Name: "受邀團體", Role: access.Group, Group: "N02"})
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range []struct {
		role  access.Role
		pages []string
	}{
		{access.Public, []string{"/", "/sign-in", "/join/" + invited, "/nowhere"}},
		{access.Member, []string{"/overview", "/dimensions/mofa/transparency?period=2016&compare=2014", "/indicators/mofa/oda", "/search?q=oda", "/account", "/accounts", "/indicators/mofa/oda/rows", "/indicators/mofa/oda/history", "/indicators/mofa/oda/versions"}},
		{access.Analyst, []string{"/quality", "/define?framework=mofa&indicator=targets-met"}},
		{access.Administrator, []string{"/accounts", "/audit"}},
		{access.Office, followUpPages(t, s)},
	} {
		t.Run(string(one.role), func(t *testing.T) {
			ctx := tab(t)
			enter(t, ctx, s.As(t, one.role))
			for _, page := range one.pages {
				for i, lang := range []string{"zh-TW", "en"} {
					for j, size := range sizes {
						if one.role != access.Public && i != j {
							continue // long pages: the longer words in the wide window, the others in the narrow one
						}
						checkPage(t, ctx, string(axe), s.Server.URL+"/"+lang+page, fmt.Sprintf("%s-%s-%s-%s", one.role, page, lang, size.name), size.width, size.height)
					}
				}
			}
		})
	}
}

// followUpPages are the pages of the follow-up, with the example's minutes taken over
// and a meeting called after them that has begun and ruled.
func followUpPages(t *testing.T, s *webtest.Site) []string {
	t.Helper()
	office := s.As(t, access.Office)
	for _, form := range [][]string{
		{"/follow-up/take-over"},
		{"/meetings", "id", "107-2", "on", "2018-12-14", "title_zh", "第二次會議"},
		{"/meetings/107-2/seats", "before", "107-1"},
		{"/meetings/107-2/papers", "title", "議程", "sent", "2018-12-10"},
		{"/meetings/107-2/session", "turn", "open"},
		{"/meetings/107-2/attendance", "seat", "1", "present", "1", "seat", "2", "present", "2", "proxy", "2", "seat", "9", "present", "9", "seat", "10", "present", "10"},
		{"/meetings/107-2/rulings", "expected", "107-2-01", "text_zh", "請國經司續辦", "owner", "國經司", "next_meeting", "yes", "state", "follow_up"},
		{"/follow-up/datasets", "id", "news", "title_zh", "最新消息", "unit", "公眾會", "on", "2018-05-01"},
	} {
		if a := office.Post("/en"+form[0], form[1:]...); a.Status != http.StatusSeeOther {
			t.Fatalf("%v: %d\n%s", form, a.Status, a.Body)
		}
	}
	return []string{"/follow-up", "/follow-up/rulings/107-1-08", "/follow-up/datasets", "/follow-up/datasets/news", "/meetings", "/meetings/107-2", "/meetings/107-2/live", "/follow-up/sheet?meeting=107-2"}
}

// checkPage opens a page in a window of a size and holds it to what can be told of any.
func checkPage(t *testing.T, ctx context.Context, axe, address, name string, width, height int64) {
	t.Helper()
	find := axe + `;axe.run(document, {runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa"], resultTypes: ["violations"]}).then(r =>
		r.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.html.slice(0, 200))))`
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, height), chromedp.Navigate(address)); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	overflow := take(t, ctx, chromedp.Evaluate[float64](`document.documentElement.scrollWidth - window.innerWidth`))
	breaches := take(t, ctx, chromedp.Evaluate[[]string](find, chromedp.EvalAwaitPromise))
	if overflow > 0 {
		t.Errorf("%s sticks out by %v px", name, overflow)
	}
	for _, b := range breaches {
		t.Errorf("%s: %s", name, b)
	}
	if dir := os.Getenv(shots); dir != "" {
		picture := take(t, ctx, chromedp.FullScreenshot(100))
		file := strings.NewReplacer("/", "_", "?", "_").Replace(name) + ".png"
		if err := os.WriteFile(filepath.Join(dir, file), picture, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestByKeyboard signs in, finds an indicator and reads its numbers without a mouse.
func TestByKeyboard(t *testing.T) {
	if testing.Short() {
		t.Skip("draws in a browser")
	}
	s := dashboard(t)
	ctx := tab(t)
	do := func(steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		soon, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		if err := chromedp.Do(soon, steps...); err != nil {
			t.Fatalf("%v, at %s:\n%s", err, take(t, ctx, chromedp.Location()), take(t, ctx, chromedp.Text(chromedp.CSS("main"))))
		}
	}
	// reach goes on with the tab key until what has the given id or text is focused.
	reach := func(what string) {
		t.Helper()
		for range 60 {
			do(chromedp.KeyEvent(kb.Tab))
			if what == take(t, ctx, chromedp.Evaluate[string](`(() => { const e = document.activeElement; return e.id || e.textContent.trim() })()`)) {
				return
			}
		}
		t.Fatalf("%q is not reached by the tab key", what)
	}
	do(chromedp.Navigate(s.Server.URL + "/zh-TW/overview"))
	reach("account")
	do(chromedp.KeyEvent("member-1"+kb.Tab+webtest.Passphrase+kb.Enter), chromedp.WaitVisible(chromedp.CSS("#q")))
	if address := take(t, ctx, chromedp.Location()); !strings.HasSuffix(address, "/zh-TW/overview") {
		t.Fatalf("signed in and at %s", address)
	}
	reach("q")
	do(chromedp.KeyEvent("品質等級"+kb.Enter), chromedp.WaitVisible(chromedp.CSS(".found a")))
	heading := take(t, ctx, chromedp.Text(chromedp.CSS(".found a")))
	reach(heading)
	do(chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS(".indicator")))
	if got := take(t, ctx, chromedp.Text(chromedp.CSS("h1"))); got != heading {
		t.Errorf("%q was chosen, and the page is of %q", heading, got)
	}
}
