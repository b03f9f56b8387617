package prose_test

import (
	"regexp"
	"strings"

	"heng/internal/locale"
)

func zh(expression string) *regexp.Regexp { return pattern(locale.ZhTW, expression) }

// In these expressions a blank is one space or none: whether it must stand
// there is for TestSpaces to say.
var (
	zhHead     = zh(`數值為 ?(?P<value>«Q»)|(?P<period>«P»)為 ?(?P<value>«Q»)(?P<runs>（暫定值，期間尚未結束）)?`)
	zhBoth     = zh(`（(?:(?P<base>«P»)為 ?(?P<before>«Q»))?(?:，?(?P<base2>«P»)基準值為 ?(?P<before2>«Q»))?）`)
	zhChange   = zh(`，較(?P<base>«P»)(?P<turn>上升|下降|增加|減少) ?(?P<amount>«Q»)|，與(?P<base>«P»)(?P<turn>相同)|，與(?P<base>«P»)的 ?(?P<before>«Q») ?(?P<turn>相差無幾)|，與(?P<base>«P»)的 ?(?P<before>«Q») ?相較，變化(?P<turn>未達統計顯著)`)
	zhUnclear  = zh(`，與(?P<base>«P»)的 ?(?P<before>«Q») ?及(?P<base2>«P»)基準值 ?(?P<before2>«Q») ?相較，變化均未達統計顯著`)
	zhOnBase   = zh(`(?:[，、]|，(?P<but>惟))(?:較(?P<base>«P»)基準值(?P<turn>上升|下降|增加|減少) ?(?P<amount>«Q»)|與(?P<base>«P»)基準值(?P<turn>相同)|與(?P<base>«P»)基準值 ?(?P<before>«Q») ?(?P<turn>相差無幾)|與(?P<base>«P»)基準值 ?(?P<before>«Q») ?相較，變化(?P<turn>未達統計顯著))`)
	zhStanding = zh(`，(?P<but>惟)?(?P<adverb>且|並|並已|已)?(?P<still>仍)?(?P<side>低於|高於|超出|未達|達成|達到|在)(?P<of>«P»)?目標(?:範圍)?`)
	zhAgainst  = zh(`，(?P<of>«P»)?(?P<noun>目標|參照值)為 ?`)
	zhBounds   = zh(`高於 ?(?P<over>«Q») ?且低於 ?(?P<under>«Q»)|高於 ?(?P<over>«Q»)|低於 ?(?P<under>«Q»)|(?P<min>«Q») ?以上|(?P<max>«Q») ?以下|(?P<min>«Q») ?至 ?(?P<max>«Q»)|(?P<value>«Q»)`)
	zhPace     = zh(`進度(?P<pace>超前所需|落後於所需|合於所需)(?:，往後每(?P<each>年|半年|季|月)(?P<must>須)?(?P<turn>上升|下降|增加|減少) ?(?P<rate>«Q»)(?P<result> ?即可達成目標|，方能達成目標))?。`)
	zhAbsence  = zh(`(?P<period>«P»)?(?P<absence>無資料|不適用|尚未到期|遮蔽|不予公布)`)
	zhLack     = zh(`：有 ?(?P<n>[\d,]+) ?筆缺少計算所需的值`)
	zhLatest   = zh(`；最近一期有數值者為(?P<of>«P»)，為 ?(?P<value>«Q»)(?P<runs>（暫定值，該期間尚未結束）)?`)
	zhLatestIn = zh(`（最近一期：(?P<of>«P»)為 ?(?P<value>«Q»)(?P<runs>，暫定值)?）`)
	zhVerb     = zh(` ?(?P<verb>升至|降至|增至|減至|維持|暫為|為) ?(?P<value>«Q»)(?P<little>，變動甚微|，變化未達統計顯著)?`)
	zhKeeping  = zh(`，進度(?P<pace>超前所需|落後於所需|合於所需)`)
	zhMovement = zh(`：由 ?(?P<before>«Q») ?(?P<verb>升至|降至|增至|減至) ?(?P<value>«Q»)，(?P<turn>升幅|降幅|增幅|減幅|增加|減少) ?(?P<amount>«Q»)(?:（(?P<quality>改善|退步)）)?`)
	zhNoteRows = zh(`另有 ?(?P<n>[\d,]+) ?筆缺少計算所需的值，未列入計算。`)
	zhNoteGap  = zh(`(?P<list>[^數。]+?)無資料(?P<compared>可資比較)?。`)
	zhNoteEnd  = zh(`數列自(?P<of>«P»)起中斷(?:（(?P<reason>[^）]*)）)?，與先前各期不可比較。`)
	zhNoteFew  = zh(`不評定狀態：僅 ?(?P<n>[\d,]+) ?筆資料，不足 ?(?P<limit>\d+) ?筆。`)
	zhNoteLow  = zh(`加權後有效樣本規模僅 ?(?P<n>\d+)，不足 ?(?P<limit>\d+)，解讀宜審慎。`)
	zhListed   = zh(`(?P<of>«P»)[、及]?`)
)

