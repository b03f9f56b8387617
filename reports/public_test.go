package reports_test

import (
	"slices"
	"strings"
	"testing"

	"heng/charts"
	"heng/indicators"
	"heng/internal/locale"
)

// The public edition says of itself what it is, on paper, too, and points to what its
// readers have.
func TestPublicEditionSaysThatItIsPublic(t *testing.T) {
	in := sample()
	in.Public = true
	says := map[locale.Lang][]string{
		locale.En:   {`public edition"`, "data/observations.csv of the same release"},
		locale.ZhTW: {`公開版"`, "同一釋出版本之 data/observations.csv"},
	}
	never := map[locale.Lang][]string{locale.En: {`internal edition"`, "heng explain"}, locale.ZhTW: {"內部版", "heng explain"}}
	for lang, texts := range says {
		page := string(build(t, in, lang))
		for _, text := range texts {
			if !strings.Contains(page, text) {
				t.Errorf("%s: the page does not say %q", lang, text)
			}
		}
		for _, text := range never[lang] {
			if strings.Contains(page, text) {
				t.Errorf("%s: the page says %q", lang, text)
			}
		}
	}
}

// Where some values are suppressed, the highest and the lowest are of the others, and
// shares of what is published: the report claims no more.
func TestPartsOwnToWhatIsSuppressed(t *testing.T) {
	renderer, err := charts.NewRenderer(charts.Options{})
	if err != nil {
		t.Fatal(err)
	}
	in := sample()
	in.Renderer = renderer
	items := func(period, total, five, six string) {
		for _, o := range []indicators.Observation{
			observation("budget", period, value(total, 3)),
			observation("budget", period, value(five, 1), of("item", "5")), observation("budget", period, value(six, 1), of("item", "6")),
			observation("budget", period, standing(indicators.Suppressed), of("item", "7")),
		} {
			o.Unit = "TWD"
			in.Observations = append(in.Observations, o)
		}
	}
	in.Observations = slices.DeleteFunc(in.Observations, func(o indicators.Observation) bool { return o.Indicator == "budget" })
	items("2014", "900", "500", "300")
	items("2015", "900", "600", "200")
	items("2016", "1000", "700", "200")
	items("2017", "1100", "700", "300")
	says := map[locale.Lang][]string{
		locale.En:   {"Of those not suppressed, highest: International co-operation", "Shares are of the groups whose values are published"},
		locale.ZhTW: {"未遮蔽者中，最高：國際合作", "比率以公布數值的類別計算"},
	}
	for lang, texts := range says {
		page := strings.Join(strings.Fields(anyTag.ReplaceAllString(string(build(t, in, lang)), " ")), " ")
		for _, text := range texts {
			if !strings.Contains(page, text) {
				t.Errorf("%s: the page does not say %q", lang, text)
			}
		}
	}
}
