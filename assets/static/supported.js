// Tells the stylesheet, before the page is drawn, that scripts run here. A file of its own: the page allows no inline script.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
