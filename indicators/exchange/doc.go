// Package exchange writes observations for other programs: as JSON, as CSV and
// as SDMX-CSV, each with every digit and the same keys wherever they are
// written. It shows nothing to people (that is reports') and computes nothing.
// Begin at WriteJSON.
package exchange
