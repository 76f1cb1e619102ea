# Knots of Hmisc for values tied at the ends, few different values and small samples.
# Run: Rscript spline_knots.R   (writes spline_knots.json beside it; R 4.2.2, Hmisc 4.8.0)
suppressMessages(library(Hmisc))
set.seed(11)
draw <- function(n, low, high, digits, sign = 1) sign * c(rep(0, low), round(rexp(n), digits), rep(20, high))
inputs <- list(draw(150, 30, 0, 3), draw(150, 0, 30, 3), draw(150, 30, 0, 3, -1), draw(150, 30, 30, 3), draw(60, 30, 0, 3), draw(60, 0, 12, 3),
  draw(60, 20, 20, 3), draw(57, 3, 0, 4), draw(58, 3, 0, 4), draw(120, 60, 0, 0), draw(90, 27, 0, 0), draw(60, 18, 0, 0), draw(40, 2, 0, 1),
  draw(300, 15, 40, 2), c(rep(0, 30), 1:6), c(rep(0, 30), 1:9), c(rep(0, 300), rep(1:7, each = 10), rep(8, 100)), rep(1:5, each = 9), rep(1:4, each = 9),
  rep(1:9, each = 12), round(runif(6), 3), round(runif(7), 3), round(runif(12), 3), round(runif(99), 4), round(runif(100), 4), draw(100, 30, 0, 4))
knots <- function(x, nk) {
  found <- tryCatch(suppressWarnings(rcspline.eval(x, nk = nk, knots.only = TRUE)), error = function(e) numeric(0))
  unname(found)
}
cases <- lapply(inputs, function(x) list(x = x, knots = lapply(3:7, function(nk) knots(x, nk))))
jsonlite::write_json(list(provenance = sprintf("Rscript spline_knots.R; R %s, Hmisc %s", getRversion(), packageVersion("Hmisc")), cases = cases),
  "spline_knots.json", digits = 15)
