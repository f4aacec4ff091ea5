// Pictures that are chosen go up one after another; each comes into the text where the caret was when it was asked for.
const SIGN_IN = "You are signed out. Press Save to log in, then add the picture again.";
const SILENCE = "The site does not answer. Add the picture again in a moment.";
let line = Promise.resolve(), answer;

const send = async (form, file) => {
  const error = form.querySelector("#file-error"), request = {source: form.elements.file, target: error, swap: "none"};
  answer = null;
  error.textContent = "";
  await htmx.ajax("POST", form.dataset.pictures, {...request, values: {file}, answered: (ctx) => { answer = ctx; }});
  const page = new DOMParser().parseFromString(answer?.text ?? "", "text/html");
  for (const part of page.querySelectorAll(".toast :is(strong, a)")) part.remove(); // its title, and a way that leads elsewhere
  const words = answer?.response.status === 401 ? SIGN_IN : page.querySelector(".toast")?.textContent.trim() ?? SILENCE;
  const {markdown} = page.querySelector("#picture-markdown")?.dataset ?? {};
  if (!markdown) error.textContent ||= words;
  return markdown;
};

const insert = (body, spot, markdown) => { // whatever was typed meanwhile stands before or behind the spot
  const {value, selectionStart, selectionEnd} = body, {at: then, text} = spot, added = spot.between + markdown;
  const at = value.startsWith(text.slice(0, then)) ? then : value.endsWith(text.slice(then)) ? value.length - text.length + then : selectionEnd;
  const moved = (end) => (end > at ? end + added.length : end), idle = spot.idle && value === text;
  if (document.activeElement !== body && document.activeElement.matches("textarea, input:not([type=file])")) {
    body.setRangeText(added, at, at, "preserve"); // who types elsewhere goes on there
    body.dispatchEvent(new InputEvent("input", {bubbles: true}));
  } else {
    body.focus();
    body.setSelectionRange(at, at);
    document.execCommand("insertText", false, added); // it can be undone
    const words = [at + added.indexOf("[") + 1, at + added.indexOf("]")];
    body.setSelectionRange(...(idle ? words : [moved(selectionStart), moved(selectionEnd)]));
  }
  Object.assign(spot, {at: at + added.length, text: body.value, between: "\n\n", idle});
};

document.addEventListener("change", ({target}) => {
  if (!target.matches("form[data-pictures] input[name=file]")) return;
  const {form} = target, {body} = form.elements, spot = {at: body.selectionEnd, text: body.value, between: "", idle: true};
  for (const file of [...target.files]) line = line.then(async () => {
    const markdown = await send(form, file);
    if (markdown && body.isConnected) insert(body, spot, markdown);
  });
  target.value = ""; // or it would go along with the next save
});

document.addEventListener("htmx:after:request", (event) => {
  const {ctx} = event.detail;
  ctx.answered?.(ctx);
  if (ctx.answered && ctx.response.status === 401) event.preventDefault(); // no dialog in front of who types
});

document.addEventListener("click", ({target}) => { if (target.matches(".picture .markdown")) target.select(); });
