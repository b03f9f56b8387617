// Package desk keeps a workspace ready to be looked at and asked: checked, evaluated,
// composed, and made anew by itself when a file or a load has changed.
//
// The words: a Desk is of a folder, and has a View of it at each moment, which is one
// generation of the store and one state of the files. A view answers what a dashboard
// asks: a board a period, the rows behind a value, what was published, what changed since
// the load before, what a group may see of its own, what the minutes' tables say. It
// decides nothing: who may ask is internal/web's to say, and what people do is kept
// elsewhere.
//
// Begin at Open and Desk.View.
package desk
