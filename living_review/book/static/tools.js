// One quiet row of tools under each figure and table: data, picture, code, link.
// Without it the data, the code and the anchor are there, only not side by side.
(() => {
  "use strict";
  const FONTS = "'Review Sans', 'Source Sans 3', 'Source Sans Pro', sans-serif";
  const edition = document.querySelector(".review-bar span")?.textContent.trim() ?? "";
  const review = document.querySelector(".review-name")?.textContent.trim() ?? "";
  const text = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const button = (words, action) => {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", textContent: words });
    made.addEventListener("click", action);
    return made;
  };

  function save(name, content, type) {
    const link = document.createElement("a");
    link.href = content instanceof Blob ? URL.createObjectURL(content) : URL.createObjectURL(new Blob([content], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  // What the table shows, row by row; a row that a filter hides is not in it.
  function csv(table) {
    const quoted = (words) => (/[",\n]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words);
    const rows = [...table.querySelectorAll("tr")].filter((row) => !row.hidden);
    return rows.map((row) => [...row.cells].map((cell) => quoted(text(cell))).join(",")).join("\n") + "\n";
  }

  // Lines of a text that fit a width, by the letters that a line holds at this size.
  function lines(words, width, size) {
    const most = Math.floor(width / (size * 0.52));
    const pieces = words.split(" ").flatMap((word) => word.match(new RegExp(`.{1,${most}}`, "gu")) ?? []);
    return pieces.reduce((found, word) => {
      const last = found.at(-1);
      if (last && `${last} ${word}`.length <= most) found[found.length - 1] = `${last} ${word}`;
      else found.push(word);
      return found;
    }, []);
  }

  // Where something can be seen again: a figure that readers change keeps its own address.
  const addressOf = (place) => document.getElementById(place)?.dataset.address ?? `${location.href.split("#")[0]}#${place}`;

  // The picture that is on the screen as a drawing of its own: finding above, whose it is below.
  function drawing(figure) {
    const shown = [...figure.querySelectorAll(".review-picture svg")].find((svg) => svg.getBoundingClientRect().width);
    const box = shown.viewBox.baseVal;
    const [width, height] = box?.width ? [box.width, box.height] : [shown.clientWidth, shown.clientHeight];
    const title = lines(text(figure.querySelector(".review-title")), width, 17);
    const told = figure.dataset.told ? `${figure.dataset.told}. ` : "";
    const source = lines(`${told}${review}. ${edition}. ${addressOf(figure.id)}`, width, 11);
    const [above, below] = [title.length * 22 + 12, source.length * 15 + 12];
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const whole = { width, height: height + above + below, viewBox: `0 0 ${width} ${height + above + below}` };
    for (const [name, value] of Object.entries(whole)) svg.setAttribute(name, value);
    svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    svg.setAttribute("style", `color: #000; background: #fff; font-family: ${FONTS}`);
    const add = (name, attributes, words) => {
      const made = document.createElementNS(svg.namespaceURI, name);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      made.textContent = words ?? "";
      svg.append(made);
      return made;
    };
    add("rect", { width: "100%", height: "100%", fill: "#fff" });
    title.forEach((line, i) => add("text", { x: 4, y: 20 + 22 * i, "font-size": 17, "font-weight": 600 }, line));
    const copy = shown.cloneNode(true);
    // A drawing by itself has no fonts of the page; without another name it would be set in serifs.
    copy.querySelectorAll("[font-family]").forEach((part) => part.setAttribute("font-family", FONTS));
    for (const [name, value] of Object.entries({ x: 0, y: above, width, height })) copy.setAttribute(name, value);
    svg.append(copy);
    source.forEach((line, i) => add("text", { x: 4, y: above + height + 18 + 15 * i, "font-size": 11 }, line));
    return svg;
  }

  const asSvg = (figure) => new XMLSerializer().serializeToString(drawing(figure));

  async function asPng(figure) {
    const svg = drawing(figure);
    const picture = new Image();
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`;
    await picture.decode();
    const canvas = document.createElement("canvas");
    const scale = 2;
    [canvas.width, canvas.height] = ["width", "height"].map((side) => Math.ceil(svg.getAttribute(side) * scale));
    const context = canvas.getContext("2d");
    context.scale(scale, scale);
    context.drawImage(picture, 0, 0);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  }

  function linkTo(place) {
    const link = document.createElement("a");
    Object.assign(link, { href: `#${place}`, textContent: "Link" });
    link.addEventListener("click", (event) => {
      if (document.getElementById(place)?.dataset.address) event.preventDefault(); // it stands there
      navigator.clipboard?.writeText(addressOf(place)).then(() => {
        link.textContent = "Link copied";
        setTimeout(() => { link.textContent = "Link"; }, 2000);
      }, () => {});
    });
    return link;
  }

  // The code of a cell stands behind its output; here it becomes one of the tools.
  function codeOf(element) {
    const cell = element.closest(".cell");
    if (!cell || cell.querySelectorAll(".review-tools").length > 1) return [];
    return [...cell.querySelectorAll(":scope > details.hide")];
  }

  for (const figure of document.querySelectorAll(".review-figure")) {
    const tools = figure.querySelector(".review-tools");
    const name = figure.id.replace(/^figure-/, "");
    const data = figure.querySelector(":scope > details") ?? tools.querySelector("details");
    const table = data.querySelector("table");
    data.querySelector("summary").after(button("Save as CSV", () => save(`${name}.csv`, csv(table), "text/csv")));
    tools.append(
      data,
      button("Picture (SVG)", () => save(`${name}.svg`, asSvg(figure), "image/svg+xml")),
      button("Picture (PNG)", async () => save(`${name}.png`, await asPng(figure))),
      linkTo(figure.id),
      ...codeOf(figure),
    );
  }

  // Of a claim, the code is for those who unfold it.
  for (const card of document.querySelectorAll(".cell_output .review-claim > details")) card.append(...codeOf(card));

  // On a phone the contents open above the page; who has chosen a section wants to see it.
  const contents = document.getElementById("pst-secondary-sidebar-modal");
  contents?.addEventListener("click", (event) => {
    if (event.target.closest('a[href*="#"]')) contents.close();
  });

  document.querySelectorAll(".cell_output table.review-table").forEach((table, place) => {
    if (table.closest(".review-figure, details")) return;
    table.id ||= `table-${place + 1}`;
    const tools = document.createElement("div");
    tools.className = "review-tools";
    table.after(tools);
    const name = text(table.caption ?? table).slice(0, 40).replace(/[^A-Za-z0-9]+/g, "-").toLowerCase();
    tools.append(button("Save as CSV", () => save(`${name}.csv`, csv(table), "text/csv")), linkTo(table.id), ...codeOf(table));
  });
})();
