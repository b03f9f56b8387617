package store

// Both engines divide decimals by the same rule, which none of them has of its
// own: rounded half away from zero to twelve decimals, and exact as long as both
// operands are within the given sizes. Beyond them the 38 digits of the embedded
// engine do not suffice; both then divide the nearest floats and take the
// shortest decimal that reads back as the result, as IEEE 754 and the engines'
// own texts settle it. Package indicators writes the calls.
//
// They turn a decimal into a float by one rule, too: the nearest. A server does
// so of itself; the embedded engine only as long as the decimal's digits are a
// whole number that a float holds, and beyond that by way of a text.

// quotientFloat is the rule for operands beyond the sizes, on both engines. A
// decimal becomes a float by way of its text, which both read to the nearest
// float; of themselves they do not always.
const quotientFloat = `cast(cast(cast(cast(l as varchar) as double precision) / cast(cast(r as varchar) as double precision) as varchar) as decimal(38,12))`

// arithmeticMacros make the rules known to a connection of the embedded engine.
var arithmeticMacros = []string{`create or replace temp macro _heng_float(x, most) as
	case when abs(x) <= most then cast(x as double precision) else cast(cast(x as varchar) as double precision) end`,
	// Long division, four decimals at a time and the last four rounded: of operands
	// below 2^50 and 2^48 units, which a float reads exactly, each step fits into 64
	// bits. The divisions of 128 bits that other operands need take some ten times as
	// long.
	`create or replace temp macro _heng_units(x, unit) as cast(round(cast(abs(x) as double precision) * unit) as bigint)`,
	`create or replace temp macro _heng_long(a, b) as
	cast(a // b as decimal(20,0)) + cast(
		a % b * 10000 // b * 100000000 + a % b * 10000 % b * 10000 // b * 10000
		+ (a % b * 10000 % b * 10000 % b * 20000 + b) // (2 * b) as decimal(13,0)) * 0.000000000001`,
	`create or replace temp macro _heng_quotient(l, r, l_unit, r_unit, shift, l_most, r_most) as
	case when abs(l) <= least(l_most, 1125899906842623 // greatest(l_unit, r_unit)) and abs(r) <= least(r_most, 281474976710655 // greatest(l_unit, r_unit)) then
		cast(case when (l < 0) <> (r < 0) then -1 else 1 end as decimal(1,0)) *
			cast(_heng_long(_heng_units(l, greatest(l_unit, r_unit)), _heng_units(r, greatest(l_unit, r_unit))) as decimal(37,12))
	when abs(l) <= l_most and abs(r) <= r_most then
		cast(sign(l) * sign(r) * divide(
			2 * abs(cast(l * l_unit as hugeint)) * shift + abs(cast(r * r_unit as hugeint)),
			2 * abs(cast(r * r_unit as hugeint))) as decimal(38,0)) * 0.000000000001
	else ` + quotientFloat + ` end`}

// arithmeticFunctions are the rules in a schema of a server.
func arithmeticFunctions(schema string) []string {
	return []string{"create function " + QuoteName(schema) + `._heng_float(x numeric, most numeric) returns double precision
			language sql immutable parallel safe as $$ select cast(x as double precision) $$`,
		"create function " + QuoteName(schema) + `._heng_quotient(l numeric, r numeric, l_unit numeric, r_unit numeric,
			shift numeric, l_most numeric, r_most numeric) returns numeric language sql immutable parallel safe as $$
		select case when abs(l) <= l_most and abs(r) <= r_most then
			cast(sign(l) * sign(r) * div(2 * abs(l) * 1000000000000 + abs(r), 2 * abs(r)) * 0.000000000001 as decimal(38,12))
		else ` + quotientFloat + ` end $$`}
}
