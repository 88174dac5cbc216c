// A reader's own review: other trials, rules and models, pooled in the page (by pooling.js), with
// the review's own answer always beside it, and an address that keeps the choice.
(() => {
  "use strict";
  const figure = document.querySelector(".review-own");
  if (!figure) return;
  const data = JSON.parse(figure.querySelector(".review-own-data").textContent);
  const { trials, results, sets, rules, readings, methods, scales, stored, certainty } = data;
  const KEY = "my-choice", LARGEST = 20000;
  const STANDARD = { slug: "g", name: "standard deviations (Hedges' g)", sd: 1 };
  const units = [STANDARD, ...scales];
  const LEVELS = ["high", "moderate", "low", "very low"];

  // ---- Words ------------------------------------------------------------------------------------
  const number = (value, digits = 2) => {
    let text = Math.abs(value).toFixed(digits);
    if (Number(text) === 0 && digits > 0) text = Math.abs(value).toFixed(digits + 1); // just beside nought
    return Number(text) === 0 ? Math.abs(0).toFixed(digits) : (value < 0 ? "−" : "") + text;
  };
  const interval = ({ estimate, low, high }, { sd } = STANDARD) => {
    const digits = sd === 1 ? 2 : 1;
    return `${number(estimate * sd, digits)} (${number(low * sd, digits)} to ${number(high * sd, digits)})`;
  };
  const ahead = ({ predictedLow, predictedHigh }, { sd } = STANDARD) => `${number(predictedLow * sd, sd === 1 ? 2 : 1)} to ${number(predictedHigh * sd, sd === 1 ? 2 : 1)}`;
  const several = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;
  const make = (name, attributes = {}, ...inside) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key in made) made[key] = value; else made.setAttribute(key, value);
    }
    made.append(...inside);
    return made;
  };

  // ---- A choice, and what it gives --------------------------------------------------------------
  const own = () => ({
    set: sets[0].slug, rules: [], reading: readings[0].slug, method: methods[0].slug, scale: STANDARD.slug, flips: [], more: null,
  });
  let choice = own();
  const named = (list, slug) => list.find((item) => item.slug === slug);
  const ends = ([low, high]) => [low ?? -Infinity, high ?? Infinity];

  // By the rules, before single trials are ticked in or out.
  const byRules = ({ set, rules: kept }) => {
    const out = new Set(kept.flatMap((slug) => named(rules, slug).out));
    return new Set(named(sets, set).of.filter((place) => !out.has(place)));
  };
  const resultOf = (place, { reading }) => results[trials[place].of[readings.findIndex(({ slug }) => slug === reading)]];
  const chosen = (asked) => {
    const inside = byRules(asked);
    for (const id of asked.flips) {
      const place = trials.findIndex((trial) => trial.id === id);
      if (!inside.delete(place)) inside.add(place);
    }
    return [...inside].sort((one, other) => one - other);
  };
  // Variance of a standardised difference g between two groups of equal size.
  const varianceOf = ({ g, people }) => 4 / people + g * g / (2 * people);

  const known = new Map(); // what was pooled before: choices are gone back to
  function pooled(asked) {
    const key = written({ ...asked, scale: STANDARD.slug });
    if (!known.has(key)) known.set(key, pooledAnew(asked));
    return known.get(key);
  }
  function pooledAnew(asked) {
    const method = named(methods, asked.method);
    const found = chosen(asked).map((place) => resultOf(place, asked)).filter(Boolean);
    const used = found.filter((result) => method.prior || result.point);
    const all = asked.more ? [...used, { y: asked.more.g, v: varianceOf(asked.more), point: [asked.more.g, varianceOf(asked.more)] }] : used;
    const taken = all.map(({ y, v, regions, point }) => {
      if (!method.prior) return { y: point[0], v: point[1] };
      return regions ? { v, regions: regions.map(ends) } : { y, v };
    });
    const people = used.reduce((total, result) => total + result.people, 0); // not those made up
    return { ...reviewPooling.pool(taken, method), people, trials: used.length, found: found.length };
  }

  // Two parts of the certainty follow from numbers; a choice may lower them and raises none.
  function certaintyOf(answer) {
    const crosses = answer.low <= 0 && answer.high >= 0;
    const opposed = !crosses && answer.predictedLow < 0 && answer.predictedHigh > 0;
    const steps = { ...certainty.steps };
    steps.imprecision = Math.max(steps.imprecision, crosses ? 1 : 0);
    steps.inconsistency = Math.max(steps.inconsistency, opposed ? 1 : 0);
    const down = Math.max(Object.values(steps).reduce((total, step) => total + step, 0), LEVELS.indexOf(certainty.level));
    const reasons = Object.keys(steps).filter((domain) => steps[domain]);
    const others = new Set(chosen(choice).filter((place) => resultOf(place, choice) && !sets[0].of.includes(place)).map((place) => trials[place].place));
    if (others.size) reasons.push(`trials that the review pools apart: ${[...others].join("; ")}`);
    return { level: LEVELS[Math.min(down, 3)], reasons };
  }

  // ---- Addresses --------------------------------------------------------------------------------
  const digest = (text) => { // so that a letter lost on the way is noticed
    let sum = 0x811c9dc5;
    for (const letter of text) sum = Math.imul(sum ^ letter.codePointAt(0), 0x01000193);
    return (sum >>> 0).toString(36);
  };
  function written(asked) {
    const { set, rules: kept, reading, method, scale, flips, more } = asked;
    const parts = [data.edition, set, kept.join("."), reading, method, scale, flips.join("."), more ? `${more.g}_${more.people}` : ""];
    const text = parts.join("~");
    return `${KEY}=${text}~${digest(text)}`;
  }
  const DAMAGED = "This link to a choice is damaged, so it can't be shown. Ask for it again, or choose below. What you see is the review's own choice.";
  // { asked, told } of an address; without asked there is nothing that could be shown.
  function read(hash) {
    let text;
    try { text = decodeURIComponent(hash.slice(KEY.length + 2)); } catch { return { told: DAMAGED }; }
    const cut = text.lastIndexOf("~");
    const [edition, set, kept, reading, method, scale, flips, more, ...rest] = text.slice(0, cut).split("~");
    if (cut < 0 || digest(text.slice(0, cut)) !== text.slice(cut + 1) || more === undefined || rest.length) return { told: DAMAGED };
    const list = (words) => words.split(".").filter(Boolean);
    const [g, people] = more.split("_").map(Number);
    const asked = { set, rules: list(kept), reading, method, scale, flips: list(flips), more: more ? { g, people } : null };
    const complete = named(sets, set) && named(readings, reading) && named(methods, method) && named(units, scale)
      && asked.rules.every((slug) => named(rules, slug)) && asked.flips.every((id) => trials.some((trial) => trial.id === id))
      && (!more || (Math.abs(g) <= 2 && people >= 10 && people <= LARGEST));
    const other = edition === data.edition ? "" : `This choice was made in edition ${edition}, and this is ${data.edition}: trials, results and the answer may differ from what was sent.`;
    if (complete) return { asked, told: other };
    return { told: other ? `${other} It names something that this edition does not have, so it can't be shown. What you see is the review's own choice.` : DAMAGED };
  }

  // ---- Drawing ----------------------------------------------------------------------------------
  const svgOf = (name, attributes, words) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (words !== undefined) made.textContent = words;
    return made;
  };
  const YOURS = "#c4581a"; // the first colour of the charts

  const THIS = "This reader's choice";
  const takesLimits = () => Boolean(named(methods, choice.method).prior);
  // Whether a trial that is ticked has a result that the method can use.
  const enters = ({ inside, result }) => inside && Boolean(result) && (takesLimits() || Boolean(result.point ?? result.y !== undefined));
  function rowsOf(answer) {
    const inside = new Set(chosen(choice)), rows = [];
    let heading = "";
    trials.forEach((trial, place) => {
      if (trial.place !== heading) rows.push({ heading: heading = trial.place });
      rows.push({ place, trial, result: resultOf(place, choice), inside: inside.has(place) });
    });
    if (choice.more) rows.push({ heading: "one more trial" }, { name: `Made-up trial, ${choice.more.people} people`, result: { y: choice.more.g, v: varianceOf(choice.more) }, inside: true });
    rows.push({ heading: "pooled" });
    if (!answer.problem) {
      rows.push({ name: THIS, pool: answer, colour: YOURS });
      if (Number.isFinite(answer.predictedLow)) rows.push({ name: "Effect in a new trial", ahead: answer, colour: YOURS });
    } else rows.push({ name: THIS, words: "no answer" });
    rows.push({ name: "The review's own choice", pool: review, colour: "currentColor" });
    return rows;
  }

  function effectOf(row) {
    if (row.words) return { words: row.words };
    if (row.pool) return { middle: row.pool.estimate, low: row.pool.low, high: row.pool.high, words: interval(row.pool) };
    if (row.ahead) return { low: row.ahead.predictedLow, high: row.ahead.predictedHigh, words: ahead(row.ahead) };
    const { result } = row;
    if (!result) return { words: "no usable result" };
    const [y, v] = result.point ?? [result.y, result.v];
    if (y !== undefined) {
      const half = 1.959964 * Math.sqrt(v);
      return { middle: y, low: y - half, high: y + half, words: interval({ estimate: y, low: y - half, high: y + half }) };
    }
    const [low, high] = [ends(result.regions[0])[0], ends(result.regions.at(-1))[1]];
    const words = low === -Infinity ? `below ${number(high)}` : high === Infinity ? `above ${number(low)}` : `${number(low)} to ${number(high)}`;
    return { low, high, words, bar: true };
  }

  const plot = make("div", { className: "review-own-plot" });
  function draw(answer) {
    const width = Math.max(280, Math.min(plot.clientWidth || 680, 760)), narrow = width < 520;
    const [left, right] = narrow ? [8, width - 8] : [250, width - 160];
    const [least, most] = data.domain;
    const x = (value) => left + (Math.max(least, Math.min(most, value)) - least) / (most - least) * (right - left);
    const svg = svgOf("svg", { width, role: "presentation", "aria-hidden": "true", "font-size": 13 });
    const line = (x1, y1, x2, y2, more = {}) => svg.append(svgOf("line", { x1, y1, x2, y2, stroke: "currentColor", "stroke-width": 1.6, ...more }));
    const say = (words, at, y, more = {}) => svg.append(svgOf("text", { x: at, y: y + 4.5, fill: "currentColor", ...more }, words));
    const labels = [];
    let y = 4;
    for (const row of rowsOf(answer)) {
      if (row.heading) {
        say(row.heading[0].toUpperCase() + row.heading.slice(1), 0, y + 14, { "font-weight": 600 });
        y += 28;
        continue;
      }
      const tall = narrow ? 44 : 28, effect = effectOf(row), name = row.name ?? row.trial.name;
      const [nameAt, markAt] = narrow ? [y + 12, y + 32] : [y + 14, y + 14];
      const out = row.trial && row.result && !enters(row);
      const faint = row.trial && !enters(row) ? 0.4 : 1, group = svgOf("g", { opacity: faint, color: row.colour ?? "currentColor" });
      const start = row.trial ? 26 : 4, pooledRow = row.pool || row.ahead;
      say(name, start, nameAt, { opacity: Math.max(faint, 0.75), "font-weight": row.pool ? 600 : 400 });
      say(out ? `${effect.words}, not pooled` : effect.words, width - 4, nameAt, { "text-anchor": "end", opacity: Math.max(faint, 0.75) });
      if (effect.low !== undefined) {
        const ink = { stroke: "currentColor", "stroke-width": row.ahead ? 2 : 1.6, ...(row.ahead ? { "stroke-dasharray": "4 3" } : {}) };
        const [from, to] = [x(effect.low), x(effect.high)];
        if (effect.bar) group.append(svgOf("rect", { x: from, y: markAt - 4.5, width: Math.max(2, to - from), height: 9, rx: 2, fill: "#7f7f7f", opacity: 0.7 }));
        else group.append(svgOf("line", { x1: from, x2: to, y1: markAt, y2: markAt, ...ink }));
        for (const [end, cut, sign] of [[effect.low, least, 1], [effect.high, most, -1]]) {
          if (sign * (end - cut) < 0) group.append(svgOf("path", { d: `M${x(cut)} ${markAt}l${sign * 7} -4.5v9z`, fill: "currentColor" }));
        }
        if (effect.middle !== undefined) {
          const at = x(effect.middle);
          group.append(row.pool
            ? svgOf("path", { d: `M${at} ${markAt - 8}l8 8l-8 8l-8 -8z`, fill: "currentColor" })
            : svgOf("circle", { cx: at, cy: markAt, r: 5, fill: "#3d7ebf" }));
        }
        svg.append(group);
      }
      if (row.trial) labels.push({ row, top: y, tall, effect });
      y += tall;
    }
    line(x(0), 4, x(0), y + 4, { stroke: "#7f7f7f", "stroke-width": 1, opacity: 0.8 });
    svg.prepend(svg.lastChild);
    line(left, y + 4, right, y + 4, { stroke: "#7f7f7f", "stroke-width": 1 });
    for (let tick = Math.ceil(least); tick <= most; tick += 1) {
      line(x(tick), y + 4, x(tick), y + 9, { stroke: "#7f7f7f", "stroke-width": 1 });
      say(number(tick, 0), x(tick), y + 18, { "text-anchor": "middle" });
    }
    data.axis.forEach((words, i) => say(words, (left + right) / 2, y + 38 + 17 * i, { "text-anchor": "middle" }));
    const height = y + 52 + 17 * (data.axis.length - 1);
    svg.setAttribute("height", height);
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    plot.querySelector("svg")?.remove();
    plot.prepend(svg);
    place(labels, (narrow ? width : left - 8) / width, height);
  }

  // A box to tick on each trial's name; made once, so that the one in use keeps its focus.
  const boxes = new Map();
  function place(labels, share, height) {
    const percent = (part) => `${100 * part}%`;
    for (const { row, top, tall, effect } of labels) {
      const { id, name, told, place: among } = row.trial;
      if (!boxes.has(id)) {
        const box = make("input", { type: "checkbox" });
        box.addEventListener("change", () => {
          const flips = choice.flips.filter((other) => other !== id);
          change({ flips: flips.length < choice.flips.length ? flips : [...flips, id] });
        });
        const said = make("span", { className: "review-own-said" });
        const label = make("label", { className: "review-own-tick" }, box, said);
        boxes.set(id, { box, said, label });
        plot.append(label);
      }
      const { box, said, label } = boxes.get(id);
      Object.assign(box, { checked: row.inside && Boolean(row.result), disabled: !row.result });
      const who = row.result ? `${row.result.people} people. ` : "";
      const why = row.inside && row.result && !enters(row) ? " This method can't use a limit." : "";
      said.textContent = `${name} (${among}): ${effect.words}.${why} ${who}${told}`;
      label.title = said.textContent;
      Object.assign(label.style, { top: percent(top / height), height: percent(tall / height), width: percent(share) });
    }
  }

  // ---- Where the choice lies among the stored combinations ---------------------------------------
  const sameTrials = (one, other) => one.length === other.length && one.every((place, i) => place === other[i]);
  function amongStored(answer) {
    const kinds = [null, ...rules.filter((rule) => rule.stored)], { storedMethods } = data;
    const at = (set, left, reading, method) => stored[((set * kinds.length + left) * readings.length + reading) * storedMethods.length + method];
    const reading = readings.findIndex(({ slug }) => slug === choice.reading), method = storedMethods.indexOf(choice.method);
    const usable = (places) => places.filter((place) => resultOf(place, choice));
    const mine = usable(chosen(choice)), near = [];
    let exact = null;
    sets.forEach((set, s) => kinds.forEach((rule, l) => {
      const there = usable([...byRules({ set: set.slug, rules: rule ? [rule.slug] : [] })].sort((one, other) => one - other));
      const found = storedMethods.map((_, m) => at(s, l, reading, m)).filter((value, m) => value !== null && (method < 0 || m === method));
      near.push(...found);
      if (method >= 0 && !choice.more && sameTrials(there, mine)) exact = at(s, l, reading, method);
    }));
    const all = stored.filter((value) => value !== null);
    const further = all.filter((value) => value < (exact ?? answer.estimate)).length;
    return { exact, near, all, further };
  }

  const strip = make("div", { className: "review-own-strip" });
  function drawStrip(answer) {
    strip.replaceChildren();
    if (answer.problem) return;
    const { exact, near, all, further } = amongStored(answer);
    const width = Math.max(280, Math.min(plot.clientWidth || 680, 760)), height = 64;
    const [least, most] = [Math.min(...all, answer.estimate), Math.max(...all, answer.estimate)];
    const x = (value) => 10 + (value - least) / (most - least || 1) * (width - 20);
    const svg = svgOf("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true", "font-size": 12 });
    const counts = new Map();
    for (const value of all) counts.set(value, (counts.get(value) ?? 0) + 1);
    const highest = Math.max(...counts.values());
    for (const [value, count] of counts) {
      const tall = 3 + 27 * Math.sqrt(count / highest);
      svg.append(svgOf("rect", { x: x(value) - 1, y: 44 - tall, width: 2, height: tall, fill: exact === null && near.includes(value) ? "currentColor" : "#7f7f7f", opacity: exact === null && near.includes(value) ? 1 : 0.45 }));
    }
    svg.append(svgOf("path", { d: `M${x(answer.estimate)} 46l6 10h-12z`, fill: YOURS }));
    svg.append(svgOf("text", { x: 4, y: 60, fill: "currentColor" }, number(least)), svgOf("text", { x: width - 4, y: 60, fill: "currentColor", "text-anchor": "end" }, number(most)));
    const where = `${further} of the ${all.length} combinations that we tried with these models lie further on the side of ${data.treatment}`;
    const words = exact !== null
      ? `This choice is one of those that we tried ourselves; ${where}.`
      : `We did not try exactly this choice. Its neighbours among those that we tried (dark lines), with other trials and the rest alike, go from ${number(Math.min(...near))} to ${number(Math.max(...near))}; ${where}.`;
    strip.append(svg, make("p", {}, words));
  }

  // ---- One more trial -----------------------------------------------------------------------------
  // Whether the interval leaves out no difference when a trial of that size is added.
  const settles = (people) => {
    const answer = pooled({ ...choice, more: { ...choice.more, people } });
    return !answer.problem && (answer.low > 0 || answer.high < 0);
  };
  let asking = 0;
  async function howLarge() {
    const turn = asking += 1, pause = () => new Promise((resolve) => setTimeout(resolve));
    const said = figure.querySelector(".review-own-settles");
    said.textContent = "";
    if (!choice.more) return;
    said.textContent = "Working it out …";
    await pause();
    if (turn !== asking) return;
    let [low, high] = [10, 1e6];
    const [small, large] = [settles(low), settles(high)];
    const after = pooled(choice);
    const next = Number.isFinite(after.predictedLow) ? ` With it, the true effect in a new trial would lie between ${ahead(after).replace(" to ", " and ")}.` : "";
    if (small === large) {
      said.textContent = large
        ? `However large it is, one such trial would not bring no difference into the interval by this model. That is a limit of averaging trials that may differ, each of which counts as one, and no proof for ${data.treatment}: one large trial made well would deserve more trust than this mean.${next}`
        : `No single trial that finds this could take no difference out of the interval, however large it is, by this model.${next}`;
      return;
    }
    while (high / low > 1.02) {
      await pause();
      if (turn !== asking) return;
      const middle = Math.sqrt(low * high);
      if (settles(middle) === large) high = middle; else low = middle;
    }
    said.textContent = `By this model, from about ${Number(high.toPrecision(2))} people on such a trial would ${large ? "take no difference out of" : "bring no difference into"} the interval.${next}`;
  }

  // ---- What stands on the page ----------------------------------------------------------------------
  const said = make("p", { className: "review-own-answer" });
  said.setAttribute("role", "status");
  const notice = make("p", { className: "review-own-notice", hidden: true });
  notice.setAttribute("role", "alert");
  const title = figure.querySelector(".review-title");
  const review = pooled(own());
  const isOwn = () => written({ ...choice, scale: STANDARD.slug }) === written(own());

  const made = () => (choice.more ? `, and a made-up one of ${choice.more.people}` : "");
  function inWords(answer) {
    const unit = named(units, choice.scale);
    const of = unit === STANDARD ? "standard deviations" : `points of the ${unit.name}`;
    const beside = isOwn() ? "This is the review's own choice." : `The review's own choice gives ${interval(review, unit)} ${of}.`;
    if (answer.problem) return `No answer for this choice. ${answer.problem} ${beside}`;
    const side = answer.high < 0 ? `on the side of ${data.treatment}` : answer.low > 0 ? `against ${data.treatment}` : "and the interval reaches no difference";
    const { level, reasons } = certaintyOf(answer);
    const scatter = Number.isFinite(answer.predictedLow) ? ` The true effect in a new trial would lie between ${ahead(answer, unit).replace(" to ", " and ")}; trials scatter by ${number(answer.tau * unit.sd, unit.sd === 1 ? 2 : 1)} (τ).` : "";
    const limits = answer.found > answer.trials ? ` (${answer.found - answer.trials} more of those ticked give only limits, which this method can't use)` : "";
    return `Certainty: ${level} at most (${reasons.join(", ")}). ${several(answer.trials, "trial")} of ${answer.people} people${made()}${limits}: ${interval(answer, unit)} ${of}, ${side}.${scatter} ${beside}`;
  }
  // What a picture that is taken away must say of itself.
  const inShort = (answer) => [
    isOwn() ? "The review's own choice" : "A reader's choice, not the review's",
    `${named(sets, choice.set).name}; ${[...choice.rules.map((slug) => named(rules, slug).name), named(readings, choice.reading).name, named(methods, choice.method).name].join("; ")}`,
    answer.problem ?? `${several(answer.trials, "trial")}, ${answer.people} people${made()}; certainty ${certaintyOf(answer).level} at most`,
  ].join(". ");

  function python() {
    const { more } = choice, ids = chosen(choice).filter((place) => resultOf(place, choice)).map((place) => trials[place].id);
    const lines = [
      `# In a copy of the review, edition ${data.edition}, with its environment.`,
      "from living_review.synthesis.trials.multiverse import choices",
      "from living_review.synthesis.trials.own_choices import every_effect",
      `from living_review.synthesis.trials.pools import ${named(methods, choice.method).call.split("(")[0]}`,
    ];
    if (more) lines.splice(1, 0,
      "from living_review.statistics.effect_sizes.standardised import EffectSize",
      "from living_review.statistics.partly_reported.regions import FullResult",
    );
    if (more) lines.push("from living_review.synthesis.trials.trial_effect import Tier, TrialEffect");
    lines.push("", `chosen = ${JSON.stringify(ids)}`, `reading = ${JSON.stringify(named(readings, choice.reading).name)}`,
      "effects = [e for e in every_effect(choices(), reading) if e.trial in chosen]");
    if (more) lines.push(`g, v = ${more.g}, ${varianceOf(more)}`, 'more = FullResult("more", g, v), EffectSize(g, v)',
      'effects.append(TrialEffect("more", Tier.DIRECT, *more, ()))');
    lines.push(`pooled = ${named(methods, choice.method).call}`, "print(pooled)");
    return lines.join("\n");
  }

  const table = make("table", { className: "review-table" });
  function fillTable(answer) {
    const head = ["Trial", "In the pool", "Hedges' g (95 % interval)", "Told"];
    const whose = isOwn() ? "The review's own choice" : "A reader's choice, not the review's";
    const rows = rowsOf(answer).filter((row) => !row.heading).map((row) => [
      row.name ?? row.trial.name, row.inside === undefined ? "" : enters(row) ? "yes" : row.inside && row.result ? "no: only a limit" : "no", effectOf(row).words,
      row.trial?.told ?? (row.name === THIS ? inWords(answer) : ""),
    ]);
    const cells = (words, kind) => words.map((word, i) => make(kind, kind === "td" ? { "data-label": head[i] } : {}, word));
    table.replaceChildren(
      make("caption", {}, whose),
      make("thead", {}, make("tr", {}, ...cells(head, "th"))),
      make("tbody", {}, ...rows.map((row, i) => {
        const made = make("tr", {}, ...cells(row, "td"));
        const record = rowsOf(answer).filter((one) => !one.heading)[i].trial?.record;
        if (record) made.cells[0].replaceChildren(make("a", { href: record }, row[0]));
        return made;
      }), make("tr", {}, ...cells([whose, "", "", address()], "td"))),
    );
  }

  const address = () => `${location.href.split("#")[0]}#${written(choice)}`;
  const code = make("pre", {});

  function show() {
    const answer = pooled(choice);
    said.textContent = inWords(answer);
    const unit = named(units, choice.scale);
    const shown = unit === STANDARD ? interval(answer) : `${interval(answer, unit)} points of the ${unit.name} (g ${number(answer.estimate)})`;
    title.textContent = isOwn()
      ? `The review's own choice: ${answer.problem ? "no answer" : shown}`
      : `A reader's choice${choice.more ? " with a made-up trial" : ""}: ${answer.problem ? "no answer" : shown}; the review's own: ${interval(review, unit)}`;
    figure.dataset.told = inShort(answer);
    figure.dataset.address = address();
    code.textContent = python();
    draw(answer);
    drawStrip(answer);
    fillTable(answer);
    howLarge();
  }

  function change(part) {
    notice.hidden = true;
    choice = { ...choice, ...part };
    history.replaceState(null, "", isOwn() ? `${location.href.split("#")[0]}#${figure.id}` : address());
    fillControls();
    show();
  }

  // ---- Controls ------------------------------------------------------------------------------------
  const select = (words, list, key) => {
    const made = make("select", { "aria-label": words }, ...list.map(({ slug, name }) => make("option", { value: slug }, name)));
    made.addEventListener("change", () => change({ [key]: made.value }));
    return { made, label: make("label", {}, `${words} `, made), fill: () => { made.value = choice[key]; } };
  };
  const lists = [
    select("Trials", sets, "set"), select("What was not reported", readings, "reading"),
    select("Pooled by", methods, "method"), select("Told in", units, "scale"),
  ];
  const kept = rules.map(({ slug, name }) => {
    const box = make("input", { type: "checkbox" });
    box.addEventListener("change", () => change({ rules: rules.map((rule) => rule.slug).filter((other) => (other === slug ? box.checked : choice.rules.includes(other))) }));
    const leaves = make("span", {});
    const fill = () => {
      box.checked = choice.rules.includes(slug);
      const left = [...byRules({ set: choice.set, rules: [slug] })].filter((place) => resultOf(place, choice));
      leaves.textContent = `(leaves ${left.length})`;
    };
    return { label: make("label", {}, box, make("span", {}, `${name} `, leaves)), fill };
  });
  // A slider goes through a list of values, so that every step of a key is one of them.
  const field = (words, key, values, step, told) => {
    const range = make("input", { type: "range", min: 0, max: values.length - 1, step: 1 });
    const typed = make("input", { type: "number", min: values[0], max: values.at(-1), step });
    range.setAttribute("aria-label", `${words}, slider`);
    typed.setAttribute("aria-label", `${words}, number`);
    const set = (value) => change({ more: { ...choice.more, [key]: value } });
    range.addEventListener("input", () => set(values[range.value]));
    typed.addEventListener("change", () => {
      const value = Number(typed.value);
      set(typed.value !== "" && Number.isFinite(value) ? Math.max(values[0], Math.min(values.at(-1), value)) : choice.more[key]);
    });
    return {
      label: make("div", { className: "review-own-slider" }, `${words} `, range, typed),
      fill: () => {
        const now = choice.more?.[key] ?? values[0];
        range.value = values.reduce((best, value, i) => (Math.abs(value - now) < Math.abs(values[best] - now) ? i : best), 0);
        range.setAttribute("aria-valuetext", told(now));
        typed.value = now;
      },
    };
  };
  const between = (low, high, step) => Array.from({ length: Math.round((high - low) / step) + 1 }, (_, i) => Number((low + i * step).toFixed(2)));
  const sliders = [
    field("It finds (g)", "g", between(-1.5, 1.5, 0.05), 0.05, (value) => number(value)),
    field("People", "people", [...between(10, 98, 2), ...between(100, 980, 20), ...between(1000, 9800, 200), ...between(10000, LARGEST, 1000)], 10, (value) => `${value} people`),
  ];
  const adds = make("input", { type: "checkbox" });
  adds.addEventListener("change", () => change({ more: adds.checked ? { g: 0, people: 200 } : null }));
  const added = make("div", {}, ...sliders.map(({ label }) => label), make("p", { className: "review-own-settles", role: "status" }));
  function fillControls() {
    for (const { fill } of [...lists, ...kept, ...sliders]) fill();
    adds.checked = Boolean(choice.more);
    added.hidden = !choice.more;
    back.disabled = isOwn();
  }
  const button = (words, action) => {
    const made = make("button", { type: "button" }, words);
    made.addEventListener("click", action);
    return made;
  };
  const back = button("Back to the review's own choice", () => change(own()));
  const copied = make("span", {});
  copied.setAttribute("role", "status");
  const copy = button("Copy link to this choice", () => {
    const told = (words) => { copied.textContent = words; setTimeout(() => { copied.textContent = ""; }, 4000); };
    if (navigator.clipboard) navigator.clipboard.writeText(address()).then(() => told("Link copied"), () => told("Not copied: take it from the address bar"));
    else told("Take it from the address bar");
  });

  figure.querySelector(".review-own-choices").append(
    notice,
    make("div", { className: "review-controls" }, ...lists.map(({ label }) => label)),
    make("fieldset", {}, make("legend", {}, "By rule, with how many results each leaves"), ...kept.map(({ label }) => label)),
    make("fieldset", {}, make("legend", {}, "One more trial"), make("label", {}, adds, " add a made-up trial"), added),
    make("div", { className: "review-own-buttons" }, back, copy, copied),
    said,
  );
  const picture = figure.querySelector(".review-own-picture");
  picture.replaceChildren(plot);
  picture.classList.add("review-picture");
  picture.after(strip);
  figure.querySelector(".review-tools").prepend(
    make("details", {}, make("summary", {}, "Data"), table),
    make("details", {}, make("summary", {}, "Python"), code),
  );

  function start() {
    if (!location.hash.startsWith(`#${KEY}=`)) return;
    const { asked, told } = read(location.hash);
    choice = asked ?? own();
    const sent = `This choice came with the link. It is a reader's and not the review's answer, which is ${interval(review)} with ${certainty.level} certainty; neither is advice.`;
    notice.textContent = asked && !isOwn() ? [sent, told].filter(Boolean).join(" ") : told;
    notice.hidden = !notice.textContent;
    fillControls();
    show();
    figure.scrollIntoView();
  }
  fillControls();
  show();
  start();
  addEventListener("hashchange", start);
  let drawnAt = plot.clientWidth;
  addEventListener("resize", () => { if (plot.clientWidth !== drawnAt) { drawnAt = plot.clientWidth; show(); } });
})();
