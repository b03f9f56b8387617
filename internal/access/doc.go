// Package access says who may what: roles and what each may do, accounts and how
// one is come by, and the sessions of those who are signed in.
//
// What a role may do is one table, Roles; everything that is not in it is refused.
// Accounts are folded from the events of a journal; sessions live as long as the
// process. Passwords are kept as argon2id hashes, links as hashes of what they
// hold, so that whoever reads the records cannot sign in with them.
//
// The package knows no page and no network.
package access
