package web_test

import (
	"bytes"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"heng/internal/access"
	"heng/internal/need"
	"heng/internal/web"
	"heng/internal/webtest"
)

var wrkFor = flag.Duration("wrk", 0, "how long BenchmarkWrk asks for each page; it needs the program wrk")

// wrkSays prints what was measured; with a pause, each connection waits between two
// requests for up to so many milliseconds, as people do.
const wrkSays = `
local pause = %d
if pause > 0 then function delay() return math.random(0, pause) end end
function done(summary, latency)
	local e = summary.errors
	io.write(string.format("requests=%%d us=%%d p50=%%d p99=%%d errors=%%d\n", summary.requests, summary.duration,
		latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
`

// BenchmarkWrk asks for pages from a second process over 1,000 open connections: as
// fast as they are answered, and with pauses of two seconds on average. The
// alternatives are net/http that answers with the same bytes from memory, and the
// same page composed anew each time, with pauses of twenty seconds.
func BenchmarkWrk(b *testing.B) {
	wrk, err := exec.LookPath("wrk")
	if *wrkFor == 0 || err != nil {
		b.Skip("it needs the program wrk (Debian: apt-get install wrk) and -wrk 10s")
	}
	for _, engine := range []string{"DuckDB", "PostgreSQL"} {
		s := wrkSite(b, engine)
		v := s.As(b, access.Analyst)
		cookie := v.Client.Jar.Cookies(v.Request(http.MethodGet, "/en/", nil).URL)[0]
		const indicator = "/en/indicators/mofa/datasets-published"
		for _, page := range []struct{ name, path string }{{"overview", "/en/overview"}, {"indicator", indicator}, {"rows", indicator + "/rows"}} {
			r := v.Request(http.MethodGet, page.path, nil)
			r.Header.Set("Accept-Encoding", "gzip")
			a := v.Do(r)
			if a.Status != http.StatusOK {
				b.Fatalf("%s: %d", page.path, a.Status)
			}
			memory := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", a.Header.Get("Content-Type"))
				w.Header().Set("Content-Encoding", a.Header.Get("Content-Encoding"))
				_, _ = w.Write([]byte(a.Body))
			})
			for _, from := range []struct {
				name    string
				handler http.Handler
				pause   int
			}{
				{"memory", memory, 0},
				{"kept", server(b, s, func(*web.Options) {}).Handler(), 0},
				{"memory-paced", memory, 4000},
				{"kept-paced", server(b, s, func(*web.Options) {}).Handler(), 4000},
				{"anew-paced", server(b, s, func(o *web.Options) { o.Unkept = true }).Handler(), 40_000},
			} {
				b.Run(engine+"/"+page.name+"/"+from.name, func(b *testing.B) {
					listening := httptest.NewServer(from.handler)
					defer listening.Close()
					r := v.Request(http.MethodGet, "/", nil) // what is kept is kept from then on
					r.URL.Host, r.URL.Path = strings.TrimPrefix(listening.URL, "http://"), page.path
					r.AddCookie(cookie)
					if first := v.Do(r); first.Status != http.StatusOK {
						b.Fatalf("%s: %d", page.path, first.Status)
					}
					for b.Loop() {
						askByWrk(b, wrk, listening.URL+page.path, cookie, from.pause)
					}
					b.ReportMetric(float64(len(a.Body)), "B/page")
					b.ReportMetric(resident(b), "MB")
				})
			}
		}
	}
}

// wrkSite serves the example with its records in a store of an engine.
func wrkSite(b *testing.B, engine string) *webtest.Site {
	if engine == "DuckDB" {
		return webtest.Example(b, true)
	}
	dir := b.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../examples/mofa")); err != nil {
		b.Fatal(err)
	}
	for _, made := range []string{"out", ".heng", "records"} {
		if err := os.RemoveAll(filepath.Join(dir, made)); err != nil {
			b.Fatal(err)
		}
	}
	settings := filepath.Join(dir, "heng.yaml")
	text, err := os.ReadFile(settings)
	if err != nil {
		b.Fatal(err)
	}
	text = append(bytes.TrimSpace(text), "\nstore: "+need.PostgreSQL(b).URL("postgres")+"\n"...)
	if err := os.WriteFile(settings, text, 0o644); err != nil {
		b.Fatal(err)
	}
	s, err := webtest.Serve(dir, true)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.Close)
	return s
}

var wrkSaid = regexp.MustCompile(`requests=(\d+) us=(\d+) p50=(\d+) p99=(\d+) errors=(\d+)`)

func askByWrk(b *testing.B, wrk, url string, cookie *http.Cookie, pause int) {
	script := filepath.Join(b.TempDir(), "say.lua")
	if err := os.WriteFile(script, fmt.Appendf(nil, wrkSays, pause), 0o644); err != nil {
		b.Fatal(err)
	}
	said, err := exec.Command(wrk, "-t1", "-c1000", "-d"+strconv.Itoa(int(*wrkFor/time.Second))+"s", "--timeout", "10s", "-s", script,
		"-H", "Cookie: "+cookie.Name+"="+cookie.Value, "-H", "Accept-Encoding: gzip", url).CombinedOutput()
	found := wrkSaid.FindSubmatch(said)
	if err != nil || found == nil {
		b.Fatalf("%v\n%s", err, said)
	}
	n := make([]float64, len(found))
	for i := 1; i < len(found); i++ {
		n[i], _ = strconv.ParseFloat(string(found[i]), 64)
	}
	b.ReportMetric(n[1]/n[2]*1e6, "requests/s")
	b.ReportMetric(n[3]/1000, "p50-ms")
	b.ReportMetric(n[4]/1000, "p99-ms")
	b.ReportMetric(n[5], "errors")
}

// resident is the memory that this process has now, in MB.
func resident(b *testing.B) float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0 // not on Linux
	}
	_, after, _ := strings.Cut(string(status), "VmRSS:")
	kilobytes, err := strconv.ParseFloat(strings.Fields(after)[0], 64)
	if err != nil {
		b.Fatal(err)
	}
	return kilobytes / 1000
}
