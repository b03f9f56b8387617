package web_test

import (
	"net/http"
	"strings"
	"testing"

	"heng/internal/access"
	"heng/internal/webtest"
)

// TestARoleIsChangedOnThePage: the page of the accounts has the form by which a role is
// changed, with the present one chosen; the one who looks cannot change its own.
func TestARoleIsChangedOnThePage(t *testing.T) {
	s := webtest.Apart(t)
	v := s.As(t, access.Administrator)
	form := func() string {
		_, rest, _ := strings.Cut(v.Get("/en/accounts").Body, `action="/en/accounts/member-1/role"`)
		one, _, _ := strings.Cut(rest, "</form>")
		return one
	}
	if !strings.Contains(form(), `<option value="member" selected>`) {
		t.Fatalf("no form, or another role: %s", form())
	}
	if a := v.Post("/en/accounts/member-1/role", "role", "analyst", "group", ""); a.Status != http.StatusSeeOther {
		t.Fatalf("%d\n%s", a.Status, a.Body)
	}
	if !strings.Contains(form(), `<option value="analyst" selected>`) {
		t.Errorf("not changed: %s", form())
	}
	if strings.Contains(v.Get("/en/accounts").Body, "/accounts/administrator-1/role") {
		t.Error("the administrator is offered to change its own role")
	}
}
