// Package charts draws observations: one indicator as a trend over its
// periods, as one value against its target, or as a breakdown, at one period or
// at two; and the indicators of a dimension on the way to their targets.
//
// A Chart is made in two steps that know nothing of each other. ForIndicator
// (and Trend, Bullet, Bars behind it) turns observations into an ECharts
// option, a text alternative and a table: pure, fast, without an engine. A
// Renderer turns the option into SVG with Apache ECharts in a JavaScript
// engine inside the process, and cleans it, so that many drawings can stand in
// one page and the same chart always gives the same bytes. A page for desk and
// phone holds two drawings of a chart, one of them with Input.Narrow, under
// different prefixes. Frame makes a drawing a file that stands alone.
//
// What the pictures keep to: bars begin at zero; a period without data breaks
// the line and says so; labels stand beside what they name, there is no
// legend; one accent colour, greys, and a colour-blind-safe set with a shape
// for status. Every label's place is computed here rather than left to the
// engine, because the engine cannot be asked whether two labels touch.
//
// The package reads no database and writes no sentence of the report: the
// finding over a chart is given to it.
//
// Begin at Input and ForIndicator, then NewRenderer.
package charts
