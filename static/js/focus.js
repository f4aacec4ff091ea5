// A button that an answer took away leaves the focus on what came in its place.
document.addEventListener("htmx:after:swap", ({detail: {ctx}}) => {
  const place = document.activeElement === document.body && document.getElementById(ctx?.target?.id);
  if (!place) return;
  if (!place.hasAttribute("tabindex")) place.setAttribute("tabindex", "-1");
  place.focus({preventScroll: true});
});
