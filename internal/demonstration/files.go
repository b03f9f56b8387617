package demonstration

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"time"
)

// File is one table as a CSV file in UTF-8.
type File struct {
	Name    string // without a folder
	Content []byte
}

// The records are of six fiscal years, which are calendar years, as they stood
// on the day of the example's report.
const (
	firstYear = 2012
	lastYear  = 2017
)

var asOf = day(2018, time.June, 22)

// Files returns every table, in the order in which datapackage.yaml names them.
func Files() []File {
	projects := newProjects(newSource(1))
	projectRows, grantRows := projectTable(projects), grantTable(newSource(4))
	payments := disbursementTable(newSource(2), projects)
	return []File{
		file("projects.csv", projectRows),
		file("project_statements.csv", projectStatementTable(newSource(12), projectRows)),
		file("disbursements.csv", payments),
		file("grantees.csv", granteeTable(newSource(3))),
		file("grants.csv", grantRows),
		file("grant_statements.csv", grantStatementTable(newSource(13), grantRows)),
		file("grant_results.csv", grantResultTable(newSource(14), grantRows)),
		file("grant_accounts.csv", grantAccountTable(newSource(15), grantRows)),
		file("grant_tranches.csv", grantTrancheTable(newSource(16), grantRows)),
		file("grant_complaints.csv", grantComplaintTable(newSource(17), grantRows)),
		file("grant_feedback.csv", grantFeedbackTable(newSource(18), grantRows)),
		file("aid_flows.csv", aidFlowTable(newSource(19), projects, payments)),
		file("aid_commitments.csv", aidCommitmentTable(newSource(20), projects)),
		file("evaluation_ratings.csv", ratingTable(newSource(21), projects)),
		file("dataset_inventory.csv", datasetTable(newSource(5))),
		file("paper_meetings.csv", paperMeetingTable()),
		file("meeting_papers.csv", paperTable(newSource(6))),
		file("comments.csv", commentTable(newSource(7))),
		file("invitations.csv", invitationTable(newSource(8))),
		file("workshop_log.csv", workshopTable(newSource(9))),
		file("ideas.csv", ideaTable(newSource(10))),
		file("products.csv", productTable(newSource(11))),
		file("progress_bands.csv", progressBandTable()),
		file("duration_bands.csv", durationBandTable()),
	}
}

// file writes a table, whose first row is its header.
func file(name string, rows [][]string) File {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := w.WriteAll(rows); err != nil {
		panic(err) // a buffer takes every write
	}
	return File{Name: name, Content: out.Bytes()}
}

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
}

// date writes a day; what lies after the day of the report has not been
// recorded yet, and the zero time is a blank.
func date(t time.Time) string {
	if t.IsZero() || t.After(asOf) {
		return ""
	}
	return plan(t)
}

// plan writes a day that may lie ahead.
func plan(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func number(n int) string { return strconv.Itoa(n) }

func boolean(b bool) string { return strconv.FormatBool(b) }
