// Search fields suggest while somebody types: a combobox with a list. Without this the form is a form.
(() => {
  "use strict";
  const css = document.currentScript?.dataset.css;
  const fields = document.querySelectorAll("input[type=search][data-suggest]");
  if (!fields.length || !css) return;
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = css;
  document.head.append(sheet);
  const kept = new Map();

  const ask = async (text, site, signal) => {
    const asked = new URLSearchParams({ q: text, site }).toString();
    if (kept.has(asked)) return kept.get(asked);
    const answer = await fetch(`/api/v1/search/suggest?${asked}`, { signal });
    if (!answer.ok) return [];
    const found = (await answer.json()).suggestions;
    if (kept.size > 200) kept.clear();
    kept.set(asked, found);
    return found;
  };

  fields.forEach((field, n) => {
    const box = document.createElement("span");
    box.className = "suggest-box";
    const had = document.activeElement === field;
    field.before(box);
    box.append(field);
    if (had) field.focus();
    const list = document.createElement("ul");
    list.className = "suggest";
    list.id = `suggest-${n}`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.labels?.[0]?.textContent || "");
    box.append(list);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) field.setAttribute(name, value);

    let typed = field.value, at = -1, shown = [], timer, running, composing = false;
    const options = () => [...list.children];
    // Words are searched for; a page, which has a kind, is gone to.
    const follow = one => {
      if (one.kind) return void location.assign(one.url);
      field.value = one.text;
      shut();
      field.form?.requestSubmit();
    };
    const shut = () => {
      list.hidden = true;
      at = -1;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    };
    const show = found => {
      shown = found;
      list.replaceChildren(...found.map((one, i) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${i}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = one.text;
        if (one.kind) {
          option.dataset.kind = one.kind;
          const kind = document.createElement("small");
          kind.textContent = one.label;
          option.append(" ", kind);
        }
        return option;
      }));
      shut();
      if (!found.length || document.activeElement !== field) return;
      list.hidden = false;
      field.setAttribute("aria-expanded", "true");
    };
    const mark = to => {
      const all = options();
      at = to < -1 ? all.length - 1 : to >= all.length ? -1 : to;
      all.forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
      field.value = at < 0 ? typed : shown[at].text;
      if (at < 0) field.removeAttribute("aria-activedescendant");
      else {
        field.setAttribute("aria-activedescendant", all[at].id);
        all[at].scrollIntoView({ block: "nearest" });
      }
    };
    const site = () => new FormData(field.form || undefined).get("site") || "";
    const look = () => {
      clearTimeout(timer);
      running?.abort();
      typed = field.value;
      if (!typed.trim()) return show([]);
      timer = setTimeout(async () => {
        running = new AbortController();
        try { show(await ask(typed.trim(), site(), running.signal)); } catch { /* gone on, or no network: the form works */ }
      }, 90);
    };
    field.addEventListener("compositionstart", () => { composing = true; });
    field.addEventListener("compositionend", () => { composing = false; look(); });
    field.addEventListener("input", () => { if (!composing) look(); });
    field.addEventListener("keydown", event => {
      if (composing || event.isComposing) return;
      if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        field.value = typed;
        shut();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (list.hidden) return void (options().length ? show(shown) : look());
        event.preventDefault();
        mark(at + (event.key === "ArrowDown" ? 1 : -1));
      } else if (event.key === "Enter") {
        // Read before it is shut, which forgets what was marked.
        const chosen = shown[at];
        if (chosen?.kind) event.preventDefault();
        shut();
        if (chosen?.kind) follow(chosen);
      } else if (event.key === "Tab") shut();
    });
    // Before the field loses the focus.
    list.addEventListener("mousedown", event => {
      const option = event.target.closest("li");
      if (!option) return;
      event.preventDefault();
      follow(shown[options().indexOf(option)]);
    });
    field.addEventListener("blur", shut);
  });
})();
