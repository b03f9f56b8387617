package workspace

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"heng/indicators"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/store"
	"heng/reports"
)

// supply gives a report what its annexes list: the rows that its outline names,
// the reasons of rejects and the data dictionary.
func (w *Workspace) supply(ctx context.Context, plan *indicators.Plan, st *store.Store, in *reports.Input) error {
	in.Dictionary = plan.Dictionary()
	var err error
	if in.Published, err = w.published(ctx, plan, st, in.AsOf); err != nil {
		return err
	}
	if in.Rejects, err = w.rejectReasons(ctx, st, store.RejectsTable); err != nil {
		return err
	}
	if in.Warnings, err = w.rejectReasons(ctx, st, store.WarningsTable); err != nil {
		return err
	}
	if in.Quality, err = w.quality(ctx, st, in.AsOf); err != nil {
		return err
	}
	in.Records, err = readRecords(ctx, plan, st, in.AsOf, wantedRecords(in.Outline, in.Dictionary))
	return err
}

// recordsWanted names columns of a table or model whose rows a report lists; no
// columns means all of them.
type recordsWanted struct {
	Of      string
	Columns []string
}

// wantedRecords lists what an outline's lists of records show and are sorted out
// by. A column of where that a table does not have narrows nothing.
func wantedRecords(o *reports.Outline, d indicators.Dictionary) []recordsWanted {
	if o == nil {
		return nil
	}
	var all []recordsWanted
	for _, chapter := range o.Chapters {
		for _, list := range chapter.Records {
			wanted := recordsWanted{Of: list.Of}
			for _, column := range list.Columns {
				for _, lang := range locale.Languages {
					if column[lang] != "" {
						wanted.Columns = append(wanted.Columns, column[lang])
					}
				}
			}
			for _, column := range []string{list.Group, list.Period} {
				if column != "" {
					wanted.Columns = append(wanted.Columns, column)
				}
			}
			for column := range chapter.Where {
				if d.Column(list.Of, column) != nil {
					wanted.Columns = append(wanted.Columns, column)
				}
			}
			all = append(all, wanted)
		}
	}
	return all
}

// readRecords reads the rows of tables and models. What is wanted of one of them in
// several places is read once.
func readRecords(ctx context.Context, plan *indicators.Plan, st *store.Store, asOf time.Time, wanted []recordsWanted) (map[string]*reports.Records, error) {
	columns := map[string][]string{}
	var order []string
	for _, w := range wanted {
		have, again := columns[w.Of]
		switch {
		case !again:
			order = append(order, w.Of)
			columns[w.Of] = distinct(w.Columns)
		case len(have) > 0 && len(w.Columns) > 0:
			columns[w.Of] = distinct(append(have, w.Columns...))
		default:
			columns[w.Of] = nil
		}
	}
	all := map[string]*reports.Records{}
	for _, of := range order {
		rows, err := plan.Rows(ctx, st, asOf, of, columns[of])
		if err != nil {
			return nil, err
		}
		all[of] = rows
	}
	return all, nil
}

// distinct returns the names in order, each once.
func distinct(names []string) []string {
	names = slices.Clone(names)
	slices.Sort(names)
	return slices.Compact(names)
}

// maxExamples is how many rows of a reason are pointed at.
const maxExamples = 3

// rejectReasons says for which reasons rows were set aside, or pointed out, when
// the workspace's resources were last loaded: by resource, then the most frequent first. What
// stood in the rows is not said, because it may be personal data.
func (w *Workspace) rejectReasons(ctx context.Context, st *store.Store, table string) ([]reports.RejectReason, error) {
	books, err := st.Books(ctx)
	if err != nil {
		return nil, err
	}
	var all []reports.RejectReason
	for _, r := range w.Package.Resources {
		files := map[int]store.File{}
		for _, f := range books.FilesOf(r.Name) {
			files[f.ID] = f
		}
		reasons := map[string]*rejectCount{}
		err := st.Rejects(ctx, table, r.Name, 0, func(reject store.Reject) error {
			reason := withoutText(reject.Reason)
			key := reject.Field + "\x00" + reason.String() // with its arguments
			if reasons[key] == nil {
				reasons[key] = &rejectCount{reason: reports.RejectReason{Resource: r.Name, Columns: fieldsOf(reject.Field), Reason: reason}}
			}
			reasons[key].add(reject, files[reject.FileID])
			return nil
		})
		if err != nil {
			return nil, err
		}
		var found []reports.RejectReason
		for _, count := range reasons {
			found = append(found, count.reason)
		}
		slices.SortFunc(found, func(a, b reports.RejectReason) int {
			return cmp.Or(cmp.Compare(b.Rows, a.Rows), slices.Compare(a.Columns, b.Columns), cmp.Compare(a.Reason.String(), b.Reason.String()))
		})
		all = append(all, found...)
	}
	return all, nil
}

