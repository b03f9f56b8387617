// Package personal finds personal data in texts, as Taiwan writes it: national
// identity numbers and those of residents (by their check digits), telephone
// numbers, electronic mail, passports, bank accounts, dates of birth, home
// addresses, and names before a form of address. It reads what is meant: full-width
// digits are digits.
//
// A number of a company or a group (統一編號) is that of an organisation and is
// not looked for; nor is an eight-digit date.
//
// The package is pure: text in, places out. What it finds is a reason to look, not
// a proof, and what it does not find is no proof either. Begin at Find.
package personal
