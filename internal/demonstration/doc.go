// Package demonstration invents the records that the example workspace needs
// and that no public source has: aid projects, grants, an inventory of
// datasets, workshops, consultations. They are made to be plausible in their
// sizes and trends and to have the faults of real records: due dates left
// blank, ends that were moved, person-times counted as persons, targets set
// after the work had begun.
//
// It is not a model of any real programme and no source of figures. Nothing
// in it is a person or an organisation: grantees are numbers. Every table is
// marked as demonstration data where it is described, in datapackage.yaml.
//
// Files gives all of them, the same bytes on every machine: one seed, whole
// numbers alone, and no clock. A table draws from a stream of its own, so that
// a change to one leaves the others as they are. To write them after a change:
//
//	go test ./internal/demonstration -update
package demonstration
