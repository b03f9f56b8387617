package reports_test

import (
	"strings"
	"testing"

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
