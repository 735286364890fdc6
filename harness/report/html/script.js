"use strict";
// All of it is comfort: the page says everything without a script.
for (const block of document.querySelectorAll("pre.copy")) {
  if (!navigator.clipboard) break;
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
for (const place of document.querySelectorAll(".reader[data-from]")) {
  const from = new Date(place.dataset.from), to = new Date(place.dataset.to);
  if (isNaN(from) || isNaN(to)) continue;
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  place.append(`here: ${format.formatRange(from, to)} (${zone})`, document.createElement("br"));
}
