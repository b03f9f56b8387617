# Makes api_rows.csv and api_expected.csv, the known answers of this package,
# with R's survey package and its own api data (schools of California).
#
#   Rscript api.R      (in this directory)
#
# The kept files were made with R 4.2.2 and survey 4.1.1 (Debian 12:
# r-base-core, r-cran-survey).
suppressPackageStartupMessages(library(survey))
data(api)
keep <- c("stype", "dnum", "pw", "api00", "api99", "sch.wide", "awards")
rows <- do.call(rbind, lapply(c("apistrat", "apiclus1", "apiclus2", "apisrs"), function(n) cbind(data = n, get(n)[, keep])))
names(rows)[names(rows) == "sch.wide"] <- "target"
write.csv(format(rows, digits = 17, trim = TRUE), "api_rows.csv", row.names = FALSE, quote = FALSE)

out <- NULL
say <- function(case, what, value) out <<- rbind(out, data.frame(case, what, value = sprintf("%.17g", as.numeric(value))))
both <- function(case, d) {
  df <- degf(d)
  say(case, "df", df)
  m <- svymean(~api00, d); say(case, "mean", coef(m)); say(case, "mean_se", SE(m))
  ci <- confint(m, df = df); say(case, "mean_low", ci[1]); say(case, "mean_high", ci[2])
  p <- svyciprop(~I(sch.wide == "Yes"), d, method = "logit", df = df)
  say(case, "share", coef(p)); say(case, "share_se", SE(p))
  ci <- attr(p, "ci"); say(case, "share_low", ci[1]); say(case, "share_high", ci[2])
  net <- svymean(~I((sch.wide == "Yes") - (awards == "No")), d)
  say(case, "net", coef(net)); say(case, "net_se", SE(net))
}
designs <- list(
  srs = svydesign(id = ~1, weights = ~pw, data = apisrs),
  strat = svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat),
  clus1 = svydesign(id = ~dnum, weights = ~pw, data = apiclus1),
  clus2 = svydesign(id = ~dnum, weights = ~pw, data = apiclus2),
  both = svydesign(id = ~dnum, strata = ~stype, weights = ~pw, data = apistrat, nest = TRUE))
for (n in names(designs)) {
  d <- designs[[n]]
  both(n, d)
  for (s in c("E", "H", "M")) both(paste0(n, ":", s), subset(d, stype == s))
  by <- svyby(~api00, ~stype, d, svymean, covmat = TRUE)
  k <- svycontrast(by, c(E = 1, H = -1)); say(n, "E-H", coef(k)); say(n, "E-H_se", SE(k))
  by <- svyby(~as.numeric(sch.wide == "Yes"), ~stype, d, svymean, covmat = TRUE)
  k <- svycontrast(by, c(E = 1, M = -1)); say(n, "shareE-M", coef(k)); say(n, "shareE-M_se", SE(k))
  d <- update(d, other = stype != "E") # a domain against the rest of the sample
  by <- svyby(~api00, ~other, d, svymean, covmat = TRUE)
  k <- svycontrast(by, c(`FALSE` = 1, `TRUE` = -1)); say(n, "E-rest", coef(k)); say(n, "E-rest_se", SE(k))
  t <- svyttest(api00 ~ other, d); say(n, "E-rest_t", -t$statistic)
  say(n, "E-rest_df", t$parameter); say(n, "E-rest_low", -t$conf.int[2]); say(n, "E-rest_high", -t$conf.int[1])
}
# Two samples drawn apart are one design with strata of their own.
two <- rbind(cbind(apistrat[, keep], wave = 1), cbind(apiclus1[, keep], wave = 2))
two$stratum <- ifelse(two$wave == 1, as.character(two$stype), "clus1")
two$unit <- ifelse(two$wave == 1, paste0("s", seq_len(nrow(two))), paste0("c", two$dnum))
d <- svydesign(id = ~unit, strata = ~stratum, weights = ~pw, data = two)
t <- svyttest(api00 ~ I(wave == 1), d)
say("strat", "apart", t$estimate); say("strat", "apart_t", t$statistic); say("strat", "apart_df", t$parameter)
say("strat", "apart_low", t$conf.int[1]); say("strat", "apart_high", t$conf.int[2])
one <- apistrat[apistrat$stype != "H" | cumsum(apistrat$stype == "H") == 1, ]
for (l in c("adjust", "certainty", "average")) {
  options(survey.lonely.psu = l)
  d <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = one)
  m <- svymean(~api00, d); say(paste0("lonely:", l), "mean", coef(m)); say(paste0("lonely:", l), "mean_se", SE(m))
}
write.csv(out, "api_expected.csv", row.names = FALSE, quote = FALSE)