var zhTurns = map[string]string{
	"上升": "up", "下降": "down", "增加": "up", "減少": "down", "相同": "same", "相差無幾": "little", "未達統計顯著": "unclear",
	"升至": "up", "降至": "down", "增至": "up", "減至": "down", "維持": "same",
	"升幅": "up", "降幅": "down", "增幅": "up", "減幅": "down",
}

var zhSides = map[string]string{
	"低於": "below", "高於": "above", "超出": "above", "未達": "missed", "達成": "met", "達到": "met", "在": "met",
}

var zhPaces = map[string]string{"超前所需": "ahead of", "落後於所需": "behind", "合於所需": "at"}

var zhEach = map[string]string{"年": "a year", "半年": "every half-year", "季": "a quarter", "月": "a month"}

// readChinese reads a form of a sentence.
func readChinese(form, subject, text string) (reading, error) {
	s := &scanner{rest: text}
	var r reading
	switch form {
	case "finding":
		s.zhFinding(&r)
	case "title":
		s.zhTitle(&r, subject)
	case "plain":
		s.zhPlain(&r, subject)
	case "movement":
		s.enSubject(&r, subject, "")
		g := s.must(zhMovement)
		r.value = s.quantity(g["value"])
		r.quality = map[string]string{"改善": "better", "退步": "worse"}[g["quality"]]
		r.change = comparison{turn: zhTurns[g["turn"]], amount: s.quantity(g["amount"]), before: s.quantity(g["before"])}
		if zhTurns[g["verb"]] != r.change.turn || (strings.HasPrefix(g["verb"], "升") || strings.HasPrefix(g["verb"], "降")) != (g["turn"] == "升幅" || g["turn"] == "降幅") {
			s.failf("%s and %s do not agree", g["verb"], g["turn"])
		}
	case "notes":
		s.zhNotes(&r)
	}
	s.end()
	return r, s.err
}

func (s *scanner) zhFinding(r *reading) {
	if s.zhAbsence(r) {
		if g := s.take(zhLack); g != nil {
			r.lacking = g["n"]
		} else if r.absence == "not applicable" && !s.has("：沒有可列入計算的資料列") {
			s.failf("no reason for: not applicable")
		} else if r.absence == "suppressed" && !s.has("：以免推知個別對象的數值") {
			s.failf("no reason for: suppressed")
		} else if r.absence == "too few" && !s.has("：有效樣本過少") {
			s.failf("no reason for: not published")
		}
		s.enLatest(r, zhLatest)
		if !s.has("。") {
			s.failf("no full stop before %q", s.rest)
		}
		return
	}
	g := s.must(zhHead)
	r.value, r.period, r.running = s.quantity(g["value"]), s.period(g["period"]), g["runs"] != ""
	s.zhCompare(r)
	s.zhTarget(r)
	if !s.has("。") {
		s.failf("no full stop before %q", s.rest)
	}
	if g := s.take(zhPace); g != nil {
		r.pace, r.each, r.rate = zhPaces[g["pace"]], zhEach[g["each"]], s.quantity(g["rate"])
		r.turn = zhTurns[g["turn"]]
		behind := g["pace"] == "落後於所需" && g["rate"] != ""
		if behind != (g["must"] != "") || behind != strings.HasPrefix(g["result"], "，") {
			s.failf("須 and 方能 do not go with %s", g["pace"])
		}
	}
}

