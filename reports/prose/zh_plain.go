package prose

import (
	"strconv"
	"strings"
)

// plain writes short sentences in everyday words.
//
//	106年，約八成二的成果報告如期繳交。這比105年高，當時約七成三。還沒有達到九成的目標。
func (zh chinese) plain(s Statement) Sentence {
	if s.Absence != Present {
		return zh.plainAbsence(s)
	}
	s = s.evenly(func(of *Of) bool { return of.Part >= leastTenth && of.Part < Hundred })
	return zh.say(zh.plainValue(s), zh.plainChange(s), zh.plainTarget(s), zh.plainRunning(s))
}

func (zh chinese) plainValue(s Statement) Sentence {
	var opening Sentence
	if s.Period.isZero() && s.Subject.Text == "" {
		opening = zh.say("數字")
	}
	if !s.Period.isZero() {
		until := ""
		if s.Running {
			until = "到目前為止"
		}
		opening = zh.say(zh.period(s.Period), until)
		if s.Subject.Text != "" {
			opening = zh.say(opening, "，")
		}
	}
	if before, after, ok := strings.Cut(s.Subject.Text, place); ok {
		before, after = strings.TrimSpace(before), strings.TrimSpace(after)
		if s.Value.Of != nil && s.Value.Of.Whole != Hundred {
			after = strings.TrimPrefix(after, "的") // 12 筆中的 4 筆報告
		}
		return zh.say(opening, name(before), zh.of(s.Value), name(after), "。")
	}
	return zh.say(opening, name(s.Subject.Text), zh.is(s.Value), "。")
}

// is writes a figure after its copula: 約 needs none.
func (zh chinese) is(f Figure) Sentence {
	if f = zh.of(f); strings.HasPrefix(f.Text, "約") {
		return zh.say(f)
	}
	return zh.say("是", f)
}

func (zh chinese) plainChange(s Statement) Sentence {
	c := s.Change
	if c == nil {
		return nil
	}
	base := zh.period(c.Base)
	switch c.Kind {
	case Same:
		return zh.say("這和", base, "相同。")
	case Little:
		return zh.say("這和", base, "差不多。")
	case Both:
		return zh.say(base, zh.is(c.Before), "。")
	case Unclear:
		return zh.say(base, zh.is(c.Before), "，兩者的差異可能只是抽樣造成的。")
	}
	word := map[bool]map[bool]string{
		true:  {true: "低", false: "高"},
		false: {true: "少", false: "多"},
	}[c.Kind == Points || c.Kind == Ratio][c.Sign == Fell]
	out := zh.say("這比", base, word, "，當時", zh.is(c.Before))
	if s.Better == Lower {
		best := "低"
		if word == "多" || word == "少" {
			best = "少"
		}
		out = zh.say(out, "；這個數字愈", best, "愈好")
	}
	return zh.say(out, "。")
}

func (zh chinese) plainTarget(s Statement) Sentence {
	t := s.Target
	if t == nil {
		return nil
	}
	bounds := zh.boundsIn(t, zh.of)
	if t.isRange() {
		bounds = zh.say(zh.of(*t.Min), "到", zh.of(*t.Max))
	}
	period := zh.period(t.Period)
	switch {
	case t.Relation == Reference:
		return zh.say(period, "可以對照的數值是", bounds, "。")
	case t.Relation == Is, t.Relation != Met && !t.Period.isZero():
		if t.Period.isZero() {
			return zh.say("目標是", bounds, "。")
		}
		return zh.say(period, "的目標是", bounds, "。")
	case t.Relation == Met && !t.Period.isZero():
		return zh.say("已經提前達到", period, "的目標（", bounds, "）。")
	case t.Relation == Met:
		return zh.say("已經達到目標（", bounds, "）。")
	}
	return zh.say("還沒有達到目標（", bounds, "）。")
}

func (zh chinese) plainRunning(s Statement) Sentence {
	if !s.Running || s.Period.isZero() {
		return nil
	}
	return zh.say(zh.period(s.Period), "還沒有結束，這個數字之後可能會變動。")
}

func (zh chinese) plainAbsence(s Statement) Sentence {
	var out Sentence
	if s.Subject.Text != "" && !strings.Contains(s.Subject.Text, place) {
		out = zh.say(name(s.Subject.Text), "：")
	}
	word := map[Absence]string{NoData: "沒有數字", NotApplicable: "沒有可以計算的對象", NotDue: "的數字還沒有到期", Suppressed: "的數字為保護個別對象而不公布", TooFew: "的數字因受訪的人太少而不公布"}[s.Absence]
	if s.Period.isZero() {
		word = strings.TrimPrefix(word, "的")
	}
	out = zh.say(out, zh.period(s.Period), word, "。")
	if l := s.Latest; l != nil {
		out = zh.say(out, "最近的數字是", zh.period(l.Period), "的", zh.of(l.Value))
		if l.Running {
			out = zh.say(out, "，但該期間還沒有結束")
		}
		out = zh.say(out, "。")
	}
	return out
}

// leastTenth is the smallest part of a hundred that is told in tenths.
const leastTenth = 10

var digits = []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}

// of writes a figure in everyday words: 82 of every hundred are 八成二, 4 of 12
// are 12 筆中的 4 筆.
func (zh chinese) of(f Figure) Figure {
	switch {
	case f.Of == nil, f.Of.Whole == Hundred && f.Of.Part < leastTenth:
		return Figure{Text: f.Text, Ref: f.Ref}
	case f.Of.Whole != Hundred:
		text := strconv.Itoa(f.Of.Whole) + " 筆中的 " + strconv.Itoa(f.Of.Part) + " 筆"
		return Figure{Text: text, Ref: f.Ref}
	}
	text := digits[f.Of.Part/10] + "成" + digits[f.Of.Part%10]
	if f.Of.About {
		text = "約" + text
	}
	return Figure{Text: text, Ref: f.Ref}
}
