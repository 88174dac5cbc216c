// A legend that filters is pressed in its picture; here the same by keys, and told to a screen reader.
(() => {
  "use strict";

  // Names of the selections that a legend makes, at any depth of a specification.
  function boundToLegends(spec) {
    if (typeof spec !== "object" || spec === null) return [];
    const own = (spec.params ?? []).filter((one) => one.bind === "legend" || one.bind?.legend).map((one) => one.name);
    const parts = ["layer", "hconcat", "vconcat", "concat"].flatMap((name) => spec[name] ?? []);
    return [...new Set([...own, ...[...parts, spec.spec].flatMap(boundToLegends)])];
  }

  const labelsIn = (picture) => [...picture.querySelectorAll(".role-legend-label:not([pointer-events='none']) text")];

  function addButtons(picture, view, selection) {
    const group = document.createElement("div");
    group.className = "review-legend-buttons";
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "Legend: show only what is pressed");
    const buttons = labelsIn(picture).map((label, place) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: label.textContent });
      // The picture may have been drawn anew, so its label is looked up when it is needed; where the
      // press falls is outside of every mark.
      button.addEventListener("click", () => {
        const press = new MouseEvent("click", { bubbles: true, clientX: -1000, clientY: -1000 });
        labelsIn(picture)[place].dispatchEvent(press);
      });
      group.append(button);
      return button;
    });
    const tell = () => {
      const chosen = new Set(view.data(`${selection}_store`).map((row) => String(row.values[0])));
      for (const button of buttons) button.setAttribute("aria-pressed", chosen.has(button.textContent));
    };
    view.addDataListener(`${selection}_store`, tell);
    tell();
    picture.after(group);
  }

  document.addEventListener("review-live", ({ target, detail }) => {
    const spec = JSON.parse(target.closest(".review-view").querySelector(".review-spec").textContent);
    for (const selection of boundToLegends(spec)) addButtons(target, detail.view, selection);
  });
})();
