package followup

// Margin is who is present, as the rule of one third counts: of the members
// present, at least one third are non-government members (民間代表委員出席人數不得少於
// 出席委員總人數三分之一; national advisory group, first meeting of 2018). All of it is
// in integers: at four of twelve the rule holds, and 0.333 would deny it.
type Margin struct {
	Agency        int // agency members present, the chair and proxies among them
	AgencyProxies int // of these, proxies
	Civil         int // non-government members present, proxies among them
	CivilProxies  int // of these, proxies
	Observers     int // in attendance and staff; they are no members and do not count
}

// Present is how many members are there. Who sits for a member counts as one.
func (m Margin) Present() int { return m.Agency + m.Civil }

// Applies reports whether there is anybody to count.
func (m Margin) Applies() bool { return m.Present() > 0 }

// Holds reports whether the rule holds: not less than one third.
func (m Margin) Holds() bool { return m.Applies() && 3*m.Civil >= m.Present() }

// MinimumCivil is how many non-government members the agency members present take:
// half of them, rounded up, since 3c ≥ a+c is 2c ≥ a.
func (m Margin) MinimumCivil() int { return (m.Agency + 1) / 2 }

// Slack is how many non-government members may leave before the rule fails; at 0 it
// fails with the next. Below zero so many are lacking.
func (m Margin) Slack() int { return m.Civil - m.MinimumCivil() }

// AgencyRoom is how many more agency members may come before the rule fails; below
// zero it has failed.
func (m Margin) AgencyRoom() int { return 2*m.Civil - m.Agency }

// WithoutProxies is the margin of those who came themselves.
func (m Margin) WithoutProxies() Margin {
	return Margin{Agency: m.Agency - m.AgencyProxies, Civil: m.Civil - m.CivilProxies, Observers: m.Observers}
}

// add counts a seat that is taken.
func (m *Margin) add(s Seat) {
	switch {
	case !s.Present:
	case s.Role == Civil:
		m.Civil++
		if s.Proxy {
			m.CivilProxies++
		}
	case s.Role.IsMember():
		m.Agency++
		if s.Proxy {
			m.AgencyProxies++
		}
	default:
		m.Observers++
	}
}
