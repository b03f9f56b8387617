package store

import "context"

// letterCollations are the collations by which a server knows the large and small
// letters of every script, the best first: those of the first two turn one
// character into one, as the embedded engine does.
const letterCollations = `select collname from pg_collation where collname in ('C.utf8', 'C.UTF-8', 'und-x-icu')
	order by case collname when 'C.utf8' then 1 when 'C.UTF-8' then 2 else 3 end limit 1`

// letterFunctions are the generation's own lower and upper. Texts are ordered by
// code points, and by that order a server knows no letters but those of ASCII:
// neither é nor the Ａ of full width. The capital of ß is the one character ẞ, as
// on the embedded engine.
func (l *Load) letterFunctions(ctx context.Context, schema string) ([]string, error) {
	var collations []string
	if err := l.shared.conn.SelectContext(ctx, &collations, letterCollations); err != nil || len(collations) == 0 {
		return nil, err
	}
	by := " collate pg_catalog." + QuoteName(collations[0])
	in := QuoteName(schema)
	return []string{
		"create function " + in + ".lower(t text) returns text language sql immutable strict parallel safe as $$ select pg_catalog.lower(t" + by + ") $$",
		"create function " + in + ".upper(t text) returns text language sql immutable strict parallel safe as $$ select pg_catalog.upper(replace(t, 'ß', 'ẞ')" + by + ") $$",
	}, nil
}
