// What scripts add to the pages that ask: how much room is left, the list that opens, copying.
(() => {
  "use strict";
  const all = selector => document.querySelectorAll(selector);

  // <textarea data-count="5000" data-count-text="… {n} …">: said aloud only near the end.
  for (const area of all("[data-count]")) {
    const line = document.createElement("p");
    line.className = "count";
    area.after(line);
    const most = Number(area.dataset.count);
    const say = () => {
      const left = most - [...area.value.replace(/\r\n/g, "\n").trim()].length;
      const text = left < 0 ? area.dataset.countOver : area.dataset.countText;
      line.textContent = text.replace("#", Math.abs(left));
      line.classList.toggle("count-over", left < 0);
      if (left < 200) line.setAttribute("role", "status"); else line.removeAttribute("role");
    };
    area.addEventListener("input", say);
    say();
  }

  // The whole list of matters stands open only while it is asked for.
  for (const box of all("[data-other]")) {
    const radios = all('input[name="matter"]');
    const show = () => { box.hidden = ![...radios].some(radio => radio.checked && radio.value === box.dataset.other); };
    for (const radio of radios) radio.addEventListener("change", show);
    show();
  }

  // More files than there is room for: said before they are sent.
  for (const input of all("input[data-room]")) {
    input.addEventListener("change", () => {
      input.setCustomValidity(input.files.length > Number(input.dataset.room) ? input.dataset.tooMany : "");
      input.reportValidity();
    });
  }

  for (const button of all("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copyFrom);
        button.textContent = button.dataset.copy;
      } catch { /* not allowed: the code stands on the page */ }
    });
  }
})();
