package datapackage

// units are the units of money in which ministries publish columns, with what
// turns them into the base unit.
var units = map[string]int64{
	"": 1, "元": 1, "圓": 1, "%": 1, "％": 1,
	"百元": 1e2, "佰元": 1e2,
	"千元": 1e3, "仟元": 1e3,
	"萬元":  1e4,
	"十萬元": 1e5, "拾萬元": 1e5,
	"百萬元": 1e6, "佰萬元": 1e6,
	"千萬元": 1e7, "仟萬元": 1e7,
	"億元":  1e8,
	"十億元": 1e9, "拾億元": 1e9,
	"百億元": 1e10, "佰億元": 1e10,
	"兆元": 1e12,
}

// Multiplier returns what turns a number of a column with the unit into the
// base unit: 1000 for 千元. A unit that is not one of money (人, 公頃) is a
// label for display: the multiplier is 1 and the second result false. (A label
// that speaks of 元 without being known is a finding of Read, because a figure
// a thousand times too small is worse than an error.)
func Multiplier(unit string) (factor int64, known bool) {
	if factor, known = units[unit]; known {
		return factor, true
	}
	return 1, false
}

// IsPercent reports whether the field's numbers are percentages, kept as they
// stand: 85% is 85.
func (f *Field) IsPercent() bool { return f.Unit == "%" || f.Unit == "％" }

// DefaultDecimals is how many digits a number keeps behind the point unless its
// field says otherwise.
const DefaultDecimals = 6

// Scale returns how many digits a number keeps behind the point.
func (f *Field) Scale() int {
	if f.Decimals == nil {
		return DefaultDecimals
	}
	return *f.Decimals
}
