package charts_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"heng/charts"
	"heng/internal/locale"
)

// countries are those of the example, in its order, with their names.
func countries(t testing.TB, lang locale.Lang) []charts.Place {
	t.Helper()
	rows := readCSV(t, filepath.Join("..", "examples", "mofa", "data", "partners.csv"))
	head := rows[0]
	column := func(name string) int {
		i := slices.Index(head, name)
		if i < 0 {
			t.Fatalf("partners.csv has no column %s", name)
		}
		return i
	}
	name := "name_en"
	if lang == locale.ZhTW {
		name = "name_zh"
	}
	var list []charts.Place
	for _, row := range rows[1:] {
		until := row[column("ally_until")]
		list = append(list, charts.Place{Code: row[column("iso2")], Name: row[column(name)], Ally: until == "" || until > "2018-12-31"})
	}
	return list
}

func readCSV(t testing.TB, path string) [][]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%s: %v", path, err)
	}
	return rows
}

func tileMapOf(t testing.TB, lang locale.Lang, narrow bool, unit string, decimals int, places []charts.Place) (charts.Chart, bool) {
	in := titled(input(lang, unit, decimals, "計畫件數", "Projects"), narrow)
	in.Period = "2018"
	return charts.TileMap(locale.NewPrinter(lang), charts.TileMapInput{Input: in, Places: places})
}

// tileMapCase gives the countries of the example values by a function of their
// place in the list; the empty text is no data.
func tileMapCase(name string, golden bool, unit string, decimals int, value func(i int) string) kindCase {
	return kindCase{name, charts.KindTileMap, golden, func(t testing.TB, lang locale.Lang, narrow bool) (charts.Chart, bool) {
		places := countries(t, lang)
		for i := range places {
			if text := value(i); text != "" {
				places[i].Value = number(t, text)
			}
		}
		return tileMapOf(t, lang, narrow, unit, decimals, places)
	}}
}

var projects = []string{"12", "3", "0", "5", "7", "9", "31", "", "14", "22", "18", "41", "", "8", "6", "27", "19", "1", "", "2", "0", "4"}

var tileMapCases = []kindCase{
	tileMapCase("tilemap", true, "count", 0, func(i int) string { return projects[i%len(projects)] }),
	tileMapCase("tilemap_money", false, "USD", 0, func(i int) string {
		return []string{"12345678", "98765432", "0", "4000000", "1200", "", "250000000", "77000000"}[i%8]
	}),
	tileMapCase("tilemap_percent", false, "percent", 1, func(i int) string { return []string{"100", "82.25", "0", "99.96", ""}[i%5] }),
	tileMapCase("tilemap_huge", false, "count", 0, func(i int) string { return fmt.Sprint(i * i * 123456789) }),
	tileMapCase("tilemap_negative", false, "count", 0, func(i int) string { return fmt.Sprint(i*3 - 20) }),
	tileMapCase("tilemap_equal", false, "count", 0, func(i int) string { return "5" }),
	{"tilemap_whole_grid", charts.KindTileMap, true, func(t testing.TB, lang locale.Lang, narrow bool) (charts.Chart, bool) {
		var places []charts.Place
		for i, row := range readCSV(t, "tilegrid.csv")[1:] {
			places = append(places, charts.Place{Code: row[0], Name: row[0], Ally: i%4 == 0})
			if i%7 != 3 {
				places[i].Value = number(t, fmt.Sprint(i*i%97))
			}
		}
		return tileMapOf(t, lang, narrow, "count", 0, places)
	}},
	{"tilemap_whole_percent", charts.KindTileMap, false, func(t testing.TB, lang locale.Lang, narrow bool) (charts.Chart, bool) {
		var places []charts.Place
		for i, row := range readCSV(t, "tilegrid.csv")[1:] {
			places = append(places, charts.Place{Code: row[0], Name: row[0], Value: number(t, fmt.Sprint(100-i%3*i))})
		}
		places[3].Text, places[4].Text = "不適用的", "WWWWWWW"
		return tileMapOf(t, lang, narrow, "percent", 1, places)
	}},
	{"tilemap_status", charts.KindTileMap, false, func(t testing.TB, lang locale.Lang, narrow bool) (charts.Chart, bool) {
		places := countries(t, lang)
		states := map[locale.Lang][]string{
			locale.ZhTW: {"進行中", "已結束", "規劃", "", "停辦", "待審", "一個在方格裡放不下的狀態"}, locale.En: {"active", "closed", "plan", "", "halted", "due", "a state too long for a tile"},
		}[lang]
		for i := range places {
			places[i].Text = states[i%len(states)]
		}
		return tileMapOf(t, lang, narrow, "count", 0, places)
	}},
	{"tilemap_one", charts.KindTileMap, false, func(t testing.TB, lang locale.Lang, narrow bool) (charts.Chart, bool) {
		return tileMapOf(t, lang, narrow, "count", 0, []charts.Place{{Code: "PY", Name: "Paraguay", Value: number(t, "3"), Ally: true}})
	}},
	{"tilemap_off_grid", charts.KindTileMap, false, func(t testing.TB, lang locale.Lang, narrow bool) (charts.Chart, bool) {
		places := countries(t, lang)[:8]
		places[0].Value, places[1].Value = number(t, "12"), number(t, "7")
		for i := range 8 {
			places = append(places, charts.Place{Code: fmt.Sprintf("X%d", i), Name: fmt.Sprintf("A country with a long name, number %d", i), Value: number(t, fmt.Sprint(i)), Ally: i == 1})
		}
		places = append(places, charts.Place{Code: "pw", Name: "Palau once more"}, charts.Place{Code: "", Name: "Several countries", Value: number(t, "40")})
		return tileMapOf(t, lang, narrow, "count", 0, places)
	}},
}

