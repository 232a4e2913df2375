// A page that shows how far something is looks again by itself, and loads anew when it is done. Without
// this the page is loaded again by the browser.
(() => {
  "use strict";
  const wait = ms => new Promise(done => setTimeout(done, ms));
  const watch = async () => {
    await wait(1500);
    const answer = await fetch(location.href).catch(() => null);
    if (answer?.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector("[data-watch]");
      if (!now) { location.reload(); return; }
      document.querySelector("[data-watch]").replaceChildren(...now.childNodes);
    }
    watch();
  };
  if (document.querySelector("[data-watch]")) watch();
})();
