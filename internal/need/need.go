package need

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Variable is the environment variable with the needs that must be met, in a
// list with commas: "postgresql,chromium".
const Variable = "HENG_REQUIRE"

// Absent ends a test for want of what: it is skipped, or fails where
// HENG_REQUIRE names what.
func Absent(t testing.TB, what, why string) {
	t.Helper()
	if slices.Contains(strings.Split(os.Getenv(Variable), ","), what) {
		t.Fatalf("%s=%s asks for this test, but %s", Variable, os.Getenv(Variable), why)
		return
	}
	t.Skip(why)
}

// Program gives the path of the first of the programs that is installed. What
// is the need's name in HENG_REQUIRE.
func Program(t testing.TB, what string, programs ...string) string {
	t.Helper()
	for _, program := range programs {
		if path, err := exec.LookPath(program); err == nil {
			return path
		}
	}
	Absent(t, what, "none of these programs is installed: "+strings.Join(programs, ", "))
	return ""
}

// File gives the path that the environment variable holds, of a file that
// neither the repository nor the system brings.
func File(t testing.TB, what, variable string) string {
	t.Helper()
	path := os.Getenv(variable)
	if path == "" {
		Absent(t, what, variable+" does not name a file")
	}
	if _, err := os.Stat(path); err != nil {
		Absent(t, what, variable+" names a file that cannot be read: "+err.Error())
	}
	return path
}

// Shared gives the path of a file in the folder "shared" beside the
// repository, which holds the sources of real figures. The need's name in
// HENG_REQUIRE is "shared".
func Shared(t testing.TB, path ...string) string {
	t.Helper()
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			break
		}
		parent := filepath.Dir(root)
		if parent == root {
			t.Fatal("no go.mod above the test")
		}
		root = parent
	}
	full := filepath.Join(append([]string{filepath.Dir(root), "shared"}, path...)...)
	if _, err := os.Stat(full); err != nil {
		Absent(t, "shared", "the shared data are not here: "+err.Error())
	}
	return full
}
