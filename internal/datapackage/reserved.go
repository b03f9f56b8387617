package datapackage

import "strings"

// reserved are the words that PostgreSQL 15 or DuckDB 1.5 (or standard SQL,
// for some that a later version may reserve) do not take for a table's name
// without quotes.
var reserved = func() map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq(`
		all analyse analyze and anti any array as asc asof asymmetric at authorization between binary both
		case cast check collate collation column concurrently constraint create cross current_catalog
		current_date current_role current_schema current_time current_timestamp current_user default
		deferrable delete desc describe distinct do drop else end except exists false fetch for foreign freeze
		from full generated glob grant group having ilike in initially inner insert intersect into is isnull join
		lambda lateral leading left like limit localtime localtimestamp natural not notnull null offset
		on only or order outer overlaps pivot pivot_longer pivot_wider placing positional primary qualify
		references returning right row select semi session_user set show similar some struct summarize symmetric
		system_user table tablesample then to trailing true try_cast union unique unpivot update user
		using values variadic verbose when where window with`) {
		words[word] = true
	}
	return words
}()

// IsReserved reports whether a name is a word of SQL and cannot be the name of
// a table.
func IsReserved(name string) bool { return reserved[name] }
