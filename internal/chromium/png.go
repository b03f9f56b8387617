package chromium

import (
	"context"
	"math"

	"heng/internal/fault"
	"heng/internal/locale"
)

// SVG is a drawing: a whole SVG document, and its size in CSS pixels. Name is
// what an error calls it.
type SVG struct {
	Name          string
	Bytes         []byte
	Width, Height int
}

// Browser is an installed Chromium.
type Browser struct {
	Path     string // as Find gives it
	CacheDir string // where pictures are kept between runs; empty: nowhere
}

// drawing is an SVG with the size of its picture in pixels.
type drawing struct {
	svg           SVG
	scale         float64
	width, height int
}

const (
	// batch is how many drawings one start of the browser takes. A start costs
	// as much time as some thirty charts, and a chart at scale 2 some 100 kB of
	// memory, here and there, until the batch is done.
	batch = 200
	// The largest picture that every Chromium can make.
	longestSide = 16384
	mostPixels  = 1 << 26
)

// PNGs turns drawings into pictures, scale pixels to a CSS pixel, on white, in
// the order of the drawings. Words are drawn in the fonts of this machine. A
// picture that the cache holds is not made again; without any to make, the
// browser draws nothing.
//
// When ctx ends, the browser is stopped with all its processes. The error is a
// *fault.Error, or that of ctx when it ended first.
func (b Browser) PNGs(ctx context.Context, svgs []SVG, scale float64) ([][]byte, error) {
	if len(svgs) == 0 {
		return nil, ctx.Err()
	}
	drawings, err := measure(svgs, scale)
	if err != nil {
		return nil, err
	}
	keep, err := b.open(ctx)
	if err != nil {
		return nil, err
	}
	pictures := make([][]byte, len(drawings))
	var missing []int
	for i, d := range drawings {
		picture, ok := keep.read(keep.keyOf(d))
		if !ok {
			missing = append(missing, i)
		}
		pictures[i] = picture
	}
	for len(missing) > 0 {
		now := missing[:min(batch, len(missing))]
		missing = missing[len(now):]
		some := make([]drawing, len(now))
		for i, place := range now {
			some[i] = drawings[place]
		}
		drawn, err := b.draw(ctx, some)
		if err != nil {
			return nil, err
		}
		for i, place := range now {
			if drawn[i] == nil {
				return nil, fault.New(fault.Internal, locale.M("chromium.not_drawn", "drawing", some[i].svg.Name))
			}
			pictures[place] = drawn[i]
			keep.write(keep.keyOf(some[i]), drawn[i])
		}
	}
	return pictures, nil
}

// measure gives the sizes of the pictures.
func measure(svgs []SVG, scale float64) ([]drawing, error) {
	drawings := make([]drawing, len(svgs))
	for i, svg := range svgs {
		d := drawing{
			svg: svg, scale: scale,
			width: int(math.Round(float64(svg.Width) * scale)), height: int(math.Round(float64(svg.Height) * scale)),
		}
		if d.width <= 0 || d.height <= 0 || d.width > longestSide || d.height > longestSide || d.width*d.height > mostPixels {
			return nil, fault.New(fault.Internal, locale.M("chromium.size", "drawing", svg.Name, "width", d.width, "height", d.height))
		}
		drawings[i] = d
	}
	return drawings, nil
}