func (s *scanner) zhCompare(r *reading) {
	if g := s.take(zhBoth); g != nil {
		r.change = comparison{before: s.quantity(g["before"]), base: s.period(g["base"])}
		if g["base2"] != "" {
			r.baseline = comparison{before: s.quantity(g["before2"]), base: s.period(g["base2"])}
		}
		return
	}
	if g := s.take(zhUnclear); g != nil {
		r.change = comparison{turn: "unclear", before: s.quantity(g["before"]), base: s.period(g["base"])}
		r.baseline = comparison{turn: "unclear", before: s.quantity(g["before2"]), base: s.period(g["base2"])}
		return
	}
	if g := s.take(zhChange); g != nil {
		r.change = s.zhComparison(g)
	}
	if g := s.take(zhOnBase); g != nil {
		r.baseline = s.zhComparison(g)
		opposite := map[string]string{"up": "down", "down": "up"}[r.change.turn]
		half := (r.change.turn == "unclear") != (r.baseline.turn == "unclear") && strings.Contains("up down unclear", r.change.turn) &&
			strings.Contains("up down unclear", r.baseline.turn) && r.change.turn != ""
		if (g["but"] != "") != (opposite != "" && r.baseline.turn == opposite || half) {
			s.failf("惟 between changes of one direction, or none between two")
		}
	}
}

func (s *scanner) zhComparison(g map[string]string) comparison {
	return comparison{
		turn: zhTurns[g["turn"]], amount: s.quantity(g["amount"]), before: s.quantity(g["before"]), base: s.period(g["base"]),
	}
}

func (s *scanner) zhTarget(r *reading) {
	if g := s.take(zhStanding); g != nil {
		r.relation, r.still, r.targetOf = zhSides[g["side"]], g["still"] != "", s.period(g["of"])
		// A title has no room for 惟: there 仍 after a change is the contrast.
		r.contrast = g["but"] != "" || r.still && (r.change.turn == "up" || r.change.turn == "down" || r.baseline.turn == "up" || r.baseline.turn == "down") && r.change.turn != "same"
		if (g["side"] == "達到") != (r.still && r.relation == "met" && g["side"] != "在") {
			s.failf("%s %s", g["still"], g["side"])
		}
		if s.has("（") {
			r.bounds = s.bounds(s.must(zhBounds))
			if !s.has("）") {
				s.failf("an open bracket before %q", s.rest)
			}
			if s.has("內") != (g["side"] == "在") {
				s.failf("在 without 內")
			}
			return
		}
		s.has(" ")
		r.bounds = s.bounds(s.must(zhBounds))
		return
	}
	if g := s.take(zhAgainst); g != nil {
		r.relation, r.targetOf = map[string]string{"目標": "target", "參照值": "reference"}[g["noun"]], s.period(g["of"])
		r.bounds = s.bounds(s.must(zhBounds))
	}
}

func (s *scanner) zhAbsence(r *reading) bool {
	g := s.take(zhAbsence)
	if g == nil {
		return false
	}
	r.absence = map[string]string{"無資料": "no data", "不適用": "not applicable", "尚未到期": "not due", "遮蔽": "suppressed", "不予公布": "too few"}[g["absence"]]
	r.period = s.period(g["period"])
	return true
}

func (s *scanner) zhTitle(r *reading, subject string) {
	if s.enSubject(r, subject, ""); s.err != nil {
		return
	}
	if s.has("：") {
		if !s.zhAbsence(r) {
			s.failf("a colon before %q", s.rest)
		}
		s.enLatest(r, zhLatestIn)
		return
	}
	g := s.must(zhVerb)
	r.value, r.running, r.change.turn = s.quantity(g["value"]), g["verb"] == "暫為", zhTurns[g["verb"]]
	r.change.turn += map[string]string{"，變動甚微": "little", "，變化未達統計顯著": "unclear"}[g["little"]]
	if g := s.take(zhKeeping); g != nil {
		r.pace = zhPaces[g["pace"]]
	}
	if r.change.turn == "" {
		s.zhCompare(r)
	}
	s.zhTarget(r)
}

