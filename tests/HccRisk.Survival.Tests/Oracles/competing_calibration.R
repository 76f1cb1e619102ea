# Calibration under competing risks, from first principles and cmprsk/survival.
# Run: Rscript competing_calibration.R   (writes competing_calibration.csv and competing_calibration.json beside it)
suppressMessages({library(survival); library(cmprsk)})
set.seed(2022)
n <- 240
x <- rnorm(n)
first <- rexp(n, 0.03 * exp(0.8 * x)); second <- rexp(n, 0.02 * exp(-0.3 * x)); cens <- runif(n, 6, 60)
time <- ceiling(2 * pmin(first, second, cens)) / 2          # half months: ties of every kind
event <- ifelse(pmin(first, second) > cens, 0, ifelse(first <= second, 1, 2))
risk <- pmin(0.999, round(1 - exp(-exp(-1.1 + 1.2 * x + 0.15 * x^2)), 4))  # neither right on average nor in spread
write.csv(data.frame(time, event, risk), "competing_calibration.csv", row.names = FALSE, quote = FALSE)
out <- list()
num <- function(v) paste(sprintf("%.17g", v), collapse = ", ")
add <- function(name, v) out[[length(out) + 1]] <<- sprintf('  "%s": %s', name, if (length(v) == 1) num(v) else paste0("[", num(v), "]"))
t0 <- 24
cll <- log(-log(1 - risk))
k <- quantile(cll, c(0.1, 0.5, 0.9), names = FALSE)
pos <- function(v) pmax(v, 0)^3
rcs <- (pos(cll - k[1]) - pos(cll - k[2]) * (k[3] - k[1]) / (k[3] - k[2]) + pos(cll - k[3]) * (k[2] - k[1]) / (k[3] - k[2])) / (k[3] - k[1])^2
distances <- function(obs) { d <- abs(obs - risk); c(mean(d), quantile(d, c(0.5, 0.9), names = FALSE), max(d)) }
add("t0", t0)
# slope and linear recalibration
one <- crr(time, event, matrix(cll, ncol = 1), failcode = 1, cencode = 0, gtol = 1e-12)
add("slope", one$coef); add("slope_se", sqrt(one$var[1, 1]))
add("recalibration_intercept", log(sum(one$bfitj[one$uftime <= t0])))
# the same coefficient by the weighted data set
fg <- finegray(Surv(time, factor(event, 0:2)) ~ ., data = data.frame(time, event, cll, id = 1:n), etype = "1")
add("slope_finegray", coef(coxph(Surv(fgstart, fgstop, fgstatus) ~ cll, weights = fgwt, data = fg, ties = "breslow", control = coxph.control(eps = 1e-13, iter.max = 50))))
# smooth curve
two <- crr(time, event, cbind(cll, rcs), failcode = 1, cencode = 0, gtol = 1e-12)
obs <- 1 - exp(-sum(two$bfitj[two$uftime <= t0]) * exp(drop(cbind(cll, rcs) %*% two$coef)))
add("spline_coef", two$coef); add("observed_first5", obs[1:5]); add("distances", distances(obs))
# pseudo-values: leave one out of the Aalen-Johansen estimate
aj <- function(i) { f <- survfit(Surv(time[i], factor(event[i], 0:2)) ~ 1); s <- summary(f, times = t0, extend = TRUE); s$pstate[1, which(f$states == "1")] }
full <- aj(1:n)
theta <- sapply(1:n, function(i) n * full - (n - 1) * aj(setdiff(1:n, i)))
add("pseudo_first5", theta[1:5]); add("pseudo_mean", mean(theta))
gee <- function(X, offset, start) {                           # independence estimating equations, cloglog link, gaussian variance
  b <- start
  repeat {
    eta <- drop(X %*% b) + offset; D <- X * exp(eta - exp(eta)); r <- theta - (1 - exp(-exp(eta)))
    step <- solve(crossprod(D), crossprod(D, r)); b <- b + 0.7 * drop(step)
    if (max(abs(step)) < 1e-13) break
  }
  A <- solve(crossprod(D)); V <- A %*% crossprod(D * r) %*% A
  list(coef = b, se = sqrt(diag(V)), mu = 1 - exp(-exp(drop(X %*% b) + offset)))
}
i0 <- gee(matrix(1, n, 1), cll, 0)
add("intercept", i0$coef); add("intercept_se", i0$se)
ps <- gee(cbind(1, cll, rcs), rep(0, n), c(0, 1, 0))
add("pseudo_distances", distances(ps$mu))
cat(sprintf('{\n  "provenance": "Rscript competing_calibration.R; R %s, survival %s, cmprsk %s",\n', getRversion(), packageVersion("survival"), packageVersion("cmprsk")),
    paste(out, collapse = ",\n"), "\n}\n", sep = "", file = "competing_calibration.json")
