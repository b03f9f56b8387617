package prose

import (
	"strings"
	"unicode"
)

// chinese is the grammar of Chinese as Taiwan's administration writes it.
type chinese struct{}

func (chinese) say(constituents ...any) Sentence { return say(aroundLatin, constituents...) }

// period writes a period: 106年 stands beside characters without a space,
// 106Q3 with one, as a name of Latin letters.
func (chinese) period(p Period) any {
	if p.Noun != "" && unicode.IsDigit(rune(p.Noun[len(p.Noun)-1])) {
		return name(p.Noun)
	}
	return p.Noun
}

// finding stands under a name and has no subject: the period comes first.
//
//	106年為 82.3%，較105年上升 9.0 個百分點，惟仍低於目標 90.0%。
func (zh chinese) finding(s Statement) Sentence {
	if s.Absence != Present {
		return zh.say(zh.absence(s, true), "。")
	}
	out := zh.say("數值為", s.Value)
	if !s.Period.isZero() {
		out = zh.say(zh.period(s.Period), "為", s.Value)
		if s.Running {
			out = zh.say(out, "（暫定值，期間尚未結束）")
		}
	}
	out = zh.say(out, zh.changes(s), zh.standing(s, true), "。")
	if s.Pace != nil {
		out = zh.say(out, zh.pace(s.Pace), "。")
	}
	return out
}

// changes writes what the value is compared with, each after a comma; two
// changes of one direction are parallel and set off by 、.
func (zh chinese) changes(s Statement) Sentence {
	var out Sentence
	if s.Change != nil {
		out = zh.say("，", zh.change(s.Change, false))
	}
	mark := "，"
	switch {
	case s.Change != nil && s.Change.Kind == Both && s.Baseline == nil:
		return zh.say("（", zh.change(s.Change, false), "）")
	case s.Change != nil && s.Change.Kind == Both:
		return zh.say("（", zh.change(s.Change, false), "，", zh.change(s.Baseline, true), "）")
	case s.Baseline == nil:
		return out
	case s.Baseline.Kind == Both:
		return zh.say(out, "（", zh.change(s.Baseline, true), "）")
	case s.Change != nil && s.Change.Kind == Unclear && s.Baseline.Kind == Unclear:
		return zh.say("，與", zh.period(s.Change.Base), "的", s.Change.Before, "及", zh.period(s.Baseline.Base), "基準值", s.Baseline.Before, "相較，變化均未達統計顯著")
	case s.isMixed(), s.isHalfClear():
		mark = "，惟"
	case s.Change.isMeasured() && s.Baseline.isMeasured():
		mark = "、"
	}
	return zh.say(out, mark, zh.change(s.Baseline, true))
}

func (zh chinese) change(c *Change, onBaseline bool) Sentence {
	baseline, of := "", "的"
	if onBaseline {
		baseline, of = "基準值", ""
	}
	base := zh.say(zh.period(c.Base), baseline)
	switch c.Kind {
	case Same:
		return zh.say("與", base, "相同")
	case Little:
		return zh.say("與", base, of, c.Before, "相差無幾")
	case Both:
		return zh.say(base, "為", c.Before)
	case Unclear:
		return zh.say("與", base, of, c.Before, "相較，變化未達統計顯著")
	}
	return zh.say("較", base, verbOf(c.Kind, c.Sign).by, c.Amount)
}

// verb is how something changes: by so much, to so much, and the extent.
type verb struct{ by, to, extent string }

// verbOf chooses the verb: heights rise and fall, sizes grow and shrink.
func verbOf(kind Kind, sign Sign) verb {
	height := kind == Points || kind == Ratio
	switch {
	case kind == Amount && sign == Fell:
		return verb{"減少", "減至", "減少"}
	case kind == Amount:
		return verb{"增加", "增至", "增加"}
	case height && sign == Fell:
		return verb{"下降", "降至", "降幅"}
	case height:
		return verb{"上升", "升至", "升幅"}
	case sign == Fell:
		return verb{"減少", "減至", "減幅"}
	}
	return verb{"增加", "增至", "增幅"}
}

