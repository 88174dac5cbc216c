# Regressions of effects on their standard errors, for tests/test_small_study_effects.py.
suppressPackageStartupMessages(library(metafor))
set.seed(20261123)

rows <- list(); results <- list()
for (case in 1:12) {
  k <- sample(10:40, 1)
  n1 <- sample(8:150, k, replace = TRUE); n2 <- pmax(4, n1 + sample(-4:4, k, replace = TRUE))
  s <- sqrt(1 / n1 + 1 / n2)
  effects <- round(runif(1, -0.6, 0.3) + runif(1, -3, 1) * s + rnorm(k, 0, s) + rnorm(k, 0, 0.1), 3)
  rows[[case]] <- data.frame(case, effect = effects, n1, n2)
  fit <- lm(effects ~ s, weights = 1 / s^2)
  # metafor's own test, with the variances by sample size, has to say what lm says.
  test <- regtest(effects, vi = s^2, model = "lm")
  names <- c("estimate", "se", "t", "p", "low", "high")
  names <- c(paste0("intercept_", names), paste0("slope_", names))
  line <- setNames(c(t(cbind(coef(summary(fit)), confint(fit)))), names)
  stopifnot(all.equal(test$zval, line[["slope_t"]], check.attributes = FALSE))
  results[[case]] <- data.frame(case, t(line), regtest_t = test$zval, regtest_p = test$pval)
}
found <- do.call(rbind, results)
found[-1] <- lapply(found[-1], format, digits = 17, trim = TRUE)
write.csv(do.call(rbind, rows), "small_study_trials.csv", row.names = FALSE, quote = FALSE)
write.csv(found, "small_study_values.csv", row.names = FALSE, quote = FALSE)
