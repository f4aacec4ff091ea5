// The preview goes along with the text; pressed again, its button closes it.
const pane = () => document.querySelector("form #preview:not([hidden])");

document.addEventListener("scroll", () => {
  const view = pane(), area = view && document.getElementById("body");
  if (!area) return;
  const {top, height} = area.getBoundingClientRect();
  const read = Math.min(1, Math.max(0, (innerHeight / 3 - top) / height));
  view.scrollTop = read * view.scrollHeight - view.clientHeight / 3;
}, {passive: true});

document.addEventListener("click", (event) => {
  const view = event.target.closest("[data-preview]") && pane();
  if (!view) return;
  event.preventDefault();
  event.stopPropagation();
  const closed = document.createElement("section");
  closed.id = "preview";
  closed.hidden = true;
  view.replaceWith(closed);
}, true);
