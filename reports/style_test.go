package reports_test

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"testing"
)

// Every text colour has a contrast of at least 4.5:1 on both grounds, which
// WCAG 2.1 asks for (success criterion 1.4.3).
func TestContrast(t *testing.T) {
	css, err := os.ReadFile("page/page.css")
	if err != nil {
		t.Fatal(err)
	}
	colours := map[string]float64{}
	for _, match := range regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{3,6});`).FindAllStringSubmatch(string(css), -1) {
		colours[match[1]] = luminance(t, match[2])
	}
	for _, name := range []string{"ink", "quiet", "accent", "met", "on-track", "at-risk", "off-track"} {
		for _, ground := range []string{"ground", "wash"} {
			light, dark := colours[ground], colours[name]
			if ratio := (light + 0.05) / (dark + 0.05); ratio < 4.5 {
				t.Errorf("%s on %s: %.2f", name, ground, ratio)
			}
		}
	}
}

// luminance is the relative luminance of WCAG 2.1.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	if len(hex) == 3 {
		hex = fmt.Sprintf("%c%c%c%c%c%c", hex[0], hex[0], hex[1], hex[1], hex[2], hex[2])
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		channel, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(channel) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
