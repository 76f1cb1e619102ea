# Every pair of cut-points by survdiff, from first principles.
# Run: Rscript two_cut_points.R   (writes two_cut_points.csv and two_cut_points.json beside it)
suppressMessages(library(survival))
set.seed(7)
n <- 90
marker <- round(runif(n, 0, 12))                              # tied values
hazard <- 0.04 * exp(c(0, 0.5, 1.6)[findInterval(marker, c(4, 9)) + 1])
death <- rexp(n, hazard); cens <- runif(n, 5, 60)
time <- ceiling(pmin(death, cens)); event <- as.integer(death <= cens)   # tied times
write.csv(data.frame(time, event, marker), "two_cut_points.csv", row.names = FALSE, quote = FALSE)
smallest <- 0.15 * n
cuts <- head(sort(unique(marker)), -1)
rows <- list()
for (a in cuts) for (b in cuts[cuts > a]) {
  g <- (marker > a) + (marker > b)
  if (all(tabulate(g + 1, 3) >= smallest)) rows[[length(rows) + 1]] <- c(a, b, survdiff(Surv(time, event) ~ g)$chisq)
}
all <- do.call(rbind, rows)
best <- all[which.max(all[, 3]), ]
num <- function(v) paste(sprintf("%.17g", v), collapse = ", ")
cat(sprintf('{\n  "provenance": "Rscript two_cut_points.R; R %s, survival %s",\n  "min_fraction": 0.15,\n  "best": [%s],\n  "lower": [%s],\n  "upper": [%s],\n  "chisq": [%s]\n}\n',
  getRversion(), packageVersion("survival"), num(best), num(all[, 1]), num(all[, 2]), num(all[, 3])), file = "two_cut_points.json")
