# Scores at the horizon where all follow-up ends. R 4.2.2, survival 3.5-3, riskRegression 2022.11.28 (Debian 12): Rscript horizon.R
# riskRegression drops patients censored at exactly the horizon, which is wrong where nobody is followed beyond it: they are known to be free
# of the event. Moving their time behind the horizon says the same to Score, since nobody else leaves in between.
library(survival)
library(riskRegression)
end <- 24
# Four digits, so that the end is the only time two patients share.
set.seed(20)
n <- 160
x <- rnorm(n)
time <- round(rexp(n, 0.03 * exp(0.8 * x)), 4) + 0.001
other <- round(rexp(n, 0.02), 4) + 0.001
leave <- round(runif(n, 4, 60), 4)
time1 <- pmin(time, leave, end)
time2 <- pmin(time, other, leave, end)
data <- data.frame(
  t1 = time1, e1 = ifelse(time <= pmin(leave, end), 1, 0),
  t2 = time2, e2 = ifelse(time <= pmin(other, leave, end), 1, ifelse(other <= pmin(leave, end), 2, 0)),
  a = round(1 - exp(-0.03 * end * exp(0.8 * x)), 4), b = round(plogis(-0.6 + 0.5 * x + 0.3 * rnorm(n)), 4),
  a12 = round(1 - exp(-0.03 * 12 * exp(0.8 * x)), 4))
write.csv(data, "horizon.csv", row.names = FALSE, quote = FALSE)
one <- function(time, event, form, ...) {
  moved <- data.frame(t = ifelse(time == end & event == 0, end + 1, time), e = event)
  at <- Score(list(a = data$a, b = data$b), formula = form, data = moved, times = end, metrics = c("auc", "brier"),
              null.model = TRUE, summary = "ipa", ...)
  both <- Score(list(a = cbind(data$a12, data$a)), formula = form, data = moved, times = c(12, end), metrics = "brier",
                null.model = TRUE, summary = "ibs", ...)
  list(auc = at$AUC$score, auc_contrasts = at$AUC$contrasts, brier = at$Brier$score, brier_contrasts = at$Brier$contrasts,
       ibs = both$Brier$score[, c("model", "times", "IBS")])
}
result <- list(
  provenance = sprintf("Rscript horizon.R; R %s, survival %s, riskRegression %s", getRversion(), packageVersion("survival"), packageVersion("riskRegression")),
  single = one(data$t1, data$e1, Surv(t, e) ~ 1),
  competing = one(data$t2, data$e2, Hist(t, e) ~ 1, cause = 1))
jsonlite::write_json(result, "horizon.json", digits = 15, auto_unbox = TRUE)
