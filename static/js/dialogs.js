// A dialog that arrives opens above the page; closed, it is gone, and the focus is where it was.
document.addEventListener("htmx:after:swap", () => {
  for (const dialog of document.querySelectorAll("dialog[data-modal]:not([open])")) {
    const before = document.activeElement;
    dialog.addEventListener("close", () => { dialog.remove(); before?.focus(); });
    dialog.showModal();
  }
});

// hx-confirm asks in a dialog of our own, where Escape and Cancel mean no.
document.addEventListener("htmx:confirm", (event) => {
  const {ctx, issueRequest, dropRequest} = event.detail;
  event.preventDefault();
  const dialog = document.getElementById("confirm").content.firstElementChild.cloneNode(true);
  dialog.querySelector("p").textContent = ctx.confirm;
  dialog.addEventListener("close", () => {
    dialog.remove();
    dialog.returnValue === "yes" ? issueRequest() : dropRequest();
  });
  document.body.append(dialog);
  dialog.showModal();
});
