# Reference values from metafor for tests/test_meta_analysis.py; see README.md beside this file.
suppressPackageStartupMessages(library(metafor))
set.seed(20261121)

# Far tighter than metafor's defaults, so that a difference is ours or theirs, not a stopping rule.
tight <- list(threshold = 1e-11, maxiter = 10000, tol = 1e-14, tau2.max = 1e8)
intervals <- c("Wald" = "z", "Hartung-Knapp" = "knha", "Hartung-Knapp ad hoc" = "adhoc")
methods <- c("EE", "REML", "ML", "DL", "PM", "HE")

rows <- list()
add <- function(dataset, analysis, method, interval, item, values) {
  digits <- if (analysis %in% c("input", "moderators")) 17 else 12
  text <- paste(names(values), trimws(formatC(unlist(values), digits = digits, format = "g")), sep = "=")
  rows[[length(rows) + 1]] <<- data.frame(
    dataset = dataset, analysis = analysis, method = method, interval = interval, item = item,
    values = paste(gsub("=(NA|NaN)$", "=nan", text), collapse = " "))
}

# Restricted log-likelihood of a common mean, profiled over that mean.
restricted <- function(tau2, yi, vi) {
  w <- 1 / (vi + tau2)
  mu <- sum(w * yi) / sum(w)
  0.5 * sum(log(w)) - 0.5 * log(sum(w)) - 0.5 * sum(w * (yi - mu)^2)
}

# Twice its derivative.
score <- function(tau2, yi, vi) {
  w <- 1 / (vi + tau2)
  mu <- sum(w * yi) / sum(w)
  sum((w * (yi - mu))^2) - sum(w) + sum(w^2) / sum(w)
}

# All its maxima: a grid first, then a refined search around each top of the grid.
maxima <- function(yi, vi) {
  grid <- c(0, exp(seq(log(1e-6), log(1e4), length.out = 4000)))
  height <- sapply(grid, restricted, yi = yi, vi = vi)
  inner <- which(diff(sign(diff(height))) < 0) + 1
  at <- sapply(inner, function(i) uniroot(score, grid[i + c(-1, 1)], yi = yi, vi = vi, tol = 1e-15)$root)
  if (height[1] > height[2]) at <- c(0, at)
  at
}

two_modes <- function() {
  repeat {
    k <- sample(3:6, 1)
    vi <- round(exp(runif(k, -5, 2)), 4); yi <- round(rnorm(k, 0, 1.5), 2)
    tops <- maxima(yi, vi)
    if (length(tops) < 2) next
    heights <- sapply(tops, restricted, yi = yi, vi = vi)
    # Both maxima count: neither is a ripple, and the higher one is not the first for all.
    if (abs(diff(heights))[1] > 0.02) return(list(yi = yi, vi = vi, tops = tops, heights = heights))
  }
}

from_escalc <- function(data) list(yi = as.numeric(data$yi), vi = as.numeric(data$vi))
bcg <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
hackshaw <- escalc(measure = "OR", yi = yi, vi = vi, data = dat.hackshaw1998)
molloy <- escalc(measure = "ZCOR", ri = ri, ni = ni, data = dat.molloy2014)
normand <- escalc(measure = "MD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i,
                  n2i = n2i, data = dat.normand1999)
data <- list(
  bcg = from_escalc(bcg), hackshaw1998 = from_escalc(hackshaw), molloy2014 = from_escalc(molloy),
  normand1999 = from_escalc(normand),
  "two studies" = list(yi = c(-0.8, 0.1), vi = c(0.09, 0.05)),
  "two equal variances" = list(yi = c(-0.5, 0.4), vi = c(0.04, 0.04)),
  "no heterogeneity" = list(yi = c(-0.31, -0.28, -0.36, -0.22), vi = c(0.04, 0.09, 0.06, 0.02)),
  "closer than chance" = list(yi = c(-0.3, -0.301, -0.299, -0.3, -0.3005, -0.2995),
                              vi = c(0.04, 0.09, 0.06, 0.02, 0.05, 0.07)),
  "one huge study" = list(yi = c(-0.9, 0.4, -1.3, 0.02, -0.6), vi = c(0.2, 0.35, 0.4, 1e-5, 0.15)),
  "all alike in variance" = list(yi = c(-1.2, 0.3, 0.9, -0.1, -2), vi = rep(0.1, 5)))
