// The desk's keys beyond j and k: every control with data-key answers to its letter or digit, and
// Ctrl+Enter sends the form one is in. All of it works by hand as well.
(() => {
  "use strict";
  for (const note of document.querySelectorAll("[data-keys]")) note.hidden = false;

  const open = control => {
    if (control.tagName === "A") { control.click(); return; }
    if (control.tagName === "BUTTON") { control.focus(); return; }
    const box = control.closest("details");
    box.open = true;
    const first = box.querySelector("input:not([type=hidden]), select, textarea");
    (first || control).focus();
    box.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", event => {
    const writing = event.target.closest("input, textarea, select");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.target.closest("form")?.requestSubmit();
      return;
    }
    if (event.key === "Escape" && writing) { writing.blur(); return; }
    if (writing || event.ctrlKey || event.metaKey || event.altKey) return;
    const control = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!control) return;
    event.preventDefault();
    open(control);
  });

  // A link to a form opens it.
  const meant = location.hash.startsWith("#do-") && document.getElementById(location.hash.slice(1));
  if (meant && meant.tagName === "DETAILS") open(meant.querySelector("summary"));

  // Cards are walked like rows.
  const cards = [...document.querySelectorAll("[data-row]")];
  if (cards.length) document.addEventListener("keydown", event => {
    if (!["j", "k"].includes(event.key) || event.target.closest("input, textarea, select")) return;
    const at = cards.indexOf(document.activeElement);
    const next = cards[Math.max(0, Math.min(cards.length - 1, at + (event.key === "j" ? 1 : -1)))];
    next.focus();
    next.closest("li").scrollIntoView({ block: "nearest" });
  });
})();
