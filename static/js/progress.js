// fetch tells nothing about an upload under way; XMLHttpRequest does.
const upload = (url, {method, headers, body, signal}, bar) => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest();
  request.open(method, url);
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.upload.onprogress = ({total, loaded}) => { bar.max = total; bar.value = loaded; bar.hidden = false; };
  request.onload = () => {
    const lines = request.getAllResponseHeaders().trim().split("\r\n").filter(Boolean);
    const answer = new Headers(lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]));
    resolve(new Response(request.status === 204 ? null : request.response, {status: request.status, headers: answer}));
  };
  request.onerror = () => reject(new TypeError("no answer"));
  request.onloadend = () => { bar.hidden = true; };
  signal?.addEventListener("abort", () => { request.abort(); reject(signal.reason); });
  request.send(body);
});

// The bar of a form that is an upload, or of one that has a place for pictures.
document.addEventListener("htmx:config:request", ({detail: {ctx}}) => {
  const place = ctx.sourceElement.closest("form[data-progress], form[data-pictures] input[type=file]");
  const bar = (place?.form ?? place)?.querySelector("progress");
  if (!bar) return;
  ctx.request.timeout = 600000; // ms: a large file on a slow line takes minutes
  ctx.fetch = (url, request) => upload(url, request, bar);
});
