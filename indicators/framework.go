package indicators

import (
	"heng/internal/locale"
	"heng/internal/yamldoc"
)

// Framework is a set of indicators agreed together, as its author wrote it.
// It is what one YAML file of frameworks/ holds.
type Framework struct {
	ID         string           `yaml:"framework,required" doc:"the framework's id: lower case letters, digits and hyphens"`
	Version    string           `yaml:"version,required" doc:"the version of its definitions"`
	Title      locale.Text      `yaml:"title,required" doc:"its title in each language"`
	Owner      Label            `yaml:"owner" doc:"the unit that answers for it"`
	Approval   Approval         `yaml:"approval" doc:"how its indicators come into force"`
	Units      map[string]*Unit `yaml:"units" doc:"units of its own, beside percent, ratio, count, days, people, points and currency codes"`
	Criteria   *Criteria        `yaml:"criteria" doc:"the published rules that its indicators measure"`
	Dimensions []*Dimension     `yaml:"dimensions,required" doc:"the branches under which indicators stand"`
	Indicators []*Indicator     `yaml:"indicators,required" doc:"the definitions"`

	File    string        `yaml:"-"` // as findings show it
	Shipped bool          `yaml:"-"` // it comes with Heng, and knows the codes of tables of several shapes
	Node    *yamldoc.Node `yaml:"-"`
}

// Approval is the route by which a definition comes into force.
type Approval struct {
	Route      string        `yaml:"route" doc:"authority: of the owner; consent: of the groups concerned" enum:"authority,consent"`
	NoticeDays int           `yaml:"notice_days" doc:"days that groups have to answer (route consent)"`
	Agree      string        `yaml:"agree" doc:"the share of the groups that must agree, as 2/3 (route consent)"`
	Document   Label         `yaml:"document" doc:"the number of the document that puts it in force (route authority)"`
	On         string        `yaml:"on" doc:"the date of that document"`
	Node       *yamldoc.Node `yaml:"-"`
}

// Unit is a unit that a framework defines for itself.
type Unit struct {
	Title locale.Text `yaml:"title,required" doc:"its name in each language"`
}

// Dimension is a branch of a framework.
type Dimension struct {
	ID     string        `yaml:"id,required" doc:"lower case letters, digits and hyphens"`
	Title  locale.Text   `yaml:"title,required"`
	Nature string        `yaml:"nature" doc:"passive or active, as the minutes distinguish them" enum:"passive,active"`
	Weight string        `yaml:"weight" doc:"its weight in a composite"`
	Node   *yamldoc.Node `yaml:"-"`
}

// Indicator is one definition.
type Indicator struct {
	ID          string      `yaml:"id,required" doc:"lower case letters, digits and hyphens"`
	Version     string      `yaml:"version" doc:"default: the framework's"`
	Dimension   string      `yaml:"dimension,required" doc:"the id of its dimension"`
	Name        locale.Text `yaml:"name,required"`
	Definition  locale.Text `yaml:"definition" doc:"what is measured, in words"`
	Rationale   locale.Text `yaml:"rationale" doc:"why it is measured, and what a rise means"`
	Goal        locale.Text `yaml:"goal" doc:"the goal it serves"`
	Mandate     locale.Text `yaml:"mandate" doc:"the provision it rests on"`
	Criteria    []string    `yaml:"criteria" doc:"ids of the framework's criteria that it measures"`
	Level       string      `yaml:"level" enum:"input,activity,output,outcome,impact" doc:"its level in the chain of results"`
	Subjective  bool        `yaml:"subjective" doc:"true where people's opinions are measured"`
	Population  string      `yaml:"population,required" doc:"the table or model whose rows it is about"`
	Where       *Expression `yaml:"where" doc:"which rows count at all; default: every row"`
	Measure     Measure     `yaml:"measure,required" doc:"how rows become a number"`
	Period      Period      `yaml:"period" doc:"when a value is about"`
	Breakdowns  Breakdowns  `yaml:"breakdowns" doc:"columns for whose codes values are given; a list within the list is a cross"`
	Unit        string      `yaml:"unit" doc:"percent, ratio, count, days, people, points, a currency code, or a name of units"`
	Direction   string      `yaml:"direction" enum:"up,down,range,none" doc:"which way is better; default none"`
	Decimals    *int        `yaml:"decimals" doc:"on display, half away from zero; values are never rounded"`
	Baseline    *Baseline   `yaml:"baseline"`
	Targets     []*Target   `yaml:"targets"`
	Bands       *Bands      `yaml:"bands" doc:"the values from which a traffic light shows on_track and at_risk"`
	Evidence    string      `yaml:"evidence" enum:"self-reported,verified,independent,administrative"`
	Source      locale.Text `yaml:"source"`
	Frequency   string      `yaml:"frequency" doc:"how often it is computed: monthly, quarterly, half-yearly, yearly, irregular …"`
	Owner       Label       `yaml:"owner" doc:"the unit that answers for it; default: the framework's"`
	Limitations locale.Text `yaml:"limitations" doc:"what it does not show"`
	Status      string      `yaml:"status" enum:"draft,consulting,agreed,retired" doc:"default draft"`
	Agreements  []Agreement `yaml:"agreements"`
	Waves       []*Wave     `yaml:"waves" doc:"of an opinion poll: each fielding, with what a result has to disclose"`
	Examples    []*Example  `yaml:"examples" doc:"run by heng check, as tests"`

	Node *yamldoc.Node `yaml:"-"`
}

