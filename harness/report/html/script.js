"use strict";
// All of it is comfort: the page says everything without a script.
function offerToCopy(block) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "copy";
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(block.textContent);
      button.textContent = "copied";
    } catch {
      button.textContent = "could not copy";
    }
  });
  block.before(button);
}
function tellInTheReadersZone(place) {
  const from = new Date(place.dataset.from), to = new Date(place.dataset.to);
  if (isNaN(from) || isNaN(to)) return;
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  const zone = format.resolvedOptions().timeZone;
  place.append(`here: ${format.formatRange(from, to)} (${zone})`, document.createElement("br"));
}
if (navigator.clipboard) {
  document.querySelectorAll("pre.copy:not(details *)").forEach(offerToCopy);
  // There are thousands of closed ones; a button that nobody sees is not made.
  document.addEventListener("toggle", ({ target }) => {
    for (const block of target.querySelectorAll("pre.copy"))
      if (!block.previousElementSibling?.matches("button")) offerToCopy(block);
  }, true);
}
// The first date that is formatted loads the language's rules: not before the page is on the screen.
requestAnimationFrame(() => setTimeout(() => document.querySelectorAll(".reader[data-from]").forEach(tellInTheReadersZone)));
