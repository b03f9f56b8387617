package indicators_test

import (
	"strings"
	"testing"

	"heng/internal/fault"
)

// TestFingerprint changes with everything that decides what is computed.
func TestFingerprint(t *testing.T) {
	text := head + `
  - {id: a, dimension: accountability, name: {zh-TW: 甲, en: A}, population: m, measure: {count: amount > 1}, direction: up, baseline: {period: "2016", value: 1}, breakdowns: [region]}
`
	model := "select * from grants where amount > 0"
	of := func(text, model string) string {
		t.Helper()
		plan, findings, _ := check(t, text, map[string]string{"m": model})
		if errs := fault.Errors(findings); len(errs) > 0 {
			t.Fatal(errs)
		}
		return plan.Fingerprint()
	}
	same := of(text, model)
	if same != of(text, "-- title: {zh-TW: 甲, en: A}\n"+model) || same != of(strings.Replace(text, "en: A}, population", "en: B}, population", 1), model) {
		t.Error("words alone change the fingerprint")
	}
	for old, changed := range map[string]string{
		"amount > 1": "amount > 2", "direction: up": "direction: down", "value: 1}": "value: 2}", "[region]": "[region, category]", "id: a,": "id: b,",
	} {
		if same == of(strings.Replace(text, old, changed, 1), model) {
			t.Errorf("%q for %q leaves the fingerprint as it is", changed, old)
		}
	}
	if same == of(text, model+" and people > 0") {
		t.Error("another model leaves the fingerprint as it is")
	}
}
