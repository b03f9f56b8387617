package draft

import (
	"regexp"
	"strings"

	"heng/ingest/clean"
)

// unitText is a unit of money, or per cent, as headers and titles name it.
var unitText = regexp.MustCompile(`(?:單位\s*[:：]?\s*|[（(〔\[]\s*(?:單位\s*[:：]?\s*)?)(?:新[臺台]幣|NT\$|台幣|臺幣)?\s*((?:百|千|萬|十萬|百萬|千萬|億|十億|仟|佰)?元|%|％)`)

// unitInHeader is a unit in brackets, which is no part of a column's name.
var unitInHeader = regexp.MustCompile(`[（(〔\[]\s*(?:單位\s*[:：]?\s*)?(?:新[臺台]幣|台幣|臺幣)?\s*(?:(?:百|千|萬|十萬|百萬|千萬|億|十億|仟|佰)?元|%|％)\s*[）)〕\]]`)

// unitIn returns the unit that texts above a table state for all of it.
func unitIn(above []string) string {
	for _, text := range above {
		if m := unitText.FindStringSubmatch(text); m != nil {
			return m[1]
		}
	}
	return ""
}

// guessUnit takes the unit that the header of a column names, or the one of the
// whole table where the column is one of money.
func (c *column) guessUnit(ofTable string) {
	if m := unitText.FindStringSubmatch(c.header); m != nil {
		c.unit = m[1]
	} else if ofTable != "" && c.mentions("金額", "經費", "預算", "決算", "款", "amount", "budget", "cost") {
		c.unit = ofTable
	}
}

// isPercentage reports whether a value is a number with the sign of per cent.
func isPercentage(value string) bool {
	if !strings.HasSuffix(value, "%") && !strings.HasSuffix(value, "％") {
		return false
	}
	_, problem := clean.Number([]byte(value), clean.NumberFormat{Decimals: 6, Percent: true})
	return problem == nil
}
