// A reader's choice of trials, rules, readings and models: what it gives (by pooling.js), how
// certain that is at most, where it lies among the stored combinations, how it is written into an
// address, and the Python that gives the same.
const reviewChoices = (data) => {
  "use strict";
  const { trials, results, sets, rules, readings, methods, scales, stored, certainty } = data;
  const KEY = "my-choice", LARGEST = 20000; // people of a trial that is made up
  const STANDARD = { slug: "g", name: "standard deviations (Hedges' g)", sd: 1 };
  const units = [STANDARD, ...scales];
  const LEVELS = ["high", "moderate", "low", "very low"];

  const own = () => ({
    set: sets[0].slug, rules: [], reading: readings[0].slug, method: methods[0].slug, scale: STANDARD.slug, flips: [], more: null,
  });
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
  function certaintyOf(asked, answer) {
    const crosses = answer.low <= 0 && answer.high >= 0;
    const opposed = !crosses && answer.predictedLow < 0 && answer.predictedHigh > 0;
    const steps = { ...certainty.steps };
    steps.imprecision = Math.max(steps.imprecision, crosses ? 1 : 0);
    steps.inconsistency = Math.max(steps.inconsistency, opposed ? 1 : 0);
    const down = Math.max(Object.values(steps).reduce((total, step) => total + step, 0), LEVELS.indexOf(certainty.level));
    const reasons = Object.keys(steps).filter((domain) => steps[domain]);
    const others = new Set(chosen(asked).filter((place) => resultOf(place, asked) && !sets[0].of.includes(place)).map((place) => trials[place].place));
    if (others.size) reasons.push(`trials that the review pools apart: ${[...others].join("; ")}`);
    return { level: LEVELS[Math.min(down, 3)], reasons };
  }

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

  const sameTrials = (one, other) => one.length === other.length && one.every((place, i) => place === other[i]);
  // Estimates of all stored combinations, of the neighbours of a choice, and its own if it is one.
  function amongStored(asked, answer) {
    const kinds = [null, ...rules.filter((rule) => rule.stored)], { storedMethods } = data;
    const at = (set, left, reading, method) => stored[((set * kinds.length + left) * readings.length + reading) * storedMethods.length + method];
    const reading = readings.findIndex(({ slug }) => slug === asked.reading), method = storedMethods.indexOf(asked.method);
    const usable = (places) => places.filter((place) => resultOf(place, asked));
    const mine = usable(chosen(asked)), near = [];
    let exact = null;
    sets.forEach((set, s) => kinds.forEach((rule, l) => {
      const there = usable([...byRules({ set: set.slug, rules: rule ? [rule.slug] : [] })].sort((one, other) => one - other));
      const found = storedMethods.map((_, m) => at(s, l, reading, m)).filter((value, m) => value !== null && (method < 0 || m === method));
      near.push(...found);
      if (method >= 0 && !asked.more && sameTrials(there, mine)) exact = at(s, l, reading, method);
    }));
    const all = stored.filter((value) => value !== null);
    const further = all.filter((value) => value < (exact ?? answer.estimate)).length;
    return { exact, near, all, further };
  }

  // The lines that give the same from the package.
  function python(asked) {
    const { more } = asked, ids = chosen(asked).filter((place) => resultOf(place, asked)).map((place) => trials[place].id);
    const lines = [
      `# In a copy of the review, edition ${data.edition}, with its environment.`,
      "from living_review.synthesis.trials.multiverse import choices",
      "from living_review.synthesis.trials.own_choices import every_effect",
      `from living_review.synthesis.trials.pools import ${named(methods, asked.method).call.split("(")[0]}`,
    ];
    if (more) lines.splice(1, 0,
      "from living_review.statistics.effect_sizes.standardised import EffectSize",
      "from living_review.statistics.partly_reported.regions import FullResult",
    );
    if (more) lines.push("from living_review.synthesis.trials.trial_effect import Tier, TrialEffect");
    lines.push("", `chosen = ${JSON.stringify(ids)}`, `reading = ${JSON.stringify(named(readings, asked.reading).name)}`,
      "effects = [e for e in every_effect(choices(), reading) if e.trial in chosen]");
    if (more) lines.push(`g, v = ${more.g}, ${varianceOf(more)}`, 'more = FullResult("more", g, v), EffectSize(g, v)',
      'effects.append(TrialEffect("more", Tier.DIRECT, *more, ()))');
    lines.push(`pooled = ${named(methods, asked.method).call}`, "print(pooled)");
    return lines.join("\n");
  }

  return { KEY, LARGEST, STANDARD, units, own, named, ends, byRules, resultOf, chosen, varianceOf, pooled, certaintyOf, written, read, amongStored, python };
};
