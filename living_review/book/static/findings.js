// Filters and search for a list of findings, claims or rows, and its arithmetic shown where a link leads to it.
(() => {
  "use strict";
  document.querySelectorAll(".review-findings").forEach((section) => {
    const entries = [...section.querySelectorAll(".review-entries > *")];
    const keys = section.dataset.filters.split(" ").filter(Boolean);
    const names = section.dataset.names.split("|");
    const form = document.createElement("form");
    form.className = "review-filters";
    const count = document.createElement("output");
    const selects = keys.map((key, place) => {
      const label = document.createElement("label");
      const select = document.createElement("select");
      select.name = key;
      const values = [...new Set(entries.map((entry) => entry.dataset[key]))];
      if (key === "source") values.sort((a, b) => a.localeCompare(b));
      select.append(new Option("all", ""), ...values.map((value) => new Option(value, value)));
      label.append(`${names[place]} `, select);
      form.append(label);
      return select;
    });
    const search = document.createElement("input");
    if (section.dataset.search) {
      const label = document.createElement("label");
      search.type = "search";
      label.append(`${section.dataset.search} `, search);
      form.prepend(label);
    }
    const texts = entries.map((entry) => `${entry.textContent} ${entry.dataset.also ?? ""}`.toLowerCase());
    form.append(count);
    const show = () => {
      let shown = 0;
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const [place, entry] of entries.entries()) {
        const fits = words.every((word) => texts[place].includes(word)) && selects.every((select) => !select.value || entry.dataset[select.name] === select.value);
        entry.hidden = !fits;
        shown += fits;
      }
      count.textContent = `${shown} of ${entries.length} shown`;
    };
    form.addEventListener("input", show);
    form.addEventListener("submit", (event) => event.preventDefault());
    if (keys.length || section.dataset.search) section.querySelector(".review-entries").before(form);
    show();
    const follow = () => {
      const target = location.hash && document.getElementById(location.hash.slice(1));
      if (!target || !section.contains(target)) return;
      if (target.dataset.arithmetic) return location.replace(target.dataset.arithmetic);
      if (target.hidden) { form.reset(); show(); }
      const folded = target.querySelector("details");
      if (folded) folded.open = true;
      target.scrollIntoView();
    };
    addEventListener("hashchange", follow);
    follow();
  });
})();
