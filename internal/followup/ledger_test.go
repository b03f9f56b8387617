package followup_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heng/internal/fault"
	"heng/internal/followup"
	"heng/internal/journal"
	"heng/internal/locale"
)

// bench is a ledger with a clock: events are folded as a journal would hand them on.
type bench struct {
	t      testing.TB
	ledger *followup.Ledger
	seq    int64
	at     time.Time
	events []journal.Event
}

func newBench(t testing.TB) *bench {
	return &bench{t: t, ledger: followup.NewLedger(), at: time.Date(2018, 6, 22, 7, 0, 0, 0, time.UTC)}
}

// happen folds what a command returned.
func (b *bench) happen(drafts []journal.Draft, err error) error {
	b.t.Helper()
	if err != nil {
		return err
	}
	b.at = b.at.Add(time.Minute)
	for i, d := range drafts {
		data, err := json.Marshal(d.Data)
		if err != nil {
			b.t.Fatal(err)
		}
		b.seq++
		e := journal.Event{Seq: b.seq, At: b.at, By: d.By, Kind: d.Kind, Data: data, More: i < len(drafts)-1}
		if known, err := b.ledger.Apply(e); err != nil || !known {
			b.t.Fatalf("%s %s: known %v, %v", e.Kind, data, known, err)
		}
		b.events = append(b.events, e)
	}
	return nil
}

func (b *bench) must(drafts []journal.Draft, err error) {
	b.t.Helper()
	if err := b.happen(drafts, err); err != nil {
		b.t.Fatal(err)
	}
}

// rule puts a ruling under follow-up and returns its id.
func (b *bench) rule(r followup.Ruling) string {
	b.t.Helper()
	drafts, id, err := b.ledger.Rule("office-1", "", r)
	b.must(drafts, err)
	return id
}

func (b *bench) last(id string) int64 {
	r, _ := b.ledger.Ruling(id)
	return r.Last
}

func zh(text string) locale.Text { return locale.Text{locale.ZhTW: text} }

// why is the catalogue's key of a refusal.
func why(err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return fmt.Sprint(err)
	}
	return f.Message.Key
}

func called(t testing.TB) *bench {
	b := newBench(t)
	b.must(b.ledger.Call("office-1", followup.Meeting{ID: "107-1", On: "2018-06-22", Starts: "15:00"}))
	b.must(b.ledger.Call("office-1", followup.Meeting{ID: "107-2", On: "2018-12-14"}))
	return b
}

// TestThroughout: the rule is held to hold from the opening on, and the moment it
// failed is kept though it held again afterwards.
func TestThroughout(t *testing.T) {
	b := called(t)
	b.must(b.ledger.Invite("office-1", "107-1", followup.Chair, "mofa", 1))
	b.must(b.ledger.Invite("office-1", "107-1", followup.Agency, "economic", 7))
	b.must(b.ledger.Invite("office-1", "107-1", followup.Civil, "university", 4))
	b.must(b.ledger.Invite("office-1", "107-1", followup.Attending, "it", 16))
	tick := func(present bool, proxies bool, seats ...int) {
		t.Helper()
		var ticks []followup.Tick
		for _, n := range seats {
			ticks = append(ticks, followup.Tick{Seat: fmt.Sprint(n), Was: !present, Present: present, IsProxy: proxies})
		}
		b.must(b.ledger.Attend("office-1", "107-1", ticks))
	}
	tick(true, true, 2, 3, 4, 5, 6, 7, 8)
	tick(true, false, 1, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28)
	b.must(b.ledger.Turn("office-1", "107-1", "open"))
	m, _ := b.ledger.Meeting("107-1")
	want := followup.Margin{Agency: 8, AgencyProxies: 7, Civil: 4, Observers: 16}
	if diff := cmp.Diff(want, m.Margin()); diff != "" {
		t.Errorf("margin (-want +got):\n%s", diff)
	}
	if low, known := m.Lowest(); !known || !low.Margin.Holds() {
		t.Errorf("arrivals before the opening count: %+v", low)
	}
	tick(false, false, 9)
	failed := b.at
	tick(true, false, 9)
	b.must(b.ledger.Turn("office-1", "107-1", "adjourn"))
	m, _ = b.ledger.Meeting("107-1")
	if low, known := m.Lowest(); !known || low.Margin.Holds() || low.Margin.Present() != 11 || !low.At.Equal(failed) {
		t.Errorf("the lowest is %+v, known %v", low, known)
	}
	if err := b.happen(b.ledger.Attend("office-1", "107-1", []followup.Tick{{Seat: "9", Was: true}})); why(err) != "followup.is_adjourned" {
		t.Errorf("a seat is left after the end: %v", err)
	}
}

