package chromium_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"heng/internal/chromium"
	"heng/internal/need"
)

// installed gives the browser of this machine.
func installed(t *testing.T) chromium.Browser {
	t.Helper()
	if testing.Short() {
		t.Skip("the browser is slow")
	}
	path, ok := chromium.Find()
	if !ok {
		need.Absent(t, "chromium", "Chromium is not installed")
	}
	return chromium.Browser{Path: path}
}

// svg is a drawing of 40 by 20 with the given content.
func svg(content string) chromium.SVG {
	return chromium.SVG{Name: content, Width: 40, Height: 20, Bytes: []byte(
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" width="100%" font-family="Noto Sans CJK TC, sans-serif">` + content + `</svg>`)}
}

func glyph(r rune) chromium.SVG {
	return svg(fmt.Sprintf(`<text x="5" y="16" font-size="16">%c</text>`, r))
}

// pngs makes pictures, in a folder for what is temporary that must be empty
// afterwards.
func pngs(t *testing.T, b chromium.Browser, scale float64, svgs ...chromium.SVG) [][]byte {
	t.Helper()
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	pictures, err := b.PNGs(t.Context(), svgs, scale)
	if err != nil {
		t.Fatal(err)
	}
	nothingLeft(t, temporary)
	return pictures
}

func nothingLeft(t *testing.T, temporary string) {
	t.Helper()
	left, err := os.ReadDir(temporary)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range left {
		t.Errorf("%s is left", f.Name())
	}
}

func decode(t *testing.T, picture []byte) image.Image {
	t.Helper()
	i, err := png.Decode(bytes.NewReader(picture)) // checks the sums of all chunks, too
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// ink counts the pixels that are not white, and those that have a colour.
func ink(i image.Image) (dark, coloured int) {
	for y := range i.Bounds().Dy() {
		for x := range i.Bounds().Dx() {
			r, g, b, _ := i.At(x, y).RGBA()
			if r+g+b < 3*0xffff {
				dark++
			}
			if r != g || g != b {
				coloured++
			}
		}
	}
	return dark, coloured
}

// Pictures are of the size asked for, sharp at that size, on white, and say how
// large they are on paper: 2 · 96 / 0.0254 = 7559 pixels to the metre.
func TestPicture(t *testing.T) {
	b := installed(t)
	pictures := pngs(t, b, 2, svg(`<rect x="4.5" y="0" width="0.5" height="20"/>`), svg(""))
	i := decode(t, pictures[0])
	if i.Bounds() != image.Rect(0, 0, 80, 40) {
		t.Fatalf("bounds are %v", i.Bounds())
	}
	for x, want := range map[int]color.NRGBA{
		0: {255, 255, 255, 255}, 8: {255, 255, 255, 255}, 9: {0, 0, 0, 255}, 10: {255, 255, 255, 255}, 79: {255, 255, 255, 255},
	} {
		if got := color.NRGBAModel.Convert(i.At(x, 20)); got != want {
			t.Errorf("pixel %d is %v, want %v", x, got, want)
		}
	}
	if !bytes.Contains(pictures[0], []byte("pHYs\x00\x00\x1d\x87\x00\x00\x1d\x87\x01")) {
		t.Error("the picture does not say that it has 7559 pixels to the metre")
	}
	if dark, _ := ink(decode(t, pictures[1])); dark != 0 {
		t.Errorf("an empty drawing has %d dark pixels", dark)
	}
}

// Chinese characters are drawn as themselves: not as each other, and not as the
// box that stands for a character which no font has (here one of private use).
// Letters have no coloured fringes.
func TestChinese(t *testing.T) {
	b := installed(t)
	characters := []rune{'\U0010FFFD', '衡', '臺', '圖', 'A'}
	var svgs []chromium.SVG
	for _, r := range characters {
		svgs = append(svgs, glyph(r))
	}
	pictures := pngs(t, b, 2, svgs...)
	seen := map[string]rune{}
	for i, picture := range pictures {
		if other, ok := seen[string(picture)]; ok {
			t.Errorf("%c looks like %c", characters[i], other)
		}
		seen[string(picture)] = characters[i]
		dark, coloured := ink(decode(t, picture))
		if coloured != 0 || dark == 0 && i > 0 {
			t.Errorf("%c has %d dark pixels, %d of a colour", characters[i], dark, coloured)
		}
	}
}

// The same drawings give the same bytes, also with others beside them.
func TestSameBytes(t *testing.T) {
	b := installed(t)
	first := pngs(t, b, 1.5, glyph('衡'), glyph('重'))
	again := pngs(t, b, 1.5, svg(`<circle r="9"/>`), glyph('重'), glyph('衡'))
	if !bytes.Equal(first[0], again[2]) || !bytes.Equal(first[1], again[1]) || bytes.Equal(first[0], first[1]) {
		t.Error("the same drawing gives other bytes")
	}
}

// A drawing that is none is named; one that would fetch something or run a
// script does not.
func TestAwkwardDrawings(t *testing.T) {
	b := installed(t)
	_, err := b.PNGs(t.Context(), []chromium.SVG{glyph('好'), {Name: "torn", Bytes: []byte("<svg"), Width: 10, Height: 10}}, 1)
	if err == nil || !strings.Contains(err.Error(), "cannot draw the chart “torn”") {
		t.Errorf("error: %v", err)
	}

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	called := make(chan bool, 1)
	go func() {
		if c, err := listener.Accept(); err == nil {
			c.Close()
			called <- true
		}
		close(called)
	}()
	address := "http://" + listener.Addr().String()
	pngs(t, b, 1, svg(`<image href="`+address+`/a.png" width="9" height="9"/><script href="`+address+`/b.js"/><script>document.documentElement.remove()</script>`+
		`<style>@import url(`+address+`/c.css)</style><rect width="3" height="3"/>`))
	torn := svg(`"></svg><script>document.title = 1</script><img src="` + address + `/d.png`) // would break out of an unescaped page
	if _, err := b.PNGs(t.Context(), []chromium.SVG{torn}, 1); err == nil {
		t.Error("what is no XML is drawn")
	}
	listener.Close()
	if <-called {
		t.Error("the browser called " + address)
	}
}

// Pictures are kept: what the cache holds is not made again, and what is
// damaged in it is.
func TestCache(t *testing.T) {
	b := installed(t)
	b.CacheDir = filepath.Join(t.TempDir(), "pictures")
	first := pngs(t, b, 1, glyph('一'), glyph('二'))
	files, err := filepath.Glob(filepath.Join(b.CacheDir, "*.png"))
	if err != nil || len(files) != 2 {
		t.Fatalf("%d files are kept, %v", len(files), err)
	}

	// A browser that can say its version and nothing else.
	version, err := exec.Command(b.Path, "--version").Output()
	if err != nil {
		t.Fatal(err)
	}
	mute := script(t, `test "$1" = --version && echo "`+strings.TrimSpace(string(version))+`"`)
	mute.CacheDir = b.CacheDir
	kept := pngs(t, mute, 1, glyph('二'), glyph('一'))
	if !bytes.Equal(kept[0], first[1]) || !bytes.Equal(kept[1], first[0]) {
		t.Error("the cache gives other pictures")
	}
	for _, test := range []struct {
		name  string
		scale float64
		svg   chromium.SVG
	}{{"another scale", 2, glyph('一')}, {"another drawing", 1, glyph('三')}} {
		if _, err := mute.PNGs(t.Context(), []chromium.SVG{test.svg}, test.scale); err == nil {
			t.Errorf("%s comes from the cache", test.name)
		}
	}
	other := script(t, `test "$1" = --version && echo Chromium 1`)
	other.CacheDir = b.CacheDir
	if _, err := other.PNGs(t.Context(), []chromium.SVG{glyph('一')}, 1); err == nil {
		t.Error("another browser's pictures come from the cache")
	}
	for _, f := range files {
		if err := os.Truncate(f, 200); err != nil {
			t.Fatal(err)
		}
	}
	again := pngs(t, b, 1, glyph('一'), glyph('二'))
	if !bytes.Equal(again[0], first[0]) || !bytes.Equal(again[1], first[1]) {
		t.Error("a damaged cache gives damaged pictures")
	}
}

// When the context ends, so does every process of the browser, and nothing is
// left behind.
func TestCancelled(t *testing.T) {
	b := installed(t)
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	// running lists the processes that were told of the folder.
	running := func() (lines []string) {
		processes, _ := filepath.Glob("/proc/[0-9]*/cmdline")
		for _, p := range processes {
			if line, err := os.ReadFile(p); err == nil && bytes.Contains(line, []byte(temporary)) {
				lines = append(lines, string(line))
			}
		}
		return lines
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		for len(running()) < 3 && ctx.Err() == nil { // the browser, and some of what it starts
			time.Sleep(10 * time.Millisecond)
		}
		cancel()
	}()
	var many []chromium.SVG
	for r := range rune(800) { // four starts
		many = append(many, glyph('一'+r))
	}
	if _, err := b.PNGs(ctx, many, 4); !errors.Is(err, context.Canceled) {
		t.Errorf("error: %v", err)
	}
	nothingLeft(t, temporary)
	for range 600 { // a killed process is there until the system has come to it
		if len(running()) == 0 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("still running: %q", running())
}
