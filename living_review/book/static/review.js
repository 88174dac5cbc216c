// Makes figures live when they come into view. Without this script every figure is still there.
(() => {
  "use strict";
  // Old addresses of what is on a record now.
  const moved = document.querySelector("[data-moved]");
  if (moved && location.hash.startsWith(`#${moved.dataset.moved}`)) location.replace(moved.querySelector("a").href + location.hash);
  const here = document.currentScript.src;
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

  // A mark that stands for a record leads there; a finger's first tap only says what it is.
  function answerToFingers(view) {
    let told = null, touched = false;
    view.addEventListener("pointerdown", (event) => { touched = event.pointerType === "touch"; });
    view.addEventListener("click", (event, item) => {
      const address = item?.datum?.record;
      if (address && !(touched && told !== item.datum)) location.href = address;
      // A finger does not hover, so nothing else would say what was hit.
      else if (touched) view.tooltip()(null, event, item, item?.tooltip);
      told = item?.datum ?? null;
    });
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
    answerToFingers(chart.view);
    live.querySelectorAll("svg").forEach((svg) => svg.setAttribute("aria-hidden", "true"));
    picture.replaceChildren(live);
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