func (s *scanner) zhNotes(r *reading) {
	if g := s.take(zhNoteRows); g != nil {
		r.lacking = g["n"]
	}
	if g := s.take(zhNoteGap); g != nil {
		list := &scanner{rest: g["list"]}
		for list.rest != "" && list.err == nil {
			r.gaps = append(r.gaps, s.period(list.must(zhListed)["of"]))
		}
		r.compared, s.err = g["compared"] != "", list.err
	}
	if g := s.take(zhNoteEnd); g != nil {
		r.breakAt, r.reason = s.period(g["of"]), g["reason"]
	}
	if g := s.take(zhNoteFew); g != nil {
		r.few, r.limit = g["n"], g["limit"]
	}
	if g := s.take(zhNoteLow); g != nil {
		r.small, r.smallLimit = g["n"], g["limit"]
	}
}

var (
	zhPlainOf    = `約?[一二三四五六七八九]成[一二三四五六七八九]?|\d+ 筆中的 \d+ 筆`
	zhPlainQ     = `(?:` + zhPlainOf + `|«Q»)`
	zhIs         = `(?:是 ?)?`
	zhPlainWhen  = zh(`(?P<period>«P»)(?P<runs>到目前為止)?(?P<comma>，)?`)
	zhPlainName  = zh(`(?:數字)? ?` + zhIs + `(?P<value>` + zhPlainQ + `)。`)
	zhPlainPart  = zh(`(?P<value>` + zhPlainQ + `) ?的?成果報告如期繳交。`)
	zhPlainSame  = zh(`這和(?P<base>«P»)(?P<turn>相同|差不多)。`)
	zhPlainBoth  = zh(`(?P<base>«P»)` + zhIs + `(?P<before>` + zhPlainQ + `)(?P<chance>，兩者的差異可能只是抽樣造成的)?。`)
	zhPlainMove  = zh(`這比(?P<base>«P»)(?P<turn>高|低|多|少)，當時` + zhIs + `(?P<before>` + zhPlainQ + `)(?P<lower>；這個數字愈(?:低|少)愈好)?。`)
	zhPlainGoal  = zh(`(?:(?:(?P<of>«P»)的)?目標是 ?|(?P<reached>還沒有達到目標（|已經達到目標（)|(?P<reached>已經提前達到)(?P<of>«P»)的目標（)(?P<bounds>[^）。]+)）?。`)
	zhPlainPoint = zh(`(?P<of>«P»)?可以對照的數值是 ?(?P<value>` + zhPlainQ + `)。`)
	zhPlainRuns  = zh(`(?P<period>«P»)還沒有結束，這個數字之後可能會變動。`)
	zhPlainEnds  = zh(`高於 ?(?P<over>` + zhPlainQ + `) ?且低於 ?(?P<under>` + zhPlainQ + `)|高於 ?(?P<over>` + zhPlainQ + `)|低於 ?(?P<under>` + zhPlainQ + `)|(?P<min>` + zhPlainQ + `) ?以上|(?P<max>` + zhPlainQ + `) ?以下|(?P<min>` + zhPlainQ + `) ?到 ?(?P<max>` + zhPlainQ + `)|(?P<value>` + zhPlainQ + `)`)
	zhPlainNone  = zh(`(?P<period>«P»)?(?:(?P<word>沒有數字|沒有可以計算的對象)|的?(?P<word>數字還沒有到期|數字為保護個別對象而不公布|數字因受訪的人太少而不公布))。`)
	zhPlainLast  = zh(`最近的數字是(?P<of>«P»)的 ?(?P<value>` + zhPlainQ + `)(?P<runs>，但該期間還沒有結束)?。`)
	zhRows       = regexp.MustCompile(`^(\d+) 筆中的 (\d+) 筆$`)
)

