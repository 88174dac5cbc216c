// Which editions there are, and which one this page belongs to. Every page of every edition loads
// this one script from above its edition's folder; it is written anew with each website.
(() => {
  "use strict";
  const known = /* written by living_review.editions.site */ null;
  const script = document.currentScript;
  const start = "index.html";
  const base = new URL(".", script.src).href;
  const address = location.href.replace(/[?#].*$/s, "");
  if (!known || !address.startsWith(base)) return;

  const [folder, ...rest] = address.slice(base.length).split("/").map(decodeURIComponent);
  const asked = rest.join("/");
  const page = [asked, `${asked}${asked === "" || asked.endsWith("/") ? start : ".html"}`]
    .find((name) => name in known.pages) ?? asked;
  const shown = known.shown.find((one) => one.folder === folder);
  const newest = known.shown.find((one) => one.folder === known.newest);

  const holds = (name, edition) => known.pages[name]?.[edition] === "1";

  // The same page in another edition, under the name that it has there; null if it has none.
  function same(edition) {
    const seen = new Set([page]);
    for (const name of seen) {
      if (holds(name, edition)) return name;
      if (name in known.moved) seen.add(known.moved[name]);
      for (const [from, to] of Object.entries(known.moved)) if (to === name) seen.add(from);
    }
    return null;
  }

  const way = (place, name) =>
    base + [place, ...name.split("/")].map(encodeURIComponent).join("/");

  function element(kind, attributes = {}, ...inside) {
    const made = document.createElement(kind);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...inside);
    return made;
  }

  const dated = (one) => (one.date ? `${one.name} of ${one.date}` : one.name);

  function link(one, words) {
    const name = same(one.edition);
    const made = element("a", { href: way(one.folder, name ?? start) + (name === page ? location.hash : "") }, words);
    return name === null && shown ? [made, " (this page is not in it: its first page)"] : [made];
  }

  function switcher() {
    const isNewest = shown && shown.version === newest?.version;
    const said = shown ? `This is ${dated(shown)}${isNewest ? ", the newest" : ""}` : "Editions";
    const summary = element("summary", {}, said);
    const list = element("ul");
    for (const one of known.shown) {
      const words = `${dated(one)}${one.note ? `, ${one.note}` : ""}`;
      const entry = element("li", {}, ...link(one, words));
      if (one === shown) entry.firstChild.setAttribute("aria-current", "true");
      list.append(entry);
    }
    list.append(element("li", {}, element("a", { href: `${base}editions/${start}` },
      "All editions, and what changed between any two")));
    const details = element("details", {}, summary, list);
    details.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !details.open) return;
      details.open = false;
      summary.focus();
    });
    return element("nav", { class: "review-editions", "aria-label": "Editions of this review" }, details);
  }

  // A reader of an old edition is told since when it is old, why, and where the newest stands.
  function banner() {
    const after = shown && known.superseded[shown.version];
    if (!newest || !shown || !(after || shown.version === "development")) return null;
    const said = element("p");
    if (after) {
      said.append(element("strong", {}, `This is an old edition (${shown.version} of ${shown.date}).`),
        ` Edition ${after.version} of ${after.date} superseded it: ${after.why} `);
      if (after.version !== newest.version) said.append(`The newest is ${dated(newest)}. `);
    } else {
      said.append(element("strong", {}, "This is the development edition."),
        ` It changes, and is not for citing. The newest published one is ${dated(newest)}. `);
    }
    const name = same(newest.edition);
    said.append(element("a", { href: way(newest.folder, name ?? start) + (name === page ? location.hash : "") },
      name ? "Read this page in the newest edition" : "This page is not in the newest edition; go to its first page"), ".");
    const kind = after ? "review-old-edition" : "review-development-edition";
    return element("section", { class: kind, "aria-label": after ? "Old edition" : "Development edition" }, said);
  }

  // Its own few rules, since the pages of old editions have a style that can't know them.
  const style = `
    .review-editions { font-size: .9rem; margin: .5rem 1rem; text-align: start; }
    .review-editions details { margin: 0; }
    .review-editions summary { cursor: pointer; display: inline-block; padding: .35rem .5rem; min-height: 1.5rem; border: 1px solid currentColor; border-radius: 4px; }
    .review-editions summary::before { content: "▸ " / ""; }
    .review-editions details[open] summary::before { content: "▾ " / ""; }
    .review-editions ul { list-style: none; margin: .35rem 0; padding: .25rem .5rem; border-inline-start: 3px solid currentColor; }
    .review-editions li { margin: 0; padding: .2rem 0; }
    .review-editions li a { display: inline-block; min-height: 24px; padding: .1rem 0; }
    html .review-editions a, html .review-old-edition a, html .review-development-edition a { color: inherit; text-decoration: underline; text-underline-offset: .15em; }
    .review-editions a[aria-current] { font-weight: 600; }
    .review-editions :is(a, summary):focus-visible, .review-old-edition a:focus-visible, .review-development-edition a:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
    .review-old-edition, .review-development-edition { padding: .6rem .9rem; margin: .5rem 1rem; border-inline-start: 6px solid; border-radius: 4px; overflow-wrap: anywhere; }
    .review-old-edition { background: #fff0c2; color: #3a2c00; border-color: #8a6500; }
    .review-development-edition { background: #e6eefc; color: #12294d; border-color: #3d5f99; }
    html[data-theme="dark"] .review-old-edition { background: #3a3008; color: #ffedb3; border-color: #e0b53c; }
    html[data-theme="dark"] .review-development-edition { background: #14243f; color: #dbe7ff; border-color: #7fa3e0; }
    .review-old-edition p, .review-development-edition p { margin: 0; }
    @media print { .review-editions { display: none; } }`;

  function show() {
    document.head.append(element("style", {}, style));
    const name = newest && shown && same(newest.edition);
    if (known.url && name && !document.querySelector("link[rel=canonical]")) {
      const there = [known.newest, ...name.split("/")].map(encodeURIComponent).join("/");
      document.head.append(element("link", { rel: "canonical", href: known.url + there }));
    }
    const place = document.querySelector(".bd-article-container")
      ?? document.querySelector("main, [role=main]") ?? document.body;
    place.prepend(...[banner(), switcher()].filter(Boolean));
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", show);
  else show();
})();
