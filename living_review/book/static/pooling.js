// The models with which the package pools, for a reader's own choice of trials; see
// living_review/statistics/partly_reported and meta_analysis, whose answers it repeats.
// A trial is { y, v } (its effect is known, with its variance) or { v, regions: [[low, high], …] }.
const reviewPooling = (() => {
  "use strict";
  const { abs, asinh, atan, cos, exp, hypot, log, log1p, max, min, PI, sin, sinh, sqrt } = Math;
  const HALF_LOG_TWO_PI = log(2 * PI) / 2;
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const density = (x) => exp(-x * x / 2 - HALF_LOG_TWO_PI);

  // log of the probability that a standard normal value lies below −t, for t from 0: a series
  // near 0, a continued fraction in the tail, which neither underflows nor loses digits.
  function logTail(t) {
    if (t < 3) {
      let term = t, series = t;
      for (let i = 3; term > 1e-17 * series; i += 2) series += term *= t * t / i;
      return log(0.5 - density(t) * series);
    }
    let fraction = t;
    for (let i = 30; i > 0; i -= 1) fraction = t + i / fraction;
    return -t * t / 2 - HALF_LOG_TWO_PI - log(fraction);
  }
  // The same from a table, by cubics between its places: it is asked for millions of times.
  const FINE = 32, LAST = 40 * FINE;
  const TAILS = Float64Array.from({ length: LAST + 2 }, (_, i) => logTail(i / FINE));
  const HAZARDS = TAILS.map((tail, i) => exp(-((i / FINE) ** 2) / 2 - HALF_LOG_TWO_PI - tail) / FINE);
  function logBelow(x) {
    const place = -x * FINE, i = place | 0;
    if (!(place < LAST)) return x === -Infinity ? x : logTail(-x);
    const t = place - i, a = TAILS[i], p = -HAZARDS[i], q = -HAZARDS[i + 1], rise = TAILS[i + 1] - a;
    return a + t * (p + t * (3 * rise - 2 * p - q + t * (p + q - 2 * rise)));
  }
  const below = (x) => (x > 0 ? 1 - exp(logBelow(-x)) : exp(logBelow(x)));

  // log(Φ(high) − Φ(low)), on the side where both are small. A narrow interval takes the density
  // at its middle, since a difference of two nearly equal numbers would lose its digits.
  function logBetween(low, high) {
    if (low > -high) [low, high] = [-high, -low];
    const width = high - low;
    if (width < 0.01) {
      const middle = low + width / 2, tilt = abs(middle * width / 2);
      const slope = tilt < 1e-3 ? tilt * tilt / 6 : tilt + log1p(-exp(-2 * tilt)) - log(2 * tilt);
      return -middle * middle / 2 - HALF_LOG_TWO_PI + log(width) + slope;
    }
    if (high > 0) return log1p(-exp(logBelow(low)) - exp(logBelow(-high)));
    const upper = logBelow(high);
    return upper + log1p(-exp(logBelow(low) - upper));
  }

  // log of the sum of two probabilities.
  const either = (one, other) => (one === -Infinity ? other : max(one, other) + log1p(exp(-abs(one - other))));

  // Probability that t with whole degrees of freedom lies below a value, in closed form.
  function tBelow(t, df) {
    const angle = atan(t / sqrt(df)), c = cos(angle);
    let term = df % 2 ? c : 1, series = df > 1 ? term : 0;
    for (let i = df % 2 ? 3 : 2; i < df; i += 2) series += term *= c * c * (i - 1) / i;
    const odd = 2 / PI * (angle + sin(angle) * series);
    return (1 + (df % 2 ? odd : sin(angle) * series)) / 2;
  }
  function root(of, low, high, steps = 200) { // of a function that rises
    for (let i = 0; i < steps && high - low > 1e-13 * (abs(low) + abs(high)); i += 1) {
      const middle = (low + high) / 2;
      if (of(middle) < 0) low = middle; else high = middle;
    }
    return (low + high) / 2;
  }
  const NORMAL = 1.959963984540054;
  const tQuantile = (df) => root((t) => tBelow(t, df) - 0.975, 1.9, 13);

  // ---- Pools of effects that are numbers ------------------------------------------------------
  function weighted(trials, tau2) {
    const w = trials.map(({ v }) => 1 / (v + tau2)), total = sum(w);
    const mean = sum(trials.map(({ y }, i) => w[i] * y)) / total;
    return { w, total, mean, q: sum(trials.map(({ y }, i) => w[i] * (y - mean) ** 2)) };
  }

  // The higher of all maxima of the restricted likelihood: tau = 0 is one of the places looked at.
  function restrictedLikelihood(trials) {
    const at = (tau) => {
      const { w, total, q } = weighted(trials, tau * tau);
      return (sum(w.map(log)) - log(total) - q) / 2;
    };
    const y = trials.map((trial) => trial.y), v = trials.map((trial) => trial.v);
    const least = sqrt(min(...v)) / 100, most = 2 * (max(...y) - min(...y)) + sqrt(max(...v));
    const taus = [0, ...Array.from({ length: 200 }, (_, i) => least * (most / least) ** (i / 199))];
    const heights = taus.map(at);
    const best = heights.indexOf(max(...heights));
    let low = taus[max(best - 1, 0)], high = taus[min(best + 1, 200)];
    for (let i = 0; i < 90; i += 1) { // golden section
      const far = (high - low) * 0.6180339887498949;
      if (at(high - far) > at(low + far)) high = low + far; else low = high - far;
    }
    const found = (low + high) / 2;
    return at(found) > heights[0] + 1e-12 ? found * found : 0;
  }

  const betweenTrials = {
    EE: () => 0,
    DL(trials) {
      const { w, total, q } = weighted(trials, 0);
      return max(0, (q - trials.length + 1) / (total - sum(w.map((x) => x * x)) / total));
    },
    PM(trials) { // the tau² at which Q is what is expected of it
      const over = (tau2) => trials.length - 1 - weighted(trials, tau2).q;
      let high = max(...trials.map(({ v }) => v));
      while (over(high) < 0) high *= 2;
      return over(0) >= 0 ? 0 : root(over, 0, high);
    },
    REML: restrictedLikelihood,
  };

  function ofNumbers(trials, { tau2: method, interval }) {
    const k = trials.length, tau2 = k > 1 ? betweenTrials[method](trials) : 0;
    const { w, total, mean, q } = weighted(trials, tau2);
    const byNormal = interval === "Wald" || k < 2;
    const inflation = byNormal ? 1 : q / (k - 1);
    const se = sqrt((interval === "Hartung-Knapp ad hoc" ? max(1, inflation) : inflation) / total);
    const half = se * (byNormal ? NORMAL : tQuantile(k - 1));
    const ahead = method !== "EE" && k > 2 ? tQuantile(k - 2) * sqrt(tau2 + se * se) : NaN;
    const plain = weighted(trials, 0);
    const typical = (k - 1) / (plain.total - sum(plain.w.map((x) => x * x)) / plain.total);
    const common = plain.q > 0 ? max(0, 1 - (k - 1) / plain.q) : 0;
    return {
      estimate: mean, low: mean - half, high: mean + half,
      predictedLow: mean - ahead, predictedHigh: mean + ahead,
      tau: k > 1 ? sqrt(tau2) : NaN, belowZero: NaN, k,
      i2: k < 2 ? NaN : 100 * (method === "EE" ? common : tau2 / (tau2 + typical)),
      weights: w.map((x) => 100 * x / total),
    };
  }

  // ---- Posterior of mean and tau on a grid, trials with a region included -----------------------
  const PRIORS = { // log density of tau, probability below it, and a tau that is hardly exceeded
    "half-normal": ({ scale }) => ({
      fewest: 1,
      logDensity: (tau) => -((tau / scale) ** 2) / 2 + log(2 / scale) - HALF_LOG_TWO_PI,
      below: (tau) => 2 * below(tau / scale) - 1,
      most: 7.5 * scale,
    }),
    "log-t": ({ location, scale, df }) => {
      const standard = (tau) => (2 * log(tau) - location) / scale;
      const constant = log(2 / scale) + logGammaRatio(df) - log(df * PI) / 2;
      return {
        fewest: 3,
        logDensity: (tau) => constant - (df + 1) / 2 * log1p(standard(tau) ** 2 / df) - log(tau),
        below: (tau) => tBelow(standard(tau), df),
        most: Infinity,
      };
    },
  };
  // log(Γ((df + 1)/2) / Γ(df/2)) of whole df, by steps of two from 1 or 2.
  const logGammaRatio = (df) => (df > 2 ? log((df - 1) / (df - 2)) + logGammaRatio(df - 2)
    : df === 1 ? -log(PI) / 2 : log(PI) / 2 - log(2));

  const even = (low, high, points) => Array.from({ length: points }, (_, i) => low + (high - low) * i / (points - 1));
  const place = ({ centre, scale }, mu) => asinh((mu - centre) / scale);
  const ENDS = [17 / 48, 59 / 48, 43 / 48, 49 / 48]; // weights that make a sum's ends of the fourth order
  const endWeight = (i, points) => ENDS[min(i, points - 1 - i)] ?? 1;

  function rowsOf(prior, window, points) {
    const steps = even(window.lowest, window.highest, points), step = steps[1] - steps[0];
    const taus = [exp(steps[0]), ...steps.map(exp)]; // the first is for all that is smaller
    const weights = [log(prior.below(taus[0])),
      ...steps.map((x, i) => prior.logDensity(exp(x)) + x + log(endWeight(i, points) * step))];
    return { taus, weights, steps, step };
  }

  // log of likelihood × prior on the grid; what lies far below the highest is not worked out.
  function surface({ full, partly }, rows, mus, more) {
    let highest = -Infinity;
    const { taus, weights } = rows;
    const table = taus.map((tau, row) => {
      const known = full.map(({ v }) => 1 / (v + tau * tau));
      const total = sum(known), mean = total ? sum(full.map(({ y }, i) => known[i] * y)) / total : 0;
      const fixed = weights[row] + sum(known.map(log)) / 2
        - sum(full.map(({ y }, i) => known[i] * (y - mean) ** 2)) / 2;
      const errors = partly.map(({ v }) => 1 / sqrt(v + tau * tau));
      return Float64Array.from(mus, (mu, column) => {
        let value = fixed - total * (mu - mean) ** 2 / 2 + more[column];
        for (let t = 0; t < partly.length && value > highest - 45; t += 1) {
          let part = -Infinity;
          for (const [low, high] of partly[t].regions) part = either(part, logBetween((low - mu) * errors[t], (high - mu) * errors[t]));
          value += part;
        }
        if (value > highest) highest = value;
        return value;
      });
    });
    return { table, highest };
  }

  function windowOf(data, prior) {
    const ends = [...data.full.map(({ y }) => y), ...data.partly.flatMap(({ regions }) => regions.flat())].filter(Number.isFinite);
    const errors = [...data.full, ...data.partly].map(({ v }) => sqrt(v));
    const spread = max(...ends) - min(...ends) + max(...errors);
    const lowest = log(1e-4 * min(...errors));
    const highest = max(log(min(prior.most, 1e12 * spread)), lowest + 1);
    const reach = 10 * (spread + exp(highest)), centre = (max(...ends) + min(...ends)) / 2;
    let window = { lowest, highest, low: centre - reach, high: centre + reach, centre, scale: spread };
    for (let i = 0; i < 5; i += 1) window = narrowed(data, prior, window);
    return window;
  }

  function narrowed(data, prior, window) {
    const rows = rowsOf(prior, window, 41), { centre, scale } = window;
    const mus = even(place(window, window.low), place(window, window.high), 121).map((x) => centre + scale * sinh(x));
    // Weighted with the distance, for what lies far out still counts in a mean.
    const far = mus.map((mu) => log1p(abs(mu - centre) / scale));
    const { table, highest } = surface(data, rows, mus, mus.map((mu, i) => log(hypot(scale, mu - centre)) + far[i]));
    const share = new Float64Array(mus.length);
    let first = mus.length, last = 0, lastRow = 0;
    table.forEach((row, r) => row.forEach((value, i) => {
      share[i] += exp(value - far[i] - highest);
      if (value > highest - 25) [first, last, lastRow] = [min(first, i), max(last, i), r];
    }));
    [first, last] = [max(first - 1, 0), min(last + 1, mus.length - 1)];
    const total = sum([...share]);
    const at = (wanted) => { // where the running sum passes this share
      let passed = share[0] / total, i = 0;
      for (; passed < wanted && i < mus.length - 1; passed += share[i] / total) i += 1;
      const part = share[i] ? 1 - (passed - wanted) * total / share[i] : 0;
      return i ? mus[i - 1] + max(0, part) * (mus[i] - mus[i - 1]) : mus[0];
    };
    const gaps = mus.slice(first + 1, last + 1).map((mu, i) => mu - mus[first + i]);
    return {
      ...window, low: mus[first], high: mus[last], centre: at(0.5),
      highest: max(log(rows.taus[min(lastRow + 1, rows.taus.length - 1)]), window.lowest + 1),
      scale: max(at(0.95) - at(0.05), 2 * min(...gaps)),
    };
  }

  // Running integral of a density given at even steps, and its inverse; between steps a cubic.
  function runningIntegral(values) {
    const slope = (i) => (values[min(i + 1, values.length - 1)] - values[max(i - 1, 0)]) / 2;
    const ends = [0];
    for (let i = 1; i < values.length; i += 1) {
      ends.push(ends[i - 1] + (values[i - 1] + values[i]) / 2 - (slope(i) - slope(i - 1)) / 12);
    }
    const at = (x) => {
      const i = max(0, min(values.length - 2, Math.floor(x))), t = max(0, min(1, x - i));
      const [a, b, p, q] = [ends[i], ends[i + 1], values[i], values[i + 1]];
      return a + t * p + t * t * (3 * (b - a) - 2 * p - q) + t * t * t * (p + q - 2 * (b - a));
    };
    return { at, total: ends.at(-1), where: (wanted) => root((x) => at(x) - wanted, 0, values.length - 1, 60) };
  }

  // The grid is doubled until nothing that is shown moves any more.
  function posterior(data, prior) {
    const window = windowOf(data, prior);
    let now = onGrid(data, prior, window, 41, 61);
    for (let points = 81, columns = 121; points < 1000; points = 2 * points - 1, columns = 2 * columns - 1) {
      const before = now;
      now = onGrid(data, prior, window, points, columns);
      if (Object.keys(now).every((name) => abs(now[name] - before[name]) <= 2e-3 * max(1, abs(now[name])))) return now;
    }
    return { problem: "The trials are too unlike each other in size for this page to work it out." };
  }

  function onGrid(data, prior, window, points, columns) {
    const { centre, scale } = window;
    const rows = rowsOf(prior, window, points);
    const steps = even(place(window, window.low), place(window, window.high), columns), step = steps[1] - steps[0];
    const mus = steps.map((x) => centre + scale * sinh(x)), slopes = mus.map((mu) => hypot(scale, mu - centre));
    const { table, highest } = surface(data, rows, mus, slopes.map(log));
    const joint = table.map((row) => row.map((value) => exp(value - highest)));
    const byRow = joint.map((row) => sum([...row])), whole = sum(byRow);
    const summed = (rowsToSum, weight) => Float64Array.from(mus, (_, i) => rowsToSum.reduce((total, row, r) => total + row[i] * weight(r), 0) / whole);

    const marginal = runningIntegral(summed(joint, () => 1));
    const [start, muAt] = [steps[0], (x) => centre + scale * sinh(steps[0] + x * step)];
    const quantile = (p) => muAt(marginal.where(p * marginal.total));
    const belowZero = marginal.at((place(window, 0) - start) / step) / marginal.total;

    const spread = runningIntegral(byRow.slice(1).map((share, i) => share / whole / endWeight(i, points)));
    const atom = byRow[0] / whole, wanted = (atom + spread.total) / 2 - atom;
    const tau = wanted <= 0 ? rows.taus[0] : exp(rows.steps[0] + spread.where(wanted) * rows.step);

    // A new trial's true effect: over rows of tau as wide as a cell or wider, a sum of normal
    // probabilities; below that, the mean's own distribution, spread by tau² / 2 of its slope.
    const small = new Map();
    function ofSmall(count) {
      if (!small.has(count)) {
        const some = joint.slice(0, count);
        const moment = summed(some, (r) => rows.taus[r] ** 2 / 2).map((x, i) => x / (slopes[i] * step));
        small.set(count, { integral: runningIntegral(summed(some, () => 1)), moment });
      }
      return small.get(count);
    }
    function predictive(value) {
      const cell = 0.8 * hypot(scale, value - centre) * step;
      const count = rows.taus.findIndex((x) => x >= cell), from = count < 0 ? rows.taus.length : count;
      let total = 0;
      for (let r = from; r < joint.length; r += 1) {
        for (let i = 0; i < mus.length; i += 1) if (joint[r][i] > 1e-9) total += joint[r][i] / whole * below((value - mus[i]) / rows.taus[r]);
      }
      if (!from) return total;
      const { integral, moment } = ofSmall(from), x = (place(window, value) - start) / step;
      const i = max(0, min(columns - 2, Math.floor(x)));
      return total + integral.at(x) + (moment[i + 1] - moment[i]) / (mus[i + 1] - mus[i]);
    }
    function newTrial(p) { // from the mean's own quantile outwards, then the root between
      const outwards = p < 0.5 ? -1 : 1;
      let near = quantile(p), far = near, reach = tau + scale / 10;
      while ((predictive(far) - p) * outwards < 0) [near, far, reach] = [far, far + outwards * reach, reach * 2];
      let [low, high] = near < far ? [near, far] : [far, near];
      let [atLow, atHigh] = [predictive(low) - p, predictive(high) - p];
      for (let i = 0; i < 40 && high - low > 1e-6 * scale; i += 1) { // Illinois
        const next = (low * atHigh - high * atLow) / (atHigh - atLow), there = predictive(next) - p;
        if (abs(there) < 1e-8) return next;
        if (there > 0) { [high, atHigh] = [next, there]; atLow /= 2; } else { [low, atLow] = [next, there]; atHigh /= 2; }
      }
      return (low + high) / 2;
    }
    return {
      estimate: quantile(0.5), low: quantile(0.025), high: quantile(0.975),
      predictedLow: newTrial(0.025), predictedHigh: newTrial(0.975), tau, belowZero,
    };
  }

  // Pool trials by a method of the page: { tau2, interval }, or { prior, … } with the prior's
  // numbers. Where there is no answer, { problem } says why, in words.
  function pool(trials, method) {
    if (!method.prior) {
      const numbers = trials.filter(({ y }) => y !== undefined);
      return numbers.length < 2
        ? { problem: `It takes at least two trials whose effect is a number, and here ${numbers.length === 1 ? "is one" : "are none"}.`, k: numbers.length }
        : ofNumbers(numbers, method);
    }
    const prior = PRIORS[method.prior](method), isFull = ({ regions }) => !regions;
    const data = { full: trials.filter(isFull), partly: trials.filter((trial) => !isFull(trial)) };
    const held = data.full.length + data.partly.filter(({ regions }) => regions.flat().every(Number.isFinite)).length;
    const few = (least, what, count) => ({ problem: `This model takes at least ${least} trials ${what}, and here ${count === 1 ? "is" : "are"} ${count || "none"}.`, k: trials.length });
    if (trials.length < 2) return few(2, "with a result that can be used", trials.length);
    if (held < prior.fewest) return few(prior.fewest, "whose result has limits on both sides", held);
    return { ...posterior(data, prior), k: trials.length };
  }

  return { pool, logBetween, tQuantile };
})();
if (typeof module !== "undefined") module.exports = reviewPooling;
