package followup_test

import (
	"testing"

	"heng/internal/followup"
)

// The known answers are those of the ministry's meeting of 22 June 2018: 8 agency
// members, 7 of them proxies, 4 non-government members, 16 in attendance.
func TestMargin(t *testing.T) {
	minutes := followup.Margin{Agency: 8, AgencyProxies: 7, Civil: 4, Observers: 16}
	for _, one := range []struct {
		name                 string
		m                    followup.Margin
		present              int
		holds                bool
		slack, minimum, room int
	}{
		{"4 of 12: exactly one third", minutes, 12, true, 0, 4, 0},
		{"one leaves: 3 of 11", followup.Margin{Agency: 8, Civil: 3}, 11, false, -1, 4, -2},
		{"without proxies: 4 of 5", minutes.WithoutProxies(), 5, true, 3, 1, 7},
		{"observers counted as members: 4 of 28", followup.Margin{Agency: 24, Civil: 4}, 28, false, -8, 12, -16},
		{"an odd number of agency members", followup.Margin{Agency: 7, Civil: 4}, 11, true, 0, 4, 1},
		{"non-government members alone", followup.Margin{Civil: 2}, 2, true, 2, 0, 4},
		{"agency members alone", followup.Margin{Agency: 1}, 1, false, -1, 1, -1},
	} {
		m := one.m
		if m.Present() != one.present || m.Holds() != one.holds || m.Slack() != one.slack || m.MinimumCivil() != one.minimum || m.AgencyRoom() != one.room {
			t.Errorf("%s: present %d, holds %v, slack %d, minimum %d, room %d", one.name, m.Present(), m.Holds(), m.Slack(), m.MinimumCivil(), m.AgencyRoom())
		}
	}
	if nobody := (followup.Margin{Observers: 3}); nobody.Applies() || nobody.Holds() {
		t.Error("the rule is held to apply to nobody")
	}
}

// TestSlackIsWhatItSays tries each number of members: so many may leave, and not one
// more; so many may come, and not one more.
func TestSlackIsWhatItSays(t *testing.T) {
	for agency := range 25 {
		for civil := range 25 {
			m := followup.Margin{Agency: agency, Civil: civil}
			if !m.Holds() {
				if m.Applies() && m.Slack() >= 0 {
					t.Fatalf("%+v fails with a slack of %d", m, m.Slack())
				}
				continue
			}
			left := followup.Margin{Agency: agency, Civil: civil - m.Slack()}
			if left.Applies() && !left.Holds() {
				t.Fatalf("%+v: %d leave, and it fails", m, m.Slack())
			}
			if left.Civil--; left.Civil >= 0 && left.Holds() {
				t.Fatalf("%+v: one more leaves, and it holds", m)
			}
			come := followup.Margin{Agency: agency + m.AgencyRoom(), Civil: civil}
			if !come.Holds() {
				t.Fatalf("%+v: %d come, and it fails", m, m.AgencyRoom())
			}
			if come.Agency++; come.Holds() {
				t.Fatalf("%+v: one more comes, and it holds", m)
			}
		}
	}
}
