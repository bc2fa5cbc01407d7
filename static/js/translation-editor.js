// Comforts of the translation editor. Everything works without them.

const number = new Intl.NumberFormat(document.documentElement.lang || undefined, { numberingSystem: "latn" });

// Python and the database count code points, so this does too.
const lengthOf = (text) => [...text.trim()].length;

for (const counter of document.querySelectorAll("[data-count-for]")) {
  const field = document.getElementById(counter.dataset.countFor);
  const limit = Number(field.dataset.limit);
  const update = () => {
    const count = lengthOf(field.value);
    counter.textContent = counter.dataset.template
      .replace("%(count)s", number.format(count))
      .replace("%(limit)s", number.format(limit));
    counter.classList.toggle("is-too-long", count > limit);
  };
  field.addEventListener("input", update);
  update();
}

// Ctrl+Enter goes to the next field.
const fields = [...document.querySelectorAll(".unit textarea")];
for (const [index, field] of fields.entries()) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    fields[index + 1]?.focus();
  });
}
