package consult

import (
	"context"
	"slices"
	"strings"
	"time"
)

// Suggest records a suggestion and returns its id.
func (r *Register) Suggest(ctx context.Context, by Who, s Suggestion) (id string, err error) {
	err = r.do(ctx, by, eventSuggested, func() (any, error) {
		text, err := written(s.Text, "consult.no_suggestion")
		if err != nil {
			return nil, err
		}
		other, err := written(s.Other, "")
		if err != nil {
			return nil, err
		}
		on := by.Today
		if s.On != "" {
			at, err := day(s.On)
			if err != nil {
				return nil, err
			}
			if on = at.Format(time.DateOnly); on > by.Today {
				return nil, refused("consult.in_future", "day", on)
			}
		}
		for _, short := range []*string{&s.Meeting, &s.AgendaItem, &s.Seat, &s.Affiliation, &s.Topic} {
			if *short = strings.TrimSpace(*short); len(*short) > 200 {
				return nil, refused("consult.too_long_field")
			}
		}
		if s.Language != "en" {
			s.Language = "zh-TW"
		}
		id = number("s", len(r.records.suggestions))
		return suggested{id, on, s.Meeting, s.AgendaItem, s.Seat, s.Affiliation, s.Topic, s.Language, text, other}, nil
	})
	return id, err
}

// AnswerSuggestion says what became of a suggestion, with the reason. A later answer
// takes the place of an earlier one.
func (r *Register) AnswerSuggestion(ctx context.Context, by Who, id string, a SuggestionReply) error {
	return r.do(ctx, by, eventReplied, func() (any, error) {
		if find(r.records.suggestions, id) == nil {
			return nil, refused("consult.no_such_suggestion")
		}
		if !slices.Contains(Verdicts, a.Verdict) {
			return nil, refused("consult.no_verdict")
		}
		reason, err := written(a.Reason, "consult.no_answer")
		return replied{id, by.Today, a.Verdict, reason, a.FollowUp}, err
	})
}

// ShowResults puts the results of an indicator before the groups they are of, each its
// own, until a day.
func (r *Register) ShowResults(ctx context.Context, by Who, s Showing) (id string, err error) {
	err = r.do(ctx, by, eventShown, func() (any, error) {
		until, err := day(s.Until)
		if err != nil {
			return nil, err
		}
		at := until.Format(time.DateOnly)
		if at < by.Today {
			return nil, refused("consult.in_past", "day", at)
		}
		groups := slices.Compact(slices.Sorted(slices.Values(s.Groups)))
		if len(groups) == 0 {
			return nil, refused("consult.no_groups")
		}
		id = number("r", len(r.records.showings))
		return shown{id, s.Framework, s.Indicator, strings.TrimSpace(s.Period), groups, by.Today, at}, nil
	})
	return id, err
}

// Reply records what a group says of its own results, with those that it had before
// it.
func (r *Register) Reply(ctx context.Context, by Who, id, group, text string, of []Result) error {
	return r.do(ctx, by, eventReply, func() (any, error) {
		s := find(r.records.showings, id)
		switch {
		case s == nil || !slices.Contains(s.Groups, group):
			return nil, refused("consult.not_invited")
		case by.Today > s.Until:
			return nil, refused("consult.too_late", "day", s.Until)
		}
		text, err := written(text, "consult.no_comment")
		return resultReply{id, group, by.Today, text, of}, err
	})
}
