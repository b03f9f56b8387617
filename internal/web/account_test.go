package web_test

import (
	"strings"
	"testing"

	"heng/internal/access"
	"heng/internal/webtest"
)

// TestPasswordSet: whoever set a password by a link comes to a sign-in that says so and
// holds the account's name, in both languages.
func TestPasswordSet(t *testing.T) {
	s := webtest.Apart(t)
	for lang, said := range map[string]string{"en": "The password is set.", "zh-TW": "密碼已設定"} {
		token, err := s.People.Gate.Invite(t.Context(), "", access.Account{ID: "new-" + strings.ToLower(lang), Name: "國經司", Role: access.Member})
		if err != nil {
			t.Fatal(err)
		}
		v := s.Visit(t)
		a := v.Post("/"+lang+"/join/"+token, "password", webtest.Passphrase, "again", webtest.Passphrase)
		page := v.Get(a.Header.Get("Location")).Body
		if !strings.Contains(page, said) || !strings.Contains(page, `name="account" value="new-`+strings.ToLower(lang)+`"`) {
			t.Errorf("%s: leads to %s:\n%s", lang, a.Header.Get("Location"), page)
		}
	}
	if page := s.Visit(t).Get("/en/sign-in").Body; strings.Contains(page, "The password is set.") {
		t.Error("says so to whoever set none")
	}
}
