package chromium

import (
	"os"
	"os/exec"
)

// Variable is the environment variable that names the browser to run: a path,
// or a program's name.
const Variable = "HENG_CHROMIUM"

// programs are the names under which Chromium is installed.
var programs = []string{"chromium", "chromium-browser", "google-chrome", "chrome"}

// Find gives the path of the installed browser: the one that HENG_CHROMIUM
// names, and no other, where it is set; otherwise the first that is found.
func Find() (path string, ok bool) {
	names := programs
	if named := os.Getenv(Variable); named != "" {
		names = []string{named}
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, true
		}
	}
	return "", false
}
