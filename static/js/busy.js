// The control that asked says that its answer is under way; the style sheet waits before it shows.
const control = ({ctx}) => ctx.request?.submitter ?? ctx.sourceElement;

document.addEventListener("htmx:before:request", ({detail}) => control(detail)?.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:finally:request", ({detail}) => control(detail)?.removeAttribute("aria-busy"));
