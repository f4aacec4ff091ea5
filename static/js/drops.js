// A picture that is pasted into a text, or dropped on it, is as good as one that was chosen.
const TEXT = "form[data-pictures] textarea[name=body]";

const choose = (event, files) => {
  if (!event.target.matches(TEXT) || !files.length) return;
  event.preventDefault();
  const input = event.target.form.elements.file;
  input.files = files;
  input.dispatchEvent(new Event("change", {bubbles: true}));
};

document.addEventListener("paste", (event) => {
  const {files, types} = event.clipboardData;
  if (!types.includes("text/plain")) choose(event, files); // else it is the words that are wanted
});
document.addEventListener("dragover", (event) => {
  if (event.target.matches?.(TEXT) && event.dataTransfer.types.includes("Files")) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const under = document.caretPositionFromPoint?.(event.clientX, event.clientY);
  if (event.dataTransfer.files.length && under?.offsetNode === event.target) event.target.setSelectionRange(under.offset, under.offset);
  choose(event, event.dataTransfer.files);
});
