package consult_test

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"heng/internal/consult"
	"heng/internal/fault"
	"heng/internal/journal"
)

// desk is a register over a journal in a folder of the test's.
type desk struct {
	*consult.Register
	t    *testing.T
	path string
}

func open(t *testing.T, path string) *desk {
	t.Helper()
	log, err := journal.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	records := consult.NewRecords()
	book, err := journal.Open(context.Background(), log, time.Now, records)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { book.Close() })
	return &desk{consult.NewRegister(book, records), t, path}
}

func newDesk(t *testing.T) *desk { return open(t, filepath.Join(t.TempDir(), "journal.jsonl")) }

func on(day string) consult.Who { return consult.Who{Account: "office-1", Today: day} }

// paper is a text whose hashes are itself: another text has another hash.
func paper(text string) consult.Paper {
	return consult.Paper{Text: text + "\n", Hash: "paper:" + text, Terms: "terms:" + text}
}

func (d *desk) ok(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// isRefused fails a test unless an error is the refusal of that name.
func (d *desk) isRefused(err error, key string) {
	d.t.Helper()
	e, ok := err.(*fault.Error)
	if !ok || e.Code != fault.Refused || e.Message.Key != "consult."+key {
		d.t.Errorf("%v, want consult.%s", err, key)
	}
}

// proposed makes a proposal with one revision.
func (d *desk) proposed(text string) string {
	d.t.Helper()
	id, err := d.Draft(d.t.Context(), on("2018-03-01"), "grants", "reports-on-time", paper(text), "")
	d.ok(err)
	return id
}

// held opens a consultation about it from 1 to 31 March 2018.
func (d *desk) held(proposal, text string, groups ...string) string {
	d.t.Helper()
	id, err := d.Open(d.t.Context(), on("2018-03-01"), consult.Opening{Proposal: proposal, Groups: groups, NoticeDays: 30, Agree: "2/3", Deadline: "2018-03-31", Now: paper(text)})
	d.ok(err)
	return id
}

func (d *desk) says(day, id, group string, kind consult.Kind, text, about string) error {
	return d.Say(d.t.Context(), consult.Who{Account: group + "-account", Today: day}, id, consult.Said{Group: group, Kind: kind, Text: text, Hash: "paper:" + about})
}

func (d *desk) consultation(id string) consult.Consultation {
	d.t.Helper()
	c, ok := d.Consultation(id)
	if !ok {
		d.t.Fatalf("no consultation %s", id)
	}
	return c
}

// TestTwoPeople: of two who begin from the same revision neither loses a line, and
// nothing goes on until somebody has settled what is between them.
func TestTwoPeople(t *testing.T) {
	d, ctx := newDesk(t), t.Context()
	id := d.proposed("id: a\nwhere: x")
	first, err := d.Revise(ctx, consult.Who{Account: "ann", Today: "2018-03-02"}, id, 1, paper("id: a\nwhere: ann"), "hers")
	d.ok(err)
	second, err := d.Revise(ctx, consult.Who{Account: "ben", Today: "2018-03-02"}, id, 1, paper("id: a\nwhere: ben"), "his")
	d.ok(err)
	if first.Beside || !second.Beside || second.Other.Text != "id: a\nwhere: ann\n" || second.Other.By != "ann" {
		t.Fatalf("first %+v, second %+v", first, second)
	}
	p, _ := d.Proposal(id)
	if len(p.Revisions) != 3 || p.Head().By != "ann" || p.Revisions[2].Text != "id: a\nwhere: ben\n" || len(p.Unsettled()) != 1 {
		t.Fatalf("kept: %+v", p)
	}
	_, err = d.Open(ctx, on("2018-03-02"), consult.Opening{Proposal: id, Groups: []string{"A"}, Deadline: "2018-05-01", Now: paper("id: a\nwhere: ann")})
	d.isRefused(err, "unsettled")
	// To keep hers is a decision, too: the same text settles it.
	settled, err := d.Revise(ctx, consult.Who{Account: "ben", Today: "2018-03-03"}, id, 2, paper("id: a\nwhere: ann"), "hers it is")
	d.ok(err)
	p, _ = d.Proposal(id)
	if settled.Beside || p.Head().Number != 4 || len(p.Unsettled()) != 0 || len(p.Revisions) != 4 {
		t.Errorf("settled: %+v", p)
	}
	_, err = d.Revise(ctx, on("2018-03-03"), id, 4, paper("id: a\nwhere: ann"), "")
	d.isRefused(err, "nothing_new")
	_, err = d.Draft(ctx, on("2018-03-03"), "grants", "reports-on-time", paper("x"), "")
	d.isRefused(err, "proposed_already")
}

// TestOutcomes: each group stands in exactly one place, and the share is of all that
// were invited. By hand: of six groups one agreed; two thirds of six are four.
func TestOutcomes(t *testing.T) {
	d, ctx := newDesk(t), t.Context()
	id := d.held(d.proposed("one"), "one", "A", "B", "C", "D", "E", "F", "A", " ")
	d.ok(d.says("2018-03-05", id, "A", consult.Agreement, "", "one"))
	d.ok(d.says("2018-03-05", id, "B", consult.Objection, "too strict", "one"))
	d.ok(d.says("2018-03-05", id, "C", consult.Question, "from when?", "one"))
	d.ok(d.says("2018-03-05", id, "D", consult.Objection, "unclear", "one"))
	d.ok(d.TakeBack(ctx, consult.Who{Account: "d", Today: "2018-03-06"}, id, "D", 1))
	d.ok(d.says("2018-03-05", id, "E", consult.Agreement, "", "one"))
	d.ok(d.says("2018-03-07", id, "E", consult.Objection, "on second thoughts", "one"))
	want := map[string]consult.Outcome{"A": consult.Agreed, "B": consult.Objected, "C": consult.Commented, "D": consult.Settled, "E": consult.Objected, "F": consult.Silent, "G": ""}
	c := d.consultation(id)
	for group, outcome := range want {
		if got := c.Outcome(group); got != outcome {
			t.Errorf("%s: %q, want %q", group, got, outcome)
		}
	}
	tally := c.Tally()
	if tally.Groups != 6 || tally.Needed != 4 || tally.Reached || tally.Of[consult.Agreed] != 1 || tally.Of[consult.Objected] != 2 {
		t.Errorf("tally %+v", tally)
	}
	if open := c.OpenObjections(); len(open) != 2 {
		t.Errorf("open objections %+v", open)
	}
	d.ok(d.says("2018-03-08", id, "E", consult.Agreement, "with the answer", "one"))
	c = d.consultation(id)
	if a, ok := c.Agreement("E"); c.Outcome("E") != consult.Agreed || !ok || a.Number != 7 || a.On != "2018-03-08" {
		t.Errorf("E agreed again: %+v", a)
	}

	for key, err := range map[string]error{
		"not_invited":     d.says("2018-03-05", id, "G", consult.Agreement, "", "one"),
		"no_objection":    d.says("2018-03-05", id, "F", consult.Objection, " \n", "one"),
		"no_kind":         d.says("2018-03-05", id, "F", "silence", "x", "one"),
		"other_text":      d.says("2018-03-05", id, "F", consult.Agreement, "", "another"),
		"too_late":        d.says("2018-04-01", id, "F", consult.Agreement, "", "one"),
		"agreed_already":  d.says("2018-03-05", id, "A", consult.Agreement, "", "one"),
		"not_text":        d.says("2018-03-05", id, "F", consult.Comment, "a\x00b", "one"),
		"too_long":        d.says("2018-03-05", id, "F", consult.Comment, strings.Repeat("長", 30_000), "one"),
		"not_over":        d.Close(ctx, on("2018-03-31"), id),
		"not_later":       d.Extend(ctx, on("2018-03-10"), id, "2018-03-31"),
		"no_channel":      d.Say(ctx, on("2018-03-05"), id, consult.Said{Group: "F", Kind: consult.Comment, Text: "x", Hash: "paper:one", Channel: "pigeon"}),
		"not_received":    d.Say(ctx, on("2018-03-05"), id, consult.Said{Group: "F", Kind: consult.Comment, Text: "x", Hash: "paper:one", Channel: "letter", Record: "1", On: "2018-03-06"}),
		"no_entry":        d.Answer(ctx, on("2018-03-05"), id, 99, consult.Answer{Text: "x"}),
		"no_same":         d.Answer(ctx, on("2018-03-05"), id, 2, consult.Answer{Text: "x", Same: 2}),
		"no_decision":     d.Answer(ctx, on("2018-03-05"), id, 2, consult.Answer{Text: "x", Decision: "perhaps"}),
		"no_consultation": d.Close(ctx, on("2018-04-01"), "c9"),
	} {
		d.isRefused(err, key)
	}
	// D's objection was taken back; a second time there is none, and B's is not D's.
	d.isRefused(d.TakeBack(ctx, on("2018-03-06"), id, "D", 1), "no_open_objection")
	// The last day counts; a later deadline lets in who was late.
	d.ok(d.says("2018-03-31", id, "F", consult.Comment, "just in time", "one"))
	d.ok(d.Extend(ctx, on("2018-04-02"), id, "2018-04-10"))
	d.ok(d.says("2018-04-05", id, "F", consult.Agreement, "", "one"))
}

// TestNotice: the groups have the days of the framework's route, on the day.
func TestNotice(t *testing.T) {
	d := newDesk(t)
	o := consult.Opening{Proposal: d.proposed("one"), Groups: []string{"A"}, NoticeDays: 30, Agree: "2/3", Deadline: "2018-03-30", Now: paper("one")}
	_, err := d.Open(t.Context(), on("2018-03-01"), o)
	d.isRefused(err, "short_notice")
	o.Deadline = "31 March"
	_, err = d.Open(t.Context(), on("2018-03-01"), o)
	d.isRefused(err, "not_a_day")
	o.Deadline = "2018-03-31"
	_, err = d.Open(t.Context(), on("2018-03-01"), o)
	d.ok(err)
	_, err = d.Open(t.Context(), on("2018-03-01"), o)
	d.isRefused(err, "open_already")
}

// TestLapse: an agreement is to one text. Another on the table leaves it lapsed, an
// objection stays until the group takes it back or agrees, and what was agreed to does
// not carry another text, or another criterion, into force.
func TestLapse(t *testing.T) {
	d, ctx := newDesk(t), t.Context()
	p := d.proposed("one")
	id := d.held(p, "one", "A", "B", "C")
	for _, g := range []string{"A", "B"} {
		d.ok(d.says("2018-03-05", id, g, consult.Agreement, "", "one"))
	}
	d.ok(d.says("2018-03-05", id, "C", consult.Objection, "too strict", "one"))
	_, err := d.Revise(ctx, on("2018-03-10"), p, 1, paper("two"), "milder")
	d.ok(err)
	// Saved, and not yet on the table: the groups have the first before them.
	if tally := d.consultation(id).Tally(); !tally.Reached {
		t.Errorf("before it is on the table: %+v", tally)
	}
	d.isRefused(d.Put(ctx, on("2018-03-10"), id, "2018-03-31", paper("two"), nil), "short_notice")
	d.ok(d.Put(ctx, on("2018-03-10"), id, "2018-04-09", paper("two"), nil))
	d.isRefused(d.Put(ctx, on("2018-03-10"), id, "2018-05-09", paper("two"), nil), "on_table")
	c := d.consultation(id)
	if c.Outcome("A") != consult.Lapsed || c.Outcome("C") != consult.Objected || c.Tally().Reached || len(c.Agreements()) != 0 {
		t.Errorf("after: %+v", c.Tally())
	}
	d.isRefused(d.says("2018-03-11", id, "A", consult.Agreement, "", "one"), "other_text")
	d.ok(d.says("2018-03-11", id, "A", consult.Agreement, "", "two"))
	d.ok(d.says("2018-03-12", id, "B", consult.Agreement, "", "two"))
	d.isRefused(d.Accept(ctx, on("2018-04-01"), p, consult.Acceptance{Route: "consent", Now: paper("two"), Record: "X"}), "still_open")
	d.ok(d.Close(ctx, on("2018-03-13"), id)) // every group has agreed or objected
	d.isRefused(d.says("2018-03-14", id, "C", consult.Agreement, "", "two"), "closed")

	accept := func(hash string) error {
		now := paper("two")
		now.Hash = hash
		return d.Accept(ctx, on("2018-04-01"), p, consult.Acceptance{Route: "consent", Now: now, Record: "外國字第1號"})
	}
	d.isRefused(accept("paper:two"), "not_referred")
	d.ok(d.Refer(ctx, on("2018-03-20"), id, 3, "107-2, item 4"))
	d.isRefused(accept("paper:two with another criterion"), "lapsed")
	_, err = d.Revise(ctx, on("2018-03-21"), p, 2, paper("three"), "")
	d.ok(err)
	d.isRefused(d.Accept(ctx, on("2018-04-01"), p, consult.Acceptance{Route: "consent", Now: paper("three"), Record: "X"}), "lapsed")
	_, err = d.Revise(ctx, on("2018-03-22"), p, 3, paper("two"), "back to what was agreed")
	d.ok(err)
	d.ok(accept("paper:two"))

	d.isRefused(accept("paper:two"), "decided")
	_, err = d.Revise(ctx, on("2018-04-02"), p, 4, paper("four"), "")
	d.isRefused(err, "decided")
	d.ok(d.Written(ctx, on("2018-04-02"), p, "frameworks/grants.yaml"))
	d.isRefused(d.Withdraw(ctx, on("2018-04-03"), p, "no"), "decided")
	got := d.consultation(id).Agreements()
	want := []consult.GroupAgreement{{Group: "A", On: "2018-03-11", Record: "c1/4", Of: "terms:two"}, {Group: "B", On: "2018-03-12", Record: "c1/5", Of: "terms:two"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("agreements %+v", got)
	}
}

// TestSilenceIsNotConsent: nobody said a word, and nothing is agreed.
func TestSilenceIsNotConsent(t *testing.T) {
	d, ctx := newDesk(t), t.Context()
	p := d.proposed("one")
	accept := func() error {
		return d.Accept(ctx, on("2018-05-01"), p, consult.Acceptance{Route: "consent", Now: paper("one"), Record: "X"})
	}
	d.isRefused(accept(), "not_consulted")
	id := d.held(p, "one", "A", "B", "C")
	reminded, err := d.Remind(ctx, on("2018-03-20"), id)
	d.ok(err)
	if !slices.Equal(reminded, []string{"A", "B", "C"}) {
		t.Errorf("reminded %v", reminded)
	}
	d.ok(d.Close(ctx, on("2018-04-01"), id))
	d.isRefused(accept(), "share_missed")
	// The same by authority needs no groups.
	q, err := d.Draft(ctx, on("2018-03-01"), "mofa", "x", paper("q"), "")
	d.ok(err)
	d.ok(d.Accept(ctx, on("2018-03-01"), q, consult.Acceptance{Route: "authority", Now: paper("q"), Record: "外國字第2號"}))
	// Withdrawn with a consultation open, which ends with it.
	again, err := d.Draft(ctx, on("2018-05-01"), "grants", "other", paper("z"), "")
	d.ok(err)
	c, err := d.Open(ctx, on("2018-05-01"), consult.Opening{Proposal: again, Groups: []string{"A"}, Deadline: "2018-06-30", Now: paper("z")})
	d.ok(err)
	d.isRefused(d.Withdraw(ctx, on("2018-05-02"), again, ""), "no_reason")
	d.ok(d.Withdraw(ctx, on("2018-05-02"), again, "overtaken"))
	if d.consultation(c).Closed != "2018-05-02" {
		t.Error("the consultation goes on")
	}
}

// TestNeeded: by hand.
func TestNeeded(t *testing.T) {
	for _, c := range []struct {
		share  string
		groups int
		want   int
	}{
		{"2/3", 6, 4}, {"2/3", 7, 5}, {"2/3", 40, 27}, {"1/2", 3, 2}, {"1", 5, 5}, {"0.5", 4, 2}, {"1/100", 3, 1},
		{"", 3, 3}, {"x", 3, 3}, {"0", 3, 3}, {"3/2", 3, 3}, {"1/0", 3, 3}, {"-1/2", 3, 3},
	} {
		if got := consult.Needed(c.share, c.groups); got != c.want {
			t.Errorf("%s of %d: %d, want %d", c.share, c.groups, got, c.want)
		}
	}
}

// TestOfGroup: of other groups nothing is left, in no field.
func TestOfGroup(t *testing.T) {
	d, ctx := newDesk(t), t.Context()
	id := d.held(d.proposed("one"), "one", "A", "canary-B")
	d.ok(d.says("2018-03-05", id, "canary-B", consult.Objection, "canary-words", "one"))
	d.ok(d.says("2018-03-05", id, "A", consult.Comment, "ours", "one"))
	d.ok(d.Answer(ctx, on("2018-03-06"), id, 1, consult.Answer{Text: "canary-answer"}))
	d.ok(d.Answer(ctx, on("2018-03-06"), id, 2, consult.Answer{Text: "to ours", Same: 1}))
	_, err := d.Remind(ctx, on("2018-03-06"), id)
	d.isRefused(err, "none_silent")
	mine := d.OfGroup("A")
	if len(mine) != 1 || len(mine[0].Entries) != 1 || mine[0].Entries[0].Answer.Text != "to ours" || mine[0].Outcome("A") != consult.Commented {
		t.Fatalf("%+v", mine)
	}
	if text := journalText(t, mine); strings.Contains(text, "canary") || mine[0].Entries[0].Answer.Same != 0 {
		t.Errorf("of the other group: %s", text)
	}
	if len(d.OfGroup("C")) != 0 || len(d.OfGroup("")) != 0 {
		t.Error("a group that takes no part sees one")
	}

	show, err := d.ShowResults(ctx, on("2018-03-01"), consult.Showing{Framework: "grants", Indicator: "x", Period: "2017", Groups: []string{"A", "canary-B"}, Until: "2018-03-10"})
	d.ok(err)
	d.ok(d.Reply(ctx, on("2018-03-02"), show, "canary-B", "canary-reply", []consult.Result{{Value: "canary-77"}}))
	d.ok(d.Reply(ctx, on("2018-03-10"), show, "A", "two reports were late by the post", []consult.Result{{Period: "2017", Value: "50", N: 4, AsOf: "2018-03-10"}}))
	d.isRefused(d.Reply(ctx, on("2018-03-11"), show, "A", "late", nil), "too_late")
	d.isRefused(d.Reply(ctx, on("2018-03-09"), show, "C", "x", nil), "not_invited")
	shown := d.ShowingsOf("A")
	if text := journalText(t, shown); strings.Contains(text, "canary") || len(shown) != 1 || shown[0].Replies[0].Results[0].Value != "50" {
		t.Errorf("%s", text)
	}
}

// TestTables: the shapes of the tables that the participation indicators read.
func TestTables(t *testing.T) {
	d, ctx := newDesk(t), t.Context()
	id := d.held(d.proposed("one"), "one", "A", "B", "C", "D")
	d.ok(d.says("2018-03-07", id, "A", consult.Comment, "first", "one"))
	d.ok(d.says("2018-03-08", id, "A", consult.Agreement, "", "one"))
	d.ok(d.Say(ctx, on("2018-03-09"), id, consult.Said{Group: "B", Kind: consult.Objection, Text: "no", Hash: "paper:one", Channel: "letter", Record: "107-5", On: "2018-03-06"}))
	d.ok(d.says("2018-03-09", id, "C", consult.Comment, "as first", "one"))
	d.ok(d.Answer(ctx, on("2018-03-20"), id, 1, consult.Answer{Text: "so it is", Decision: "accepted"}))
	d.ok(d.Answer(ctx, on("2018-03-21"), id, 4, consult.Answer{Text: "thank you", Decision: "accepted", Standard: true, Same: 1}))
	c := d.consultation(id)
	if got, want := c.Invitations().Rows, [][]string{
		{"A", "2018-03-01", "2018-03-07", "agreed"}, {"B", "2018-03-01", "2018-03-06", "objected"}, {"C", "2018-03-01", "2018-03-09", "none"}, {"D", "2018-03-01", "", ""},
	}; !reflect.DeepEqual(got, want) {
		t.Errorf("invitations %q", got)
	}
	if got, want := c.Comments().Rows, [][]string{
		{"c1/1", "c1", "platform", "2018-03-07", "", "2018-03-20", "accepted", "specific"},
		{"c1/3", "c1", "letter", "2018-03-06", "", "", "", ""},
		{"c1/4", "c1", "platform", "2018-03-09", "c1/1", "2018-03-21", "accepted", "standard"},
	}; !reflect.DeepEqual(got, want) {
		t.Errorf("comments %q", got)
	}
	s, err := d.Suggest(ctx, on("2018-06-22"), consult.Suggestion{Meeting: "107-1", Language: "zh-TW", Text: "報告提供英文版", Topic: "language"})
	d.ok(err)
	d.isRefused(d.AnswerSuggestion(ctx, on("2018-06-23"), s, consult.SuggestionReply{Verdict: "adopted"}), "no_answer")
	d.ok(d.AnswerSuggestion(ctx, on("2018-06-23"), s, consult.SuggestionReply{Verdict: "adopted", Reason: "both languages", FollowUp: true}))
	if got, want := consult.SuggestionTable(d.Suggestions()).Rows, [][]string{
		{"s1", "107-1", "2018-06-22", "", "", "", "language", "true", "true", "報告提供英文版", "", "adopted", "2018-06-23", "both languages"},
	}; !reflect.DeepEqual(got, want) {
		t.Errorf("suggestions %q", got)
	}

	// The headers are those of the example's files, whose tables the indicators read.
	for name, got := range map[string][]string{
		"demonstration/invitations.csv": c.Invitations().Header, "demonstration/comments.csv": c.Comments().Header,
		"suggestions.csv": consult.SuggestionTable(nil).Header[:11],
	} {
		text, err := os.ReadFile(filepath.Join("../../examples/mofa/data", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		if want, _, _ := strings.Cut(string(text), "\n"); strings.Join(got, ",") != strings.TrimSpace(strings.TrimPrefix(want, "\uFEFF")) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if content, err := c.Annex().CSV(); err != nil || !strings.Contains(string(content), "\r\nc1,,D,silent,") || strings.Count(string(content), "\r\n") != 6 {
		t.Errorf("annex %v\n%s", err, content)
	}

	// Read again from the disk, all is as it was.
	before := journalText(t, []any{d.Proposals(), d.Consultations(), d.Suggestions(), d.Showings()})
	text := copyOf(t, d.path)
	again := open(t, text)
	if after := journalText(t, []any{again.Proposals(), again.Consultations(), again.Suggestions(), again.Showings()}); after != before {
		t.Errorf("read again:\n%s\nbefore:\n%s", after, before)
	}
}
