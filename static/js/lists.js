// In the editor's text: Tab indents the lines of a list, Enter begins its next item, or ends it.
const ITEM = /^(\s*)([-*+]|\d+[.)])(\s+)(\[[ x]\]\s+)?/;
const insert = (area, start, end, text) => {
  area.setSelectionRange(start, end);
  document.execCommand(text ? "insertText" : "delete", false, text);
};

document.addEventListener("keydown", (event) => {
  const {target: area, key, shiftKey} = event;
  if (area.id !== "body" || !["Tab", "Enter"].includes(key) || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const {selectionStart: caret, selectionEnd, value} = area;
  const start = value.lastIndexOf("\n", caret - 1) + 1;
  const end = (value.indexOf("\n", caret) + 1 || value.length + 1) - 1;
  const item = value.slice(start, end).match(ITEM);
  if (!item || selectionEnd > end || (key === "Enter" && shiftKey) || caret < start + item[0].length) return;
  if (key === "Tab" && shiftKey && !item[1]) return;
  event.preventDefault();
  if (key === "Tab") {
    insert(area, start, shiftKey ? start + Math.min(2, item[1].length) : start, shiftKey ? "" : "  ");
    const moved = shiftKey ? -Math.min(2, item[1].length) : 2;
    area.setSelectionRange(caret + moved, caret + moved);
  } else if (item[0].length === end - start) insert(area, start, end, "");
  else insert(area, caret, selectionEnd, `\n${item[1]}${item[2].replace(/\d+/, (n) => +n + 1)}${item[3]}${item[4] ? "[ ] " : ""}`);
});