// Period says when a value is about: the length of a period and the column
// whose date or year puts a row into one.
type Period struct {
	By   string        `yaml:"by" enum:"year,half,quarter,month,none" doc:"default none"`
	Of   *Expression   `yaml:"of" doc:"a column that holds a date, a date and time, or a year"`
	Node *yamldoc.Node `yaml:"-"`
}

// Breakdowns is a list of column lists: one column a plain breakdown, more a
// cross.
type Breakdowns [][]string

// Measure is how rows become a number: exactly one of its fields is set.
type Measure struct {
	Count         *Expression    `yaml:"count" doc:"rows where the condition is true"`
	Distinct      *Expression    `yaml:"distinct" doc:"different values that are not null"`
	Share         *Expression    `yaml:"share" doc:"rows where the condition is true, of those where it is not null"`
	Sum           *Expression    `yaml:"sum"`
	Mean          *Expression    `yaml:"mean"`
	Median        *Expression    `yaml:"median" doc:"type-7 quantile"`
	Percentile    *Percentile    `yaml:"percentile" doc:"type-7 quantile"`
	Ratio         *Ratio         `yaml:"ratio" doc:"pooled: a quotient of two aggregates"`
	Concentration *Concentration `yaml:"concentration" doc:"Herfindahl index of the shares"`
	Value         *Expression    `yaml:"value" doc:"the value of the one row of a cell"`
	Achievement   *Achievement   `yaml:"achievement" doc:"results judged against their targets"`
	Survey        *Survey        `yaml:"survey" doc:"a weighted share or mean of an opinion poll, with its interval"`

	Node *yamldoc.Node `yaml:"-"`
}

// Percentile is the measure of a quantile.
type Percentile struct {
	Of *Expression `yaml:"of,required"`
	At string      `yaml:"at,required" doc:"between 0 and 1"`

	Node *yamldoc.Node `yaml:"-"`
}

// Ratio is a quotient of two aggregates, each written count(COND), sum(EXPR)
// or distinct(EXPR).
type Ratio struct {
	Numerator   *Expression `yaml:"numerator,required"`
	Denominator *Expression `yaml:"denominator,required"`
}

// Concentration is the Herfindahl index of the shares that the groups By have
// in the sum Of.
type Concentration struct {
	Of *Expression `yaml:"of,required"`
	By *Expression `yaml:"by,required"`
}

// Baseline is the value from which progress is measured.
type Baseline struct {
	Period string        `yaml:"period,required"`
	Value  *Number       `yaml:"value,required"`
	Source Label         `yaml:"source"`
	Node   *yamldoc.Node `yaml:"-"`
}

// Target is what a value should reach in a period: a value, a range, or a
// bound that must be passed. Where narrows it to cells of a breakdown.
type Target struct {
	Period string            `yaml:"period"`
	Value  *Number           `yaml:"value"`
	Min    *Number           `yaml:"min"`
	Max    *Number           `yaml:"max"`
	Over   *Number           `yaml:"over" doc:"strictly more than this"`
	Under  *Number           `yaml:"under" doc:"strictly less than this"`
	Where  map[string]string `yaml:"where" doc:"the breakdown's column and code it is for"`
	Source Label             `yaml:"source"`
	SetBy  Label             `yaml:"set_by"`
	SetOn  string            `yaml:"set_on" doc:"the date on which it was set"`
	Node   *yamldoc.Node     `yaml:"-"`
}

// Bands are the values at which the status of an indicator changes.
type Bands struct {
	OnTrack *Number       `yaml:"on_track,required"`
	AtRisk  *Number       `yaml:"at_risk,required"`
	Node    *yamldoc.Node `yaml:"-"`
}

// Agreement records that a group agreed to a definition.
type Agreement struct {
	Group  string        `yaml:"group,required"`
	On     string        `yaml:"on,required"`
	Record string        `yaml:"record"`
	Of     string        `yaml:"of" doc:"sha256 of what was agreed: where, measure, period, targets and bands"`
	Node   *yamldoc.Node `yaml:"-"`
}

// Example is a worked example: a few rows and what they must give.
type Example struct {
	Title  locale.Text   `yaml:"title"`
	Rows   string        `yaml:"rows,required" doc:"CSV with a header; columns left out are empty"`
	AsOf   string        `yaml:"as_of" doc:"the as-of date of the example"`
	Expect Expectations  `yaml:"expect,required"`
	Node   *yamldoc.Node `yaml:"-"`
}
