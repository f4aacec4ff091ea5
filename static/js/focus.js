// A button that an answer took away leaves the focus on what came in its place, or elsewhere to be read next.
let held = null;

document.addEventListener("htmx:before:swap", () => { held = document.activeElement; });
document.addEventListener("htmx:after:swap", ({detail: {ctx}}) => {
  if (document.activeElement !== document.body || !held || held === document.body || held.isConnected) return;
  const arrived = document.querySelector("[autofocus][tabindex='-1']");
  const place = arrived ?? document.getElementById(ctx?.target?.id);
  if (!place) return;
  arrived?.removeAttribute("autofocus");
  if (!place.hasAttribute("tabindex")) place.setAttribute("tabindex", "-1");
  place.focus({preventScroll: !arrived});
});
