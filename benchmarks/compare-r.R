# R's side of benchmarks/compare-r: reads the CSV files of a folder and prints times and numbers as JSON.
suppressPackageStartupMessages(library(survival))
folder <- commandArgs(trailingOnly = TRUE)[1]
read <- function(name) read.csv(file.path(folder, paste0(name, ".csv")))
has <- function(package) suppressPackageStartupMessages(requireNamespace(package, quietly = TRUE))

number <- function(values) paste0(ifelse(is.finite(values), sprintf("%.17g", values), "\"NaN\""), collapse = ", ")
cases <- character()

# Median seconds of as many runs as fit into about 2.5 seconds, at least one, at most nine.
timed <- function(key, run, numbers, package = "survival") {
  message(key)
  if (!has(package)) {
    cases <<- c(cases, sprintf("{\"key\": \"%s\", \"seconds\": null, \"values\": [], \"absent\": \"%s not installed\"}", key, package))
    return(invisible())
  }
  seconds <- numeric()
  while (length(seconds) < 1 || (length(seconds) < 9 && sum(seconds) < 2.5)) {
    gc(FALSE)
    seconds <- c(seconds, system.time(result <- run(), gcFirst = FALSE)[["elapsed"]])
  }
  # Short work is below the resolution of the clock: repeat it.
  if (median(seconds) < 0.05) {
    seconds <- system.time(for (k in 1:20) result <- run())[["elapsed"]] / 20
  }
  cases <<- c(cases, sprintf("{\"key\": \"%s\", \"seconds\": %.6f, \"values\": [%s]}", key, median(seconds), number(numbers(result))))
}

patients <- read("patients")
cox20 <- read("cox20")
cox100 <- read("cox100")
finegray <- read("finegray")
columns <- function(data) as.matrix(data[grep("^x", names(data))])

cox <- function(data, time) {
  data$t <- data[[time]]
  x <- columns(data)
  function() coxph(Surv(t, event) ~ x, data, ties = "efron", control = coxph.control(timefix = FALSE))
}
coxNumbers <- function(fit) c(coef(fit), sqrt(diag(vcov(fit))), fit$loglik[2])
concordanceNumbers <- function(fit) c(fit$concordance, sqrt(fit$var))

for (time in c("time", "tied")) {
  key <- function(name) if (time == "time") name else paste0(name, "-tied")
  all <- patients
  all$t <- patients[[time]]
  tenth <- all[1:1e5, ]
  small <- finegray
  small$t <- finegray[[time]]

  timed(key("km"), function() survfit(Surv(t, event) ~ 1, all, timefix = FALSE), function(fit) {
    i <- (length(fit$time) * 1:4) %/% 5
    c(length(fit$time), rbind(fit$time[i], fit$surv[i], (fit$std.err * fit$surv)[i], fit$lower[i], fit$upper[i]))
  })
  # survdiff and concordance do not heed timefix in every version. Ranks give the same numbers and leave nothing to merge.
  all$place <- rank(all$t, ties.method = "min")
  timed(key("logrank"), function() survdiff(Surv(place, event) ~ group, all), function(fit) c(fit$chisq, fit$obs[1], fit$exp[1]))
  timed(key("harrell"), function() concordance(Surv(place, event) ~ score, all, reverse = TRUE), concordanceNumbers)
  timed(key("uno"), function() concordance(Surv(place, event) ~ score, all, reverse = TRUE, timewt = "n/G2"), concordanceNumbers)
  timed(key("cox20"), cox(cox20, time), coxNumbers)
  timed(key("cox100"), cox(cox100, time), coxNumbers)
  tenth$state <- factor(tenth$cause)
  timed(key("aj"), function() survfit(Surv(t, state) ~ 1, tenth, timefix = FALSE), function(fit) {
    i <- (length(fit$time) * 1:4) %/% 5
    rbind(fit$pstate[i, 2], fit$std.err[i, 2], fit$pstate[i, 3], fit$std.err[i, 3])
  })
  timed(key("gray"), function() cmprsk::cuminc(tenth$t, tenth$cause, tenth$group), function(fit) fit$Tests[, "stat"], "cmprsk")
  x <- columns(small)
  timed(key("finegray"), function() cmprsk::crr(small$t, small$cause, x, failcode = 1, cencode = 0), function(fit) c(fit$coef, sqrt(diag(fit$var))), "cmprsk")
}

net <- read("coxnet")
if (has("glmnet")) {
  x <- columns(net)
  y <- cbind(time = net$time, status = net$event)
  lambdas <- glmnet::glmnet(x, y, family = "cox", nlambda = 5, lambda.min.ratio = 0.9)$lambda[1] * 0.05^((0:99) / 99)
}
timed("coxnet", function() glmnet::glmnet(x, y, family = "cox", lambda = lambdas), function(fit) fit$dev.ratio[c(25, 50, 75, 100)], "glmnet")

few <- patients[1:2000, ]
timed("auc", function() {
  riskRegression::Score(list(score = (few$score + 1) / 2), Surv(time, event) ~ 1, data = few, metrics = "auc",
    times = c(0.25, 0.5, 0.75, 1, 1.5), cens.model = "km", null.model = FALSE, progress.bar = NULL)
}, function(fit) rbind(fit$AUC$score$AUC, fit$AUC$score$se), "riskRegression")

versions <- paste0(package <- c("survival", "cmprsk", "glmnet", "riskRegression"), " ", sapply(package, function(p) if (has(p)) as.character(packageVersion(p)) else "absent"))
cat(sprintf("{\"versions\": \"%s; %s\", \"cases\": [\n%s\n]}\n", R.version.string, paste(versions, collapse = ", "), paste(cases, collapse = ",\n")))
