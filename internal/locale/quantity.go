package locale

import (
	"strings"

	"github.com/shopspring/decimal"
)

// Quantity writes d with its unit, for display only. unit is percent, ratio,
// count, days, people, points, a currency code or the name of a unit whose
// title is unitTitle. decimals are those of the definition; below zero the
// unit's usual ones are taken.
//
// The house style of money: the currency is spelled out once (新臺幣…元, NT$).
// Amounts below 10,000 are written in full with the definition's decimals. In
// Chinese larger ones are split at 萬, 億 and 兆 and, from 億 on, rounded to 萬
// (新臺幣90億5,698萬元); in English they are written in full below a million,
// and in million, billion and trillion above it with three significant digits
// or the definition's decimals, whichever is more (NT$9.06 billion).
func (p Printer) Quantity(d decimal.Decimal, unit string, unitTitle Text, decimals int) string {
	switch {
	case IsCurrency(unit):
		return p.money(d, unit, decimals)
	case unit == "percent":
		return p.Decimal(d, places(d, unit, decimals)) + "%"
	}
	number := p.Decimal(d, places(d, unit, decimals))
	switch unit {
	case "", "count", "ratio":
		return number
	case "days", "people", "points":
		form := "_other"
		if number == "1" || number == "−1" {
			form = "_one"
		}
		return p.Text("unit."+unit+form, "number", number)
	}
	return p.Text("unit.own", "number", number, "title", unitTitle)
}

// Difference writes the distance between two values of a unit without a sign:
// percentage points for per cents, otherwise as Quantity.
func (p Printer) Difference(d decimal.Decimal, unit string, unitTitle Text, decimals int) string {
	d = d.Abs()
	if unit != "percent" {
		return p.Quantity(d, unit, unitTitle, decimals)
	}
	number := p.Decimal(d, places(d, unit, decimals))
	form := "_other"
	if number == "1" {
		form = "_one"
	}
	return p.Text("unit.percentage_points"+form, "number", number)
}

// UnitName writes a unit's name, as in "unit: per cent".
func (p Printer) UnitName(unit string, unitTitle Text) string {
	switch {
	case !unitTitle.IsZero():
		return unitTitle.In(p.Lang)
	case IsCurrency(unit):
		if _, known := catalogues[p.Lang]()["unit.currency_"+unit]; known {
			return p.Text("unit.currency_" + unit)
		}
		return unit
	case unit == "":
		return p.Text("unit.name_count")
	}
	return p.Text("unit.name_" + unit)
}

// IsCurrency reports whether a unit is an ISO 4217 code: three capitals.
func IsCurrency(unit string) bool {
	if len(unit) != 3 {
		return false
	}
	for _, r := range unit {
		if r < 'A' || r > 'Z' {
			return false
		}
	}
	return true
}

// places returns how many decimals a number of a unit shows.
func places(d decimal.Decimal, unit string, decimals int) int32 {
	switch {
	case decimals >= 0:
		return int32(decimals)
	case unit == "ratio":
		return 3
	case unit == "percent":
		return 1
	case d.IsInteger():
		return 0
	}
	return 1
}

// scale is a word for a power of ten.
type scale struct {
	key      string
	exponent int32
}

// In Chinese each scale is ten thousand of the one below, in English a
// thousand.
var (
	chineseScales = []scale{{"unit.zhao", 12}, {"unit.yi", 8}, {"unit.wan", 4}}
	englishScales = []scale{{"unit.trillion", 12}, {"unit.billion", 9}, {"unit.million", 6}}
)

// money writes an amount of a currency.
func (p Printer) money(d decimal.Decimal, currency string, decimals int) string {
	sign := ""
	if d.Sign() < 0 {
		sign, d = "−", d.Abs()
	}
	var amount string
	if p.Lang == ZhTW {
		amount = p.chineseAmount(d, decimals)
	} else {
		amount = p.englishAmount(d, decimals)
	}
	if strings.Trim(amount, "0.,") == "" {
		sign = "" // what is rounded away has no sign
	}
	key := "unit.money_" + currency
	if _, known := catalogues[p.Lang]()[key]; !known {
		key = "unit.money_any"
	}
	return p.Text(key, "amount", amount, "sign", sign, "code", currency)
}

func (p Printer) chineseAmount(d decimal.Decimal, decimals int) string {
	small := decimal.New(1, 4)
	if d.Round(places(d, "", decimals)).LessThan(small) {
		return p.Decimal(d, places(d, "", decimals))
	}
	if rounded := d.Round(-4); rounded.GreaterThanOrEqual(decimal.New(1, 8)) {
		d = rounded
	} else {
		d = d.Round(0)
	}
	var b strings.Builder
	for _, s := range chineseScales {
		power := decimal.New(1, s.exponent)
		whole := d.Div(power).Truncate(0)
		if whole.IsZero() {
			continue
		}
		d = d.Sub(whole.Mul(power))
		b.WriteString(p.Text(s.key, "number", p.Decimal(whole, 0)))
	}
	if !d.IsZero() {
		b.WriteString(p.Decimal(d, 0))
	}
	return b.String()
}

func (p Printer) englishAmount(d decimal.Decimal, decimals int) string {
	if d.LessThan(decimal.New(1, 4)) {
		return p.Decimal(d, places(d, "", decimals))
	}
	for i, s := range englishScales {
		power := decimal.New(1, s.exponent)
		scaled := d.DivRound(power, s.exponent+12)
		// An amount that rounds up to the next word's first value takes that word.
		if i > 0 && scaled.Round(significant(scaled, decimals)).GreaterThanOrEqual(decimal.New(1, 3)) {
			scaled, s = scaled.Shift(-3), englishScales[i-1]
		}
		if scaled.GreaterThanOrEqual(decimal.New(1, 0)) || i > 0 && s != englishScales[i] {
			return p.Text(s.key, "number", p.Decimal(scaled, significant(scaled, decimals)))
		}
	}
	return p.Decimal(d, 0)
}

// significant returns the decimals that give a number, once rounded, at least
// three significant digits, or those of the definition when they are more.
func significant(d decimal.Decimal, decimals int) int32 {
	places := int32(2)
	if d.Round(2).GreaterThanOrEqual(decimal.New(10, 0)) {
		places = 1
	}
	if d.Round(1).GreaterThanOrEqual(decimal.New(100, 0)) {
		places = 0
	}
	return max(places, int32(decimals))
}
