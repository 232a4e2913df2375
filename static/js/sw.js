// Keeps the shell of the youth centre and the page of the last lesson for when there is no network.
// HOUSE is put in front by the server: the version of all files, and the addresses of the shell.
// Pages always come from the network where there is one, so that nothing old is shown; files are
// asked for by their hash, so that an old page finds none of the new ones and the other way round.
"use strict";
const SHELL = `shell-${HOUSE.version}`;
const LESSON = "lesson";

self.addEventListener("install", event => {
  event.waitUntil(caches.open(SHELL).then(cache => cache.addAll(HOUSE.shell.map(url => new Request(url, { credentials: "omit" })))).then(() => self.skipWaiting()));
});

// Another version: its shell takes the place of the old one, and the lesson, which was made of the
// old one, is fetched again or let go.
self.addEventListener("activate", event => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter(name => name !== SHELL && name !== LESSON);
    await Promise.all(old.map(name => caches.delete(name)));
    if (old.length) {
      const lesson = await caches.open(LESSON);
      for (const request of await lesson.keys()) await keep(new URL(request.url).pathname).catch(() => lesson.delete(request));
    }
    await self.clients.claim();
  })());
});

// Without the pupil's cookie: what is kept says nothing of whoever read it.
async function keep(path) {
  const answer = await fetch(path, { credentials: "omit", cache: "no-store" });
  if (!answer.ok || answer.redirected) throw new Error(answer.status);
  const lesson = await caches.open(LESSON);
  for (const request of await lesson.keys()) await lesson.delete(request);
  await lesson.put(path, answer);
}

self.addEventListener("message", event => {
  if (typeof event.data?.lesson === "string" && event.data.lesson.startsWith("/youth/courses/")) event.waitUntil(keep(event.data.lesson).catch(() => {}));
});

self.addEventListener("fetch", event => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(caches.match(request).then(kept => kept || fetch(request)));
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(async () => (await (await caches.open(LESSON)).match(url.pathname)) || caches.match(HOUSE.offline)));
});