// rejectCount counts the rows of a reason, which come in the order of their
// places.
type rejectCount struct {
	reason reports.RejectReason
	file   int
	line   int64
}

func (c *rejectCount) add(r store.Reject, file store.File) {
	if c.reason.Rows > 0 && c.file == r.FileID && c.line == r.Line {
		return // a row is counted once
	}
	c.file, c.line = r.FileID, r.Line
	c.reason.Rows++
	if len(c.reason.Examples) < maxExamples {
		c.reason.Examples = append(c.reason.Examples, fault.Place{File: file.Path, Sheet: file.Sheet, Line: int(r.Line)})
	}
}

// fieldsOf parts the fields of a key.
func fieldsOf(field string) []string {
	if field == "" {
		return nil
	}
	return strings.Split(field, ", ")
}

// reasonKinds are the reasons of a reject in words that quote nothing.
var reasonKinds = map[string]string{
	"clean.empty":               "reject.empty",
	"clean.date":                "reject.date",
	"clean.datetime":            "reject.datetime",
	"clean.date_with_time":      "reject.date_with_time",
	"clean.year":                "reject.year",
	"clean.year_unclear":        "reject.year_unclear",
	"clean.not_gregorian":       "reject.not_gregorian",
	"clean.year_early":          "reject.year_early",
	"clean.year_last":           "reject.year_last",
	"clean.no_such_day":         "reject.no_such_day",
	"clean.weekday":             "reject.weekday",
	"clean.number":              "reject.number",
	"clean.number_grouping":     "reject.number_grouping",
	"clean.number_decimals":     "reject.number_decimals",
	"clean.number_range":        "reject.number_range",
	"clean.number_scientific":   "reject.number_scientific",
	"clean.number_percent":      "reject.number_percent",
	"clean.number_currency":     "reject.number_currency",
	"clean.number_unit":         "reject.number_unit",
	"clean.number_short":        "reject.number_short",
	"clean.amounts_differ":      "reject.amounts_differ",
	"clean.not_whole":           "reject.not_whole",
	"clean.integer_range":       "reject.integer_range",
	"clean.boolean":             "reject.boolean",
	"ingest.null_key":           "reject.null_key",
	"ingest.required":           "reject.required",
	"ingest.not_in_list":        "reject.not_in_list",
	"ingest.not_in_list_near":   "reject.not_in_list",
	"ingest.below_minimum":      "reject.below_minimum",
	"ingest.above_maximum":      "reject.above_maximum",
	"ingest.too_short":          "reject.too_short",
	"ingest.too_long":           "reject.too_long",
	"ingest.not_pattern":        "reject.not_pattern",
	"ingest.repeated_key":       "reject.repeated_key",
	"ingest.repeated_value":     "reject.repeated_value",
	"ingest.points_nowhere":     "reject.points_nowhere",
	"ingest.row_short":          "reject.row_short",
	"ingest.row_long":           "reject.row_long",
	"ingest.repeated_row":       "reject.repeated_row",
	"clean.dash":                "reject.dash",
	"clean.not_listed":          "reject.not_listed",
	"clean.two_digit_year":      "reject.two_digit_year",
	"clean.two_digit_gregorian": "reject.two_digit_gregorian",
	"tabular.error_cell":        "reject.error_cell",
	"tabular.no_stored_value":   "reject.no_stored_value",
	"tabular.bad_serial":        "reject.bad_serial",
	"clean.ubn":                 "reject.ubn",
	"clean.ubn_short":           "reject.ubn_short",
	"clean.ubn_sum":             "reject.ubn_sum",
	"clean.ubn_day":             "reject.ubn_day",
	"clean.country":             "reject.country",
	"clean.country_unclear":     "reject.country_unclear",
	"clean.country_former":      "reject.country_former",
	"clean.country_elsewhere":   "reject.country_elsewhere",
	"clean.period":              "reject.period",
	"clean.fiscal_year":         "reject.fiscal_year",
	"clean.lost_character":      "reject.lost_character",
	"clean.private_character":   "reject.private_character",
	"clean.nul_character":       "reject.nul_character",
	"tabular.many_digits":       "reject.many_digits",
}

// safeArguments are those that come from the definition, not from the row.
var safeArguments = []string{"decimals", "digits", "minimum", "maximum", "length", "pattern", "resource", "fields"}

// withoutText returns the kind of a reason, with what the definition says of it
// alone.
func withoutText(reason locale.Message) locale.Message {
	kind, known := reasonKinds[reason.Key]
	if !known { // the store was filled by another version
		return locale.M("reject.other")
	}
	m := locale.M(kind)
	for _, a := range reason.Args {
		if slices.Contains(safeArguments, a.Name) {
			m.Args = append(m.Args, a)
		}
	}
	if kind == "reject.repeated_key" || kind == "reject.repeated_value" {
		m.Args = nil // the fields are the reject's columns
	}
	return m
}
