// Makes figures live when they come into view. Without this script every figure is still there.
(() => {
  "use strict";
  // Old addresses of what is on a record now.
  const moved = document.querySelector("[data-moved]");
  if (moved && location.hash.startsWith(`#${moved.dataset.moved}`)) location.replace(moved.querySelector("a").href + location.hash);
  const here = document.currentScript.src;

  // The page holds days; whether the searches keep them is told on the reader's own day.
  const heartbeat = document.querySelector(".review-heartbeat[data-due]");
  if (heartbeat) {
    const past = (day) => Math.floor((Date.now() - Date.parse(`${day}T00:00:00Z`)) / 864e5);
    const [late, overdue] = [past(heartbeat.dataset.due), past(heartbeat.dataset.overdue)];
    const days = `${late} ${late === 1 ? "day" : "days"}`;
    const state = overdue > 0 ? "overdue" : late > 0 ? "late" : "current";
    const word = document.createElement("strong");
    word.textContent = { current: "Current. ", late: `Late by ${days}. `, overdue: `Overdue by ${days}: newer studies may be missing. ` }[state];
    heartbeat.dataset.state = state;
    heartbeat.prepend(word);
  }

  // Likewise how long a result has been missing.
  for (const cell of document.querySelectorAll('td[data-label="Without a result since"]')) {
    const days = Math.floor((Date.now() - Date.parse(`${cell.textContent}T00:00:00Z`)) / 864e5);
    if (days > 0) cell.append(` (${days.toLocaleString("en")} ${days === 1 ? "day" : "days"})`);
  }

  let loading = null;

  // The bundle is a classic script, so that it loads from a folder as well as from a server.
  function loadVega() {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL("vega/vega.js", here).href;
      script.onload = () => resolve(window.reviewVegaEmbed);
      script.onerror = () => reject(new Error("the chart library did not load"));
      document.head.append(script);
    });
    return loading;
  }

  // A slider also takes typed numbers; both say the same at all times.
  function addNumberInput(range) {
    const label = range.closest("label");
    const number = document.createElement("input");
    Object.assign(number, { type: "number", min: range.min, max: range.max, step: range.step, value: range.value });
    const name = label?.querySelector(".vega-bind-name")?.textContent?.trim() ?? "";
    range.setAttribute("aria-label", `${name}, slider`);
    number.setAttribute("aria-label", `${name}, number`);
    // The step of the slider that lies nearest to what was typed, within its ends.
    const nearest = (typed) => {
      const [least, most, step] = [range.min, range.max, range.step].map(Number);
      const kept = least + Math.round((Math.min(most, Math.max(least, typed)) - least) / step) * step;
      return Number(kept.toFixed(6));
    };
    range.addEventListener("input", () => { number.value = range.value; });
    number.addEventListener("change", () => {
      const typed = Number(number.value);
      number.value = Number.isFinite(typed) && number.value !== "" ? nearest(typed) : range.value;
      range.value = number.value;
      range.dispatchEvent(new Event("input", { bubbles: true }));
    });
    const shown = range.nextElementSibling;
    if (shown?.tagName === "SPAN" || shown?.tagName === "LABEL") shown.remove();
    range.after(number);
  }

  const KEYS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
  const NEAR = 24; // pixels between a pointer and a mark that it still means
  const DRAWN_AS_ONE = ["line", "area", "trail"];

  // Marks that tell something, with their edges in pixels of the picture.
  function itemsOf(view) {
    const found = [];
    const [origin, padding] = [view.origin(), view.padding()];
    const walk = (mark, x, y) => {
      for (const item of DRAWN_AS_ONE.includes(mark.marktype) ? [] : mark.items ?? []) {
        if (mark.marktype === "group") item.items.forEach((inner) => walk(inner, x + (item.x || 0), y + (item.y || 0)));
        else if (item.tooltip) {
          const { x1, x2, y1, y2 } = item.bounds;
          found.push({ item, x1: x + x1, x2: x + x2, y1: y + y1, y2: y + y2 });
        }
      }
    };
    walk(view.scenegraph().root, origin[0] + padding.left, origin[1] + padding.top);
    return found;
  }

  // Each once, row by row, with its middle.
  function marksOf(view) {
    const found = new Map();
    for (const { item, x1, x2, y1, y2 } of itemsOf(view)) {
      const said = JSON.stringify(item.tooltip);
      if (!found.has(said)) found.set(said, { item, x: (x1 + x2) / 2, y: (y1 + y2) / 2 });
    }
    return [...found.values()].sort((one, other) => Math.round(one.y) - Math.round(other.y) || one.x - other.x);
  }

  const inWords = (told) => (typeof told === "object"
    ? Object.entries(told).filter(([, value]) => value !== "").map(([name, value]) => `${name}: ${value}`).join("; ")
    : String(told));

  // The same details by pointer, finger and keyboard; a mark that stands for a record leads there.
  // What is small or crowded is hit by whatever lies nearest.
  function answer(view, picture) {
    const status = document.createElement("div");
    Object.assign(status, { className: "review-status" });
    status.setAttribute("role", "status");
    const ring = document.createElement("div");
    ring.className = "review-ring";
    picture.append(status, ring);
    Object.assign(picture, { tabIndex: 0 });
    picture.setAttribute("role", "application");
    picture.setAttribute("aria-roledescription", "chart; arrow keys go from mark to mark");
    const svg = picture.querySelector("svg");
    const size = () => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const onScreen = (mark) => {
      const [box, scale] = [svg.getBoundingClientRect(), size()];
      return { clientX: box.left + mark.x * scale, clientY: box.top + mark.y * scale };
    };
    const tell = (at, item) => view.tooltip()(null, at, item, item?.tooltip ?? null);
    const nearest = (event) => {
      const distance = (mark) => {
        const { clientX, clientY } = onScreen(mark);
        return Math.hypot(clientX - event.clientX, clientY - event.clientY);
      };
      const best = marksOf(view).map((mark) => [distance(mark), mark.item]).sort((one, other) => one[0] - other[0])[0];
      return best && best[0] <= NEAR ? best[1] : null;
    };

    // Says what a mark tells; whoever shows the same record elsewhere may keep the page from leaving.
    const pick = (item, words) => {
      status.textContent = words;
      const event = new CustomEvent("review-pick", { bubbles: true, cancelable: true, detail: item.datum?.record });
      return picture.dispatchEvent(event);
    };

    let told = null, touched = false, place = -1;
    view.addEventListener("pointerdown", (event) => { touched = event.pointerType === "touch"; });
    view.addEventListener("pointermove", (event, item) => { if (!item?.tooltip && !touched) tell(event, nearest(event)); });
    view.addEventListener("click", (event, hit) => {
      const item = hit?.tooltip ? hit : nearest(event);
      const address = item?.datum?.record;
      const leads = item?.tooltip && pick(item, inWords(item.tooltip));
      // A finger's first tap only says what it is.
      if (address && leads && !(touched && told !== item.datum)) location.href = address;
      else if (touched) tell(event, item);
      told = item?.datum ?? null;
    });

    const leave = () => {
      ring.style.display = "none";
      place = -1;
      tell({ clientX: 0, clientY: 0 }, null);
    };
    picture.addEventListener("blur", leave);
    picture.addEventListener("keydown", (event) => {
      const marks = marksOf(view);
      if (event.key === "Escape") leave();
      else if (event.key === "Enter" && marks[place]?.item.datum?.record) location.href = marks[place].item.datum.record;
      else if (event.key in KEYS && marks.length && !event.target.closest("input, select")) {
        event.preventDefault();
        // Who comes from another figure begins at the study that was picked there.
        const begun = place < 0 ? marks.findIndex((mark) => picture.dataset.picked && mark.item.datum?.record === picture.dataset.picked) : -1;
        place = begun >= 0 ? begun : Math.max(0, Math.min(marks.length - 1, place + KEYS[event.key]));
        const [mark, scale] = [marks[place], size()];
        Object.assign(ring.style, { display: "block", left: `${mark.x * scale}px`, top: `${mark.y * scale}px` });
        ring.scrollIntoView({ block: "nearest" });
        tell(onScreen(mark), mark.item);
        pick(mark.item, `${place + 1} of ${marks.length}. ${inWords(mark.item.tooltip)}`);
      }
    });
    const ofRecord = (record) => itemsOf(view).filter(({ item }) => item.datum?.record === record);
    picture.dispatchEvent(new CustomEvent("review-live", { bubbles: true, detail: { view, ofRecord } }));
  }

  async function enliven(view) {
    const figure = view.closest(".review-figure");
    const picture = view.querySelector(".review-picture");
    const controls = view.querySelector(".review-controls");
    const data = JSON.parse(figure.querySelector(".review-datasets").textContent);
    const spec = { ...JSON.parse(view.querySelector(".review-spec").textContent), ...data };
    const embed = await loadVega();
    // Drawn aside first: if anything fails, the static picture stays.
    const live = document.createElement("div");
    const chart = await embed(live, spec, { actions: false, renderer: "svg", bind: controls, ast: false });
    live.querySelectorAll("svg").forEach((svg) => svg.setAttribute("aria-hidden", "true"));
    picture.replaceChildren(live);
    answer(chart.view, picture);
    controls.querySelectorAll('input[type="range"]').forEach(addNumberInput);
    view.dataset.live = "true";
  }

  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      observer.unobserve(entry.target);
      enliven(entry.target).catch((error) => {
        entry.target.dataset.live = "failed";
        console.error(error);
      });
    }
  }, { rootMargin: "200px" });
  document.querySelectorAll(".review-view").forEach((view) => observer.observe(view));

  // A sheet of paper says where its page was read; a page opened from a folder has no address.
  const edition = document.querySelector(".review-edition .review-on-paper");
  if (edition && location.protocol.startsWith("http")) edition.append(` ${location.href}`);
})();
