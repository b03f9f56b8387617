// Package indicators is what Heng measures: definitions become a plan, a plan
// becomes observations, and an observation is explained by its rows.
//
//	ReadFramework, ReadModel   YAML and SQL as their authors wrote them
//	Check                      names, types, completeness → a Plan, or every slip at once
//	RunExamples                the worked examples, as tests
//	Plan.Evaluate              a few statements → []Observation
//	Plan.Explain               the rows behind an observation, with their verdicts
//
// The database does the counting: a plan has a fixed number of statements for a
// population, however many indicators and periods there are. Divisions are taken
// here, once, at the end, from exact numerators and denominators.
//
// The package knows tables by their schema and a store by its query interface;
// it does not know how rows came in, and it draws and writes nothing.
package indicators
