package consult

// Figures are what the groups were shown of all of them together when a text was put
// before them. They stay as they were: from two states of the records the figures of one
// group could be worked out.
type Figures struct {
	Kept string   `json:"kept,omitempty"` // why nothing is shown; empty: something is
	Rows []Figure `json:"rows,omitempty"`
	Few  []string `json:"few,omitempty"` // the breakdowns with a cell of too few, their columns by commas
}

// Figure is the value of a period, or of a cell of a breakdown. Numbers are decimals.
type Figure struct {
	Period      string            `json:"period,omitempty"`
	Breakdown   map[string]string `json:"breakdown,omitempty"` // codes by column
	Value       string            `json:"value,omitempty"`
	Numerator   string            `json:"numerator,omitempty"`
	Denominator string            `json:"denominator,omitempty"`
	Few         bool              `json:"few,omitempty"` // too few contribute to it
}
