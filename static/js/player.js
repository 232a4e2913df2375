// The lesson's film: quality, speed, transcript, keys, and beats that say what was really played.
// The film plays without any of this.
(() => {
  "use strict";
  const store = {
    get: key => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* private window */ } },
    drop: key => { try { localStorage.removeItem(key); } catch { /* private window */ } },
    keys: () => { try { return Object.keys(localStorage); } catch { return []; } },
  };

  // Pieces that were played, and nothing that was jumped over: time on the film may pass no faster
  // than the clock at the chosen speed. performance.now goes on whatever the device's clock says.
  class Played {
    constructor(video) {
      this.video = video;
      this.pieces = [];
      this.open = null;
      video.addEventListener("playing", () => this.start());
      video.addEventListener("timeupdate", () => this.step());
      video.addEventListener("ratechange", () => this.step());
      video.addEventListener("seeking", () => this.close());
      video.addEventListener("seeked", () => { if (!video.paused) this.start(); });
      for (const end of ["pause", "ended", "waiting"]) video.addEventListener(end, () => { this.step(); this.close(); });
    }
    start() {
      this.close();
      this.open = { from: this.video.currentTime, at: this.video.currentTime, now: performance.now() };
    }
    step() {
      const { video, open } = this;
      if (!open) return;
      if (video.seeking) return this.close();
      const now = performance.now();
      const on = video.currentTime - open.at;
      const most = (now - open.now) / 1000 * Math.max(video.playbackRate, this.rate || 0) + 0.5;
      this.rate = video.playbackRate;
      if (on < 0 || on > most) return this.start();
      open.at = video.currentTime;
      open.now = now;
    }
    close() {
      if (this.open && this.open.at > this.open.from) this.pieces.push([this.open.from, this.open.at]);
      this.open = null;
    }
    // What was played since the last time.
    cut() {
      if (this.open) {
        this.step();
        const { at, now } = this.open || {};
        this.close();
        if (at !== undefined) this.open = { from: at, at, now };
      }
      const round = seconds => Math.round(seconds * 1000) / 1000;
      return this.pieces.splice(0).map(([from, to]) => [round(from), round(to)]);
    }
  }

  // Beats wait in localStorage until the server says that they are stored. One key for each session
  // of playing, under the pupil's, so that on a shared device nobody sends what is another's.
  const EVERY = 15000;
  const AGAIN = 40000;
  class Beats {
    constructor(box, played, video, say) {
      Object.assign(this, { played, video, say, url: box.dataset.beats });
      this.prefix = `beat|${box.dataset.who}|`;
      const session = box.dataset.session || Array.from(crypto.getRandomValues(new Uint8Array(12)), byte => byte.toString(16).padStart(2, "0")).join("");
      this.session = session;
      this.key = `${this.prefix}${this.url}|${session}`;
      this.seq = Math.max(Number(box.dataset.seq) || 0, ...(store.get(this.key) || []).map(beat => beat.seq));
      this.tried = new Map();
      video.addEventListener("playing", () => this.begin());
      for (const now of ["pause", "ended"]) video.addEventListener(now, () => { this.cut(); this.send(); });
      setInterval(() => { this.cut(); this.send(); }, EVERY);
      addEventListener("online", () => this.send());
      document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") { this.cut(); this.send(true); } });
      addEventListener("pagehide", () => { this.cut(); this.send(true); });
      // Who leaves the class is nobody any more by the time the page is hidden.
      document.addEventListener("submit", () => { this.cut(); this.send(true); });
      this.send();
    }
    // The server learns when the playing began; if it does not, it makes do with what comes later.
    begin() {
      if (this.begun) return;
      this.begun = true;
      this.post(this.url, { session: this.session, seq: 0, intervals: [] }).catch(() => {});
    }
    // What was played joins the last beat that was never sent, or becomes one.
    cut() {
      const intervals = this.played.cut();
      if (!intervals.length) return;
      const beats = store.get(this.key) || this.memory || [];
      const last = beats.at(-1);
      if (last && !this.tried.has(this.name(this.key, last))) last.intervals.push(...intervals);
      else beats.push({ seq: ++this.seq, intervals });
      beats.at(-1).position = this.video.currentTime;
      store.set(this.key, beats);
      this.memory = beats;
    }
    name(key, beat) { return `${key}|${beat.seq}`; }
    post(url, beat, keepalive = false) {
      return fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(beat), keepalive, credentials: "same-origin" });
    }
    due(key, beat) {
      const last = this.tried.get(this.name(key, beat));
      return last === undefined || performance.now() - last > AGAIN;
    }
    async send(leaving = false) {
      if (navigator.onLine === false) return this.say("kept");
      if (this.sending && !leaving) return;
      this.sending = true;
      try {
        for (const key of [this.key, ...store.keys().filter(key => key.startsWith(this.prefix) && key !== this.key)])
          await this.drain(key, leaving);
      } catch { this.say("kept"); }
      this.sending = false;
    }
    async drain(key, leaving) {
      const [url, session] = key.slice(this.prefix.length).split("|");
      for (const beat of store.get(key) || (key === this.key && this.memory) || []) {
        if (!this.due(key, beat)) continue;
        this.tried.set(this.name(key, beat), performance.now());
        const sent = this.post(url, { session, ...beat }, leaving);
        if (leaving) { sent.catch(() => {}); continue; }
        let answer;
        try { answer = await sent; } catch (error) { this.tried.set(this.name(key, beat), -AGAIN); throw error; }
        if (answer.status === 401 || answer.status === 403) { this.tried.set(this.name(key, beat), -AGAIN); return this.say("out"); }
        if (answer.status === 400 || answer.status === 404 || answer.status === 422) { this.keep(key, one => one.seq !== beat.seq); continue; }
        if (!answer.ok) { this.tried.set(this.name(key, beat), -AGAIN); throw new Error(answer.status); }
        const said = await answer.json();
        this.keep(key, one => one.seq > said.seq);
        if (url === this.url) this.say("stored", said);
      }
    }
    // Forgets the beats of a session that need not be sent any more.
    keep(key, which) {
      const left = (store.get(key) || (key === this.key && this.memory) || []).filter(which);
      if (key === this.key) this.memory = left;
      if (left.length) store.set(key, left); else store.drop(key);
    }
  }

  const network = navigator.connection || {};
  // The picture that fits: the smallest where data are dear or slow, the largest on a fast desk.
  const fitting = names => {
    const slow = network.saveData || /(^|-)2g$|^3g$/.test(network.effectiveType || "");
    const fast = innerWidth >= 1000 && (network.downlink === undefined || network.downlink >= 5);
    const want = slow ? "240p" : fast ? "720p" : "360p";
    return names.includes(want) ? want : names.includes("360p") ? "360p" : names[0];
  };

  const player = box => {
    const video = box.querySelector("video");
    const sources = [...video.querySelectorAll("source")].map(({ src, dataset }) => ({ src, name: dataset.name, size: dataset.size }));
    const smallest = sources.find(one => one.name === "240p") || sources[0];
    const [save, quality, speed, will] = ["save", "quality", "speed", "will"].map(part => box.querySelector(`[data-${part}]`));
    for (const part of box.querySelectorAll("[data-scripted]")) part.hidden = false;

    // Where to begin: what the address says, or where one left.
    let start = Number(box.dataset.at) || 0;
    const asked = () => { const at = /^#t=(\d+(?:\.\d+)?)$/.exec(location.hash); return at ? Number(at[1]) : null; };
    const go = (at, play) => {
      if (video.readyState > 0) video.currentTime = at; else start = at;
      if (play) video.play().catch(() => {});
    };
    video.addEventListener("loadedmetadata", () => { if (start > 0) video.currentTime = start; start = 0; });
    if (asked() !== null) start = asked();
    addEventListener("hashchange", () => { if (asked() !== null) go(asked(), true); });
    box.addEventListener("film-go", event => go(event.detail));

    const choose = () => {
      const native = box.dataset.hls && quality.value === "auto" && !save.checked && video.canPlayType("application/vnd.apple.mpegurl");
      const name = save.checked ? smallest.name : quality.value === "auto" ? fitting(sources.map(one => one.name)) : quality.value;
      const one = sources.find(one => one.name === name) || sources[0];
      const src = native ? new URL(box.dataset.hls, location.href).href : one.src;
      will.textContent = box.dataset.saySize.replace("{size}", native ? box.dataset.hlsSize : one.size);
      quality.disabled = save.checked;
      if (video.dataset.chosen === src) return;
      const [at, playing, rate] = [video.readyState > 0 ? video.currentTime : start, !video.paused, video.playbackRate];
      video.dataset.chosen = src;
      for (const source of video.querySelectorAll("source")) source.remove();
      video.src = src;
      start = at;
      video.defaultPlaybackRate = rate;
      if (playing) video.play().catch(() => {});
    };
    let wished = false;
    video.addEventListener("play", () => { wished = true; });
    video.addEventListener("pause", () => { if (!video.error) wished = false; });
    // A ladder that turns out not to play gives way to a plain file.
    video.addEventListener("error", () => {
      if (!box.dataset.hls || video.dataset.chosen !== new URL(box.dataset.hls, location.href).href) return;
      delete box.dataset.hls;
      choose();
      // Some browsers count a film that could not be loaded as paused.
      if (wished) video.play().catch(() => {});
    });
    const known = store.get("film") || {};
    save.checked = known.save ?? Boolean(network.saveData);
    if (sources.some(one => one.name === known.quality)) quality.value = known.quality;
    const remember = () => store.set("film", { save: save.checked, quality: quality.value });
    for (const part of [save, quality]) part.addEventListener("change", () => { remember(); choose(); });
    speed.addEventListener("change", () => { video.defaultPlaybackRate = video.playbackRate = Number(speed.value); });
    video.addEventListener("ratechange", () => { speed.value = String(video.playbackRate); });
    choose();

    // The transcript goes along, and leads to its place.
    const list = box.querySelector("[data-cues]");
    const cues = list ? [...list.children].map(line => ({ line, from: Number(line.dataset.from), to: Number(line.dataset.to) })) : [];
    for (const { line, from } of cues) {
      const jump = document.createElement("button");
      jump.type = "button";
      jump.append(...line.childNodes);
      jump.addEventListener("click", () => { history.replaceState(null, "", `#t=${from}`); go(from, true); });
      line.append(jump);
    }
    list?.removeAttribute("tabindex");
    let spoken = null;
    video.addEventListener("timeupdate", () => {
      const now = cues.findLast(cue => cue.from <= video.currentTime) || null;
      if (now === spoken) return;
      spoken?.line.removeAttribute("aria-current");
      spoken = now;
      if (!now) return;
      now.line.setAttribute("aria-current", "true");
      if (!list.matches(":hover, :focus-within")) list.scrollTop = now.line.offsetTop - list.clientHeight / 3;
    });

    // Keys, where nothing else wants them. The browser's controls, where they stand, have their own.
    document.addEventListener("keydown", event => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const own = event.target === video && video.controls;
      if (!own && event.target.closest("a, button, input, select, textarea, summary, [contenteditable]")) return;
      const captions = video.textTracks[0];
      const does = {
        " ": own ? null : () => video.paused ? video.play().catch(() => {}) : video.pause(),
        ArrowLeft: own ? null : () => go(Math.max(0, video.currentTime - 5)),
        ArrowRight: own ? null : () => go(Math.min(video.duration || Infinity, video.currentTime + 5)),
        c: captions && (() => { captions.mode = captions.mode === "showing" ? "hidden" : "showing"; }),
        f: () => box.dispatchEvent(new CustomEvent("film-fill")),
        m: () => { video.muted = !video.muted; },
      }[event.key];
      if (!does) return;
      event.preventDefault();
      does();
    });

    if (!box.dataset.beats) return;
    const seen = document.querySelector("[data-seen]");
    const told = {
      kept: () => box.dataset.sayKept,
      out: () => box.dataset.sayOut,
      stored: said => said.completed ? box.dataset.sayDone : box.dataset.saySeen.replace("{percent}", Math.floor(said.covered * 100)),
    };
    video.addEventListener("playing", () => document.querySelector("[data-resume]")?.remove());
    new Beats(box, new Played(video), video, (what, said) => { if (seen) seen.textContent = told[what](said); });
  };
  for (const box of document.querySelectorAll("[data-player]")) player(box);

  // The worker keeps the page of the last lesson, as everybody may see it.
  const worker = navigator.serviceWorker;
  const lesson = /^\/youth\/courses\/[^/]+\/lessons\/[^/]+$/.test(location.pathname);
  if (worker && lesson) worker.register("/sw.js").then(() => worker.ready)
    .then(ready => ready.active.postMessage({ lesson: location.pathname })).catch(() => {});
  const last = document.querySelector("[data-last]");
  if (last && window.caches) caches.open("lesson").then(async cache => {
    const [request] = await cache.keys();
    if (!request) return;
    const text = await (await cache.match(request)).text();
    const link = last.querySelector("a");
    link.href = new URL(request.url).pathname;
    link.textContent = new DOMParser().parseFromString(text, "text/html").querySelector("h1")?.textContent || link.href;
    last.hidden = false;
  }).catch(() => {});
})();
