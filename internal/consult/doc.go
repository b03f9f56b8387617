// Package consult keeps how a definition comes into force with the consent of
// those it is about: proposals with their revisions, consultations with the
// grantee groups, suggestions of readers, and the right of reply.
//
// A Proposal is the text of one indicator in revisions. Nobody's work is lost:
// of two people who begin from the same revision both are kept, and the second
// settles the difference. A Consultation puts a revision before named groups until
// a deadline. What each said is an Entry; where each stands is its Outcome, and
// agreement, dissent, mere comment and silence are four different things. An
// agreement is to one paper, the text and the criterion that it measures, and has
// lapsed once another is on the table.
//
// Records are folded from the events of a journal; Register holds the commands
// that add to it. The package reads no definition: what a text means, and the
// hashes of it, it is given (Paper). It knows no page, sends no mail and decides
// nobody's permissions.
package consult
