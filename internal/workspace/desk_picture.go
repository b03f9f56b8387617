package workspace

import (
	"context"
	"errors"
	"time"

	"heng/internal/chromium"
	"heng/reports"
)

// ErrNoBrowser says that no browser is installed that could make a picture.
var ErrNoBrowser = errors.New("no Chromium is installed")

// pictureWithin is how long a reader waits for a picture: a browser that is starting
// takes a second or two, on a busy machine ten.
const pictureWithin = 30 * time.Second

// Picture makes a PNG of a chart, as the folder beside the report has it. One is made
// at a time, and what was made once is kept with the report's. The error is
// ErrNoBrowser, that of ctx, context.DeadlineExceeded after half a minute, or a
// *fault.Error of the browser's.
func (v *View) Picture(ctx context.Context, d reports.Drawing) ([]byte, error) {
	browser, ok := v.browser()
	if !ok {
		return nil, ErrNoBrowser
	}
	ctx, cancel := context.WithTimeout(ctx, pictureWithin)
	defer cancel()
	select {
	case v.desk.drawing <- struct{}{}:
		defer func() { <-v.desk.drawing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	pictures, err := browser.PNGs(ctx, []chromium.SVG{{Name: d.Name, Bytes: d.SVG, Width: d.Width, Height: d.Height}}, pictureScale)
	if err != nil {
		return nil, err
	}
	return pictures[0], nil
}