// standing writes how the value stands to its target, after a comma: 惟仍低於
// against the change, 並已達成 with it. A title leaves 惟 and 並已 out.
func (zh chinese) standing(s Statement, formal bool) Sentence {
	t := s.Target
	if t == nil {
		return nil
	}
	switch t.Relation {
	case Is:
		return zh.say("，", zh.target(t, "目標為"), zh.bounds(t))
	case Reference:
		return zh.say("，", zh.target(t, "參照值為"), zh.bounds(t))
	}
	// The adverb goes before the relation: the word for a conjunction, for
	// what has come about, and for what lasts.
	but, also, done := "", "", ""
	if formal {
		but, also, done = "惟", "且", "已"
		if t.Relation == Met {
			also = "並"
		}
	}
	if t.Relation != Met || t.isRange() {
		done = ""
	}
	relation := zh.relation(t)
	adverb := map[joint]string{apart: done, and: also + done, andStill: "仍", butStill: but + "仍"}[s.joint()]
	if t.Relation == Met && t.isRange() {
		return zh.say("，", adverb, relation, zh.target(t, "目標範圍"), "（", zh.bounds(t), "）內")
	}
	if t.Relation == Met && strings.HasSuffix(adverb, "仍") {
		relation = "達到" // what lasts is no event
	}
	return zh.say("，", adverb, relation, zh.target(t, "目標"), zh.inPlace(t))
}

// relation is the verb of a relation.
func (chinese) relation(t *Target) string {
	whole := t.Value != nil || t.isRange()
	switch {
	case t.Relation == Met && t.isRange():
		return "在"
	case t.Relation == Met:
		return "達成"
	case t.Relation == Below && whole:
		return "低於"
	case t.Relation == Above && whole:
		return "高於"
	case t.Relation == Above:
		return "超出"
	}
	return "未達"
}

// target writes the noun with its period, where it is another: 109年目標.
func (zh chinese) target(t *Target, noun string) Sentence {
	if t.Period.isZero() {
		return zh.say(noun)
	}
	return zh.say(zh.period(t.Period), noun)
}

// inPlace writes the bounds after the noun: a value as it is, any other in
// brackets.
func (zh chinese) inPlace(t *Target) Sentence {
	if t.Value != nil {
		return zh.say(*t.Value)
	}
	return zh.say("（", zh.bounds(t), "）")
}

func (zh chinese) bounds(t *Target) Sentence {
	return zh.boundsIn(t, func(f Figure) Figure { return f })
}

func (zh chinese) boundsIn(t *Target, write func(Figure) Figure) Sentence {
	switch {
	case t.Value != nil:
		return zh.say(write(*t.Value))
	case t.Min != nil && t.Max != nil:
		return zh.say(write(*t.Min), "至", write(*t.Max))
	case t.Min != nil:
		return zh.say(write(*t.Min), "以上")
	case t.Max != nil:
		return zh.say(write(*t.Max), "以下")
	case t.Over != nil && t.Under != nil:
		return zh.say("高於", write(*t.Over), "且低於", write(*t.Under))
	case t.Over != nil:
		return zh.say("高於", write(*t.Over))
	case t.Under != nil:
		return zh.say("低於", write(*t.Under))
	}
	return nil
}

// pace writes whether the value keeps up, and what the rest of the way takes:
// 須…方能 when behind, …即可 when not.
func (zh chinese) pace(p *Pace) Sentence {
	head, must, result := zh.keeping(p), "", "即可達成目標"
	if p.Sign == Fell {
		must, result = "須", "，方能達成目標"
	}
	if p.Rate == nil {
		return zh.say(head)
	}
	each := map[Each]string{Year: "往後每年", HalfYear: "往後每半年", Quarter: "往後每季", Month: "往後每月"}[p.Each]
	return zh.say(head, "，", each, must, verbOf(p.Kind, p.Turn).by, *p.Rate, result)
}

func (chinese) keeping(p *Pace) string {
	switch p.Sign {
	case Rose:
		return "進度超前所需"
	case Fell:
		return "進度落後於所需"
	}
	return "進度合於所需"
}

