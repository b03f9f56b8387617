// Package charts draws observations: one indicator as a trend over its
// periods, as one value against its target, or as bars of a breakdown.
//
// A Chart is made in two steps that know nothing of each other. ForIndicator
// (and Trend, Bullet, Bars behind it) turns observations into an ECharts
// option, a text alternative and a table: pure, fast, without an engine. A
// Renderer turns the option into SVG with Apache ECharts in a JavaScript
// engine inside the process, and cleans it, so that many drawings can stand in
// one page and the same chart always gives the same bytes.
//
// What the pictures keep to: bars begin at zero; a period without data breaks
// the line and says so; labels stand beside what they name, there is no
// legend; one accent colour, greys, and a colour-blind-safe set with a shape
// for status. Every label's place is computed here rather than left to the
// engine, because the engine cannot be asked whether two labels touch.
//
// The package reads no database, writes no sentence of the report and sets no
// headline: the page does.
//
// Begin at Input and ForIndicator, then NewRenderer.
package charts
