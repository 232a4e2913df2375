// The film's own controls: a seek bar that shows the picture of the place, and what people look for
// beside it. Without this the browser's controls stay.
(() => {
  "use strict";
  const STEP = 5, LEAP = 30;
  const clock = seconds => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

  const controls = box => {
    const stage = box.querySelector("[data-stage]");
    const video = stage.querySelector("video");
    const bar = stage.querySelector("[data-controls]");
    const [seek, peek, time, captions, mute, full] = ["seek", "peek", "clock", "captions", "mute", "full"].map(part => bar.querySelector(`[data-${part}]`));
    const whole = () => Number.isFinite(video.duration) ? video.duration : Number(box.dataset.seconds);
    const go = at => box.dispatchEvent(new CustomEvent("film-go", { detail: Math.min(Math.max(0, at), whole()) }));
    video.controls = false;
    bar.hidden = false;
    const large = stage.querySelector(".film-go");
    large.hidden = false;

    // Playing. One that failed is loaded anew: the network may be back.
    const toggle = () => {
      if (video.error) video.load();
      if (video.paused) video.play().catch(() => {}); else video.pause();
    };
    for (const button of stage.querySelectorAll("[data-play]")) button.addEventListener("click", toggle);
    video.addEventListener("click", toggle);
    const playing = () => {
      const on = !video.paused && !video.ended;
      stage.classList.toggle("is-playing", on);
      bar.querySelector("[data-play]").setAttribute("aria-label", on ? box.dataset.sayPause : box.dataset.sayPlay);
    };
    for (const event of ["play", "pause", "ended"]) video.addEventListener(event, playing);
    video.addEventListener("play", () => {
      if (document.activeElement === large) bar.querySelector("[data-play]").focus();
      large.hidden = true;
    });
    for (const event of ["waiting", "seeking"]) video.addEventListener(event, () => stage.classList.add("is-waiting"));
    for (const event of ["playing", "seeked", "canplay", "pause", "error"]) video.addEventListener(event, () => stage.classList.remove("is-waiting"));
    // What failed for good: a ladder that gives way to a file is under way again by now.
    const will = box.querySelector("[data-will]");
    let before = null;
    video.addEventListener("error", () => {
      if (!video.error) return;
      before ??= will.textContent;
      will.textContent = box.dataset.sayFailed;
    });
    video.addEventListener("playing", () => { if (before !== null) will.textContent = before; before = null; });

    // The bar. It moves with the film, but never under the finger that drags it.
    let held = false;
    const show = at => {
      seek.max = whole();
      seek.value = at;
      seek.style.setProperty("--part", `${whole() ? at / whole() * 100 : 0}%`);
      time.textContent = `${clock(at)} / ${clock(whole())}`;
      seek.setAttribute("aria-valuetext", time.textContent);
    };
    for (const event of ["timeupdate", "durationchange", "seeking"]) video.addEventListener(event, () => { if (!held) show(video.currentTime); });
    box.addEventListener("film-go", event => show(event.detail));
    show(Number(box.dataset.at) || 0);

    // The picture of a place: out of one file, fetched when somebody first looks for a place.
    const picture = peek.querySelector("[data-picture]");
    const { thumbs, every, columns, width, height } = peek.dataset;
    const look = at => {
      if (!picture.style.backgroundImage) picture.style.backgroundImage = `url("${thumbs}")`;
      const place = Math.floor(at / Number(every));
      picture.style.backgroundPosition = `-${place % columns * width}px -${Math.floor(place / columns) * height}px`;
      peek.querySelector("[data-at]").textContent = clock(at);
      peek.hidden = false;
      const room = seek.clientWidth, half = peek.offsetWidth / 2;
      peek.style.left = `${Math.min(Math.max(half, at / whole() * room), Math.max(half, room - half))}px`;
    };
    const away = () => { peek.hidden = true; };
    const under = event => {
      const { left, width: wide } = seek.getBoundingClientRect();
      return Math.min(Math.max(0, (event.clientX - left) / wide), 1) * whole();
    };
    seek.addEventListener("pointermove", event => { if (event.pointerType === "mouse" && !held) look(under(event)); });
    seek.addEventListener("pointerleave", () => { if (!held) away(); });
    seek.addEventListener("input", () => { held = true; show(Number(seek.value)); look(Number(seek.value)); });
    seek.addEventListener("change", () => { held = false; away(); go(Number(seek.value)); });
    seek.addEventListener("blur", () => { held = false; away(); });
    seek.addEventListener("keydown", event => {
      const by = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP, PageDown: -LEAP, PageUp: LEAP }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      go(Number(seek.value) + by);
    });

    // Captions, sound, the whole screen.
    const pressed = (button, on) => button.setAttribute("aria-pressed", String(on));
    const track = video.textTracks[0];
    if (track) {
      const captioned = () => pressed(captions, track.mode === "showing");
      captions.addEventListener("click", () => { track.mode = track.mode === "showing" ? "hidden" : "showing"; captioned(); });
      video.textTracks.addEventListener("change", captioned);
      captioned();
    } else captions.hidden = true;
    mute?.addEventListener("click", () => { video.muted = !video.muted; });
    if (mute) video.addEventListener("volumechange", () => pressed(mute, video.muted));
    // A telephone that fills its screen with films alone does it with its own controls.
    const fill = () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else if (stage.requestFullscreen) stage.requestFullscreen().catch(() => {});
      else video.webkitEnterFullscreen?.();
    };
    full.hidden = !stage.requestFullscreen && !video.webkitEnterFullscreen;
    full.addEventListener("click", fill);
    box.addEventListener("film-fill", fill);
    document.addEventListener("fullscreenchange", () => full.setAttribute("aria-label", document.fullscreenElement ? box.dataset.sayLeave : box.dataset.sayFull));
  };
  for (const box of document.querySelectorAll("[data-player]")) controls(box);
})();
