package indicators

import (
	"regexp"
	"slices"
	"strings"

	"heng/indicators/internal/expr"
	"heng/internal/datapackage"
)

// try is one change of records that is to be tried.
type try struct {
	kind     AttemptKind
	used     *usedColumn // nil for a split
	to       target
	set      string  // SQL over the records' columns; empty for a split
	eligible string  // which records it can be done to
	leaves   bool    // it counts only when the rows are no longer counted
	rows     []int64 // places of the records chosen
}

// target is what a column is set to: a code, the value of another column, or
// the day after the as-of date. The zero target is no value at all.
type target struct {
	code   string
	column *usedColumn
	as     string // asOfName
}

func (t target) name() string {
	switch {
	case t.column != nil:
		return t.column.field.Name
	case t.as != "":
		return t.as
	}
	return t.code
}

// usedColumn is a column of the records that decides what an indicator counts.
type usedColumn struct {
	field  expr.Column        // of the records
	schema *datapackage.Field // the same, as the data package describes it
	name   string             // under which the definition names it, or what is computed from it

	where, measure, period bool // where it decides
	model                  bool // a model chooses its rows by it
}

// usedColumns lists the columns of the records that the definition rests on,
// also through what a model computes from them and by which it chooses rows.
func (k *critic) usedColumns(c *checked) []*usedColumn {
	table := k.plan.relations.bound[strings.ToLower(c.records())]
	var all []*usedColumn
	use := func(name string, from []expr.Origin, mark func(*usedColumn)) {
		for _, column := range k.behind(from, table.relation.Name) {
			at := slices.IndexFunc(all, func(u *usedColumn) bool { return u.field.Name == column.Name })
			if at < 0 {
				at = len(all)
				all = append(all, &usedColumn{field: column, name: name, schema: table.resource.Schema.Field(column.Name)})
			}
			if strings.EqualFold(name, column.Name) {
				all[at].name = name // rather than what is computed from it
			}
			mark(all[at])
		}
	}
	each := func(origins []expr.Origin, mark func(*usedColumn)) {
		for _, o := range origins {
			use(o.Column, []expr.Origin{o}, mark)
		}
	}
	if c.where != nil {
		each(c.where.Origins(), func(u *usedColumn) { u.where = true })
	}
	for _, x := range []expr.Bound{c.value, c.other} {
		each(x.Origins(), func(u *usedColumn) { u.measure = true })
	}
	if c.period != nil {
		each(c.period.Origins(), func(u *usedColumn) { u.period = true })
	}
	if m := c.population.model; m != nil {
		each(m.query.Rows, func(u *usedColumn) { u.model = true })
	}
	return all
}

// behind returns the columns of a table that others are computed from.
func (k *critic) behind(origins []expr.Origin, table string) []expr.Column {
	var all []expr.Column
	for _, o := range origins {
		p := k.plan.relations.bound[strings.ToLower(o.Relation)]
		if p == nil {
			continue
		}
		column := p.relation.Column(o.Column)
		switch {
		case column == nil:
		case p.model != nil:
			all = append(all, k.behind(column.From, table)...)
		case p.relation.Name == table:
			all = append(all, *column)
		}
	}
	return all
}

// doors lists what could be done to the records that fail.
func (k *critic) doors(c *checked) []*try {
	used := k.usedColumns(c)
	var all []*try
	for _, u := range used {
		all = append(all, blanking(u)...)
	}
	for _, u := range used {
		if u.where || u.model {
			all = append(all, leaving(u, used)...)
		}
	}
	for _, u := range used {
		all = append(all, moving(u, used)...)
		all = append(all, lowering(u, used)...)
	}
	return append(all, k.splitting(c)...)
}

func blanking(u *usedColumn) []*try {
	if !u.field.Nullable {
		return nil
	}
	return []*try{{
		kind: BlankField, used: u,
		set:      "cast(null as " + u.field.Type.SQL() + ")",
		eligible: expr.Quote(u.field.Name) + " is not null",
	}}
}

// leaving lists the ways out of the rows that where takes in: another code,
// true or false, or a date where there is none.
func leaving(u *usedColumn, used []*usedColumn) []*try {
	name := expr.Quote(u.field.Name)
	var all []*try
	switch u.field.Type.Kind {
	case expr.Text:
		for _, code := range u.field.Codes {
			kind := ShrinkDenominator
			if cancels.MatchString(code) || cancels.MatchString(u.field.Name) {
				kind = CancelCase
			}
			all = append(all, &try{
				kind: kind, used: u, to: target{code: code}, leaves: true,
				set: expr.Literal(code), eligible: name + " is distinct from " + expr.Literal(code),
			})
		}
	case expr.Boolean:
		for _, code := range []string{"false", "true"} {
			all = append(all, &try{
				kind: ShrinkDenominator, used: u, to: target{code: code}, leaves: true,
				set: code, eligible: name + " is distinct from " + code,
			})
		}
	case expr.Date, expr.Datetime:
		if !u.field.Nullable {
			return nil
		}
		for _, other := range used {
			if other != u && other.field.Type == u.field.Type {
				all = append(all, &try{
					kind: CancelCase, used: u, to: target{column: other}, leaves: true,
					set: expr.Quote(other.field.Name), eligible: and(name+" is null", expr.Quote(other.field.Name)+" is not null"),
				})
			}
		}
	}
	return all
}

