package clean_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"heng/ingest/clean"
)

// The forms are those of the table of formats in daily use in Taiwan; the day
// is that of the meeting of 2018-06-22, a Friday.
func TestDate(t *testing.T) {
	for _, form := range []struct{ text, want string }{
		{"2018-06-22", "2018-06-22"},
		{"2018/6/22", "2018-06-22"},
		{"2018.06.22", "2018-06-22"},
		{"2018年6月22日", "2018-06-22"},
		{"二〇一八年六月二十二日", "2018-06-22"},
		{"西元2018年6月22日", "2018-06-22"},
		{"20180622", "2018-06-22"},
		{"20200229", "2020-02-29"},
		{"107 年 6 月 22 日(星期五)", "2018-06-22"},
		{"107年6月22日（五）", "2018-06-22"},
		{"107年6月22日 星期五", "2018-06-22"},
		{"2018-06-22 (Fri)", "2018-06-22"},
		{"107年6月22日", "2018-06-22"},
		{"107/6/22", "2018-06-22"},
		{"107/06/22", "2018-06-22"},
		{"107.6.22", "2018-06-22"},
		{"107-06-22", "2018-06-22"},
		{"1070622", "2018-06-22"},
		{"民國107年6月22日", "2018-06-22"},
		{"民國 107.6.22", "2018-06-22"},
		{"中華民國一百零七年六月二十二日", "2018-06-22"},
		{"中華民國一〇七年六月廿二日", "2018-06-22"},
		{"１０７年６月２２日", "2018-06-22"},
		{"107年6月22號", "2018-06-22"},
		{"\u3000107/6/22\u00a0", "2018-06-22"},
		{"0990101", "2010-01-01"},
		{"099/01/01", "2010-01-01"},
		{"民國99年1月1日", "2010-01-01"},
		{"民國990101", "2010-01-01"},
		{"民國1年1月1日", "1912-01-01"},
		{"中華民國元年元月一日", ""}, // 元月 is not in the table
		{"中華民國元年一月一日", "1912-01-01"},
		{"民國前1年10月10日", "1911-10-10"}, // the Wuchang uprising
		{"民國前12年1月1日", "1900-01-01"},
		{"99/12/31", "2010-12-31"},
		{"990101", "2010-01-01"},
		{"2018-06-22 00:00:00", "2018-06-22"},
		{"2018/6/22 上午 12:00:00", "2018-06-22"},
		{"1600-02-29", "1600-02-29"},
		{"卅年一月一日", ""},

		{"2018-02-30", ""},
		{"2018-02-29", ""},
		{"1900-02-29", ""},
		{"2018-13-01", ""},
		{"2018-00-01", ""},
		{"107/2/29", ""}, // 2018 is no leap year
		{"107年6月22日(星期四)", ""},
		{"2018-06-22 14:30", ""},
		{"2018/6/22 上午 12:30:00", ""},
		{"2018/6/22 上午 02:00:00", ""},
		{"2018/6/22 下午 12:00:00", ""},
		{"2018-06-22 12:00:00", ""},
		{"22/6/2018", ""},
		{"6/22/2018", ""},
		{"18/6/22", ""}, // 2018, the 18th, or Minguo 18
		{"201806", ""},  // YYYYMM
		{"200612", ""},  // December 2006, or Minguo 20
		{"180622", ""},  // 2018 cut short
		{"2010111", ""}, // 2010-1-11 or 2010-11-1
		{"0107-06-22", ""},
		{"民國2018年6月22日", ""},
		{"西元107年6月22日", ""},
		{"民國0年1月1日", ""},
		{"107年6月", ""},
		{"107年", ""},
		{"107 6 22", ""},
		{"107/6-22", ""},
		{"107年13月1日", ""},
		{"2018-6-22-1", ""},
		{"43273", ""}, // a spreadsheet's serial number
		{"", ""},
		{"   ", ""},
		{"待定", ""},
		{"\xff\xfe", ""},
	} {
		day, reason := clean.Date([]byte(form.text))
		got := ""
		if reason == nil {
			got = day.String()
		}
		if got != form.want {
			t.Errorf("Date(%q) = %q (%v), want %q", form.text, got, reason, form.want)
		}
	}
}

