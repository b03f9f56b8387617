package reports

import (
	"context"
	"html/template"

	"heng/charts"
)

// picture is a drawn chart, once for a wide page and once for a narrow one.
// Their SVG is the renderer's, which escapes the texts in it and leaves no
// script, style sheet or reference to elsewhere.
type picture struct {
	ID           string
	Title        string // its finding; empty where the finding stands above it
	Subtitle     string
	Source       string
	Wide, Narrow template.HTML
	Chart        charts.Chart // as drawn wide
	SVG          string
	Files        []taken // none in a report, which has them beside it
}

// drawn is an indicator's block that may have charts.
type drawn struct {
	*entry
	block *block
}

// drawing is a place for a picture that stands alone; without one it prints
// nothing.
type drawing struct{ Picture *picture }

// wanted is a picture to be drawn and its place.
type wanted struct {
	id    string
	place *drawing
	chart func(narrow bool) (charts.Chart, bool)
}

// draw makes all the charts of the report in one go.
func (b *book) draw(ctx context.Context) error {
	drawn, err := b.drawThese(ctx, b.wanted, b.blocks)
	b.pictures = append(b.pictures, drawn...)
	return err
}

// drawThese makes some of the charts and returns them in the order of the page.
func (b *book) drawThese(ctx context.Context, places []wanted, blocks []drawn) ([]*picture, error) {
	if b.in.Renderer == nil {
		return nil, nil
	}
	var jobs []charts.Job
	var pictures []*picture
	add := func(id string, make func(narrow bool) (charts.Chart, bool)) *picture {
		wide, ok := make(false)
		if !ok {
			return nil
		}
		narrow, ok := make(true)
		if !ok {
			return nil
		}
		p := &picture{ID: id, Title: wide.Title, Subtitle: wide.Subtitle, Source: wide.Source, Chart: wide}
		prefix := id + "_" + string(b.p.Lang)
		jobs = append(jobs, charts.Job{Chart: wide, IDPrefix: prefix + "_wide"}, charts.Job{Chart: narrow, IDPrefix: prefix + "_narrow"})
		pictures = append(pictures, p)
		return p
	}
	for _, o := range places {
		o.place.Picture = add(o.id, o.chart)
	}
	for _, d := range blocks {
		for _, want := range b.blockCharts(d.entry) {
			if p := add(want.id, want.chart); p != nil {
				if len(d.block.Pictures) == 0 {
					p.Title = "" // the finding stands above it
				}
				d.block.Pictures = append(d.block.Pictures, p)
			}
		}
	}
	if len(jobs) == 0 {
		return nil, nil
	}
	drawings, err := b.in.Renderer.SVGs(ctx, jobs)
	if err != nil {
		return nil, err
	}
	for i, p := range pictures {
		p.SVG = drawings[2*i]
		p.Wide, p.Narrow = template.HTML(drawings[2*i]), template.HTML(drawings[2*i+1])
	}
	return pictures, nil
}
