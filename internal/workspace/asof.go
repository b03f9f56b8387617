package workspace

import (
	"time"

	"heng/ingest/clean"
	"heng/internal/fault"
	"heng/internal/locale"
)

// ParseDate reads a day in any Gregorian or Minguo form, at midnight UTC: the
// day itself, without a zone.
func ParseDate(text string) (time.Time, error) {
	day, problem := clean.Date([]byte(text))
	if problem != nil {
		return time.Time{}, fault.New(fault.Usage, locale.M("workspace.date", "text", text)).
			WithHint(locale.M("workspace.date_hint"))
	}
	return day.Time(time.UTC), nil
}

// AsOf returns the as-of date: the one given (a flag), else heng.yaml's, else
// the day of now in the workspace's time zone.
func (w *Workspace) AsOf(given string, now time.Time) (time.Time, error) {
	switch {
	case given != "":
		return ParseDate(given)
	case w.Settings.AsOf != "":
		return ParseDate(w.Settings.AsOf)
	}
	zone, err := w.zone()
	if err != nil {
		return time.Time{}, err
	}
	return clean.DayOf(now.In(zone)).Time(time.UTC), nil
}

// zone returns the time zone in which today is today.
func (w *Workspace) zone() (*time.Location, error) {
	zone, err := time.LoadLocation(w.Settings.TimeZone)
	if err != nil {
		// The settings were checked; a system without zone data is left.
		return nil, fault.Wrap(fault.Internal, err, locale.M("workspace.time_zone", "text", w.Settings.TimeZone))
	}
	return zone, nil
}
