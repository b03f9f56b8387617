// Package web is the dashboard: pages over a workspace for those who review it,
// define its indicators, are consulted about them and follow up what was ruled.
//
// A page is a row of the table of routes, which says what it takes to see it; what
// is not in the table does not exist, and who lacks the permission gets nothing of
// the page. Pages work without script. Each has an address in each language, of
// which the rest is the same: /zh-TW/indicators/mofa/reports-on-time.
//
// The package has no logic of its own: values, charts and texts of indicators are
// the report's (desk.Desk), what people do is kept by the packages over the
// journal. It is the only one that speaks HTTP.
//
// Begin at New and routes.go; a page is a handler, a template in page/ and texts
// in the catalogue web.
package web
