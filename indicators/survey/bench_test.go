package survey

import (
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// BenchmarkAgainstR estimates the shares of three domains of the api data,
// stratified and clustered, and reports how many times as long R's survey takes
// for the same (svyby of svyciprop, its start not counted).
func BenchmarkAgainstR(b *testing.B) {
	rows := table(b, "testdata/api_rows.csv")
	var domains [][]Unit
	for _, d := range []string{"E", "H", "M"} {
		domains = append(domains, units(b, rows, "both", d, "share"))
	}
	for b.Loop() {
		for _, d := range domains {
			e, err := Of(d, Adjust)
			if err != nil {
				b.Fatal(err)
			}
			e.Share()
		}
	}
	took := b.Elapsed() / time.Duration(b.N)
	r, err := exec.LookPath("Rscript")
	if err != nil {
		b.Log("R is not installed: nothing to hold the time against")
		return
	}
	out, err := exec.Command(r, "-e", `suppressPackageStartupMessages(library(survey)); data(api)
d <- svydesign(id = ~dnum, strata = ~stype, weights = ~pw, data = apistrat, nest = TRUE)
one <- function() for (s in c("E", "H", "M")) { x <- subset(d, stype == s); svyciprop(~I(sch.wide == "Yes"), x, method = "logit", df = degf(x)) }
one(); cat(system.time(for (i in 1:5) one())[["elapsed"]] / 5)`).Output()
	if err != nil {
		b.Skip("R has no survey package:", err)
	}
	seconds, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(seconds/took.Seconds(), "R/Go")
}