// absence says why there is no value and what the last one was; in a title it
// gives no reasons.
func (zh chinese) absence(s Statement, full bool) Sentence {
	word := map[Absence]string{NoData: "無資料", NotApplicable: "不適用", NotDue: "尚未到期", Suppressed: "遮蔽", TooFew: "不予公布"}[s.Absence]
	out := zh.say(zh.period(s.Period), word)
	switch {
	case !full:
	case s.Absence == NoData && s.Missing != nil:
		out = zh.say(out, "：有", s.Missing.Figure, "筆缺少計算所需的值")
	case s.Absence == NotApplicable:
		out = zh.say(out, "：沒有可列入計算的資料列")
	case s.Absence == Suppressed:
		out = zh.say(out, "：以免推知個別對象的數值")
	case s.Absence == TooFew:
		out = zh.say(out, "：有效樣本過少")
	}
	switch l := s.Latest; {
	case l == nil:
		return out
	case !full && l.Running:
		return zh.say(out, "（最近一期：", zh.period(l.Period), "為", l.Value, "，暫定值）")
	case !full:
		return zh.say(out, "（最近一期：", zh.period(l.Period), "為", l.Value, "）")
	case l.Running:
		return zh.say(out, "；最近一期有數值者為", zh.period(l.Period), "，為", l.Value, "（暫定值，該期間尚未結束）")
	default:
		return zh.say(out, "；最近一期有數值者為", zh.period(l.Period), "，為", l.Value)
	}
}

// title writes a headline: 準時提交率升至 82.3%，仍低於目標 90%.
func (zh chinese) title(s Statement) Sentence {
	subject := name(s.Subject.Text)
	if s.Absence != Present {
		return zh.say(subject, "：", zh.absence(s, false))
	}
	if s.Running {
		out := zh.say(subject, "暫為", s.Value)
		if s.Pace == nil || s.Target == nil {
			return zh.say(out, zh.standing(s.short(), false))
		}
		return zh.say(out, "，", zh.keeping(s.Pace), zh.standing(s.short(), false))
	}
	out := zh.say(subject, "為", s.Value)
	switch c := s.Change; {
	case c == nil, c.Kind == Both:
		out = zh.say(out, zh.changes(s.short()))
	case c.Kind == Same:
		out = zh.say(subject, "維持", s.Value)
	case c.Kind == Little:
		out = zh.say(out, "，變動甚微")
	case c.Kind == Unclear:
		out = zh.say(out, "，變化未達統計顯著")
	default:
		out = zh.say(subject, verbOf(c.Kind, c.Sign).to, s.Value)
	}
	return zh.say(out, zh.standing(s.short(), false))
}

// movement lists under a heading that says 上升 or 下降.
//
//	準時提交率：由 73.3% 升至 82.3%，升幅 9.0 個百分點（改善）
func (zh chinese) movement(s Statement) Sentence {
	v := verbOf(s.Change.Kind, s.Change.Sign)
	out := zh.say(name(s.Subject.Text), "：由", s.Change.Before, v.to, s.Value, "，", v.extent, s.Change.Amount)
	switch s.quality() {
	case Rose:
		return zh.say(out, "（改善）")
	case Fell:
		return zh.say(out, "（退步）")
	}
	return out
}

// notes writes what limits the value, a sentence each.
func (zh chinese) notes(s Statement) Sentence {
	var out Sentence
	if s.Absence == Present && s.Missing != nil {
		out = zh.say("另有", s.Missing.Figure, "筆缺少計算所需的值，未列入計算。")
	}
	if len(s.Gaps) > 0 {
		word := "無資料。"
		if s.Compared {
			word = "無資料可資比較。"
		}
		out = zh.say(out, zh.list(s.Gaps), word)
	}
	if s.Break != nil {
		out = zh.say(out, "數列自", zh.period(s.Break.Since), "起中斷")
		if s.Break.Reason != "" {
			out = zh.say(out, "（", s.Break.Reason, "）")
		}
		out = zh.say(out, "，與先前各期不可比較。")
	}
	if s.Few != nil {
		out = zh.say(out, "不評定狀態：僅", s.Few.Rows.Figure, "筆資料，不足", s.Few.Limit, "筆。")
	}
	if s.Small != nil {
		out = zh.say(out, "加權後有效樣本規模僅", s.Small.Rows.Figure, "，不足", s.Small.Limit, "，解讀宜審慎。")
	}
	return out
}

// list joins periods: 102年、103年及105年.
func (zh chinese) list(periods []Period) Sentence {
	var out Sentence
	for i, p := range periods {
		switch {
		case i == 0:
			out = zh.say(zh.period(p))
		case i == len(periods)-1:
			out = zh.say(out, "及", zh.period(p))
		default:
			out = zh.say(out, "、", zh.period(p))
		}
	}
	return out
}