// moving lists the ways to put a date off: to the day of the event that the
// measure holds against it, or past the as-of date. A date that says of itself
// that it is the one first agreed is taken at its word.
func moving(u *usedColumn, used []*usedColumn) []*try {
	kind := u.field.Type.Kind
	if kind != expr.Date && kind != expr.Datetime || u.says(original) {
		return nil
	}
	name := expr.Quote(u.field.Name)
	var all []*try
	for _, other := range used {
		if other != u && other.measure && !other.period && other.field.Type == u.field.Type {
			event := expr.Quote(other.field.Name)
			all = append(all, &try{kind: MoveDate, used: u, to: target{column: other}, set: event, eligible: name + " < " + event})
		}
	}
	if kind == expr.Date && (u.where || u.model) {
		today := "cast('" + asOfToken + "' as date)"
		all = append(all, &try{
			kind: MoveDate, used: u, to: target{as: asOfName}, leaves: true,
			set: "cast(" + today + " + 1 as date)", eligible: name + " <= " + today,
		})
	}
	return all
}

// lowering lists the ways to set a plan to what was reached.
func lowering(u *usedColumn, used []*usedColumn) []*try {
	if !u.measure || !u.field.Type.Numeric() || !u.says(planned) || u.says(original) {
		return nil
	}
	var all []*try
	for _, other := range used {
		if other == u || !other.measure || !other.field.Type.Numeric() || other.says(planned) || other.says(starting) {
			continue
		}
		all = append(all, &try{
			kind: LowerPlan, used: u, to: target{column: other},
			set:      "cast(" + expr.Quote(other.field.Name) + " as " + u.field.Type.SQL() + ")",
			eligible: expr.Quote(u.field.Name) + " <> " + expr.Quote(other.field.Name),
		})
	}
	return all
}

// splitting counts records twice, unless a key of what can be only once stands
// against it.
func (k *critic) splitting(c *checked) []*try {
	switch c.kind {
	case countMeasure, sumMeasure, distinctMeasure, ratioMeasure:
	default:
		return nil
	}
	if c.stored() != c.population {
		return nil // a report given twice is one result still
	}
	if natural(k.plan.catalogue.Package.Resource(c.records()).Schema) {
		return nil
	}
	return []*try{{kind: SplitRecord, eligible: "true"}}
}

// natural reports whether a key of the table says what a record is, rather than
// numbering it: each of its fields points to another table or is a date, a year
// or a code. Whoever splits a record must invent a second key for it, and there
// is none to invent.
func natural(s *datapackage.Schema) bool {
	given := func(name string) bool {
		f := s.Field(name)
		if f == nil {
			return false
		}
		if slices.ContainsFunc(s.ForeignKeys, func(key datapackage.ForeignKey) bool { return slices.Contains(key.Fields, name) }) {
			return true
		}
		return len(f.Constraints.Enum) > 0 || slices.Contains([]datapackage.Type{datapackage.Date, datapackage.Year, datapackage.Boolean}, f.Type)
	}
	if len(s.PrimaryKey) > 0 && !slices.ContainsFunc(s.PrimaryKey, func(name string) bool { return !given(name) }) {
		return true
	}
	return slices.ContainsFunc(s.Fields, func(f *datapackage.Field) bool {
		return f.Constraints.Unique && f.Constraints.Required && given(f.Name)
	})
}

// What names and titles say of a column. Data packages have no word for these,
// and people do.
var (
	cancels  = regexp.MustCompile(`(?i)cancel|withdr|terminat|revok|abandon|取消|撤|註銷|終止|廢`)
	planned  = regexp.MustCompile(`(?i)target|plan|goal|quota|expect|schedul|aim(_|\b)|目標|預定|預計|計畫(受益|訪查|人|數|量|值|次)|應達|規劃`)
	original = regexp.MustCompile(`(?i)original|\bfirst (agreed|approved|set|recorded)|as approved|initial|原[定訂核列始]|最初|首次`)
	starting = regexp.MustCompile(`(?i)baseline|基[準期]`)
)

// says reports whether the name of a column or one of its titles matches.
func (u *usedColumn) says(what *regexp.Regexp) bool {
	if what.MatchString(u.field.Name) {
		return true
	}
	if u.schema == nil {
		return false
	}
	for _, title := range u.schema.Title {
		if what.MatchString(title) {
			return true
		}
	}
	return false
}
