// A dialog that arrives opens above the page; closed, or taken away by an answer, it leaves the focus where it was.
let before = null;

const comeBack = () => {
  before?.focus();
  before = null;
};

document.addEventListener("htmx:after:swap", () => {
  for (const dialog of document.querySelectorAll("dialog[data-modal]:not([open])")) {
    before = document.activeElement;
    dialog.addEventListener("close", () => { dialog.remove(); comeBack(); });
    dialog.showModal();
  }
  if (!document.querySelector("dialog[data-modal]")) comeBack();
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
