// What scripts add to pages that work without them: drafts, live queues, file lists, focus.
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector, from = document) => from.querySelectorAll(selector);
  const store = {
    get: key => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
    drop: key => { try { localStorage.removeItem(key); } catch { /* private window */ } },
  };

  // Drafts. <form data-draft="ask"> keeps what is typed on this device for a week, never passwords,
  // files or anything marked data-private. A value that came from the server is newer and wins.
  // An element with data-draft-note shows what happened; data-kept, data-restored, data-clear say it.
  const WEEK = 7 * 24 * 3600 * 1000;
  const kept = control => control.name && control.name !== "csrf" && !control.closest("[data-private]") &&
    !["password", "file", "hidden", "submit", "button"].includes(control.type);
  for (const form of all("form[data-draft]")) {
    const key = `draft:${form.dataset.draft}`;
    const note = form.querySelector("[data-draft-note]");
    const say = what => {
      if (!note) return;
      note.textContent = note.dataset[what] || "";
      if (what !== "restored" || !note.dataset.clear) return;
      const clear = document.createElement("button");
      clear.type = "button";
      clear.textContent = note.dataset.clear;
      clear.addEventListener("click", () => { store.drop(key); location.reload(); });
      note.append(" ", clear);
    };
    const draft = store.get(key);
    if (draft && Date.now() - draft.at < WEEK) {
      let restored = false;
      const given = new Set([...form.elements].filter(control => control.checked).map(control => control.name));
      for (const control of form.elements) {
        if (!kept(control) || !(control.name in draft.values)) continue;
        const value = draft.values[control.name];
        if (control.type === "radio" || control.type === "checkbox") {
          if (given.has(control.name) || ![].concat(value).includes(control.value)) continue;
          control.checked = true;
          restored = true;
        } else if (!control.value && value) {
          control.value = value;
          restored = true;
        }
      }
      if (restored) say("restored");
    }
    let timer;
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const values = {};
        for (const control of form.elements) {
          if (!kept(control)) continue;
          if (control.type === "radio" || control.type === "checkbox") {
            values[control.name] ??= [];
            if (control.checked) values[control.name].push(control.value);
          } else values[control.name] = control.value;
        }
        if (store.set(key, { at: Date.now(), values })) say("kept");
      }, 400);
    });
  }
  // A page that says the thing was sent forgets the drafts it names: <body data-draft-done="ask">.
  for (const done of all("[data-draft-done]"))
    for (const name of done.dataset.draftDone.split(" ")) store.drop(`draft:${name}`);

  // Devices are shared: where a pupil has left, nothing that was kept for them stays. Only the page
  // that says so clears it, for without a network nobody has left.
  if (location.hash === "#left" && document.querySelector("[data-left]")) { try { localStorage.clear(); } catch { /* private window */ } }

  // A form is sent once, however often the button is pressed.
  for (const form of all('form[method="post"]')) {
    form.addEventListener("submit", event => {
      if (form.dataset.sent && Date.now() - form.dataset.sent < 5000) event.preventDefault();
      else form.dataset.sent = Date.now();
    });
  }

  // Live queues. <div data-live="/desk/live?queue=mine"> listens; at each event the element is
  // fetched again from the page itself, unless somebody is in it, who is asked instead.
  for (const part of all("[data-live]")) {
    if (!window.EventSource) break;
    const source = new EventSource(part.dataset.live);
    let waiting;
    const fresh = async () => {
      const answer = await fetch(location.href, { headers: { "x-requested-with": "live" } });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector(`[data-live="${CSS.escape(part.dataset.live)}"]`);
      if (now && !part.contains(document.activeElement)) part.replaceChildren(...now.childNodes);
      else if (now) offer();
    };
    const offer = () => {
      if (part.previousElementSibling?.classList.contains("live-note")) return;
      const note = document.createElement("p");
      note.className = "flash flash-info live-note";
      note.setAttribute("role", "status");
      const link = document.createElement("a");
      link.href = location.href;
      link.textContent = part.dataset.liveText || "↻";
      note.append(link);
      part.before(note);
    };
    source.addEventListener("message", () => { clearTimeout(waiting); waiting = setTimeout(fresh, 300); });
    addEventListener("pagehide", () => source.close());
  }

  // Files: say what was chosen, how large, and what is too large, before it is sent.
  for (const box of all("[data-file]")) {
    const input = box.querySelector("input");
    const list = document.createElement("ul");
    list.setAttribute("aria-live", "polite");
    box.append(list);
    const most = Number(input.dataset.most || 20) * 1048576;
    input.addEventListener("change", () => {
      list.replaceChildren(...[...input.files].map(file => {
        const line = document.createElement("li");
        const name = document.createElement("span");
        const size = document.createElement("span");
        name.textContent = file.name;
        size.textContent = file.size < 1048576 ? `${Math.ceil(file.size / 1024)} KB` : `${(file.size / 1048576).toFixed(1)} MB`;
        if (file.size > most) { line.className = "wrong-size"; size.textContent += ` > ${most / 1048576} MB`; }
        line.append(name, size);
        return line;
      }));
    });
  }

  // The error summary takes the focus, so that it is read first.
  document.querySelector("[data-focus]")?.focus();

  // The desk's keys: / searches, j and k walk the rows, Enter opens.
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    if (event.key === "/") {
      const field = document.querySelector('input[type="search"]');
      if (field) { event.preventDefault(); field.focus(); }
    }
    if (root.dataset.site !== "desk" || !["j", "k"].includes(event.key)) return;
    const rows = [...all(".row-link a")];
    const at = rows.indexOf(document.activeElement);
    rows[Math.max(0, Math.min(rows.length - 1, at + (event.key === "j" ? 1 : -1)))]?.focus();
  });

  // A printed page is asked for by a button, which exists only where it can work.
  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
})();