// The same forms where the schema says which calendar the years are of. Six and
// seven digits are those that facts/taiwan.md 3 calls ambiguous; the century of a
// Gregorian year of two digits is that of POSIX (69 to 99 are the twentieth).
func TestDateInACalendarThatIsKnown(t *testing.T) {
	for _, form := range []struct{ text, minguo, gregorian string }{
		{"180622", "1929-06-22", "2018-06-22?"},
		{"18/6/22", "1929-06-22", "2018-06-22?"},
		{"18年6月22日", "1929-06-22", "2018-06-22?"},
		{"200612", "1931-06-12", "2020-06-12?"},
		{"201806", "", ""}, // YYYYMM has no day in either
		{"990101", "2010-01-01", "1999-01-01?"},
		{"99/12/31", "2010-12-31", "1999-12-31?"},
		{"681231", "1979-12-31", "2068-12-31?"},
		{"690101", "1980-01-01", "1969-01-01?"},
		{"000101", "", "2000-01-01?"},
		{"000229", "", "2000-02-29?"}, // a leap year; 1900 was none
		{"1070622", "2018-06-22", "!"},
		{"0990101", "2010-01-01", "!"},
		{"107/6/22", "2018-06-22", "!"},
		{"107年6月22日(星期五)", "2018-06-22", "!"},
		{"107年6月22日(星期四)", "", "!"},
		{"2010111", "", ""}, // 2010-1-11, 2010-11-1 or Minguo 201
		{"9/1/1", "", ""},
		{"6/22/18", "", ""},
		{"22/6/2018", "", ""},
		// What has one reading only keeps it.
		{"2018-06-22", "2018-06-22", "2018-06-22"},
		{"2018/6/22", "2018-06-22", "2018-06-22"},
		{"20180622", "2018-06-22", "2018-06-22"},
		{"民國107年6月22日", "2018-06-22", "2018-06-22"},
		{"民國18年6月22日", "1929-06-22", "1929-06-22"},
		{"民國前1年10月10日", "1911-10-10", "1911-10-10"},
		{"西元2018年6月22日", "2018-06-22", "2018-06-22"},
		{"西元18年6月22日", "", ""},
		{"0107-06-22", "", ""},
	} {
		for calendar, want := range map[clean.Calendar]string{clean.MinguoCalendar: form.minguo, clean.GregorianCalendar: form.gregorian} {
			day, warning, reason := clean.DateIn([]byte(form.text), calendar)
			got := ""
			switch {
			case reason != nil && reason.Key == "clean.not_gregorian":
				got = "!"
			case reason == nil && warning != nil:
				got = day.String() + "?"
			case reason == nil:
				got = day.String()
			}
			if got != want {
				t.Errorf("%q in calendar %d = %q (%v), want %q", form.text, calendar, got, reason, want)
			}
		}
	}
}

func TestDateReasons(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"107年6月22日(星期四)", `"107年6月22日(星期四)" says Thursday, but 2018-06-22 is a Friday`},
		{"2018-02-30", `"2018-02-30" is not a day of the calendar`},
		{"18/6/22", `the year of "18/6/22" can be read in more than one way; write four digits (2018), three (107), or 民國`},
		{"0001-01-01", `the year of "0001-01-01" is before 1000; leave the cell empty if there is no date, or write a Minguo year with three digits (107)`},
		{"0107-06-22", `the year of "0107-06-22" is before 1000; leave the cell empty if there is no date, or write a Minguo year with three digits (107)`},
		{"0000-00-00", `the year of "0000-00-00" is before 1000; leave the cell empty if there is no date, or write a Minguo year with three digits (107)`},
		{"西元107年6月22日", `the year of "西元107年6月22日" can be read in more than one way; write four digits (2018), three (107), or 民國`},
		{"22/6/2018", `the year of "22/6/2018" stands last; write it first, as in 2018-06-22`},
	} {
		_, reason := clean.Date([]byte(c.text))
		if reason == nil || reason.String() != c.want {
			t.Errorf("Date(%q): %v, want %s", c.text, reason, c.want)
		}
	}
	for _, text := range []string{"-", "－", "—", "…"} {
		if _, reason := clean.Date([]byte(text)); reason != clean.Dash {
			t.Errorf("Date(%q): %v, want Dash", text, reason)
		}
	}
}

func TestDateWithWarning(t *testing.T) {
	day, warning, reason := clean.DateIn([]byte("99/12/31"), clean.AnyCalendar)
	if reason != nil || warning == nil || day.String() != "2010-12-31" {
		t.Errorf("99/12/31: %v, %v, %v", day, warning, reason)
	}
	for _, text := range []string{"099/12/31", "民國99/12/31", "2010-12-31"} {
		if _, warning, reason := clean.DateIn([]byte(text), clean.AnyCalendar); warning != nil || reason != nil {
			t.Errorf("%s: %v, %v", text, warning, reason)
		}
	}
}

// Every way to write one day gives that day, and a Day agrees with the time
// package.
func TestDateProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(-1830000000, 4_000_000_000).Draw(t, "seconds"), 0).UTC() // 1912 to 2096
		day := clean.DayOf(at)
		if got := day.Time(time.UTC); !got.Equal(at.Truncate(24 * time.Hour)) {
			t.Fatalf("%v: %v", at, got)
		}
		if day.Weekday() != at.Weekday() {
			t.Fatalf("%v: %v", at, day.Weekday())
		}
		minguo := time.Date(at.Year()-1911, at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
		for _, text := range []string{
			at.Format("2006-01-02"), at.Format("2006/1/2"), at.Format("20060102"), at.Format("2006年1月2日"),
			"民國" + minguo.Format("2006年1月2日")[1:], "民國" + minguo.Format("20060102")[1:],
			minguo.Format("2006/1/2")[1:], minguo.Format("2006.01.02")[1:],
		} {
			if got, reason := clean.Date([]byte(text)); reason != nil || got != day {
				t.Fatalf("Date(%q) = %v (%v), want %v", text, got, reason, day)
			}
		}
	})
}

