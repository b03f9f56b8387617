package consult

// Suggestion is what a reader, a student or a member suggests.
type Suggestion struct {
	ID          string // s1, s2, s3 …
	By          string // the account that wrote it down
	On          string // when it was made
	Meeting     string // where it was made; may be empty
	AgendaItem  string
	Seat        string
	Affiliation string // of whom: a company, a university …; no person's name
	Topic       string
	Language    string // in which it was made: zh-TW or en
	Text        string
	Other       string // the same in the other language; may be empty
	Reply       *SuggestionReply
}

// Verdicts that a reply can give on a suggestion.
var Verdicts = []string{"adopted", "partly", "not_adopted"}

// SuggestionReply is what became of a suggestion, with the reason.
type SuggestionReply struct {
	On, By   string
	Verdict  string // of Verdicts
	Reason   string
	FollowUp bool // it is followed up until it is done
}

// In returns the suggestion in a language, or in the one it was made in.
func (s Suggestion) In(language string) string {
	if s.Language != language && s.Other != "" {
		return s.Other
	}
	return s.Text
}
