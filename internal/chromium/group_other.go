//go:build !unix

package chromium

import "os/exec"

// alone leaves the browser as it is: there are no process groups here, and its
// parts end with it.
func alone(*exec.Cmd) {}

func endGroup(*exec.Cmd) {}