// TestTicks: two people tick on one list; each changes only what they ticked.
func TestTicks(t *testing.T) {
	b := called(t)
	b.must(b.ledger.Invite("office-1", "107-1", followup.Civil, "university", 2))
	b.must(b.ledger.Attend("office-1", "107-1", []followup.Tick{{Seat: "1", Present: true}, {Seat: "2"}}))
	b.must(b.ledger.Attend("analyst-1", "107-1", []followup.Tick{{Seat: "1"}, {Seat: "2", Present: true}}))
	m, _ := b.ledger.Meeting("107-1")
	if m.Margin().Civil != 2 {
		t.Errorf("%d are there", m.Margin().Civil)
	}
}

// TestPapersOut counts days and weekdays by the calendar of June 2018: the 22nd is a
// Friday.
func TestPapersOut(t *testing.T) {
	b := called(t)
	for _, sent := range []string{"2018-06-15", "2018-06-18", "2018-06-22", "2018-06-25", ""} {
		b.must(b.ledger.ListPaper("office-1", "107-1", followup.Paper{Title: "p", Sent: sent}, "2018-07-01"))
	}
	m, _ := b.ledger.Meeting("107-1")
	var got []string
	for _, a := range m.PapersOut() {
		got = append(got, fmt.Sprint(a.Known, a.Days, a.Weekdays, a.InTime()))
	}
	want := []string{"true 7 5 true", "true 4 4 false", "true 0 0 false", "true -3 -1 false", "false 0 0 false"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestRulingsLife walks a ruling from 列管 to 解除列管, and what is refused on the way.
func TestRulingsLife(t *testing.T) {
	b := called(t)
	l := b.ledger
	const by, today = "office-1", "2018-12-20"
	id := b.rule(followup.Ruling{Meeting: "107-1", Text: zh("訂定關鍵績效指標並提報"), Owner: "ngo", Due: followup.Due{NextMeeting: true}})
	if id != "107-1-01" {
		t.Errorf("the first ruling is %s", id)
	}
	timing := func(day string) followup.Timing { r, _ := l.Ruling(id); return l.Timing(r, day) }
	for day, want := range map[string]followup.Timing{"2018-07-01": followup.NotDue, "2018-12-14": followup.DueNow, "2018-12-15": followup.Overdue} {
		if got := timing(day); got != want {
			t.Errorf("on %s it is %s", day, got)
		}
	}
	report := func(on string, evidence ...followup.Evidence) ([]journal.Draft, error) {
		return l.Report(by, id, b.last(id), followup.Progress{On: on, Text: zh("已訂定"), Evidence: evidence}, today)
	}
	decide := func(outcome followup.Outcome, meeting, note string) ([]journal.Draft, error) {
		return l.Decide(by, id, b.last(id), outcome, meeting, note, today)
	}
	for _, one := range []struct {
		want string
		do   func() ([]journal.Draft, error)
	}{
		{"followup.no_progress", func() ([]journal.Draft, error) { return decide(followup.Release, "107-2", "") }},
		{"followup.no_meeting", func() ([]journal.Draft, error) { return decide(followup.Release, "107-9", "x") }},
		{"followup.is_open", func() ([]journal.Draft, error) { return decide(followup.Resume, "107-2", "x") }},
		{"followup.no_outcome", func() ([]journal.Draft, error) { return decide("forget", "107-2", "x") }},
		{"followup.in_future", func() ([]journal.Draft, error) { return report("2019-01-01") }},
		{"followup.before_ruling", func() ([]journal.Draft, error) { return report("2018-06-21") }},
		{"followup.bad_link", func() ([]journal.Draft, error) {
			return report("2018-12-01", followup.Evidence{Kind: followup.EvidenceLink, Value: "javascript:alert(1)"})
		}},
		{"followup.bad_indicator", func() ([]journal.Draft, error) {
			return report("2018-12-01", followup.Evidence{Kind: followup.EvidenceIndicator, Value: "no key"})
		}},
		{"followup.no_reason", func() ([]journal.Draft, error) {
			return l.ChangeRuling(by, b.last(id), followup.Ruling{ID: id, Text: zh("別的"), Owner: "ngo"}, "")
		}},
		{"followup.standing_due", func() ([]journal.Draft, error) {
			return l.ChangeRuling(by, b.last(id), followup.Ruling{ID: id, Text: zh("別的"), Standing: true, Due: followup.Due{NextMeeting: true}}, "x")
		}},
		{"followup.due_before", func() ([]journal.Draft, error) {
			return l.ChangeRuling(by, b.last(id), followup.Ruling{ID: id, Text: zh("別的"), Due: followup.Due{On: "2018-06-01"}}, "x")
		}},
		{"followup.nothing_changed", func() ([]journal.Draft, error) {
			return l.ChangeRuling(by, b.last(id), followup.Ruling{ID: id, Text: zh("訂定關鍵績效指標並提報"), Owner: "ngo", Due: followup.Due{NextMeeting: true}}, "x")
		}},
	} {
		if err := b.happen(one.do()); why(err) != one.want {
			t.Errorf("%v, not %s", err, one.want)
		}
	}
	b.must(report("2018-12-01", followup.Evidence{Kind: followup.EvidenceIndicator, Value: "grants/outputs"}))
	seen := b.last(id)
	if r, _ := l.Ruling(id); r.State != followup.Reported {
		t.Errorf("with progress it is %s", r.State)
	}
	b.must(decide(followup.Continue, "107-2", ""))
	var stale *followup.Stale
	if _, err := l.Report("analyst-1", id, seen, followup.Progress{On: "2018-12-15", Text: zh("遲到的")}, today); !errors.As(err, &stale) {
		t.Errorf("a change of what had changed: %v", err)
	}
	b.must(decide(followup.Release, "107-2", ""))
	if r, _ := l.Ruling(id); r.State != followup.Released || r.Ended != "2018-12-14" || timing("2019-01-01") != followup.Settled {
		t.Errorf("released: %+v", r)
	}
	if err := b.happen(report("2018-12-15")); why(err) != "followup.not_open" {
		t.Errorf("progress on what was released: %v", err)
	}
	b.must(decide(followup.Resume, "107-2", "資料有誤"))
	r, _ := l.Ruling(id)
	var whats []string
	for _, h := range r.History {
		whats = append(whats, h.What)
	}
	if diff := cmp.Diff([]string{"ruled", "progress", "continue", "release", "resume"}, whats); diff != "" || !r.State.IsOpen() || r.Ended != "" {
		t.Errorf("resumed: %+v\n%s", r, diff)
	}
}

// TestSentTwice: a form that was sent twice is one ruling.
func TestSentTwice(t *testing.T) {
	b := called(t)
	r := followup.Ruling{Meeting: "107-1", Text: zh("一案")}
	expected := b.ledger.NextRuling("107-1")
	for range 2 {
		drafts, id, err := b.ledger.Rule("office-1", expected, r)
		if b.must(drafts, err); id != expected {
			t.Errorf("it is %s", id)
		}
	}
	r.Text = zh("另一案")
	if drafts, id, err := b.ledger.Rule("office-1", expected, r); err != nil || id != "107-1-02" || len(drafts) != 1 {
		t.Errorf("another ruling typed at the same time is %s (%v)", id, err)
	}
}

// TestDatasetsWay: forward step by step without words, otherwise with a reason.
func TestDatasetsWay(t *testing.T) {
	b := called(t)
	l := b.ledger
	b.must(l.Enter("office-1", followup.Dataset{ID: "news", Title: zh("最新消息"), Unit: "diplomacy"}, "2018-05-01", "2018-12-20"))
	move := func(to followup.Stage, on, reason string) error {
		d, _ := l.Dataset("news")
		return b.happen(l.Move("office-1", "news", d.Last, to, on, "", reason, "2018-12-20"))
	}
	for _, one := range []struct {
		to         followup.Stage
		on, reason string
		want       string
	}{
		{followup.Reviewed, "2018-05-02", "", "followup.no_skip"},
		{followup.Proposed, "2018-05-02", "", ""},
		{followup.Proposed, "2018-05-03", "", "followup.no_stage"},
		{followup.Refused, "2018-05-03", "", "followup.no_ground"},
		{followup.Refused, "2018-05-03", "涉機敏", ""},
		{followup.Inventory, "2018-05-04", "", "followup.no_skip"},
		{followup.Inventory, "2018-05-04", "已去除機敏欄位", ""},
		{followup.Reviewed, "2018-05-05", "已於去年提報", ""},
		{followup.Approved, "2018-05-01", "", "followup.stage_before"},
		{followup.Approved, "2018-06-22", "", ""},
		{followup.Listed, "2019-01-01", "", "followup.in_future"},
		{followup.Listed, "2018-07-01", "", ""},
		{followup.Approved, "2018-07-02", "", "followup.no_skip"},
		{followup.Refused, "2018-07-02", "撤回", ""},
	} {
		if err := move(one.to, one.on, one.reason); (err == nil) != (one.want == "") || err != nil && why(err) != one.want {
			t.Errorf("%s on %s: %v, not %q", one.to, one.on, err, one.want)
		}
	}
}

// TestAnySequence folds random commands, accepted or not, and holds what must always
// be so: nothing ended is under follow-up, nothing lacks its meeting, history grows
// and is in order, and folding the events again gives the same ledger.
func TestAnySequence(t *testing.T) {
	for seed := range uint64(30) {
		rng := rand.New(rand.NewPCG(seed, 107))
		b := called(t)
		l := b.ledger
		pick := func(all ...string) string { return all[rng.IntN(len(all))] }
		days := []string{"2018-06-01", "2018-06-22", "2018-09-01", "2018-12-14", "2019-02-01", "x", ""}
		accepted := 0
		for range 150 {
			id := pick("107-1-01", "107-1-02", "107-2-01")
			seen := b.last(id) - int64(rng.IntN(5)/4)
			d, _ := l.Dataset("d")
			var err error
			switch rng.IntN(9) {
			case 0:
				var drafts []journal.Draft
				drafts, _, err = l.Rule("a", "", followup.Ruling{Meeting: pick("107-1", "107-2", "none"), Text: zh(pick("甲", "")), Standing: rng.IntN(3) == 0, Due: followup.Due{On: pick(days...)}, State: followup.State(pick("", "noted", "released", "decided"))})
				err = b.happen(drafts, err)
			case 1:
				err = b.happen(l.Report("a", id, seen, followup.Progress{On: pick(days...), Text: zh("乙")}, "2019-01-01"))
			case 2:
				err = b.happen(l.Decide("a", id, seen, followup.Outcome(pick("release", "note", "continue", "resume", "x")), pick("107-1", "107-2"), pick("", "因故"), "2019-01-01"))
			case 3:
				err = b.happen(l.ChangeRuling("a", seen, followup.Ruling{ID: id, Text: zh(pick("丙", "丁")), Standing: rng.IntN(2) == 0, Due: followup.Due{On: pick(days...)}}, pick("", "更正")))
			case 4:
				err = b.happen(l.Enter("a", followup.Dataset{ID: "d", Title: zh("戊")}, pick(days...), "2019-01-01"))
			case 5:
				err = b.happen(l.Move("a", "d", d.Last, followup.Stages[rng.IntN(6)], pick(days...), "", pick("", "因故"), "2019-01-01"))
			case 6:
				err = b.happen(l.Invite("a", "107-1", followup.Roles[rng.IntN(4)], "mofa", rng.IntN(4)))
			case 8:
				m, _ := l.Meeting("107-1")
				err = b.happen(l.ChangeMeeting("a", m.Last, followup.Meeting{ID: "107-1", On: pick(days...)}))
			case 7:
				err = b.happen(l.Attend("a", "107-1", []followup.Tick{{Seat: fmt.Sprint(1 + rng.IntN(9)), Was: rng.IntN(2) == 0, Present: rng.IntN(2) == 0, IsProxy: rng.IntN(2) == 0}}))
			}
			if err == nil {
				accepted++
			} else if fault.CodeOf(err) != fault.Refused {
				t.Fatalf("seed %d: %v", seed, err)
			}
			invariants(t, l)
		}
		if accepted < 10 {
			t.Errorf("seed %d: only %d commands were accepted", seed, accepted)
		}
		again := followup.NewLedger()
		for _, e := range b.events {
			if _, err := again.Apply(e); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(l.Rulings(), again.Rulings()); diff != "" {
			t.Fatalf("seed %d: folded again:\n%s", seed, diff)
		}
		if diff := cmp.Diff(l.Datasets(), again.Datasets()); diff != "" {
			t.Fatalf("seed %d: folded again:\n%s", seed, diff)
		}
	}
}

func invariants(t *testing.T, l *followup.Ledger) {
	t.Helper()
	for _, r := range l.Rulings() {
		m, ok := l.Meeting(r.Meeting)
		switch {
		case !ok:
			t.Fatalf("%s is of no meeting", r.ID)
		case r.State.IsOpen() != (r.Ended == ""):
			t.Fatalf("%s is %s and ended %q", r.ID, r.State, r.Ended)
		case r.Ended != "" && r.Ended < m.On:
			t.Fatalf("%s ended before it began", r.ID)
		case r.State == followup.Reported && len(r.Progress) == 0:
			t.Fatalf("%s has progress and none is there", r.ID)
		case r.Standing && r.Due != (followup.Due{}):
			t.Fatalf("%s stands and is due", r.ID)
		case r.Text[locale.ZhTW] == "":
			t.Fatalf("%s says nothing", r.ID)
		case len(r.History) == 0 || r.History[len(r.History)-1].Seq != r.Last:
			t.Fatalf("%s: the history does not end with the last event", r.ID)
		}
	}
	for _, d := range l.Datasets() {
		since := ""
		for _, h := range d.History {
			if h.On < since {
				t.Fatalf("%s goes back in time", d.ID)
			}
			since = max(since, h.On)
		}
		if d.Stage == followup.Refused && d.Ground == "" {
			t.Fatal("refused without a ground")
		}
	}
	for _, m := range l.Meetings() {
		chairs := 0
		for _, s := range m.Seats {
			if s.Role == followup.Chair {
				chairs++
			}
			if s.Proxy && (!s.Present || !s.Role.IsMember()) {
				t.Fatalf("seat %+v is a proxy", s)
			}
		}
		if chairs > 1 {
			t.Fatal("two chairs")
		}
	}
}

// TestSheet: what is laid before a meeting is what is under follow-up, with what was
// reported since the one before.
func TestSheet(t *testing.T) {
	b := called(t)
	const by, today = "office-1", "2018-12-01"
	one := b.rule(followup.Ruling{Meeting: "107-1", Text: zh("甲"), Due: followup.Due{NextMeeting: true}})
	two := b.rule(followup.Ruling{Meeting: "107-1", Text: zh("乙"), Standing: true})
	three := b.rule(followup.Ruling{Meeting: "107-1", Text: zh("丙"), Due: followup.Due{On: "2018-09-30"}})
	b.rule(followup.Ruling{Meeting: "107-1", Text: zh("丁"), State: followup.Noted})
	b.must(b.ledger.Report(by, one, b.last(one), followup.Progress{On: "2018-07-01", Text: zh("已辦")}, today))
	b.must(b.ledger.Enter(by, followup.Dataset{ID: "d", Title: zh("戊")}, "2018-07-01", today))
	s, err := b.ledger.Sheet("", today)
	if err != nil || s.Meeting.ID != "107-2" || s.Before.ID != "107-1" {
		t.Fatalf("%+v, %v", s, err)
	}
	if len(s.Rulings) != 2 || s.Rulings[0].Ruling.ID != one || len(s.Rulings[0].Since) != 1 || s.Rulings[0].DueOn != "2018-12-14" ||
		s.Rulings[1].Ruling.ID != three || s.Rulings[1].Timing != followup.Overdue || len(s.Standing) != 1 || s.Standing[0].Ruling.ID != two {
		t.Errorf("%+v", s.Rulings)
	}
	if s.Stages[0].N != 1 || len(s.Datasets) != 1 {
		t.Errorf("datasets: %+v", s.Stages)
	}
}

// TestTakeOver: nothing lost, nothing doubled.
func TestTakeOver(t *testing.T) {
	b := newBench(t)
	minutes := followup.Minutes{
		Meetings: []followup.Meeting{{ID: "107-1", On: "2018-06-22", Source: "meetings", Seats: []followup.Seat{{ID: "1", Role: followup.Civil, Unit: "u", Present: true}}}, {ID: "", On: "2018-06-22", Source: "meetings"}},
		Rulings: []followup.Ruling{
			{ID: "r1", Meeting: "107-1", Text: zh("甲"), State: followup.FollowUp, Source: "rulings"},
			{ID: "r1", Meeting: "107-1", Text: zh("乙"), State: followup.FollowUp, Source: "rulings"},
			{ID: "r2", Meeting: "107-7", Text: zh("丙"), State: followup.FollowUp, Source: "rulings"},
		},
		Datasets: []followup.Dataset{{ID: "d", Title: zh("戊"), Stage: followup.Listed, Source: "datasets"}},
	}
	drafts, taken := b.ledger.TakeOver("office-1", minutes)
	b.must(drafts, nil)
	if taken.Meetings != 1 || taken.Rulings != 1 || taken.Datasets != 1 || len(taken.Left) != 2 || why(taken.Left[1].Why) != "followup.no_meeting" {
		t.Errorf("taken %+v", taken)
	}
	if again, taken := b.ledger.TakeOver("office-1", minutes); len(again) != 0 || taken.Count() != 0 {
		t.Errorf("taken again: %+v", taken)
	}
	m, _ := b.ledger.Meeting("107-1")
	if _, known := m.Lowest(); known || !m.Margin().Holds() {
		t.Error("a list is held to say who stayed")
	}
}

// TestOnDisk: what the keeper confirmed is there when the log is opened again.
func TestOnDisk(t *testing.T) {
	file := filepath.Join(t.TempDir(), "journal.jsonl")
	open := func() (*followup.Keeper, *journal.Book) {
		log, err := journal.OpenFile(file)
		if err != nil {
			t.Fatal(err)
		}
		ledger := followup.NewLedger()
		book, err := journal.Open(t.Context(), log, time.Now, ledger)
		if err != nil {
			t.Fatal(err)
		}
		return followup.NewKeeper(book, ledger), book
	}
	keeper, book := open()
	err := keeper.Do(t.Context(), func(l *followup.Ledger) ([]journal.Draft, error) {
		return l.Call("office-1", followup.Meeting{ID: "107-1", On: "2018-06-22"})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	keeper, book = open()
	defer book.Close()
	keeper.View(func(l *followup.Ledger) {
		if m, ok := l.Meeting("107-1"); !ok || m.On != "2018-06-22" {
			t.Errorf("%+v", m)
		}
	})
}
