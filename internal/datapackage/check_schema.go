package datapackage

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// checkSchema looks at the fields and keys of a resource's schema.
func (c *checker) checkSchema(r *Resource) {
	c.checkHeaders(r)
	for _, f := range r.Schema.Fields {
		c.checkFieldName(r, f)
		if c.checkType(r, f) {
			c.checkNumberForm(r, f)
			c.checkConstraints(r, f)
		}
		c.checkFormat(r, f)
	}
	c.checkPrimaryKey(r)
	for _, key := range r.Schema.ForeignKeys {
		c.checkForeignKey(r, key)
	}
}

// maxColumnName is where PostgreSQL cuts a name, in bytes: 21 Chinese characters.
const maxColumnName = 63

func (c *checker) checkFieldName(r *Resource, f *Field) {
	if !f.Node.Has("name") {
		return
	}
	at := f.Node.Get("name")
	switch {
	case strings.HasPrefix(f.Name, "_"):
		c.add(r.Name, at, "reserved_field", locale.M("datapackage.reserved_field", "name", f.Name))
	case strings.TrimSpace(f.Name) != f.Name || f.Name == "" || strings.ContainsFunc(f.Name, unicode.IsControl):
		c.add(r.Name, at, "field_name", locale.M("datapackage.field_name", "name", f.Name))
	case len(f.Name) > maxColumnName:
		c.add(r.Name, at, "long_field_name", locale.M("datapackage.long_field_name", "name", f.Name, "bytes", maxColumnName),
			locale.M("datapackage.long_field_name_hint"))
	}
}

// checkHeaders finds columns that a header could not tell apart.
func (c *checker) checkHeaders(r *Resource) {
	type owner struct {
		field *Field
		text  string
	}
	owners := map[string]owner{}
	for _, f := range r.Schema.Fields {
		if f.Name == "" {
			continue
		}
		folded := FoldHeader(f.Name)
		switch first, taken := owners[folded]; {
		case taken && first.field.Name == f.Name:
			c.add(r.Name, f.Node.Get("name"), "duplicate_field", locale.M("datapackage.duplicate_field", "name", f.Name))
		case taken:
			c.add(r.Name, f.Node.Get("name"), "same_header", locale.M("datapackage.same_header", "header", f.Name,
				"field", f.Name, "other", first.field.Name, "text", first.text))
		default:
			owners[folded] = owner{f, f.Name}
		}
	}
	for _, f := range r.Schema.Fields {
		var own []string
		for i, header := range f.Headers {
			at, folded := f.Node.Get("headers", i), FoldHeader(header)
			first, taken := owners[folded]
			switch {
			case folded == "":
				c.add(r.Name, at, "empty_header", locale.M("datapackage.empty_header"))
			case slices.Contains(own, folded):
				c.add(r.Name, at, "repeated_header", locale.M("datapackage.repeated_header", "header", header))
			case taken && first.field != f:
				c.add(r.Name, at, "same_header", locale.M("datapackage.same_header", "header", header,
					"field", f.Name, "other", first.field.Name, "text", first.text))
			default:
				owners[folded] = owner{f, header}
			}
			own = append(own, folded)
		}
	}
}

func (c *checker) checkType(r *Resource, f *Field) bool {
	if slices.Contains(Types, f.Type) {
		return true
	}
	names := make([]string, len(Types))
	for i, t := range Types {
		names[i] = string(t)
	}
	hint := locale.M("datapackage.known", "names", names)
	if near := fault.Nearest(string(f.Type), names); near != "" {
		hint = locale.M("fault.did_you_mean", "name", near)
	}
	c.add(r.Name, f.Node.Get("type"), "unknown_type", locale.M("datapackage.unknown_type", "name", string(f.Type)), hint)
	return false
}

var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

// checkNumberForm looks at decimals, unit and currency.
func (c *checker) checkNumberForm(r *Resource, f *Field) {
	if f.Decimals != nil {
		switch at := f.Node.Get("decimals"); {
		case f.Type != Number:
			c.add(r.Name, at, "decimals_type", locale.M("datapackage.decimals_type", "type", string(f.Type)))
		case *f.Decimals < 0 || *f.Decimals > 18:
			c.add(r.Name, at, "bad_decimals", locale.M("datapackage.bad_decimals"))
		}
	}
	factor, known := Multiplier(f.Unit)
	switch at := f.Node.Get("unit"); {
	case !known && strings.ContainsAny(f.Unit, "元圓"):
		c.add(r.Name, at, "unknown_unit", locale.M("datapackage.unknown_unit", "name", f.Unit),
			locale.M("datapackage.known", "names", []string{"元", "千元", "萬元", "百萬元", "千萬元", "億元", "十億元", "兆元"}))
	case factor != 1 && f.Type != Number:
		c.add(r.Name, at, "unit_type", locale.M("datapackage.unit_type", "name", f.Unit, "type", string(f.Type)))
	}
	if f.Currency != "" && !currencyCode.MatchString(f.Currency) {
		c.add(r.Name, f.Node.Get("currency"), "bad_currency", locale.M("datapackage.bad_currency", "name", f.Currency))
	}
}

