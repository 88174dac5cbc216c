// A reader's own review on its page: controls, boxes on the names in the plot, the answer beside
// the review's own, an address that keeps the choice. What a choice gives is worked out in
// own_choice.js, and drawn in own_drawing.js.
(() => {
  "use strict";
  const figure = document.querySelector(".review-own");
  if (!figure) return;
  const data = JSON.parse(figure.querySelector(".review-own-data").textContent);
  const { trials, sets, rules, readings, methods, certainty } = data;
  const { KEY, LARGEST, STANDARD, units, own, named, byRules, resultOf, chosen, varianceOf, pooled, certaintyOf, written, read, amongStored, python } = reviewChoices(data);
  const { YOURS, number, interval, ahead, several, effectOf, forest, strip: stripOf } = reviewDrawing(data);
  let choice = own();

  const make = (name, attributes = {}, ...inside) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key in made) made[key] = value; else made.setAttribute(key, value);
    }
    made.append(...inside);
    return made;
  };

  // ---- The plot -----------------------------------------------------------------------------------
  const THIS = "This reader's choice";
  const takesLimits = () => Boolean(named(methods, choice.method).prior);
  // Whether a trial that is ticked has a result that the method can use.
  const enters = ({ inside, result }) => inside && Boolean(result) && (takesLimits() || Boolean(result.point ?? result.y !== undefined));
  function rowsOf(answer) {
    const inside = new Set(chosen(choice)), rows = [];
    let heading = "";
    trials.forEach((trial, place) => {
      if (trial.place !== heading) rows.push({ heading: heading = trial.place });
      const row = { trial, result: resultOf(place, choice), inside: inside.has(place) };
      rows.push({ ...row, enters: enters(row) });
    });
    if (choice.more) rows.push({ heading: "one more trial" }, { name: `Made-up trial, ${choice.more.people} people`, result: { y: choice.more.g, v: varianceOf(choice.more) }, inside: true, enters: true });
    rows.push({ heading: "pooled" });
    if (!answer.problem) {
      rows.push({ name: THIS, pool: answer, colour: YOURS });
      if (Number.isFinite(answer.predictedLow)) rows.push({ name: "Effect in a new trial", ahead: answer, colour: YOURS });
    } else rows.push({ name: THIS, words: "no answer" });
    rows.push({ name: "The review's own choice", pool: review, colour: "currentColor" });
    return rows;
  }

  const plot = make("div", { className: "review-own-plot" });
  const widthNow = () => Math.max(280, Math.min(plot.clientWidth || 680, 760));
  function draw(answer) {
    const { svg, labels } = forest(rowsOf(answer), widthNow());
    plot.querySelector("svg")?.remove();
    plot.prepend(svg);
    place(labels);
  }

  // A box to tick on each trial's name; made once, so that the one in use keeps its focus.
  const boxes = new Map();
  function place(labels) {
    const percent = (part) => `${100 * part}%`;
    for (const { row, effect, top, tall, share } of labels) {
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
      const why = row.inside && row.result && !row.enters ? " This method can't use a limit." : "";
      said.textContent = `${name} (${among}): ${effect.words}.${why} ${who}${told}`;
      label.title = said.textContent;
      Object.assign(label.style, { top: percent(top), height: percent(tall), width: percent(share) });
    }
  }

  const strip = make("div", { className: "review-own-strip" });
  function drawStrip(answer) {
    strip.replaceChildren();
    if (answer.problem) return;
    const found = amongStored(choice, answer), { exact, near, all, further } = found;
    const where = `${further} of the ${all.length} combinations that we tried with these models lie further on the side of ${data.treatment}`;
    const words = exact !== null
      ? `This choice is one of those that we tried ourselves; ${where}.`
      : `We did not try exactly this choice. Its neighbours among those that we tried (dark lines), with other trials and the rest alike, go from ${number(Math.min(...near))} to ${number(Math.max(...near))}; ${where}.`;
    strip.append(stripOf(found, answer, widthNow()), make("p", {}, words));
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
        ? `However large it is, one such trial would not make the interval reach no difference, by this model. That is a limit of averaging trials that may differ, each of which counts as one, and no proof for ${data.treatment}: one large trial made well would deserve more trust than this mean.${next}`
        : `By this model no single trial that finds this could keep the interval clear of no difference, however large it is.${next}`;
      return;
    }
    while (high / low > 1.02) {
      await pause();
      if (turn !== asking) return;
      const middle = Math.sqrt(low * high);
      if (settles(middle) === large) high = middle; else low = middle;
    }
    said.textContent = `By this model, from about ${Number(high.toPrecision(2))} people on such a trial would ${large ? "keep the interval clear of" : "make the interval reach"} no difference.${next}`;
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
    const { level, reasons } = certaintyOf(choice, answer);
    const scatter = Number.isFinite(answer.predictedLow) ? ` The true effect in a new trial would lie between ${ahead(answer, unit).replace(" to ", " and ")}; trials scatter by ${number(answer.tau * unit.sd, unit.sd === 1 ? 2 : 1)} (τ).` : "";
    const limits = answer.found > answer.trials ? ` (${answer.found - answer.trials} more of those ticked give only limits, which this method can't use)` : "";
    return `Certainty: ${level} at most (${reasons.join(", ")}). ${several(answer.trials, "trial")} of ${answer.people} people${made()}${limits}: ${interval(answer, unit)} ${of}, ${side}.${scatter} ${beside}`;
  }
  // What a picture that is taken away must say of itself.
  const inShort = (answer) => [
    isOwn() ? "The review's own choice" : "A reader's choice, not the review's",
    `${named(sets, choice.set).name}; ${[...choice.rules.map((slug) => named(rules, slug).name), named(readings, choice.reading).name, named(methods, choice.method).name].join("; ")}`,
    answer.problem ?? `${several(answer.trials, "trial")}, ${answer.people} people${made()}; certainty ${certaintyOf(choice, answer).level} at most`,
  ].join(". ");

  const table = make("table", { className: "review-table" });
  function fillTable(answer) {
    const head = ["Trial", "In the pool", "Hedges' g (95 % interval)", "Told"];
    const whose = isOwn() ? "The review's own choice" : "A reader's choice, not the review's";
    const rows = rowsOf(answer).filter((row) => !row.heading).map((row) => [
      row.name ?? row.trial.name, row.inside === undefined ? "" : row.enters ? "yes" : row.inside && row.result ? "no: only a limit" : "no", effectOf(row).words,
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
    code.textContent = python(choice);
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
