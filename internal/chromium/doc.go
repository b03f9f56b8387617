// Package chromium runs the Chromium that is installed on this machine, to turn
// drawings (SVG) into pictures (PNG) for those who cannot use drawings.
//
// The browser is a program of somebody else's that may be missing: Find says
// whether it is there, and whoever asks for pictures goes on without them where
// it is not. It is started once for many drawings, offline, with a profile of
// its own that is deleted again. The same drawing, size, fonts and version of
// the browser give the same bytes.
//
// The package draws no charts (that is charts') and prints no pages.
//
// Begin at Find, then Browser.PNGs.
package chromium
