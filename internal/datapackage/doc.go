// Package datapackage holds the shape of what comes in: the Data Package of a
// workspace with its resources, and the Table Schema of each (Data Package v2,
// https://datapackage.org), with what Heng adds: headers under which a column
// occurs in files, units, and titles in both languages.
//
// Read finds every slip of a datapackage.yaml at once, each at its place, so
// that what comes after may rely on a package without findings: names are fit
// for a database, keys point to fields that exist and agree in type, limits
// and patterns can be read. Builtin gives the schemas of the standard tables.
//
// The package reads no records and knows no database. Begin at Read.
package datapackage
