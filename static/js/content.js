// The editor's form: the text is shown as it will be printed while it is typed, a few buttons write
// Markdown, and a picture goes in where the cursor stands. Without this the form works as it is.
(() => {
  "use strict";
  const form = document.querySelector("[data-content]");
  if (!form) return;
  const body = form.elements.body;
  const shown = form.querySelector("[data-preview]");
  const token = form.elements.csrf.value;

  // The preview is made by the server, which alone knows what is left of the HTML.
  let wait = 0;
  let asked = 0;
  const render = async () => {
    const mine = ++asked;
    const fields = new URLSearchParams({ csrf: token, body: body.value });
    try {
      const answer = await fetch(form.dataset.render, { method: "POST", body: fields });
      if (answer.ok) {
        const html = await answer.text();
        // Only the newest answer is shown, whichever comes last.
        if (mine === asked) shown.innerHTML = html;
      }
    } catch { /* without a line the last one stays */ }
  };
  const changed = () => {
    clearTimeout(wait);
    wait = setTimeout(render, 350);
  };
  body.addEventListener("input", changed);

  const put = (before, after, line) => {
    const { selectionStart: from, selectionEnd: to, value } = body;
    const start = line ? value.lastIndexOf("\n", from - 1) + 1 : from;
    const chosen = value.slice(from, to);
    body.focus();
    if (line) {
      body.setRangeText(before, start, start, "preserve");
    } else {
      body.setRangeText(before + chosen + after, from, to, "end");
      if (!chosen) body.selectionEnd = body.selectionStart = from + before.length;
    }
    changed();
  };

  const tools = document.createElement("div");
  tools.className = "content-tools";
  tools.setAttribute("role", "toolbar");
  const tool = (label, act) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", act);
    tools.append(button);
  };
  tool(form.dataset.heading, () => put("## ", "", true));
  tool(form.dataset.bold, () => put("**", "**"));
  tool(form.dataset.list, () => put("- ", "", true));
  tool(form.dataset.link, () => put("[", "](/)"));

  const dialog = document.querySelector("[data-picture-dialog]");
  if (dialog && dialog.showModal) {
    const sending = dialog.querySelector("form");
    const wrong = dialog.querySelector("[data-wrong]");
    tool(form.dataset.picture, () => dialog.showModal());
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    sending.addEventListener("submit", async event => {
      event.preventDefault();
      wrong.hidden = true;
      const answer = await fetch(sending.action, {
        method: "POST", body: new FormData(sending), headers: { accept: "application/json" },
      });
      const said = await answer.json();
      if (answer.ok) {
        dialog.close();
        sending.reset();
        put(`\n${said.markdown}\n`, "");
      } else {
        wrong.textContent = (said.errors || []).map(error => error.text).join(" ");
        wrong.hidden = false;
      }
    });
  }
  body.before(tools);

  // What was typed and not saved is not lost by a wrong click.
  let dirty = false;
  form.addEventListener("input", () => { dirty = true; });
  form.addEventListener("submit", event => {
    if (!(event.submitter && event.submitter.formTarget === "_blank")) dirty = false;
  });
  addEventListener("beforeunload", event => { if (dirty) event.preventDefault(); });
})();