// No two countries lie on one tile, every country stands once, and codes and
// places have their form.
func TestTileGrid(t *testing.T) {
	rows := readCSV(t, "tilegrid.csv")
	if got := strings.Join(rows[0], " "); got != "code region column row" {
		t.Fatalf("the grid has the columns %s", got)
	}
	code := regexp.MustCompile(`^[A-Z]{2}$`)
	regions := []string{"americas", "europe", "africa", "asia", "pacific"}
	at, seen := map[string]string{}, map[string]bool{}
	for _, row := range rows[1:] {
		column, err := strconv.Atoi(row[2])
		down, err2 := strconv.Atoi(row[3])
		if !code.MatchString(row[0]) || !slices.Contains(regions, row[1]) || err != nil || err2 != nil || column < 0 || column > 6 || down < 0 || down > 9 {
			t.Errorf("%v is no place of a country", row)
		}
		if seen[row[0]] {
			t.Errorf("%s stands twice", row[0])
		}
		seen[row[0]] = true
		place := strings.Join(row[1:], " ")
		if other := at[place]; other != "" {
			t.Errorf("%s and %s lie on one tile: %s", other, row[0], place)
		}
		at[place] = row[0]
	}
	for _, place := range countries(t, locale.En) {
		if !seen[place.Code] {
			t.Errorf("%s of the example has no tile", place.Name)
		}
	}
	// The Republic of China's diplomatic relations since 1990, with the year in
	// which they ended for the last time; none: they last.
	for _, ally := range strings.Fields(`BZ GT HT PY KN LC VC SZ VA MH PW TV
		SA-1990 KR-1992 LS-1994 NE-1996 BS-1997 ZA-1998 CF-1998 TO-1998 GW-1998 MK-2001 LR-2003 DM-2004 VU-2004 GD-2005 SN-2005 TD-2006
		CR-2007 MW-2008 GM-2013 ST-2016 PA-2017 DO-2018 BF-2018 SV-2018 SB-2019 KI-2019 NI-2021 HN-2023 NR-2024`) {
		if name, _, _ := strings.Cut(ally, "-"); !seen[name] {
			t.Errorf("%s has no tile", ally)
		}
	}
}

// Neighbours lie as on a map: Guatemala south-west of Belize, Honduras north of
// Nicaragua, Haiti west of the Dominican Republic, Palau west of the Marshall
// Islands, Nauru west of Kiribati.
func TestTilesLieAsOnAMap(t *testing.T) {
	column, down := map[string]int{}, map[string]int{}
	for _, row := range readCSV(t, "tilegrid.csv")[1:] {
		column[row[0]], _ = strconv.Atoi(row[2])
		down[row[0]], _ = strconv.Atoi(row[3])
	}
	for _, pair := range []string{"GT BZ", "SV HN", "HT DO", "DO KN", "PW MH", "NR KI", "SB TV", "BF NE", "NE TD", "GM GW", "PG SB"} {
		west, east, _ := strings.Cut(pair, " ")
		if column[west] > column[east] || pair != "GM GW" && column[west] == column[east] {
			t.Errorf("%s does not lie west of %s", west, east)
		}
	}
	for _, pair := range []string{"BZ GT", "HN NI", "NI CR", "KN DM", "DM LC", "LC VC", "VC GD", "HT PA", "SN GM", "MW ZA", "SZ ZA", "MH NR", "SB VU", "PL VA"} {
		north, south, _ := strings.Cut(pair, " ")
		if down[north] >= down[south] {
			t.Errorf("%s does not lie north of %s", north, south)
		}
	}
}

