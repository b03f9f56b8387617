package verdict

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"heng/internal/datapackage"
	"heng/internal/store"
)

// check is a condition under which a row looks odd, as SQL of both engines over
// the columns of one table.
type check struct {
	name     string
	fields   []string
	where    string
	everyRow bool // it is worth saying only where it holds for all rows
}

// checksFor lists the checks that fit the fields of a resource, in the order of
// its fields. They are those of 360Giving's list (lib360dataquality) that make
// sense for any table, by the types and names of the standard schemas; a table
// of another shape gets those that its own types and names call for.
func checksFor(resource *datapackage.Resource, table string, asOf time.Time) []check {
	f := fieldsOf{resource.Schema}
	var all []check
	add := func(name, where string, fields ...string) {
		all = append(all, check{name: name, fields: fields, where: where})
	}
	for _, field := range resource.Schema.Fields {
		column := store.QuoteName(field.Name)
		switch {
		case isMoney(field):
			add("amount_zero", column+" = 0", field.Name)
			add("amount_negative", column+" < 0", field.Name)
		case field.Type == datapackage.Date:
			if !isLasting(field) {
				add("date_long_ago", fmt.Sprintf("%s < date '%s'", column, day(asOf.AddDate(-25, 0, 0))), field.Name)
			}
			add("date_far_ahead", fmt.Sprintf("%s > date '%s'", column, day(asOf.AddDate(5, 0, 0))), field.Name)
			if hasHappened(field) {
				add("date_in_future", fmt.Sprintf("%s > date '%s' and %s <= date '%s'", column, day(asOf), column, day(asOf.AddDate(5, 0, 0))), field.Name)
			}
			if end := f.endOf(field); end != nil {
				add("end_before_start", store.QuoteName(end.Name)+" < "+column, field.Name, end.Name)
			}
		case field.Type == datapackage.String:
			if !isAddress(field) {
				add("email", column+" like '%_@_%._%'", field.Name)
				add("lost_character", "("+column+" like '%\uFFFD%' or "+column+" like '%?%' and "+column+" not like '%?' and "+column+" not like '%? %' and "+column+" not like '%://%')", field.Name)
			}
			if slices.Contains(resource.Schema.PrimaryKey, field.Name) {
				add("key_characters", "("+like(column, " ", "　", ",", "\"", "'", "\n", "\t")+")", field.Name)
			}
		}
		if resource.Schema.Nullable(field.Name) {
			if isWanted(field.Name) {
				add("no_value", column+" is null", field.Name)
			} else {
				all = append(all, check{name: "empty_column", fields: []string{field.Name}, where: column + " is null", everyRow: true})
			}
		}
	}
	if title, description := f.text("title"), f.text("description"); title != "" && description != "" {
		add("title_is_description", title+" = "+description, "title", "description")
	}
	if title := f.text("title"); title != "" {
		add("title_long", fmt.Sprintf("length(%s) > %d", title, longestTitle), "title")
	}
	for _, pair := range [][2]string{{"amount_applied", "amount_awarded"}, {"amount_awarded", "amount_disbursed"}} {
		if f.number(pair[0]) && f.number(pair[1]) {
			add("more_than_before", store.QuoteName(pair[1])+" > "+store.QuoteName(pair[0]), pair[0], pair[1])
		}
	}
	for _, field := range resource.Schema.Fields {
		id, isID := strings.CutSuffix(field.Name, "_id")
		name := f.text(id + "_name")
		if !isID || name == "" || field.Type != datapackage.String {
			continue
		}
		column := store.QuoteName(field.Name)
		add("name_with_several_ids", fmt.Sprintf("%s in (select %s from %s where %s is not null and %s is not null group by %s having count(distinct %s) > 1)",
			name, name, table, name, column, name, column), id+"_name", field.Name)
	}
	return all
}

// longestTitle is 360Giving's bound: a longer one is a description.
const longestTitle = 140

func day(t time.Time) string { return t.Format(time.DateOnly) }

// like is true where a column holds one of the texts.
func like(column string, texts ...string) string {
	var parts []string
	for _, s := range texts {
		parts = append(parts, column+" like '%"+strings.ReplaceAll(s, "'", "''")+"%'")
	}
	return strings.Join(parts, " or ")
}

