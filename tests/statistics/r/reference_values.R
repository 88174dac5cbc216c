# Reference values from R for tests/test_reference_values.py; see README.md beside this file.
suppressPackageStartupMessages(library(metafor))
set.seed(20261121)

# A sample with exactly this mean and standard deviation, so that R's own tests can be used.
exact_sample <- function(n, mean, sd) {
  raw <- rnorm(n)
  mean + sd * (raw - mean(raw)) / sd(raw)
}

exact_pair <- function(n, mean1, sd1, mean2, sd2, r) {
  first <- exact_sample(n, 0, 1)
  rest <- residuals(lm(rnorm(n) ~ first))
  second <- r * first + sqrt(1 - r^2) * rest / sd(rest)
  cbind(mean1 + sd1 * first, mean2 + sd2 * (second - mean(second)) / sd(second))
}

rows <- list()
add <- function(kind, inputs, outputs) {
  numbers <- unname(c(inputs, rep(NA, 7 - length(inputs)), outputs, rep(NA, 4 - length(outputs))))
  rows[[length(rows) + 1]] <<- data.frame(kind = kind, t(numbers))
}

for (case in 1:40) {
  n1 <- sample(2:120, 1); n2 <- sample(2:120, 1)
  m1 <- round(runif(1, -50, 50), 2); m2 <- round(m1 + runif(1, -10, 10), 2)
  s1 <- round(runif(1, 0.1, 12), 2); s2 <- round(runif(1, 0.1, 12), 2)
  a <- exact_sample(n1, m1, s1); b <- exact_sample(n2, m2, s2)
  inputs <- c(m1, s1, n1, m2, s2, n2)
  welch <- t.test(a, b); pooled <- t.test(a, b, var.equal = TRUE)
  add("welch", inputs, c(welch$statistic, welch$parameter, welch$p.value))
  add("pooled", inputs, c(pooled$statistic, pooled$parameter, pooled$p.value))
  g <- escalc(measure = "SMD", m1i = m1, sd1i = s1, n1i = n1, m2i = m2, sd2i = s2, n2i = n2, vtype = "LS")
  add("hedges g", inputs, c(as.numeric(g$yi), as.numeric(g$vi)))
  n <- sample(3:80, 1); r <- round(runif(1, -0.95, 0.95), 2)
  pair <- exact_pair(n, m1, s1, m2, s2, r)
  paired <- t.test(pair[, 1], pair[, 2], paired = TRUE)
  add("paired", c(m1, s1, m2, s2, n, r), c(paired$statistic, paired$parameter, paired$p.value))
  k1 <- sample(0:n1, 1); k2 <- sample(0:n2, 1)
  table <- matrix(c(k1, n1 - k1, k2, n2 - k2), nrow = 2, byrow = TRUE)
  if (all(colSums(table) > 0)) {
    plain <- suppressWarnings(chisq.test(table, correct = FALSE)$p.value)
    corrected <- suppressWarnings(chisq.test(table)$p.value)
    add("shares", c(k1, n1, k2, n2), c(plain, corrected, fisher.test(table)$p.value))
  }
}

for (case in 1:40) {
  delta <- round(runif(1, 0.5, 8), 1); sd <- round(runif(1, 2, 12), 1)
  n <- sample(5:200, 1); alpha <- sample(c(0.05, 0.01), 1)
  found <- power.t.test(n = n, delta = delta, sd = sd, sig.level = alpha, strict = TRUE, tol = 1e-12)
  add("power", c(n, delta, sd, alpha), found$power)
}

all <- do.call(rbind, rows)
names(all) <- c("kind", paste0("input", 1:7), paste0("output", 1:4))
all[-1] <- lapply(all[-1], function(x) ifelse(is.na(x), "", format(x, digits = 17, trim = TRUE)))
write.csv(all, "reference_values.csv", row.names = FALSE, quote = FALSE)
writeLines(c(R.version.string, paste("metafor", packageVersion("metafor"))), "versions.txt")
