// What scripts add to pages that work without them. Every element here is already complete in the HTML;
// its words stand there too, so that nothing needs to be translated in this file.

const language = document.documentElement.lang || undefined;
const inWords = (number) => new Intl.NumberFormat(language, { numberingSystem: "latn" }).format(number);

/** Brings the error summary to attention as soon as the page is there. */
class ErrorSummary extends HTMLElement {
  connectedCallback() {
    this.focus();
  }
}

/** Says how many characters are left, out loud only when typing pauses. */
class CharacterCount extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("textarea, input");
    if (!this.text || this.text.maxLength < 0) return;
    this.shown = this.addLine();
    this.spoken = this.addLine();
    this.shown.setAttribute("aria-hidden", "true");
    this.shown.className = "small soft";
    this.spoken.className = "visually-hidden";
    this.spoken.setAttribute("role", "status");
    this.text.addEventListener("input", () => this.count());
    this.count();
  }

  addLine() {
    return this.appendChild(document.createElement("p"));
  }

  count() {
    const words = `${this.dataset.label} ${inWords(this.text.maxLength - this.text.value.length)}`;
    this.shown.textContent = words;
    clearTimeout(this.pause);
    this.pause = setTimeout(() => (this.spoken.textContent = words), 1200);
  }
}

/** Keeps the number of signatures up to date while somebody is looking. */
class LiveCount extends HTMLElement {
  static every = 60_000;

  connectedCallback() {
    this.timer = setInterval(() => document.hidden || this.refresh(), LiveCount.every);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  async refresh() {
    const answer = await fetch(this.dataset.source).catch(() => null);
    if (!answer?.ok) return;
    const { confirmed } = await answer.json();
    const [number, bar] = [this.querySelector(".number"), this.querySelector("progress")];
    if (number) number.textContent = inWords(confirmed);
    if (bar) bar.value = confirmed;
  }
}

/** Shows its button where the device has a share sheet of its own. */
class ShareSheet extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    const data = { title: this.dataset.title, text: this.dataset.text, url: this.dataset.url };
    if (!button || !navigator.canShare?.(data)) return;
    button.hidden = false;
    // Somebody who closes the sheet again has changed their mind; that is no error.
    button.addEventListener("click", () => navigator.share(data).catch(() => {}));
  }
}

/** Shows its button where scripts may write to the clipboard, and says so when the text is there. */
class CopyText extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    if (!button || !navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", () => this.copy());
  }

  async copy() {
    const status = this.querySelector("[role=status]");
    await navigator.clipboard.writeText(this.dataset.text).then(
      () => (status.textContent = this.dataset.done),
      () => (status.textContent = this.dataset.failed),
    );
  }
}

/** Shows its button where scripts may open the dialog for printing. */
class PrintPage extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

customElements.define("error-summary", ErrorSummary);
customElements.define("character-count", CharacterCount);
customElements.define("live-count", LiveCount);
customElements.define("share-sheet", ShareSheet);
customElements.define("copy-text", CopyText);
customElements.define("print-page", PrintPage);

// A menu of languages closes with Escape and when somebody moves on to something else.
for (const menu of document.querySelectorAll("details.languages")) {
  document.addEventListener("click", (event) => menu.contains(event.target) || (menu.open = false));
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
