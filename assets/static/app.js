// Starts what makes pages more pleasant where scripts run; every page works without.
import { initAll } from "./govuk-frontend.min.js";

initAll();

// A part that htmx has put in place gets its components started too.
document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) initAll({ scope: event.target });
});

// Filters stand beside a list where there is room; on a phone they stay folded until asked for.
if (matchMedia("(min-width: 48.0625em)").matches) {
  for (const filter of document.querySelectorAll("[data-rr-open-when-wide]")) filter.open = true;
}
