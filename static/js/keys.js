// A control with aria-keyshortcuts answers to them: "e", "Escape", "Control+s". A plain letter is no shortcut while one types.
const pressed = ({key, ctrlKey, metaKey}) => (ctrlKey ? "control+" : metaKey ? "meta+" : "") + key.toLowerCase();

document.addEventListener("keydown", (event) => {
  const {target, altKey, shiftKey, isComposing} = event;
  const typing = target.matches("input:not([type=checkbox]), textarea, select") && event.key.length === 1 && !event.ctrlKey && !event.metaKey;
  if (typing || altKey || shiftKey || isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const wanted = pressed(event);
  const control = [...document.querySelectorAll("[aria-keyshortcuts]")].find((one) =>
    one.getAttribute("aria-keyshortcuts").toLowerCase().split(" ").includes(wanted));
  if (!control || (control.closest("markdown-toolbar") && target.id !== "body")) return;
  event.preventDefault();
  if (control.matches("input[type=search]")) control.select();
  control.click();
});
