// Package prose writes sentences from facts. A Statement says what is known of
// a number: its value, how it changed and since when, how it stands to its
// target, why it is missing. A grammar for each language decides on the verb,
// the order of the constituents, the conjunction between them, agreement and
// punctuation. No sentence is a template with holes, because the parts of a
// sentence depend on each other: "but still below the target" may only follow
// a rise, and 升至 says of a rate what 增至 says of an amount.
//
// The forms are Finding (under an indicator's name, so without a subject),
// Title (of a chart: with a subject, short, without a full stop), Plain (for
// readers without the jargon), Movement (a line of a list of what rose and
// what fell), Notes (what limits the number) and Bounds (a target as a
// phrase).
//
// The package knows no indicator and rounds no number: a Figure comes with its
// text in the language of the sentence, and goes back to the caller as a Part
// with the caller's own reference. It says nothing that the statement does not
// hold, and says nothing twice.
//
// Begin at Statement and Finding.
package prose
