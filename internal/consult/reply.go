package consult

import "slices"

// Showing puts the named results of an indicator before the groups they are of,
// ahead of a release, so that each may reply to its own.
type Showing struct {
	ID        string // r1, r2, r3 …
	Framework string
	Indicator string
	Period    string // empty: of no period
	Groups    []string
	By, On    string
	Until     string // the last day for a reply
	Replies   []Reply
}

// Result is a group's own result of a period as it was shown to it, in the form of heng
// eval.
type Result struct {
	Period      string `json:"period,omitempty"`
	Value       string `json:"value"`
	Numerator   string `json:"numerator,omitempty"`
	Denominator string `json:"denominator,omitempty"`
	N           int64  `json:"n"`
	Missing     int64  `json:"missing"`
	AsOf        string `json:"as_of"`
}

// Reply is what a group says of its own results. It is kept with those that it had
// before it.
type Reply struct {
	Group   string
	By, On  string
	Text    string
	Results []Result
}

// OfGroup returns the showing as a group may see it: its own replies, and no other
// group.
func (s Showing) OfGroup(group string) Showing {
	all := s
	s.Groups, s.Replies = nil, nil
	if slices.Contains(all.Groups, group) {
		s.Groups = []string{group}
	}
	for _, r := range all.Replies {
		if r.Group == group {
			s.Replies = append(s.Replies, r)
		}
	}
	return s
}

func (s Showing) clone() Showing {
	s.Groups, s.Replies = slices.Clone(s.Groups), slices.Clone(s.Replies)
	return s
}
