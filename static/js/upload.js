// A film goes up in pieces of 8 MiB; after a lost line it goes on where the server says it stands.
// Without this the form sends the file whole. A page of a film in work shows how far it is.
(() => {
  "use strict";
  const PIECE = 8 * 1048576;
  const wait = ms => new Promise(done => setTimeout(done, ms));

  const send = async (form, file, id, offset, token, shown) => {
    let pause = 1000;
    while (offset < file.size || file.size === 0) {
      shown(offset / file.size);
      try {
        const answer = await fetch(`/desk/videos/${id}/bytes?offset=${offset}`, {
          method: "PUT", body: file.slice(offset, offset + PIECE), headers: { "x-csrf": token },
        });
        if (answer.ok || answer.status === 409) {
          const said = await answer.json();
          offset = said.offset;
          pause = 1000;
          if (said.done) break;
          if (answer.ok) continue;
        } else if (answer.status < 500 && answer.status !== 400) {
          break;
        }
      } catch { /* the line is gone: it is tried again below */ }
      await wait(pause);
      pause = Math.min(pause * 2, 15000);
    }
    location.href = `/desk/videos/${id}`;
  };

  const failed = (form, text) => {
    let note = form.querySelector(".film-wrong");
    if (!note) {
      note = document.createElement("p");
      note.className = "wrong film-wrong";
      note.setAttribute("role", "alert");
      form.prepend(note);
    }
    note.textContent = text;
  };

  for (const form of document.querySelectorAll("form[data-upload]")) {
    form.addEventListener("submit", async event => {
      const file = form.querySelector("input[type=file]").files[0];
      if (!file) return;
      event.preventDefault();
      // The house sends a form once; this one may be tried again.
      delete form.dataset.sent;
      const token = form.querySelector("input[name=csrf]").value;
      let { resume: id, name, size } = form.dataset;
      let offset = Number(form.dataset.offset || 0);
      if (!id || name !== file.name || Number(size) !== file.size) {
        const fields = new FormData();
        fields.append("csrf", token);
        fields.append("name", file.name);
        fields.append("size", file.size);
        const answer = await fetch(form.action, { method: "POST", body: fields, headers: { accept: "application/json" } });
        const said = await answer.json().catch(() => ({}));
        if (!answer.ok) { failed(form, said.error || answer.status); return; }
        id = said.id;
        offset = 0;
      }
      const bar = document.createElement("progress");
      bar.max = 1;
      bar.setAttribute("aria-label", file.name);
      const button = form.querySelector("button[type=submit]");
      button.disabled = true;
      button.before(bar);
      await send(form, file, id, offset, token, share => { bar.value = share; });
    });
  }
})();
