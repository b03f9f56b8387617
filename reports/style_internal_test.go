package reports

import "testing"

// A space after an escape belongs to the escape (CSS Syntax 4.3.7), so each
// escape brings one of its own.
func TestCSSString(t *testing.T) {
	for text, want := range map[string]string{
		"外交部（內部版）":      `"外交部（內部版）"`,
		"a, b":          `"a\00002c  b"`,
		`"} x </style>`: `"\000022 \00007d  x \00003c \00002f style\00003e "`,
		"\\\n":          `"\00005c \00000a "`,
	} {
		if got := cssString(text); got != want {
			t.Errorf("cssString(%q) = %s, want %s", text, got, want)
		}
	}
}