// plainChineseQuantity reads 八成二 and 12 筆中的 4 筆.
func (s *scanner) plainChineseQuantity(text string) quantity {
	if m := zhRows.FindStringSubmatch(text); m != nil {
		return s.ratio(m[2], m[1], false, "fraction")
	}
	tenths, rest, ok := strings.Cut(strings.TrimPrefix(text, "約"), "成")
	if !ok {
		return s.quantity(text)
	}
	digit := func(word string) string {
		return map[string]string{"": "0", "一": "1", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8", "九": "9"}[word]
	}
	return s.ratio(digit(tenths)+digit(rest), "100", strings.HasPrefix(text, "約"), "%")
}

func (s *scanner) zhPlain(r *reading, subject string) {
	isClause := subject == clause.zh
	if subject == "" || isClause || s.has(subject+"：") {
		rest := s.rest
		if g := s.take(zhPlainNone); g != nil {
			r.absence = map[string]string{"沒有數字": "no data", "沒有可以計算的對象": "not applicable", "數字還沒有到期": "not due", "數字為保護個別對象而不公布": "suppressed", "數字因受訪的人太少而不公布": "too few"}[g["word"]]
			r.period = s.period(g["period"])
			if !isClause {
				r.subject = subject
			}
			if g := s.take(zhPlainLast); g != nil {
				r.latest, r.latestOf, r.latestRuns = s.plainChineseQuantity(g["value"]), s.period(g["of"]), g["runs"] != ""
			}
			return
		}
		s.rest = rest
	}
	if g := s.take(zhPlainWhen); g != nil {
		r.period, r.running = s.period(g["period"]), g["runs"] != ""
		if (g["comma"] != "") != (subject != "") {
			s.failf("a comma too many or too few after the period")
		}
	}
	form := zhPlainPart
	switch {
	case subject == "":
		form = zhPlainName
	case !isClause:
		s.enSubject(r, subject, "")
		form = zhPlainName
	}
	r.value = s.plainChineseQuantity(s.must(form)["value"])
	if g := s.take(zhPlainSame); g != nil {
		r.change = comparison{turn: map[string]string{"相同": "same", "差不多": "little"}[g["turn"]], base: s.period(g["base"])}
	} else if g := s.take(zhPlainBoth); g != nil {
		r.change = comparison{before: s.plainChineseQuantity(g["before"]), base: s.period(g["base"])}
		if g["chance"] != "" {
			r.change.turn = "unclear"
		}
	} else if g := s.take(zhPlainMove); g != nil {
		turn := map[string]string{"高": "up", "多": "up", "低": "down", "少": "down"}[g["turn"]]
		r.change = comparison{turn: turn, before: s.plainChineseQuantity(g["before"]), base: s.period(g["base"])}
		r.lowerBetter = g["lower"] != ""
	}
	if g := s.take(zhPlainPoint); g != nil {
		r.relation, r.bounds = "reference", map[string]quantity{"value": s.plainChineseQuantity(g["value"])}
		r.targetOf = s.period(g["of"])
	} else if g := s.take(zhPlainGoal); g != nil {
		r.targetOf = s.period(g["of"])
		switch {
		case g["reached"] == "":
			r.relation = "target"
		case strings.HasPrefix(g["reached"], "還沒有"):
			r.relation = "missed"
		default:
			r.relation = "met"
		}
		ends := &scanner{rest: g["bounds"]}
		found := ends.must(zhPlainEnds)
		r.bounds = map[string]quantity{}
		for _, name := range []string{"value", "min", "max", "over", "under"} {
			if found[name] != "" {
				r.bounds[name] = s.plainChineseQuantity(found[name])
			}
		}
		if ends.end(); ends.err != nil {
			s.err = ends.err
		}
	}
	if g := s.take(zhPlainRuns); (g != nil) != r.running {
		s.failf("暫定, but nothing may change, or the other way round")
	} else if g != nil && s.period(g["period"]) != r.period {
		s.failf("another period is not over")
	}
}
