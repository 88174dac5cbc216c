// Search: MiniSearch over the index of the book, by the field's weight; records come below pages.
(() => {
  "use strict";
  const little = new Set("a an and are as at be by can did do does for from has have how i if in is it its me my no of on or so than that the their there they this to was what when where which who why will with you your".split(" "));
  // Plurals and the like meet in one form; short words stay as they are.
  const stem = (word) => word.replace(/(?<=.{3})(ies)$/, "y").replace(/(?<=[^s].{2})s$/, "").replace(/(?<=.{4})(ing|ed)$/, "");
  const term = (word) => {
    const low = word.toLowerCase().replace(/[’']s?$/, "");
    return little.has(low) ? null : stem(low);
  };
  const engine = new MiniSearch({
    idField: "address",
    fields: ["title", "answer", "also", "headings", "text", "tables"],
    storeFields: ["title", "answer"],
    processTerm: term,
    searchOptions: {
      boost: { title: 6, answer: 4, also: 3, headings: 2, text: 1, tables: 0.5 },
      prefix: (word) => word.length > 4,
      fuzzy: (word) => (word.length > 6 ? 0.15 : 0),
      weights: { prefix: 0.4, fuzzy: 0.2 },
      // Lists that open with no answer, such as all references, hold every word.
      boostDocument: (address, word, { answer }) => (/^records\/(data|checks)\//.test(address) ? 0.15 : address.startsWith("records/") ? 0.5 : answer ? 1 : 0.4),
    },
  });
  engine.addAll(window.reviewSearchIndex);
  // Where nothing is found, a slip of the pen may be why: then words that are nearly the same count.
  const search = (query) => {
    const found = engine.search(query);
    return found.length ? found : engine.search(query, { fuzzy: 0.3 });
  };
  window.reviewSearch = search;

  const query = new URLSearchParams(location.search).get("q") ?? "";
  const field = document.querySelector("#review-search-field");
  const list = document.querySelector("#search-results");
  field.value = query;
  const kinds = { "records/claims/": "Claim", "records/trials/": "Trial", "records/data/": "Table of data", "records/checks/": "Reporting checks" };
  const show = () => {
    const found = field.value.trim() ? search(field.value).slice(0, 30) : [];
    // An identifier leads straight to its record.
    const [, name, prefix] = field.value.trim().match(/^(([A-Za-z]+[0-9]?)-\w+)$/) ?? [];
    const claim = name && window.reviewSearchIndex.find((one) => one.address === `records/claims/${name.toLowerCase()}.html`);
    const table = name && window.reviewTables[prefix];
    const holds = table && window.reviewSearchIndex.find((one) => one.address === table)?.tables.split(" ").includes(name.toLowerCase());
    if (claim) found.unshift({ id: claim.address, ...claim });
    else if (holds) found.unshift({ id: `${table}#${name}`, title: name, answer: "The entry with this identifier" });
    const entries = found.map((one) => {
      const entry = document.createElement("li");
      const link = Object.assign(document.createElement("a"), { href: one.id, textContent: one.title });
      const kind = Object.entries(kinds).find(([start]) => one.id.startsWith(start))?.[1];
      const head = document.createElement("p");
      head.append(...(kind ? [`${kind}: `] : []), link);
      const told = Object.assign(document.createElement("p"), { textContent: one.answer.length > 240 ? `${one.answer.slice(0, 240).replace(/\s\S*$/, "")} …` : one.answer });
      entry.append(head, told);
      return entry;
    });
    list.replaceChildren(...entries);
    document.querySelector("#search-count").textContent = field.value.trim() ? (found.length ? `${found.length === 30 ? "The first 30" : found.length} pages` : "Nothing found. Try fewer or other words.") : "";
  };
  field.addEventListener("input", show);
  show();
})();