modes <- lapply(1:6, function(i) two_modes())
names(modes) <- paste("two modes", 1:6)

for (name in c(names(data), names(modes))) {
  set <- if (name %in% names(data)) data[[name]] else modes[[name]]
  for (i in seq_along(set$yi))
    add(name, "input", "", "", i, list(yi = set$yi[i], vi = set$vi[i]))
}

values_of <- function(fit, yi, vi) {
  k <- length(yi)
  ci <- suppressMessages(confint(rma(yi, vi, method = "DL"), control = tight))$random
  pi <- function(type) {
    if (fit$method == "EE") return(c(NA, NA))
    found <- suppressWarnings(predict(fit, pi.type = type)); c(found$pi.lb, found$pi.ub)
  }
  # With two studies metafor takes one degree of freedom; with a fixed tau^2 it takes one too many.
  riley <- if (k > 2 && !fit$tau2.fix) pi("riley") else c(NA, NA)
  t <- pi("t")
  q <- rma(yi, vi, method = "EE")
  list(estimate = as.numeric(fit$beta), se = fit$se, ci_low = fit$ci.lb, ci_high = fit$ci.ub,
       p = fit$pval, tau2 = fit$tau2, i2 = fit$I2, q = q$QE, q_p = q$QEp,
       tau2_low = if (fit$method == "EE") NA else ci[1, "ci.lb"],
       tau2_high = if (fit$method == "EE") NA else ci[1, "ci.ub"],
       pi_low = riley[1], pi_high = riley[2], pi_low_k1 = t[1], pi_high_k1 = t[2])
}

fit <- function(yi, vi, method, interval, ...)
  suppressWarnings(rma(yi, vi, method = method, test = intervals[[interval]], control = tight, ...))

for (name in names(data)) for (method in methods) for (interval in names(intervals)) {
  set <- data[[name]]
  found <- fit(set$yi, set$vi, method, interval)
  add(name, "pool", method, interval, "", values_of(found, set$yi, set$vi))
  if (interval == "Wald")
    for (i in seq_along(set$yi))
      add(name, "weights", method, interval, i, list(weight = weights(found)[i]))
}

for (name in names(modes)) {
  set <- modes[[name]]
  best <- set$tops[which.max(set$heights)]
  for (interval in names(intervals))
    add(name, "pool", "REML", interval, "",
        with(set, values_of(rma(yi, vi, tau2 = best, method = "REML", test = intervals[[interval]]), yi, vi)))
  for (i in seq_along(set$tops))
    add(name, "modes", "REML", "", i, list(tau2 = set$tops[i], log_likelihood = set$heights[i]))
}

for (name in c("bcg", "molloy2014", "one huge study")) for (method in c("REML", "DL", "EE"))
  for (interval in c("Wald", "Hartung-Knapp")) {
    set <- data[[name]]
    found <- fit(set$yi, set$vi, method, interval)
    each <- influence(found)$inf
    without <- leave1out(found)
    for (i in seq_along(set$yi)) {
      add(name, "influence", method, interval, i, list(
        studentised_residual = each$rstudent[i], dffits = each$dffits[i], cooks_distance = each$cook.d[i],
        covariance_ratio = each$cov.r[i], hat = each$hat[i], tau2_without = each$tau2.del[i],
        weight = each$weight[i]))
      add(name, "leave one out", method, interval, i, list(
        estimate = without$estimate[i], se = without$se[i], ci_low = without$ci.lb[i],
        ci_high = without$ci.ub[i], p = without$pval[i], q = without$Q[i], q_p = without$Qp[i],
        tau2 = if (method == "EE") 0 else without$tau2[i], i2 = without$I2[i]))
    }
  }

