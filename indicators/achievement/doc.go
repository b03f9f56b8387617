// Package achievement judges a result against its target: whether it is met, and
// how much of the way was gone, by one rule for results that should rise and for
// those that should fall.
//
// Two figures are told apart, because readers mean either by "achieved":
//
//   - the ratio (達成率), actual over target;
//   - the progress (目標進展率), the way from the baseline to the target.
//
// The package takes and returns plain values. It is the rule in words that run;
// the statements that Heng sends to an engine say the same in SQL, and a test
// holds the two together.
package achievement