// isMoney reports whether a field is an amount of money: it has a currency or
// is counted in 元, or is named as the standard schemas name one.
func isMoney(f *datapackage.Field) bool {
	if f.Type != datapackage.Number {
		return false
	}
	return f.Currency != "" || strings.HasSuffix(f.Unit, "元") || f.Name == "amount" || f.Name == "total_cost" ||
		strings.HasPrefix(f.Name, "amount_") && f.Name != "amount_returned" || strings.HasSuffix(f.Name, "_amount")
}

// hasHappened reports whether a date is of something that is recorded once it
// has happened.
func hasHappened(f *datapackage.Field) bool {
	for _, end := range []string{"received", "applied_on", "awarded_on", "award_date", "approved_on", "settled_on", "paid_on", "established_on", "published_on", "modified_on"} {
		if strings.HasSuffix(f.Name, end) {
			return true
		}
	}
	return strings.HasPrefix(f.Name, "actual_") || mentions(f, "收訖", "收件", "收到", "核准日", "核定日", "核銷", "撥付日", "實際", "成立日")
}

// isLasting reports whether a date is of something that may be old: the founding
// of an organisation, the beginning of a relation.
func isLasting(f *datapackage.Field) bool {
	return strings.HasPrefix(f.Name, "established") || strings.HasSuffix(f.Name, "_from") || mentions(f, "成立", "建交", "設立")
}

func mentions(f *datapackage.Field, words ...string) bool {
	for _, text := range append([]string{f.Title["zh-TW"]}, f.Headers...) {
		for _, word := range words {
			if strings.Contains(text, word) {
				return true
			}
		}
	}
	return false
}

// isAddress reports whether a text is meant for an address of the net or a
// person's.
func isAddress(f *datapackage.Field) bool {
	for _, word := range []string{"mail", "url", "website", "link", "path"} {
		if strings.Contains(strings.ToLower(f.Name), word) {
			return true
		}
	}
	return mentions(f, "電子郵件", "信箱", "網址", "連結")
}

// wanted are the fields without which records are of little use: where, for
// what, under which programme, when.
var wanted = []string{
	"title", "description", "programme", "category", "sector", "country", "region", "recipient_country", "org_id", "org_name",
	"registration_number", "starts_on", "ends_on", "planned_start", "planned_end", "awarded_on", "amount_awarded",
}

func isWanted(name string) bool { return slices.Contains(wanted, name) }

// fieldsOf finds fields by what they are for.
type fieldsOf struct{ schema *datapackage.Schema }

// text returns the column of a text field, quoted, or the empty string.
func (s fieldsOf) text(name string) string {
	if f := s.schema.Field(name); f != nil && f.Type == datapackage.String {
		return store.QuoteName(name)
	}
	return ""
}

func (s fieldsOf) number(name string) bool {
	f := s.schema.Field(name)
	return f != nil && f.Type == datapackage.Number
}

// ends pairs the words for a beginning with those for an end.
var ends = [][2]string{
	{"starts", "ends"}, {"start", "end"}, {"begins", "ends"}, {"begin", "end"}, {"from", "until"}, {"from", "to"},
	{"開始", "結束"}, {"起始", "結束"}, {"起日", "迄日"}, {"起", "迄"},
}

// endOf returns the date that ends what another begins, by its name or one of
// its headers; nil where there is none.
func (s fieldsOf) endOf(start *datapackage.Field) *datapackage.Field {
	for _, pair := range ends {
		for _, text := range append([]string{start.Name}, start.Headers...) {
			if !hasWord(text, pair[0]) {
				continue
			}
			match := s.schema.Match(strings.Replace(text, pair[0], pair[1], 1))
			if match != nil && match != start && match.Type == datapackage.Date {
				return match
			}
		}
	}
	return nil
}

// hasWord reports whether a text has a word: in Latin letters between others
// that are none.
func hasWord(text, word string) bool {
	at := strings.Index(text, word)
	if at < 0 {
		return false
	}
	if word[0] >= utf8.RuneSelf {
		return true
	}
	isLetter := func(i int) bool { return i >= 0 && i < len(text) && text[i]|0x20 >= 'a' && text[i]|0x20 <= 'z' }
	return !isLetter(at-1) && !isLetter(at+len(word))
}
