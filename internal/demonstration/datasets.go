package demonstration

import (
	"fmt"
	"time"
)

// datasetTable takes the inventory at the end of each year: every dataset
// known by then, with its state on that day.
func datasetTable(s source) [][]string {
	rows := [][]string{{
		"dataset_id", "counted_on", "unit", "state", "refusal_ground", "update_interval", "last_updated_on", "file_format",
		"field_list", "open_licence", "metadata_zh", "metadata_en", "content_zh", "content_en", "quality_label",
		"views", "downloads", "requests", "requests_answered",
	}}
	type dataset struct {
		id, unit, interval, format, ground    string
		published                             int // the year; 0 for never
		fields, licence, metaEN, contentEN    int // the year from which it holds; 0 for never
		quality, popularity, since, abandoned int
	}
	from := func(year int, perMille int) int { // a year in which something improved
		if !s.chance(perMille) {
			return 0
		}
		return s.between(year, lastYear+2)
	}
	var known []dataset
	for year := firstYear; year <= lastYear; year++ {
		for range of(year, [6]int{44, 12, 14, 18, 20, 16}) {
			d := dataset{id: fmt.Sprintf("D%03d", len(known)+1), since: year, popularity: s.skewed(260, 4)}
			d.unit = []string{"economic", "ngo", "diplomacy", "consular", "institute", "accounting", "it"}[s.pick(16, 18, 22, 16, 10, 12, 6)]
			d.interval = []string{"month", "quarter", "half", "year", "irregular", ""}[s.pick(14, 24, 8, 34, 14, 6)]
			d.format = []string{"CSV", "JSON", "XML", "ODS", "XLSX", "PDF"}[s.pick(44, 8, 10, 6, 14, 18)]
			if s.chance(90) {
				d.ground = []string{"secret", "personal", "third_party"}[s.pick(5, 3, 2)]
			} else if !s.chance(90) {
				d.published = year + s.pick(60, 30, 10)
			}
			d.fields, d.licence = from(year-2, 880), from(year-3, 930)
			d.metaEN, d.contentEN = from(year-1, 800), from(year+1, 420)
			if s.chance(160) {
				d.abandoned = s.between(year+1, lastYear+1) // nobody keeps it up from then on
			}
			d.quality = s.pick(48, 26, 18, 8) // none, bronze, silver, gold in the end
			known = append(known, d)
		}
		for _, d := range known {
			counted := day(year, time.December, 31)
			holds := func(since int) bool { return since != 0 && since <= year }
			state := "inventoried"
			switch {
			case d.ground != "":
				state = "refused"
			case holds(d.published):
				state = "published"
			case d.published == year+1:
				state = "approved"
			}
			row := []string{d.id, date(counted), d.unit, state, d.ground, d.interval}
			if state != "published" {
				rows = append(rows, append(row, make([]string, 13)...))
				continue
			}
			label := []string{"none", "bronze", "silver", "gold"}[min(d.quality, max(0, year-d.since))]
			views := d.popularity * (4 + year - d.published) * s.between(70, 130) / 400
			requests := s.pick(50, 25, 15, 10)
			answered := 0
			for range requests {
				if s.chance(of(year, [6]int{540, 560, 600, 660, 700, 740})) {
					answered++
				}
			}
			rows = append(rows, append(row,
				date(lastUpdate(s, counted, d.interval, d.published, d.abandoned)), d.format, boolean(holds(d.fields)),
				boolean(holds(d.licence)), "true", boolean(holds(d.metaEN)), boolean(!s.chance(20)),
				boolean(holds(d.contentEN)), label, number(views), number(views*s.between(6, 22)/100), number(requests), number(answered),
			))
		}
	}
	return rows
}

// lastUpdate keeps to the declared interval less often as datasets grow old.
func lastUpdate(s source, counted time.Time, interval string, published, abandoned int) time.Time {
	length := map[string]int{"month": 31, "quarter": 92, "half": 183, "year": 365, "irregular": 420, "": 300}[interval]
	late := 130 + 45*(counted.Year()-published)
	update := s.days(counted, -length, -1)
	switch {
	case abandoned != 0 && abandoned <= counted.Year():
		update = s.days(day(abandoned, time.January, 1), -200, -1)
	case s.chance(late):
		update = s.days(counted, -3*length, -length-1)
	}
	if first := day(published, time.January, 15); update.Before(first) {
		return first
	}
	return update
}
