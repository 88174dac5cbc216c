// Light or dark as chosen in the book, and buttons that copy. Without it every record is whole.
(() => {
  "use strict";
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const colour = () => {
    let mode = null;
    try { mode = localStorage.getItem("mode"); } catch { /* a browser that keeps nothing */ }
    if (mode !== "light" && mode !== "dark") mode = dark.matches ? "dark" : "light";
    document.documentElement.dataset.theme = mode;
  };
  colour();
  dark.addEventListener("change", colour);
  addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("button[data-copy]")) {
      if (!navigator.clipboard) continue;
      button.hidden = false;
      button.addEventListener("click", async () => {
        const address = location.href.split("#")[0];
        const text = button.dataset.copy === "link" ? address : `${button.dataset.text} ${address}`;
        await navigator.clipboard.writeText(text);
        const was = button.textContent;
        button.textContent = "Copied";
        setTimeout(() => { button.textContent = was; }, 2000);
      });
    }
  });
})();
