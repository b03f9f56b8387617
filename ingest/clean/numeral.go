package clean

import (
	"math/big"
	"strings"
)

// chineseDigits are the numerals of everyday and of formal writing (大寫), with
// the variants found on receipts.
var chineseDigits = map[rune]int64{
	'〇': 0, '零': 0,
	'一': 1, '壹': 1, '弌': 1, '壱': 1,
	'二': 2, '貳': 2, '貮': 2, '弍': 2, '弐': 2, '贰': 2, '兩': 2,
	'三': 3, '參': 3, '叁': 3, '叄': 3, '参': 3, '弎': 3,
	'四': 4, '肆': 4,
	'五': 5, '伍': 5,
	'六': 6, '陸': 6, '陆': 6,
	'七': 7, '柒': 7,
	'八': 8, '捌': 8,
	'九': 9, '玖': 9,
}

// smallUnits multiply a digit within a group of four.
var smallUnits = map[rune]int64{
	'十': 10, '拾': 10, '百': 100, '佰': 100, '千': 1000, '仟': 1000,
}

// tens are numerals that hold their unit.
var tens = map[rune]int64{'廿': 20, '卄': 20, '卅': 30, '丗': 30, '卌': 40}

// bigUnits close a group of four. In Taiwan 兆 is 10^12.
var bigUnits = map[rune]int64{'萬': 1e4, '万': 1e4, '億': 1e8, '兆': 1e12}

// numeral is what a Chinese numeral says.
type numeral struct {
	value      *big.Int
	positional int  // digits, where the numeral is written digit by digit (一〇七); otherwise 0
	scaled     bool // it has 千 or a greater unit
}

// chineseNumeral reads a whole text as a Chinese numeral: 一百零七, 廿二,
// 伍仟萬, or digit by digit, 二〇一八. What may be short for something else is
// not read: 一百五 is 150 to some and 105 to others.
func chineseNumeral(s string) (numeral, bool) {
	runes := []rune(s)
	if n, ok := positional(runes); ok {
		return n, true
	}
	total, group := new(big.Int), int64(0)
	lastBig, lastSmall := int64(1e16), int64(1e4) // the units the next one must be below
	digit, zero, any, scaled := int64(-1), false, false, false
	atUnit := int64(0) // the unit that stands just before, 0 after 零 or at the beginning
	for i, r := range runes {
		if d, ok := chineseDigits[r]; ok {
			if digit >= 0 || (d == 0 && zero) {
				return numeral{}, false
			}
			if d == 0 {
				zero, atUnit = true, 0
				any = any || len(runes) == 1
				continue
			}
			if last := i == len(runes)-1; last && atUnit > 10 {
				return numeral{}, false // 一百五, 二萬五
			}
			digit, zero, any = d, false, true
			continue
		}
		if t, ok := tens[r]; ok {
			if digit >= 0 || lastSmall <= 10 {
				return numeral{}, false
			}
			group += t
			lastSmall, atUnit, zero, any = 10, 10, false, true
			continue
		}
		if u, ok := smallUnits[r]; ok {
			if u >= lastSmall {
				return numeral{}, false
			}
			if digit < 0 {
				// 十二 and 一百十二 leave the 一 out; nothing else may.
				if u != 10 {
					return numeral{}, false
				}
				digit = 1
			}
			group += digit * u
			digit, lastSmall, atUnit, zero, any, scaled = -1, u, u, false, true, scaled || u >= 1000
			continue
		}
		u, ok := bigUnits[r]
		if !ok || u >= lastBig || zero {
			return numeral{}, false
		}
		if digit >= 0 {
			group += digit
		}
		if group == 0 {
			return numeral{}, false
		}
		total.Add(total, new(big.Int).Mul(big.NewInt(group), big.NewInt(u)))
		group, digit, lastBig, lastSmall, atUnit, scaled = 0, -1, u, 1e4, u, true
	}
	if digit >= 0 {
		group += digit
	}
	if !any || (zero && len(runes) > 1) {
		return numeral{}, false
	}
	return numeral{value: total.Add(total, big.NewInt(group)), scaled: scaled}, true
}

func positional(runes []rune) (numeral, bool) {
	if len(runes) < 2 || len(runes) > 38 {
		return numeral{}, false
	}
	var b strings.Builder
	for _, r := range runes {
		d, ok := chineseDigits[r]
		if !ok || r == '兩' {
			return numeral{}, false
		}
		b.WriteByte(byte('0' + d))
	}
	value, _ := new(big.Int).SetString(b.String(), 10)
	return numeral{value: value, positional: len(runes)}, true
}