for (i in 1:13) add("bcg", "moderators", "", "", i, list(
  ablat = dat.bcg$ablat[i], year = dat.bcg$year[i], group = match(dat.bcg$alloc[i], c("random", "alternate", "systematic"))))

regression <- function(found) {
  terms <- rownames(found$beta)
  for (i in seq_along(terms))
    add("bcg", paste("regression on", label), method, interval, sub("intrcpt", "intercept", terms[i]), list(
      estimate = found$beta[i], se = found$se[i], ci_low = found$ci.lb[i], ci_high = found$ci.ub[i],
      p = found$pval[i]))
  whole <- list(tau2 = found$tau2, i2 = found$I2, q = found$QE, q_df = found$k - found$p, q_p = found$QEp,
                test = found$QM, test_p = found$QMp)
  if (method != "EE") {
    bounds <- confint(found, control = tight)$random
    whole <- c(whole, list(tau2_low = bounds[1, "ci.lb"], tau2_high = bounds[1, "ci.ub"]), r2 = found$R2)
  }
  add("bcg", paste("regression on", label), method, interval, "", whole)
}
for (method in methods) for (interval in names(intervals)) {
  label <- "ablat"
  regression(fit(data$bcg$yi, data$bcg$vi, method, interval, mods = ~ ablat, data = dat.bcg))
  label <- "ablat and year"
  regression(fit(data$bcg$yi, data$bcg$vi, method, interval, mods = ~ ablat + year, data = dat.bcg))
}

# Subgroups: one tau^2 for all, and one each with the two estimates compared as metafor's author does.
alloc <- factor(dat.bcg$alloc, levels = c("random", "alternate", "systematic"))
for (interval in names(intervals)) {
  cells <- fit(data$bcg$yi, data$bcg$vi, "REML", interval, mods = ~ alloc - 1)
  contrast <- fit(data$bcg$yi, data$bcg$vi, "REML", interval, mods = ~ alloc)
  for (i in 1:3) add("bcg", "subgroups common", "REML", interval, levels(alloc)[i], list(
    estimate = cells$beta[i], se = cells$se[i], ci_low = cells$ci.lb[i], ci_high = cells$ci.ub[i], tau2 = cells$tau2))
  for (i in 2:3) add("bcg", "differences common", "REML", interval, levels(alloc)[i], list(
    difference = contrast$beta[i], se = contrast$se[i], ci_low = contrast$ci.lb[i],
    ci_high = contrast$ci.ub[i], p = contrast$pval[i]))
  add("bcg", "differences common", "REML", interval, "", list(test = contrast$QM, test_p = contrast$QMp))
}
alone <- lapply(levels(alloc), function(a) fit(data$bcg$yi[alloc == a], data$bcg$vi[alloc == a], "REML", "Wald"))
b <- sapply(alone, coef); s <- sapply(alone, function(x) x$se)
for (i in 1:3) add("bcg", "subgroups separate", "REML", "Wald", levels(alloc)[i],
                   list(estimate = b[i], se = s[i], tau2 = alone[[i]]$tau2))
compared <- rma(b, sei = s, mods = ~ factor(levels(alloc), levels = levels(alloc)), method = "EE")
for (i in 2:3) add("bcg", "differences separate", "REML", "Wald", levels(alloc)[i], list(
  difference = compared$beta[i], se = compared$se[i], ci_low = compared$ci.lb[i],
  ci_high = compared$ci.ub[i], p = compared$pval[i]))
add("bcg", "differences separate", "REML", "Wald", "", list(test = compared$QM, test_p = compared$QMp))

all <- do.call(rbind, rows)
write.csv(all, "meta_analysis.csv", row.names = FALSE, quote = FALSE)
writeLines(c(R.version.string, paste("metafor", packageVersion("metafor")), paste("metadat", packageVersion("metadat"))),
           "meta_analysis_versions.txt")
