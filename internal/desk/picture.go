package desk

import (
	"context"
	"time"

	"heng/reports"
)

// pictureWithin is how long a reader waits for a picture: a browser that is starting
// takes a second or two, on a busy machine ten.
const pictureWithin = 30 * time.Second

// Picture makes a PNG of a chart, one at a time, and gives up with
// context.DeadlineExceeded after half a minute; see workspace.Picture.
func (v *View) Picture(ctx context.Context, d reports.Drawing) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, pictureWithin)
	defer cancel()
	select {
	case v.desk.drawing <- struct{}{}:
		defer func() { <-v.desk.drawing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return v.Workspace.Picture(ctx, d)
}
