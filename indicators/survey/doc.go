// Package survey estimates shares, means and net scores from a sample, with
// their uncertainty: by Taylor linearisation where strata, clusters and weights
// are known, by Kish's design effect where only weights are, by Wilson's interval
// where not even those are.
//
// It takes and gives plain values and reads nothing. A design is handed over as
// one [Unit] for each primary sampling unit: the sums of its members that are in
// the domain. A domain (a breakdown, a condition) is a subpopulation of the
// design: units without a member in it stay, with sums of zero.
//
// Formulas: Särndal, Swensson and Wretman, Model Assisted Survey Sampling (1992),
// 5.5 and 5.7 (linearised ratio), with primary units taken as drawn with
// replacement; Korn and Graubard, Analysis of Health Surveys (1999), for the logit
// interval on the design's degrees of freedom, which is svyciprop(method =
// "logit", df = degf(design)) of R's survey; Kish, Survey Sampling (1965), for
// the effect of weights, with the variance that divides by n; Wilson (1927).
package survey