// Every country is in the picture or beneath it, and in the table; what has no
// data says so, and zero is no lack of data.
func TestTileMapDropsNoCountry(t *testing.T) {
	for _, narrow := range []bool{false, true} {
		chart, _ := tileMapCases[10].chart(t, locale.En, narrow)
		var texts []string
		for _, text := range sketch(t, chart).texts {
			texts = append(texts, text.content)
		}
		beneath := strings.Join(texts, " ")
		for _, want := range []string{"PW", "MH", "TV", "NR", "A country with a long name, number 7 (7)", "Palau once more (No data)", "number 1 (1, Diplomatic ally)", "Several countries (40)"} {
			if !strings.Contains(beneath, want) {
				t.Errorf("narrow=%v: the drawing lacks %q: %q", narrow, want, texts)
			}
		}
		if len(chart.Table.Rows) != 18 {
			t.Errorf("%d rows for 18 countries", len(chart.Table.Rows))
		}
	}
	chart, _ := tileMapCases[0].chart(t, locale.En, false)
	if got := fmt.Sprint(chart.Table.Rows[2], chart.Table.Rows[7]); got != "[Tuvalu (TV) 0 Diplomatic ally] [Holy See (VA) No data Diplomatic ally]" {
		t.Errorf("got %s", got)
	}
	if !strings.Contains(chart.Alt, "No data: Holy See, Saint Kitts and Nevis, Burkina Faso.") || !strings.Contains(chart.Alt, "0: Tuvalu, Panama.") {
		t.Errorf("zero and no data are not apart: %s", chart.Alt)
	}
}

// The allies of 2018 were, at its end, 17: of the 22 of the example all but
// those whose relations had ended by then, five (El Salvador, Burkina Faso, the
// Dominican Republic, Panama, São Tomé and Príncipe).
func TestTileMapMarksAllies(t *testing.T) {
	chart, _ := tileMapCases[0].chart(t, locale.En, false)
	if !strings.Contains(chart.Alt, "22 countries. Diplomatic allies: 17.") {
		t.Errorf("got %s", chart.Alt)
	}
	svg := pictures()(t, "tilemap.en", chart)
	// One mark more in the key.
	if n := strings.Count(svg, "<circle") + strings.Count(svg, "A"); strings.Count(svg, `stroke="#ffffff" stroke-width="2"`) != 18 {
		t.Errorf("%d marks, want 18 (%d)", strings.Count(svg, `stroke="#ffffff" stroke-width="2"`), n)
	}
}

// Every value lies in the class whose words fit it.
func TestTileMapClasses(t *testing.T) {
	word := regexp.MustCompile(`^(?:Under ([\d,.−]+)|([\d,.−]+) to under ([\d,.−]+)|([\d,.−]+) or more|([\d,.−]+))$`)
	figure := func(s string) float64 {
		return numberIn(strings.NewReplacer(",", "", "−", "-").Replace(s))
	}
	for _, c := range []int{0, 3, 4, 5, 6} {
		chart, _ := tileMapCases[c].chart(t, locale.En, false)
		values := map[string]float64{}
		for _, row := range chart.Table.Rows {
			name, _, _ := strings.Cut(row[0], " (")
			values[name] = figure(row[1])
		}
		classes, in := 0, 0
		for _, sentence := range strings.SplitAfter(chart.Alt, ".")[2:] {
			label, names, ok := strings.Cut(strings.TrimSuffix(strings.TrimSpace(sentence), "."), ": ")
			m := word.FindStringSubmatch(label)
			if !ok || m == nil {
				continue
			}
			classes++
			for _, name := range strings.Split(strings.ReplaceAll(names, " and ", ", "), ", ") {
				v, known := values[name]
				if !known {
					continue // a name with "and" in it
				}
				in++
				if m[1] != "" && v >= figure(m[1]) || m[2] != "" && (v < figure(m[2]) || v >= figure(m[3])) || m[4] != "" && v < figure(m[4]) || m[5] != "" && v != figure(m[5]) {
					t.Errorf("%s: %s (%v) is in %q", tileMapCases[c].name, name, v, label)
				}
			}
		}
		if classes == 0 || classes > 5 || in == 0 {
			t.Errorf("%s: %d classes: %s", tileMapCases[c].name, classes, chart.Alt)
		}
	}
}

func TestTileMapNothingToDraw(t *testing.T) {
	if _, ok := tileMapOf(t, locale.En, false, "count", 0, countries(t, locale.En)); ok {
		t.Error("a map without data is drawn")
	}
	if _, ok := tileMapOf(t, locale.En, false, "count", 0, nil); ok {
		t.Error("a map without countries is drawn")
	}
}
