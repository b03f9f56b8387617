package journal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"heng/internal/fault"
	"heng/internal/locale"
)

// Event is one thing that was done.
type Event struct {
	Seq    int64           `json:"seq"` // 1, 2, 3 …
	At     time.Time       `json:"at"`  // UTC
	By     string          `json:"by"`  // the account; empty: the program itself
	Kind   string          `json:"kind"`
	Data   json.RawMessage `json:"data"`
	Before string          `json:"before"`         // SHA-256 of the line of the event before; empty for the first
	More   bool            `json:"more,omitempty"` // the next event was decided with this one: neither stands without the other
}

// Line is the event as a log keeps it: one line of JSON, without its end.
func (e Event) Line() ([]byte, error) { return json.Marshal(e) }

// Into reads the event's data into a value.
func (e Event) Into(v any) error { return json.Unmarshal(e.Data, v) }

// Draft is an event that has not happened yet.
type Draft struct {
	By   string
	Kind string
	Data any
}

// Log keeps events. Append writes them behind event number after, whole and to
// the disk, or not at all; where the log has grown beyond that number, it writes
// nothing and says so. An error may leave open whether they were written: what
// is then read tells. Read returns the events behind a number.
type Log interface {
	Append(ctx context.Context, after int64, lines [][]byte) (grown bool, err error)
	Read(ctx context.Context, after int64) (lines [][]byte, err error)
	Close() error
}

// chain makes events of drafts behind the last one, whose line hashes to before.
func chain(drafts []Draft, seq int64, before string, at time.Time) (events []Event, lines [][]byte, err error) {
	for i, d := range drafts {
		data, err := json.Marshal(d.Data)
		if err != nil {
			return nil, nil, err
		}
		seq++
		e := Event{Seq: seq, At: at.UTC(), By: d.By, Kind: d.Kind, Data: data, Before: before, More: i < len(drafts)-1}
		line, err := e.Line()
		if err != nil {
			return nil, nil, err
		}
		before = hash(line)
		events, lines = append(events, e), append(lines, line)
	}
	return events, lines, nil
}

func hash(line []byte) string {
	sum := sha256.Sum256(line)
	return hex.EncodeToString(sum[:])
}

// unchained is the refusal of a log that was tampered with.
func unchained(seq int64) error {
	return fault.New(fault.Input, locale.M("journal.broken", "number", seq)).WithHint(locale.M("journal.broken_hint"))
}
