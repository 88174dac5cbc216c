# Effect sizes from R for tests/test_effect_size_conversions.py; see README.md beside this file.
suppressPackageStartupMessages(library(metafor))
set.seed(20261122)

rows <- list()
add <- function(kind, inputs, outputs) {
  numbers <- unname(c(inputs, rep(NA, 8 - length(inputs)), outputs, rep(NA, 4 - length(outputs))))
  rows[[length(rows) + 1]] <<- data.frame(kind = kind, t(numbers))
}
both <- function(effect) c(as.numeric(effect$yi), as.numeric(effect$vi))

for (case in 1:30) {
  n1 <- sample(2:120, 1); n2 <- sample(2:120, 1)
  m1 <- round(runif(1, -50, 50), 2); m2 <- round(m1 + runif(1, -10, 10), 2)
  s1 <- round(runif(1, 0.5, 12), 2); s2 <- round(runif(1, 0.5, 12), 2)
  r <- round(runif(1, -0.9, 0.95), 2); t <- round(runif(1, -5, 5), 2)
  arms <- list(m1i = m1, sd1i = s1, n1i = n1, m2i = m2, sd2i = s2, n2i = n2)
  inputs <- unlist(arms, use.names = FALSE)
  for (form in c("LS", "UB")) {
    add(paste("means", form), inputs, both(do.call(escalc, c("SMD", arms, vtype = form))))
    add(paste("t", form), c(t, n1, n2), both(escalc("SMD", ti = t, n1i = n1, n2i = n2, vtype = form)))
  }

  # metafor's change of one group by itself: a crossover whose periods have equal spreads.
  n <- sample(3:80, 1)
  paired <- list(m1i = m1, m2i = m2, sd1i = s1, sd2i = s1, ni = n, ri = r)
  t_paired <- (m1 - m2) / (s1 * sqrt(2 * (1 - r)) / sqrt(n))
  add("crossover", c(t_paired, n, r), both(do.call(escalc, c("SMCR", paired))))
  change <- both(do.call(escalc, c("SMCC", paired)))
  add("standardised by the change", c(t_paired, n, r), change)

  # A trial's people, so that R does the tests.
  exact <- function(n, mean, sd) { raw <- rnorm(n); mean + sd * (raw - mean(raw)) / sd(raw) }
  first <- exact(n1, m1, s1); second <- exact(n2, m2, s2)
  fit <- t.test(first, second, var.equal = TRUE)
  g <- both(do.call(escalc, c("SMD", arms)))
  add("p", c(fit$p.value, n1, n2, sign(m1 - m2)), g)

  pairs <- exact(n, 0, 1); rest <- residuals(lm(rnorm(n) ~ pairs))
  before <- m1 + s1 * pairs
  after <- m2 + s2 * as.numeric(scale(r * pairs + sqrt(1 - r^2) * rest / sd(rest)))
  if (n > 3) {
    within <- t.test(before, after, paired = TRUE)
    add("paired", c(m1 - m2, within$conf.int, n, within$p.value, within$statistic), NA)
  }
}

for (case in 1:40) {
  n1 <- sample(2:60, 1); n2 <- sample(2:60, 1)
  a <- sample(0:n1, 1); c <- sample(0:n2, 1)
  if (case %% 4 == 0) a <- 0
  counts <- list(ai = a, n1i = n1, ci = c, n2i = n2)
  inputs <- c(a, n1, c, n2)
  if ((a > 0 || c > 0) && (a < n1 || c < n2)) {
    for (measure in c("OR", "RR", "OR2DL")) add(measure, inputs, both(do.call(escalc, c(measure, counts))))
  }
  plain <- c(as.numeric(do.call(escalc, c("RD", counts, to = "none"))$yi))
  add("RD", inputs, c(plain, as.numeric(do.call(escalc, c("RD", counts))$vi)))
}

all <- do.call(rbind, rows)
names(all) <- c("kind", paste0("input", 1:8), paste0("output", 1:4))
all[-1] <- lapply(all[-1], function(x) ifelse(is.na(x), "", format(x, digits = 17, trim = TRUE)))
write.csv(all, "effect_size_values.csv", row.names = FALSE, quote = FALSE)
