// Package release decides what may leave a workspace and writes the public
// edition. The rule is deny: a field, a row, a text or an indicator leaves only
// where policy.yaml, a licence and an agreement allow it, and every refusal has
// a ground.
//
// The package reads and checks policies, writes packages of open data and their
// manifests, and verifies them. It opens no store and evaluates nothing: it is
// handed records and observations. Begin at ReadPolicy.
package release
