package datapackage

import (
	"cmp"
	"errors"
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// checkConstraints looks at whether a field's constraints can be read and met.
func (c *checker) checkConstraints(r *Resource, f *Field) {
	at := f.Node.Get("constraints")
	limits := f.Constraints
	c.checkLimits(r, f, at)
	if (limits.MinLength != nil || limits.MaxLength != nil || limits.Pattern != "") && f.Type != String && f.Type != Any {
		c.add(r.Name, at, "text_constraint", locale.M("datapackage.text_constraint", "type", string(f.Type)))
	}
	for _, length := range []struct {
		key   string
		value *int
	}{{"minLength", limits.MinLength}, {"maxLength", limits.MaxLength}} {
		if length.value != nil && *length.value < 0 {
			c.add(r.Name, at.Get(length.key), "bad_length", locale.M("datapackage.bad_length", "constraint", length.key))
		}
	}
	if limits.MinLength != nil && limits.MaxLength != nil && *limits.MinLength > *limits.MaxLength {
		c.add(r.Name, at.Get("minLength"), "limits_crossed", locale.M("datapackage.limits_crossed", "low", "minLength", "high", "maxLength"))
	}
	if limits.Pattern != "" {
		if _, err := regexp.Compile(`^(?:` + limits.Pattern + `)$`); err != nil {
			part := limits.Pattern
			var where *syntax.Error
			if errors.As(err, &where) && where.Expr != "" && !strings.HasPrefix(where.Expr, "^(?:") {
				part = where.Expr
			}
			c.add(r.Name, at.Get("pattern"), "bad_pattern", locale.M("datapackage.bad_pattern", "part", part),
				locale.M("datapackage.bad_pattern_hint"))
		}
	}
	seen := map[string]bool{}
	for i, text := range limits.Enum {
		switch item := at.Get("enum", i); {
		case seen[text]:
			c.add(r.Name, item, "repeated_value", locale.M("datapackage.repeated_value", "text", text))
		case !f.reads(text):
			c.add(r.Name, item, "bad_value", locale.M("datapackage.bad_value", "text", text, "type", string(f.Type)), f.plainForm())
		}
		seen[text] = true
	}
	if len(limits.Enum) == 0 || f.Node.Get("labels").Kind() != yamldoc.Mapping || !f.Node.Has("labels") {
		return
	}
	for _, e := range f.Node.Get("labels").Entries() {
		if !slices.Contains(limits.Enum, e.Key) {
			c.addKey(r.Name, e, "unknown_label", locale.M("datapackage.unknown_label", "name", e.Key),
				locale.M("datapackage.known", "names", limits.Enum))
		}
	}
}

// checkLimits looks at minimum and maximum.
func (c *checker) checkLimits(r *Resource, f *Field, at *yamldoc.Node) {
	limits := f.Constraints
	read := 0
	for _, limit := range []struct{ key, text string }{{"minimum", limits.Minimum}, {"maximum", limits.Maximum}} {
		switch {
		case limit.text == "":
		case f.Type == String || f.Type == Boolean || f.Type == Any:
			c.add(r.Name, at.Get(limit.key), "limit_type", locale.M("datapackage.limit_type", "constraint", limit.key, "type", string(f.Type)))
		case !f.reads(limit.text):
			c.add(r.Name, at.Get(limit.key), "bad_value", locale.M("datapackage.bad_value", "text", limit.text, "type", string(f.Type)), f.plainForm())
		default:
			read++
		}
	}
	if read == 2 && f.compare(limits.Minimum, limits.Maximum) > 0 {
		c.add(r.Name, at.Get("minimum"), "limits_crossed", locale.M("datapackage.limits_crossed", "low", "minimum", "high", "maximum"))
	}
}

var (
	plainInteger = regexp.MustCompile(`^-?[0-9]+$`)
	plainNumber  = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)
	plainYear    = regexp.MustCompile(`^[0-9]{4}$`)
	datetimes    = []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02 15:04:05", time.RFC3339, time.DateOnly}
)

// reads reports whether a value of a constraint is one of the field's type,
// written plainly. (Cells may have many more forms: see ingest/clean.)
func (f *Field) reads(text string) bool {
	switch f.Type {
	case Integer:
		_, err := strconv.ParseInt(text, 10, 64)
		return err == nil && plainInteger.MatchString(text)
	case Number:
		if !plainNumber.MatchString(text) {
			return false
		}
		whole, fraction, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
		return len(strings.TrimLeft(whole, "0")) <= 18 && len(strings.TrimRight(fraction, "0")) <= f.Scale()
	case Boolean:
		return text == "true" || text == "false"
	case Date:
		_, err := time.Parse(time.DateOnly, text)
		return err == nil
	case Datetime:
		return slices.ContainsFunc(datetimes, func(layout string) bool {
			_, err := time.Parse(layout, text)
			return err == nil
		})
	case Year:
		return plainYear.MatchString(text)
	}
	return true
}

// compare orders two values that the field reads.
func (f *Field) compare(a, b string) int {
	if f.Type == Integer || f.Type == Number || f.Type == Year {
		return decimal.RequireFromString(a).Cmp(decimal.RequireFromString(b))
	}
	// Times with different offsets are not compared: as texts they may well be
	// out of order and right.
	if f.Type == Datetime && len(a) != len(b) {
		return 0
	}
	return cmp.Compare(a, b)
}

// plainForm says how a value of the field's type is written in a constraint.
func (f *Field) plainForm() locale.Message {
	switch f.Type {
	case Date:
		return locale.M("datapackage.plain_form", "example", "2018-06-22")
	case Datetime:
		return locale.M("datapackage.plain_form", "example", "2018-06-22T14:30")
	case Year:
		return locale.M("datapackage.plain_form", "example", "2018")
	case Boolean:
		return locale.M("datapackage.plain_form", "example", "true")
	case Integer:
		return locale.M("datapackage.plain_form", "example", "1234")
	}
	return locale.M("datapackage.plain_number", "decimals", f.Scale())
}
