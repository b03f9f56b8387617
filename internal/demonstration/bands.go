package demonstration

// progressBandTable sorts projects by how far they came from their baseline to
// their target. It is a rule, not a record; the limits are those of the
// report's own bands.
func progressBandTable() [][]string {
	return [][]string{
		{"progress", "at_least", "below"},
		{"met", "100", ""},
		{"nearly", "85", "100"},
		{"partly", "60", "85"},
		{"little", "0", "60"},
		{"worse", "", "0"},
	}
}

// durationBandTable sorts projects by the length that was planned, in days.
func durationBandTable() [][]string {
	return [][]string{
		{"duration", "more_than_days", "up_to_days"},
		{"up_to_1_year", "0", "365"},
		{"1_to_3_years", "365", "1095"},
		{"over_3_years", "1095", "100000"},
	}
}
