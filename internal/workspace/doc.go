// Package workspace is the folder an analyst keeps: it finds and reads one and
// wires the parts of Heng over it, for the command line and whatever else
// serves people.
//
// A Workspace is what the files say (heng.yaml, datapackage.yaml, frameworks/,
// models/), read with every slip found at once; what it does not know is how
// anything is shown. Check, Load, Evaluate, Explain and Build are the verbs;
// each is given its day and its language-free settings, and none reads the
// environment.
//
// What can be made again (the store, the charts, the record of the last build)
// lies in .heng/, what a reader takes away in out/. An output is replaced whole
// or not at all.
//
// Begin at Find and Open.
package workspace
