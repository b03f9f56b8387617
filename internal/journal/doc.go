// Package journal keeps what people do: an append-only log of events, and the
// states that are folded from it.
//
// Nothing that people do is kept in any other form: an account, a proposal, a
// group's answer, a ruling under follow-up is what the events say of it, in
// their order. An event is on the disk before anybody is told that it was done;
// a process killed in the middle of a write loses nothing that was confirmed.
// Each event holds the hash of the one before, so that one that was changed or
// taken out shows.
//
// A Log keeps the lines: File is one, in the workspace; package store has another, on
// a server, of this shape. A Book holds the states and
// is the only way to add to the log: Do takes a decision on the states as they are,
// writes its events and applies them; View reads.
//
// The package knows no event of any kind; what they mean is the states' affair.
package journal
