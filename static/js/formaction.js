// Of a form with hx-post, htmx asks no button where it leads; the browser without it would.
document.addEventListener("htmx:config:request", ({detail: {ctx}}) => {
  const elsewhere = ctx.request.submitter?.getAttribute("formaction");
  if (elsewhere) ctx.request.action = elsewhere;
});
