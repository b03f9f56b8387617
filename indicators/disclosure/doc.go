// Package disclosure says which cells of a release may be published, so that
// nobody can work out what one contributor has given or got.
//
//	Rules.Assess    is this cell unsafe by itself, and how far must a guess stay away?
//	Protect         which further cells have to go, so that sums do not give it back
//	Keys            are the rows of a record-level table alike enough in number?
//	WriteJJ         the same problem for other agencies' programs to solve
//
// A Problem is all that a release says at once. Each number is one Cell, however
// often and wherever it is printed: in a total, a breakdown, a cross, a period, a
// chart's label, the other language. What a reader can reckon is a Relation
// between cells: a total is the sum of its parts, a denominator is the numerator
// and the rest. What is already out (an earlier release, a published budget, a
// grant list) is a Cell that is Known. A share, a mean, a median is a Statistic,
// which goes when a cell that it gives back goes.
//
// The terms and rules are those of the Handbook on Statistical Disclosure Control
// (ESSnet SDC), chapter 4. Parameters are arguments and stay in the house: the
// concentration parameters, the reasons and the protection levels of a
// Suppression must not reach an output, where PublicStatus is all that is said.
//
// What Protect promises is not to be believed: the package audit, which shares
// nothing with this one, attacks what was published as its readers could.
//
// The package is pure: plain values in and out, no file, no clock, no
// randomness. The same problem gives the same suppression. Values are exact
// rationals; the search for cells to suppress calculates in floating point, which
// can cost a cell too many but is the other reason for the audit.
package disclosure
