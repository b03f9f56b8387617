package followup

import "heng/internal/locale"

// The kinds of events, and what each holds.
const (
	eventMeeting    = "followup.meeting"     // was called, or is now this
	eventMeetingHad = "followup.meeting_had" // was taken over from the records
	eventSeat       = "followup.seat"        // was invited
	eventUninvited  = "followup.uninvited"
	eventAttendance = "followup.attendance" // came, or left
	eventSession    = "followup.session"    // opened, adjourned, resumed
	eventPaper      = "followup.paper"      // was listed, or went out
	eventRuled      = "followup.ruled"
	eventProgress   = "followup.progress"
	eventChanged    = "followup.changed"
	eventDecided    = "followup.decided"
	eventDataset    = "followup.dataset" // was entered
	eventStage      = "followup.stage"   // came to another stage
	eventRenamed    = "followup.dataset_changed"
)

type meetingCalled struct {
	Meeting string      `json:"meeting"`
	On      string      `json:"on"`
	Starts  string      `json:"starts,omitempty"`
	Place   string      `json:"place,omitempty"`
	Title   locale.Text `json:"title,omitempty"`
}

type meetingHad struct {
	meetingCalled
	Source string      `json:"source"`
	Seats  []seatTaken `json:"seats,omitempty"`
	Papers []paper     `json:"papers,omitempty"`
}

type seatTaken struct {
	Seat    string `json:"seat"`
	Role    Role   `json:"role"`
	Unit    string `json:"unit,omitempty"`
	Present bool   `json:"present,omitempty"`
	Proxy   bool   `json:"proxy,omitempty"`
}

type seatOf struct {
	Meeting string `json:"meeting"`
	seatTaken
}

type attendance struct {
	Meeting string `json:"meeting"`
	Seat    string `json:"seat"`
	Present bool   `json:"present"`
	Proxy   bool   `json:"proxy,omitempty"`
}

type session struct {
	Meeting string `json:"meeting"`
	Turn    string `json:"turn"` // open, adjourn, resume
}

type paper struct {
	Meeting string `json:"meeting,omitempty"`
	Paper   int    `json:"paper"`
	Title   string `json:"title"`
	Sent    string `json:"sent,omitempty"`
}

type ruled struct {
	Ruling   string      `json:"ruling"`
	Meeting  string      `json:"meeting"`
	Item     string      `json:"item,omitempty"`
	Text     locale.Text `json:"text"`
	Owner    string      `json:"owner,omitempty"`
	Due      Due         `json:"due"`
	Standing bool        `json:"standing,omitempty"`
	State    State       `json:"state"`
	Unsaid   bool        `json:"unsaid,omitempty"`
	Ended    string      `json:"ended,omitempty"`
	Note     string      `json:"note,omitempty"`
	Source   string      `json:"source,omitempty"`
}

type progress struct {
	Ruling   string      `json:"ruling"`
	On       string      `json:"on"`
	Text     locale.Text `json:"text"`
	Evidence []Evidence  `json:"evidence,omitempty"`
}

type changed struct {
	Ruling   string      `json:"ruling"`
	Item     string      `json:"item,omitempty"`
	Text     locale.Text `json:"text"`
	Owner    string      `json:"owner,omitempty"`
	Due      Due         `json:"due"`
	Standing bool        `json:"standing,omitempty"`
	Reason   string      `json:"reason"`
}

type decided struct {
	Ruling  string  `json:"ruling"`
	Outcome Outcome `json:"outcome"`
	Meeting string  `json:"meeting"`
	On      string  `json:"on"`
	Note    string  `json:"note,omitempty"`
}

type datasetEntered struct {
	Dataset string      `json:"dataset"`
	Title   locale.Text `json:"title"`
	Unit    string      `json:"unit,omitempty"`
	Stage   Stage       `json:"stage"`
	On      string      `json:"on,omitempty"`
	Ground  string      `json:"ground,omitempty"`
	Source  string      `json:"source,omitempty"`
}

type stageReached struct {
	Dataset string `json:"dataset"`
	Stage   Stage  `json:"stage"`
	On      string `json:"on"`
	Meeting string `json:"meeting,omitempty"`
	Reason  string `json:"reason,omitempty"`
}

type datasetChanged struct {
	Dataset string      `json:"dataset"`
	Title   locale.Text `json:"title"`
	Unit    string      `json:"unit,omitempty"`
	Reason  string      `json:"reason"`
}
