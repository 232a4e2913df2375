// The questions of a lesson: each answer is kept on the device until the server says that it is
// stored, and what is in an order is moved by buttons. The pages work without any of this.
(() => {
  "use strict";
  const who = document.currentScript.dataset.who;
  const WEEK = 7 * 24 * 3600 * 1000;
  const AGAIN = 10000;
  // One key for each answer, under the pupil's: on a shared device nobody sends what is another's.
  const prefix = `quiz|${who}|`;
  const memory = new Map();
  const store = {
    get: key => { try { return JSON.parse(localStorage.getItem(key)) || memory.get(key); } catch { return memory.get(key); } },
    set: (key, value) => { memory.set(key, value); try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* private window */ } },
    drop: key => { memory.delete(key); try { localStorage.removeItem(key); } catch { /* private window */ } },
    keys: () => { try { return [...new Set([...Object.keys(localStorage), ...memory.keys()])]; } catch { return [...memory.keys()]; } },
  };
  const kept = () => store.keys().filter(key => key.startsWith(prefix)).sort((a, b) => store.get(a).at - store.get(b).at);
  for (const key of store.keys().filter(key => key.startsWith("quiz|"))) if (!(Date.now() - store.get(key)?.at < WEEK)) store.drop(key);

  const here = document.querySelector("[data-quiz-here]");
  const note = document.querySelector("[data-quiz-note]");
  // `elements.item` is a function of every form.
  const named = (form, name) => form.querySelector(`[name=${name}]`).value;
  const key = form => `${prefix}${named(form, "attempt")}|${named(form, "item")}`;
  const shown = () => here?.querySelector("form[data-quiz]");
  const say = (text, ...more) => {
    if (!note || (!more.length && note.textContent === text)) return;
    const line = document.createElement("p");
    line.append(text);
    note.replaceChildren(line, ...more);
  };
  const address = (n, told) => `${here.dataset.url}?item=${n}${told.stands ? "" : "&first=1"}`;

  // What the form answers, as the server's pages number it; none where it is no answer yet.
  const read = form => {
    if (form.dataset.kind === "short") {
      const text = named(form, "text").trim();
      return text ? { text } : null;
    }
    if (form.dataset.kind === "ordering") {
      const ranks = [...form.querySelectorAll("select")].map(({ name, value }) => ({ rank: Number(value), place: Number(name.slice("rank-".length)) }));
      ranks.sort((a, b) => a.rank - b.rank);
      return ranks.every(({ rank }, at) => rank === at + 1) ? { picks: ranks.map(({ place }) => place) } : null;
    }
    const picks = [...form.querySelectorAll("input[name=pick]:checked")].map(input => Number(input.value));
    return picks.length ? { picks } : null;
  };

  const post = (name, leaving) => {
    const [attempt, item] = name.slice(prefix.length).split("|");
    const { picks, text } = store.get(name);
    return fetch(`/api/v1/attempts/${attempt}/answers`, {
      method: "POST", headers: { "content-type": "application/json" }, credentials: "same-origin", keepalive: leaving,
      body: JSON.stringify({ item: Number(item), picks, text }),
    });
  };

  // Sends what is kept, in the order it was given. Says for each answer what the server told.
  let sending = false;
  const send = async () => {
    if (sending || !kept().length) return;
    sending = true;
    try {
      const sent = [];
      for (const name of kept()) {
        const answer = await post(name, false);
        if (answer.status === 401 || answer.status === 403) return say(here?.dataset.sayOut || "");
        if (!answer.ok && ![404, 422].includes(answer.status)) throw new Error(answer.status);
        const told = answer.ok ? await answer.json() : null;
        store.drop(name);
        sent.push({ name, n: name.split("|").at(-1), told });
      }
      done(sent);
    } catch {
      wait();
    } finally {
      sending = false;
    }
  };

  // The answer to the question that is shown leads to what is told of it; an earlier one says where.
  const done = sent => {
    const form = shown();
    if (!form || !sent.length) return;
    const mine = sent.find(one => one.name === key(form));
    // It is no answer, or to no attempt that runs: the server's page says so.
    if (mine && !mine.told) {
      for (const control of form.elements) control.disabled = false;
      return form.submit();
    }
    if (mine && sent.length === 1) return location.assign(address(mine.n, mine.told));
    const ways = document.createElement("p");
    for (const { n, told } of sent.filter(one => one.told)) {
      const link = document.createElement("a");
      link.href = address(n, told);
      link.textContent = here.dataset.sayWhy.replace("{n}", n);
      ways.append(link, " ");
    }
    say(here.dataset.saySent, ways);
    if (mine) ways.querySelector("a")?.focus();
  };

  // The network has gone: the answer stays here, and the next question can be answered.
  const wait = () => {
    const form = shown();
    if (!form) return;
    if (!store.get(key(form))) return say(here.dataset.sayKept);
    if (form.dataset.kept) return;
    form.dataset.kept = "yes";
    for (const control of form.elements) control.disabled = true;
    const next = [...document.querySelectorAll("template[data-quiz-next]")].find(({ dataset }) => !kept().some(name => name === `${prefix}${named(form, "attempt")}|${dataset.quizNext}`));
    if (!next) return say(kept().length > 1 ? here.dataset.sayNone : here.dataset.sayKept);
    const on = document.createElement("button");
    on.type = "button";
    on.className = "button button-primary";
    on.textContent = here.dataset.sayNext;
    on.addEventListener("click", () => {
      here.replaceChildren(next.content.cloneNode(true));
      note.replaceChildren();
      scripted(here);
      const head = here.querySelector("h1");
      head.tabIndex = -1;
      head.focus();
    });
    say(here.dataset.sayKept, on);
  };

  // Buttons in place of the numbers: the lines themselves stand in the order that is answered.
  const order = box => {
    const list = box.querySelector("ol");
    const told = box.querySelector("[data-moved]");
    const rows = () => [...list.children];
    const rank = row => Number(row.querySelector("select").value) || Infinity;
    list.append(...rows().sort((a, b) => rank(a) - rank(b)));
    const number = () => rows().forEach((row, at, all) => {
      row.querySelector("select").value = String(at + 1);
      row.querySelector("[data-move='-1']").disabled = at === 0;
      row.querySelector("[data-move='1']").disabled = at === all.length - 1;
    });
    for (const row of rows()) {
      row.querySelector("select").hidden = true;
      const moves = row.querySelector(".quiz-moves");
      moves.hidden = false;
      for (const button of moves.children) button.addEventListener("click", () => {
        if (button.dataset.move === "1") row.nextElementSibling?.after(row);
        else row.previousElementSibling?.before(row);
        number();
        (button.disabled ? moves.querySelector("button:not([disabled])") : button).focus();
        told.textContent = told.dataset.say.replace("{what}", row.querySelector("label").textContent).replace("{n}", rows().indexOf(row) + 1);
      });
    }
    box.classList.add("quiz-moving");
    box.querySelector("legend").textContent = told.dataset.how;
    number();
  };

  const scripted = part => {
    for (const box of part.querySelectorAll("[data-order]")) order(box);
    for (const form of part.querySelectorAll("form[data-quiz]")) form.addEventListener("submit", event => {
      const answer = read(form);
      // What is no answer goes to the server, which says why.
      if (!answer) return;
      event.preventDefault();
      store.set(key(form), { ...answer, at: Date.now() });
      send();
    });
  };
  if (here) scripted(here);

  addEventListener("online", send);
  setInterval(send, AGAIN);
  // Who leaves the class is nobody any more a moment later: what is kept goes out with them.
  document.addEventListener("submit", event => {
    if (!event.target.matches("[action='/youth/class/leave']")) return;
    for (const name of kept()) post(name, true).catch(() => {});
  });
  send();
})();
