// Keeps what is typed: two seconds after the last key, on blur and before leaving. The line says what the server said.
const PAUSE = 2000, LONGEST = 10000, AGAIN = 2500, PATIENCE = 2500; // ms: what fails must show within five seconds
const END = 20000, BEACON = 60000; // ms until a request is given up; characters that a browser sends for a page that is gone
const kept = new WeakMap(); // of each form, the text that the server holds
let timer, since, asking = null, saving = null; // `saving` is the text that the form's own request took along

const editor = () => document.querySelector("form[data-autosave]");
const fields = (form) => {
  const data = new FormData(form);
  data.delete("file");
  return new URLSearchParams(data);
};
const text = (form) => fields(form).toString().replace(/(^|&)(csrf_token|draft)=[^&]*/g, "");
const isKept = (form) => kept.get(form) === text(form);
const later = (pause) => { clearTimeout(timer); timer = setTimeout(save, pause); };
const fail = (form, words) => {
  const line = form.querySelector("#save-status");
  line.classList.add("failed");
  line.setAttribute("role", "alert");
  line.querySelector("span").textContent = `Not saved: ${words}`;
};

const take = (form, {ok, status}, html) => {
  const token = html.match(/name="csrf_token" value="([^"]+)"/)?.[1]; // the form was out of date: here is a new one
  if (token) for (const input of document.getElementsByName("csrf_token")) input.value = token;
  if (ok || status === 422) form.querySelector("#save-status").outerHTML = html;
  else fail(form, status === 401 ? "you are signed out. Press Save to log in." : "the site has trouble. Trying again.");
};

async function save(leaving = false) {
  const form = editor(), now = form && text(form);
  if (!form || now === kept.get(form) || saving !== null || (asking && leaving !== true)) return;
  asking?.abort(); // the newer text goes alone
  const ask = asking = new AbortController(), body = fields(form);
  body.set("sent", Date.now()); // so that of two on their way the newer one stays
  since = undefined;
  const slow = setTimeout(() => fail(form, "the site does not answer. Trying again."), PATIENCE);
  try {
    const answer = await fetch(form.dataset.autosave, {
      method: "POST", body, headers: {"HX-Request": "true", "HX-Request-Type": "partial"},
      signal: AbortSignal.any([ask.signal, AbortSignal.timeout(END)]), keepalive: leaving === true && now.length < BEACON,
    });
    take(form, answer, await answer.text());
    if (answer.ok) kept.set(form, now);
    later(answer.ok ? PAUSE : AGAIN);
  } catch {
    if (ask.signal.aborted || !form.isConnected) return;
    fail(form, "the site does not answer. Trying again.");
    later(AGAIN);
  } finally {
    clearTimeout(slow);
    if (asking === ask) asking = null;
  }
}

const start = () => { const form = editor(); if (form && !kept.has(form)) kept.set(form, text(form)); };
start();
document.addEventListener("htmx:after:swap", start);
document.addEventListener("input", ({target}) => {
  if (!target.form?.dataset.autosave) return;
  since ??= Date.now();
  later(Math.min(PAUSE, Math.max(0, since + LONGEST - Date.now())));
});
document.addEventListener("focusout", ({target, relatedTarget: to}) => { // a button sends the text itself
  if (target.form?.dataset.autosave && !to?.matches("form[data-autosave] [type=submit]")) save();
});
document.addEventListener("visibilitychange", () => { if (document.hidden) save(true); });
addEventListener("beforeunload", (event) => {
  const form = editor();
  if (!form || isKept(form)) return;
  save(true); // which arrives although the page is gone, but for a long text or a silent server: then the browser asks
  if (saving !== null || text(form).length >= BEACON || form.querySelector("#save-status.failed")) event.preventDefault();
});

// The form's own request takes the text along; what is typed until its answer is kept before that takes the form away.
// Cancel waits until all is kept: a text that cannot be kept stays where it is.
const within = (ctx) => ctx?.sourceElement.closest("form[data-autosave]");
document.addEventListener("htmx:before:request", (event) => {
  const {ctx} = event.detail, form = within(ctx);
  if (!form) return;
  if (ctx.sourceElement.matches("a") && !isKept(form)) {
    event.preventDefault();
    save(true).then(() => { if (isKept(form)) ctx.sourceElement.click(); });
  }
  if (ctx.sourceElement !== form) return;
  clearTimeout(timer);
  asking?.abort();
  saving = text(form);
});
document.addEventListener("htmx:after:request", ({detail: {ctx}}) => {
  const form = within(ctx);
  if (ctx.sourceElement !== form || !ctx.response?.raw?.ok) return;
  kept.set(form, saving);
  saving = null;
  save(true);
});
document.addEventListener("htmx:finally:request", ({detail: {ctx}}) => {
  if (ctx.sourceElement !== within(ctx)) return;
  saving = null;
  if (!ctx.sourceElement.isConnected || ctx.response?.raw?.ok) return;
  kept.delete(ctx.sourceElement); // whatever went wrong, the line shall say how it stands now
  later(PAUSE);
});
