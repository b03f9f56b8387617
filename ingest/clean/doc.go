// Package clean turns the text of a cell into a value: dates in the Gregorian
// and the Minguo calendar, exact numbers as ministries write them (grouping,
// full-width digits, 億萬千元, 大寫, △ for minus), years, periods, booleans,
// business numbers, countries.
//
// Every function is pure and reads the whole text or refuses it with a reason
// a person can act on. Nothing is guessed: a text with two readings, or one
// that contradicts itself (a weekday that is not the date's, digits that are
// not the 大寫 beside them), is refused. Nothing is rounded.
//
// The package knows no file, schema or database. What stands for no value in a
// column is the caller's business; clean only names the marks that ministries
// write in place of a value (Dash, NotListed). Plain forms are read without
// allocation. Begin at Date and Number.
package clean
