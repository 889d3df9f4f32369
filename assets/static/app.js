// Starts what makes pages more pleasant where scripts run; every page works without.
import { initAll } from "./govuk-frontend.min.js";

initAll();

// A part that htmx has put in place gets its components started too.
document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) initAll({ scope: event.target });
});
