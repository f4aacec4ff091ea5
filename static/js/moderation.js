// Comments by key: j and k move from row to row, x ticks. The buttons act on what is ticked, else on the row at hand.
const ROW = "[data-row]", BOX = "[name=comment]", ALL = "tick-all";
const boxes = () => [...document.querySelectorAll(`.desk ${BOX}`)];
const here = () => document.activeElement.closest(ROW);
const show = () => { // the box above says whether all are ticked
  const all = document.getElementById(ALL), ticked = boxes().filter((box) => box.checked).length;
  if (all) Object.assign(all, {checked: ticked > 0 && ticked === boxes().length, indeterminate: ticked > 0 && ticked < boxes().length});
};

const move = (step) => {
  const rows = [...document.querySelectorAll(ROW)], at = rows.indexOf(here());
  const row = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + step))];
  row?.focus({preventScroll: true});
  row?.scrollIntoView({block: "nearest"});
};
const tick = () => { here()?.querySelector(BOX).click(); };
const KEYS = {j: () => move(1), k: () => move(-1), x: tick};

document.addEventListener("keydown", (event) => {
  const {target, key, ctrlKey, metaKey, altKey, shiftKey, isComposing} = event;
  if (!(key in KEYS) || ctrlKey || metaKey || altKey || shiftKey || isComposing || !document.querySelector(".desk")) return;
  if (target.matches("input:not([type=checkbox]), textarea, select") || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  KEYS[key]();
});
document.addEventListener("click", ({target}) => {
  const row = target.matches(".desk button[name=action]") && here();
  if (row && !boxes().some((box) => box.checked)) row.querySelector(BOX).checked = true;
}, true);
document.addEventListener("change", ({target}) => {
  if (target.id === ALL) for (const box of boxes()) box.checked = target.checked;
  if (target.id === ALL || target.matches(`.desk ${BOX}`)) show();
});
