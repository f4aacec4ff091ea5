// No answer, or one that is not ours: one message, and the form stays as it is. What nobody pressed fails in silence.
const say = (text) => {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.textContent = text;
  document.getElementById("toasts").replaceChildren(toast);
};

document.addEventListener("htmx:error", ({detail}) => {
  if (detail.ctx && !detail.ctx.sourceElement.matches("[data-quiet]")) say("The site does not answer. What you typed is still here: try again in a moment.");
});

document.addEventListener("htmx:response:error", ({detail}) => {
  if (detail.ctx.response.status >= 500 && !detail.ctx.text?.includes("<hx-partial")) {
    say("Something between you and the site broke. What you typed is still here: try again in a moment.");
  }
});
