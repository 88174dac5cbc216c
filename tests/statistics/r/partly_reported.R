# Reference values from R for tests/test_partly_reported.py and tests/test_pooling_simulation.py;
# see README.md beside this file.
suppressPackageStartupMessages(library(metafor))
set.seed(20261122)

# Log likelihood of one case in plain R: a density for an estimate, else the probability of regions.
log_likelihood <- function(trials, mu, tau2) {
  s <- sqrt(trials$vi + tau2)
  region <- function(low, high) ifelse(is.na(low), 0, pnorm((high - mu) / s) - pnorm((low - mu) / s))
  p <- region(trials$low1, trials$high1) + region(trials$low2, trials$high2)
  sum(ifelse(is.na(trials$yi), log(p), dnorm(trials$yi, mu, s, log = TRUE)))
}

# The highest of a row of points, then a search between its neighbours.
best <- function(f, low, high, points) {
  at <- seq(low, high, length.out = points)
  values <- sapply(at, f)
  top <- which.max(values)
  between <- at[c(max(top - 1, 1), min(top + 1, points))]
  found <- optimize(f, between, maximum = TRUE, tol = 1e-11)
  if (values[top] > found$objective) list(at = at[top], value = values[top])
  else list(at = found$maximum, value = found$objective)
}

# Heterogeneity is searched as a standard deviation, so that 0 is reached exactly at the edge.
profile <- function(trials, mu) best(function(tau) log_likelihood(trials, mu, tau^2), 0, 3, 31)

likelihood_fit <- function(trials) {
  top <- best(function(mu) profile(trials, mu)$value, -2, 2, 41)
  tau <- profile(trials, top$at)$at
  above <- function(mu) profile(trials, mu)$value - top$value + qchisq(0.95, 1) / 2
  low <- uniroot(above, c(-12, top$at), tol = 1e-11)$root
  high <- uniroot(above, c(top$at, 12), tol = 1e-11)$root
  c(top$at, tau^2, top$value, low, high)
}

made_up <- function(case) {
  k <- sample(3:9, 1)
  tau <- sample(c(0, 0.2, 0.5), 1)
  vi <- round(runif(k, 0.03, 0.2), 4)
  yi <- round(rnorm(k, runif(1, -0.8, 0.8), sqrt(vi + tau^2)), 3)
  data.frame(case = case, yi = yi, vi = vi, low1 = NA, high1 = NA, low2 = NA, high2 = NA)
}

# The first two stay as they are; of the others some become the region that a test leaves open.
partly <- function(trials) {
  bound <- round(1.96 * sqrt(trials$vi), 3)
  for (i in seq(3, nrow(trials))) {
    if (runif(1) < 0.2) next
    y <- trials$yi[i]; b <- bound[i]
    trials$yi[i] <- NA
    if (abs(y) <= b) {
      trials[i, c("low1", "high1")] <- c(-b, b)
    } else if (runif(1) < 0.5) {
      trials[i, c("low1", "high1")] <- if (y < 0) c(-Inf, -b) else c(b, Inf)
    } else {
      trials[i, c("low1", "high1", "low2", "high2")] <- c(-Inf, -b, b, Inf)
    }
  }
  trials
}

cases <- list(); fits <- list()
for (case in 1:20) {
  trials <- made_up(case)
  exact <- list(threshold = 1e-15, maxiter = 100000)
  ml <- rma(yi, vi, data = trials, method = "ML", control = exact)
  reml <- rma(yi, vi, data = trials, method = "REML", test = "knha", control = exact)
  ours <- likelihood_fit(trials)
  cases[[case]] <- trials
  fits[[case]] <- data.frame(case, kind = "full", mu = as.numeric(ml$b), tau2 = ml$tau2,
    log_likelihood = as.numeric(logLik(ml)), low = ours[4], high = ours[5],
    reml_mu = as.numeric(reml$b), reml_tau2 = reml$tau2, knha_low = reml$ci.lb, knha_high = reml$ci.ub)
}
for (case in 21:44) {
  trials <- partly(made_up(case))
  ours <- likelihood_fit(trials)
  cases[[case]] <- trials
  fits[[case]] <- data.frame(case, kind = "partly", mu = ours[1], tau2 = ours[2],
    log_likelihood = ours[3], low = ours[4], high = ours[5],
    reml_mu = NA, reml_tau2 = NA, knha_low = NA, knha_high = NA)
}

write_table <- function(parts, file) {
  table <- do.call(rbind, parts)
  precise <- sapply(table, is.numeric)
  table[precise] <- lapply(table[precise], function(x) ifelse(is.na(x), "", sprintf("%.15g", x)))
  write.csv(table, file, row.names = FALSE, quote = FALSE)
}
write_table(cases, "partly_reported_trials.csv")
write_table(fits, "partly_reported_fits.csv")
