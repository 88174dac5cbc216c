// Says what a term means and what a citation cites: on pointing at it, on focus, on a first tap.
// Without this script the browser shows the same on pointing, and the link leads there.
(() => {
  "use strict";
  const bubble = document.createElement("div");
  Object.assign(bubble, { id: "review-explained", className: "review-explained", hidden: true });
  bubble.setAttribute("role", "tooltip");
  document.body.append(bubble);
  let shown = null, waiting = 0;

  function show(link) {
    clearTimeout(waiting);
    if (shown === link) return;
    hide();
    shown = link;
    bubble.textContent = link.dataset.explained;
    bubble.hidden = false;
    link.setAttribute("aria-describedby", bubble.id);
    const at = link.getClientRects()[0], room = document.documentElement.clientWidth - 8;
    const left = Math.max(8, Math.min(at.left, room - bubble.offsetWidth));
    const above = at.top > bubble.offsetHeight + 8;
    const top = above ? at.top - bubble.offsetHeight - 4 : link.getBoundingClientRect().bottom + 4;
    Object.assign(bubble.style, { left: `${left}px`, top: `${top}px` });
  }

  function hide() {
    clearTimeout(waiting);
    shown?.removeAttribute("aria-describedby");
    bubble.hidden = true;
    shown = null;
  }

  const later = (what, after) => { clearTimeout(waiting); waiting = setTimeout(what, after); };
  for (const link of document.querySelectorAll('.bd-article a[title][href*="#"]')) {
    link.dataset.explained = link.title;
    link.removeAttribute("title"); // else the browser shows it as well
    link.addEventListener("pointerenter", (event) => {
      if (event.pointerType === "mouse") later(() => show(link), 200);
    });
    link.addEventListener("pointerleave", () => later(hide, 300));
    link.addEventListener("focus", () => { if (link.matches(":focus-visible")) show(link); });
    link.addEventListener("blur", hide);
    let touch = false; // a first tap explains, a second one follows the link
    link.addEventListener("pointerdown", (event) => { touch = event.pointerType === "touch"; });
    link.addEventListener("click", (event) => {
      if (!touch || shown === link) return;
      event.preventDefault();
      show(link);
    });
  }
  bubble.addEventListener("pointerenter", () => clearTimeout(waiting)); // it may be read at leisure
  bubble.addEventListener("pointerleave", hide);
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  addEventListener("scroll", hide, { passive: true });
  addEventListener("pointerdown", (event) => {
    if (event.target !== bubble && !event.target.closest?.("a[data-explained]")) hide();
  });
})();