func TestDatetime(t *testing.T) {
	taipei := time.FixedZone("Asia/Taipei", 8*3600)
	for _, c := range []struct{ text, want string }{
		{"2018-06-22T14:30", "2018-06-22 14:30:00"},
		{"2018-06-22 14:30:05", "2018-06-22 14:30:05"},
		{"2018-06-22 14:30:05.25", "2018-06-22 14:30:05.25"},
		{"2018-06-22T06:30:05Z", "2018-06-22 14:30:05"},
		{"2018-06-22T14:30:05+08:00", "2018-06-22 14:30:05"},
		{"2018-06-22T23:30:00-0130", "2018-06-23 09:00:00"},
		{"2018-06-22", "2018-06-22 00:00:00"},
		{"107/6/22", "2018-06-22 00:00:00"},
		{"107年6月22日 14:30", "2018-06-22 14:30:00"},
		{"107/6/22 9:05", "2018-06-22 09:05:00"},
		{"２０１８－０６－２２　１４：３０", "2018-06-22 14:30:00"},
		{"2018-06-22T24:00", ""},
		{"2018-06-22T14:60", ""},
		{"2018-06-22T14", ""},
		{"2018-06-22T14:30:05.1234567", ""},
		{"2018-06-22T14:30+8", ""},
		{"2018-02-30T14:30", ""},
		{"14:30", ""},
		{"", ""},
	} {
		micros, reason := clean.Datetime([]byte(c.text), taipei)
		got := ""
		if reason == nil {
			got = time.UnixMicro(micros).UTC().Format("2006-01-02 15:04:05.999999")
		}
		if got != c.want {
			t.Errorf("Datetime(%q) = %q (%v), want %q", c.text, got, reason, c.want)
		}
	}
}

func TestYear(t *testing.T) {
	for _, c := range []struct {
		text string
		want int
	}{
		{"2018", 2018}, {"2018年", 2018}, {"2018年度", 2018}, {"107", 2018}, {"107年", 2018}, {"107 年度", 2018},
		{"107年度", 2018}, {"民國107年", 2018}, {"106", 2017}, {"１０６", 2017}, {"一百零七年度", 2018},
		{"民國9年", 1920}, {"99年度", 2010}, {"民國前1年", 1911}, {"西元2018年", 2018},
		{"18", 0}, {"0107", 0}, {"20180", 0}, {"民國2018", 0}, {"107年上半年", 0}, {"", 0}, {"x", 0},
	} {
		year, reason := clean.Year([]byte(c.text))
		if (reason == nil) != (c.want != 0) || year != c.want {
			t.Errorf("Year(%q) = %d (%v), want %d", c.text, year, reason, c.want)
		}
	}
}

func TestBoolean(t *testing.T) {
	for text, want := range map[string]bool{
		"true": true, "True": true, "1": true, "yes": true, "Y": true, "是": true, "１": true, " ｙ ": true,
		"false": false, "0": false, "No": false, "n": false, "否": false,
	} {
		if got, reason := clean.Boolean([]byte(text)); reason != nil || got != want {
			t.Errorf("Boolean(%q) = %v (%v)", text, got, reason)
		}
	}
	for _, text := range []string{"", "2", "maybe", "是否"} {
		if _, reason := clean.Boolean([]byte(text)); reason == nil {
			t.Errorf("Boolean(%q) is read", text)
		}
	}
}

func FuzzDate(f *testing.F) {
	for _, seed := range []string{
		"2018-06-22", "107年6月22日(五)", "民國前1年10月10日", "中華民國一百零七年六月二十二日", "99/12/31", "1070622", "(", "年月日",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		day, reason := clean.Date(text)
		if reason != nil {
			_ = reason.String()
			return
		}
		// What is read can be written and read again.
		if again, reason := clean.Date([]byte(day.String())); len(day.String()) == 10 && day.String() >= "1000" &&
			(reason != nil || again != day) {
			t.Fatalf("%q: %v, again %v (%v)", text, day, again, reason)
		}
		_, _ = clean.Datetime(text, time.UTC)
		_, _ = clean.Year(text)
	})
}

func BenchmarkDate(b *testing.B) {
	iso, minguo := []byte("2018-06-22"), []byte("107年6月22日")
	b.Run("iso", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = clean.Date(iso)
		}
	})
	b.Run("minguo", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = clean.Date(minguo)
		}
	})
}
