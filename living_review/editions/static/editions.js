/* Leads to what changed between two chosen editions. Without it, a list of links does the same. */
(function () {
  "use strict";
  var form = document.getElementById("choose");
  if (!form) return;
  var said = form.querySelector(".said");
  var pairs = form.getAttribute("data-pairs").split(" ");
  form.hidden = false;
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var one = form.elements.earlier, other = form.elements.later;
    // The list of editions is newest first, so the earlier one stands further down.
    var older = one.selectedIndex >= other.selectedIndex ? one.value : other.value;
    var newer = older === one.value ? other.value : one.value;
    var pair = older + "-to-" + newer;
    if (older === newer) said.textContent = "Choose two different editions.";
    else if (pairs.indexOf(pair) < 0) said.textContent = "These two are not compared: choose neighbours, or the newest.";
    else location.href = pair + ".html";
  });
})();