func (c *checker) checkPrimaryKey(r *Resource) {
	seen := map[string]bool{}
	for i, name := range r.Schema.PrimaryKey {
		at := nameAt(r.Schema.Node.Get("primaryKey"), i)
		switch {
		case r.Schema.Field(name) == nil:
			c.unknownField(r, at, r, name)
		case seen[name]:
			c.add(r.Name, at, "repeated_key", locale.M("datapackage.repeated_key", "name", name))
		}
		seen[name] = true
	}
}

// checkForeignKey looks at whether both sides exist and agree.
func (c *checker) checkForeignKey(r *Resource, key ForeignKey) {
	// The keys of a built-in schema stand where the resource names it.
	at := func(n *yamldoc.Node) *yamldoc.Node {
		if _, builtin := Builtin(r.Schema.Name); builtin {
			return r.Node.Get("schema")
		}
		return n
	}
	target := r
	if name := key.Reference.Resource; name != "" {
		if target = c.pkg.Resource(name); target == nil {
			var names []string
			for _, other := range c.pkg.Resources {
				names = append(names, other.Name)
			}
			hint := locale.M("datapackage.known", "names", names)
			if near := fault.Nearest(name, names); near != "" {
				hint = locale.M("fault.did_you_mean", "name", near)
			}
			c.add(r.Name, at(key.Node.Get("reference", "resource")), "unknown_resource",
				locale.M("datapackage.unknown_resource", "name", name), hint)
		}
	}
	complete := true
	for i, name := range key.Fields {
		if r.Schema.Field(name) == nil {
			c.unknownField(r, at(nameAt(key.Node.Get("fields"), i)), r, name)
			complete = false
		}
	}
	if target == nil || target.Schema == nil || len(target.Schema.Fields) == 0 {
		return
	}
	for i, name := range key.Reference.Fields {
		if target.Schema.Field(name) == nil {
			c.unknownField(r, at(nameAt(key.Node.Get("reference", "fields"), i)), target, name)
			complete = false
		}
	}
	if !complete || len(key.Fields) == 0 || len(key.Reference.Fields) == 0 {
		return
	}
	if len(key.Fields) != len(key.Reference.Fields) {
		c.add(r.Name, at(key.Node.Get("fields")), "key_arity", locale.M("datapackage.key_arity",
			"n", len(key.Fields), "m", len(key.Reference.Fields)))
		return
	}
	for i, name := range key.Fields {
		from, to := r.Schema.Field(name), target.Schema.Field(key.Reference.Fields[i])
		if from.Type != to.Type {
			c.add(r.Name, at(nameAt(key.Node.Get("fields"), i)), "key_types", locale.M("datapackage.key_types",
				"field", from.Name, "type", string(from.Type), "other", target.Name+"."+to.Name, "otherType", string(to.Type)))
		}
	}
	if !isKey(target.Schema, key.Reference.Fields) {
		c.add(r.Name, at(key.Node.Get("reference", "fields")), "not_a_key", locale.M("datapackage.not_a_key",
			"fields", []string(key.Reference.Fields), "resource", target.Name), locale.M("datapackage.not_a_key_hint"))
	}
}

// isKey reports whether fields tell the rows of a table apart: they are its
// primary key, in any order, or one field that is unique.
func isKey(s *Schema, fields Names) bool {
	if len(fields) == 1 && s.Field(fields[0]).Constraints.Unique {
		return true
	}
	a, b := slices.Clone(fields), slices.Clone(s.PrimaryKey)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

func (c *checker) unknownField(r *Resource, at *yamldoc.Node, in *Resource, name string) {
	var names []string
	for _, f := range in.Schema.Fields {
		names = append(names, f.Name)
	}
	hint := locale.M("datapackage.known", "names", names)
	if near := fault.Nearest(name, names); near != "" {
		hint = locale.M("fault.did_you_mean", "name", near)
	}
	c.add(r.Name, at, "unknown_field", locale.M("datapackage.unknown_field", "name", name, "resource", in.Name), hint)
}

// nameAt returns the node of the i-th of one name or a list of names.
func nameAt(n *yamldoc.Node, i int) *yamldoc.Node {
	if n.Kind() == yamldoc.Sequence {
		return n.Get(i)
	}
	return n
}
