package workspace

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"heng/indicators"
	"heng/internal/consult"
	"heng/internal/store"
	"heng/reports"
)

// What groups said reaches the report while the process that records it goes on, as
// numbers; a definition that was changed since it was agreed to has none.
func TestHearings(t *testing.T) {
	dir := t.TempDir()
	ctx := context.Background()
	i := &indicators.Indicator{ID: "kpi", Population: "grants"}
	w := &Workspace{Root: dir, Settings: new(Settings), Frameworks: []*indicators.Framework{{ID: "grants", Indicators: []*indicators.Indicator{i}}}}
	if all, err := w.Hearings(ctx, store.URL{}); err != nil || len(all) > 0 {
		t.Fatalf("%v %v", all, err)
	}
	log, err := openFiled(filepath.Join(dir, filepath.FromSlash(JournalFile)))
	if err != nil {
		t.Fatal(err)
	}
	people, err := readPeople(ctx, log, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer people.Close()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	office := func(day string) consult.Who { return consult.Who{Account: "office-1", Today: day} }
	paper := consult.Paper{Text: "id: kpi\n", Hash: "h", Terms: i.Terms()}
	p, err := people.Consult.Draft(ctx, office("2018-01-02"), "grants", "kpi", paper, "")
	ok(err)
	c, err := people.Consult.Open(ctx, office("2018-01-02"), consult.Opening{Proposal: p, Groups: []string{"a", "b", "c"}, NoticeDays: 5, Agree: "1/3", Deadline: "2018-01-20", Now: paper})
	ok(err)
	say := func(group string, kind consult.Kind, text string) {
		t.Helper()
		ok(people.Consult.Say(ctx, office("2018-01-03"), c, consult.Said{Group: group, Kind: kind, Text: text, Hash: "h"}))
	}
	say("a", consult.Agreement, "")
	say("b", consult.Objection, "no")
	want := reports.Hearing{Opened: "2018-01-02", Deadline: "2018-01-20", Groups: 3, Agreed: 1, Objected: 1, Silent: 1, Objections: 1, Unanswered: 1}
	is := func(want ...reports.Hearing) {
		t.Helper()
		all, err := w.Hearings(ctx, store.URL{})
		ok(err)
		got := all["grants/kpi"]
		if len(got) != len(want) || len(want) > 0 && got[0] != want[0] {
			t.Errorf("%+v, not %+v", got, want)
		}
	}
	is(want)
	// A line that is being written is not there yet.
	file, err := os.OpenFile(filepath.Join(dir, filepath.FromSlash(JournalFile)), os.O_APPEND|os.O_WRONLY, 0)
	ok(err)
	defer file.Close()
	whole, err := file.Stat()
	ok(err)
	_, err = file.WriteString(`{"seq":9`)
	ok(err)
	is(want)
	ok(file.Truncate(whole.Size()))
	ok(people.Consult.Answer(ctx, office("2018-01-04"), c, 2, consult.Answer{Decision: "rejected", Text: "why"}))
	ok(people.Consult.Refer(ctx, office("2018-01-05"), c, 2, "107-1"))
	ok(people.Consult.Close(ctx, office("2018-01-21"), c))
	ok(people.Consult.Accept(ctx, office("2018-01-22"), p, consult.Acceptance{Route: "consent", Now: paper, Record: "7"}))
	ok(people.Consult.Written(ctx, office("2018-01-22"), p, "frameworks/grants.yaml"))
	want.Closed, want.InForce, want.Referred, want.Unanswered = "2018-01-21", true, 1, 0
	is(want)
	i.Population = "projects"
	is()
}
