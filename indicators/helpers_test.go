package indicators_test

import (
	"heng/internal/datapackage"
	"heng/internal/fault"
	"heng/internal/yamldoc"
)

// fataler is what tests, benchmarks and property tests have in common.
type fataler interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func mustPackage(t fataler, text string) *datapackage.Package {
	t.Helper()
	p := new(datapackage.Package)
	if d := yamldoc.Decode("datapackage.yaml", []byte(text), p); len(d.Findings) > 0 {
		t.Fatal(d.Findings)
	}
	return p
}

// failOnErrors ends a test whose definitions have errors; warnings pass.
func failOnErrors(t fataler, findings []fault.Finding) {
	t.Helper()
	for _, f := range fault.Errors(findings) {
		t.Fatal(f)
	}
}
