// Gives the fields of a form the language and direction of what is written in them. Blocks come and go while somebody
// edits, so this goes on looking.

const { language, direction } = document.querySelector("script[data-language]").dataset;
const CONTENT = [
  "textarea",
  "input[type=text]:not([name=slug], [name$='-slug'], [dir], [data-chooser-url], [role=combobox])",
  "[contenteditable=true]",
].join(", ");

function direct(root) {
  for (const field of root.querySelectorAll(CONTENT)) {
    if (field.lang === language) continue;
    field.lang = language;
    field.dir = direction;
  }
}

const form = document.querySelector("[data-edit-form]");
if (form) {
  direct(form);
  new MutationObserver(() => direct(form)).observe(form, { childList: true, subtree: true });
}
