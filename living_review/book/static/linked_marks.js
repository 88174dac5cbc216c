// A study that is picked in one figure is framed in every other figure of the page that shows it.
(() => {
  "use strict";
  const figures = [...document.querySelectorAll(".review-figure")];
  const recordsOf = new Map(figures.map((figure) => [figure, new Set(
    [...(figure.querySelector(".review-datasets")?.textContent ?? "").matchAll(/"record":"([^"]+)"/g)].map((found) => found[1]),
  )]));
  const holding = (record) => figures.filter((figure) => recordsOf.get(figure).has(record));
  const othersOf = (figure) => figures.filter((other) => other !== figure
    && [...recordsOf.get(figure)].some((record) => recordsOf.get(other).has(record)));

  const live = []; // pictures, each with its view and the marks of a record
  let picked = null;

  function made(name, className, words) {
    const element = document.createElement(name);
    Object.assign(element, { className, textContent: words });
    return element;
  }

  // One frame for all marks of a record in one row; in shares of the picture, so that it grows with it.
  function frame({ picture, ofRecord }) {
    picture.querySelectorAll(".review-frame").forEach((old) => old.remove());
    picture.dataset.picked = picked ?? "";
    if (!picked) return;
    const { width, height } = picture.querySelector("svg").viewBox.baseVal;
    const rows = new Map();
    for (const mark of ofRecord(picked)) {
      const middle = Math.round((mark.y1 + mark.y2) / 2);
      rows.set(middle, [...(rows.get(middle) ?? []), mark]);
    }
    for (const marks of rows.values()) {
      const [left, top] = ["x1", "y1"].map((edge) => Math.max(0, Math.min(...marks.map((mark) => mark[edge])) - 3));
      const right = Math.min(width, Math.max(...marks.map((mark) => mark.x2)) + 3);
      const bottom = Math.min(height, Math.max(...marks.map((mark) => mark.y2)) + 3);
      const share = (part, whole) => `${(100 * part) / whole}%`;
      const box = made("div", "review-frame", "");
      Object.assign(box.style, {
        left: share(left, width), width: share(right - left, width), top: share(top, height), height: share(bottom - top, height),
      });
      picture.append(box);
    }
  }

  // Where else it is, in a line whose room is kept from the beginning.
  function tell(line, figure) {
    if (!picked) {
      line.replaceChildren(made("span", "", "Press a mark to find it in the other figures of this page, too; press it again for its record."));
      return;
    }
    const elsewhere = holding(picked).filter((other) => other !== figure);
    const here = recordsOf.get(figure).has(picked);
    const words = here ? (elsewhere.length ? "Marked here and in" : "Only in this figure.") : "Not in this figure; marked in";
    const links = elsewhere.map((other) => {
      const link = made("a", "", other.querySelector(".review-title").textContent);
      link.href = `#${other.id}`;
      return link;
    });
    const clear = made("button", "", "Unmark");
    clear.type = "button";
    clear.addEventListener("click", () => choose(null));
    line.replaceChildren(made("span", "", words), ...links, clear);
  }

  const lines = [];
  for (const figure of figures) {
    const others = othersOf(figure).length;
    for (const view of others ? figure.querySelectorAll(".review-view") : []) {
      const line = made("div", "review-elsewhere", "");
      line.style.setProperty("--others", others);
      view.querySelector(".review-picture").after(line);
      lines.push([line, figure]);
      tell(line, figure);
    }
  }
  if (!lines.length) return;

  function choose(record) {
    picked = record;
    live.forEach(frame);
    lines.forEach(([line, figure]) => tell(line, figure));
  }

  document.addEventListener("review-live", (event) => {
    const chart = { picture: event.target, ...event.detail };
    live.push(chart);
    frame(chart);
    const again = () => chart.view.runAsync().then(() => frame(chart)); // rows may have changed places
    for (const kind of ["input", "change"]) event.target.closest(".review-view").querySelector(".review-controls").addEventListener(kind, again);
  });
  document.addEventListener("review-pick", (event) => {
    const [record, figure] = [event.detail, event.target.closest(".review-figure")];
    if (!record) return;
    const elsewhere = holding(record).filter((other) => other !== figure).length;
    if (elsewhere && record !== picked) event.preventDefault(); // the first press marks, the second leads on
    choose(record);
    if (elsewhere) event.target.querySelector(".review-status").textContent += `. Marked in ${elsewhere} other figure${elsewhere > 1 ? "s" : ""} of this page.`;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && picked) choose(null);
  });
})();
