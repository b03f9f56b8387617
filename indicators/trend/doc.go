// Package trend says how values move over periods: the change in the right unit,
// a slope that a single odd value does not turn, and whether a target is reached
// in time if it goes on so. It takes and returns plain values.
package trend
