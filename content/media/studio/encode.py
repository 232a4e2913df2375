"""Sound, pictures and files: everything a video's folder holds, by the table in README.md."""
import json
import shutil
import subprocess

from . import film
from .kit import FPS, H, W
from .voice import RATE, Speaker, write_wav

GOP = 4 * FPS
SEGMENT = 4
THUMB_EVERY, THUMB_COLUMNS, THUMB = 4, 5, (160, 90)
AUDIO_BITS = "32k"
LOUDNESS = -18
# name, width, height, profile, level, constant rate factor, ceiling in kb/s
LADDER = (("240p", 426, 240, "main", "2.1", 39, 150), ("360p", 640, 360, "main", "3.0", 40, 300),
          ("720p", 1280, 720, "high", "3.1", 41, 900))


def run(*command, **more):
    done = subprocess.run([str(part) for part in command], capture_output=True, **more)
    if done.returncode:
        raise SystemExit(done.stderr.decode(errors="replace")[-2000:])
    return done


def make(folder, cache):
    """Draws, speaks and encodes one film into its folder."""
    script, scenes = film.load(folder)
    seconds, sound = film.time_lines(script, scenes, Speaker(cache / "voice"))
    work = cache / folder.name
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    module = film.module_of(folder.name)
    _sound(work, sound)
    _pictures(work, scenes, module, seconds)
    for old in ("master.m3u8", "video.toml", "zh-CN.vtt", *(f"{name}.mp4" for name, *_ in LADDER)):
        (folder / old).unlink(missing_ok=True)
    for name, *_ in LADDER:
        run("ffmpeg", "-v", "error", "-y", "-i", work / f"{name}.mp4", "-i", work / "sound.m4a", "-c", "copy",
            "-movflags", "+faststart", "-map_metadata", "-1", folder / f"{name}.mp4")
    _hls(folder, work)
    _stills(folder, script, scenes, module, seconds)
    (folder / "zh-CN.vtt").write_text(captions(film.cues(scenes)), encoding="utf-8")
    _manifest(folder, seconds)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{folder.name}: {seconds:.1f} s, {size:,} bytes", flush=True)


def _sound(work, sound):
    """Two passes of loudnorm, so that the level is set once and nothing pumps."""
    write_wav(work / "raw.wav", sound * 0.7)
    goal = f"loudnorm=I={LOUDNESS}:TP=-2:LRA=9"
    heard = run("ffmpeg", "-hide_banner", "-i", work / "raw.wav", "-af", goal + ":print_format=json", "-f", "null", "-")
    text = heard.stderr.decode()
    found = json.loads(text[text.rindex("{"):text.rindex("}") + 1])
    second = (f"{goal}:linear=true:measured_I={found['input_i']}:measured_TP={found['input_tp']}"
              f":measured_LRA={found['input_lra']}:measured_thresh={found['input_thresh']}"
              f":offset={found['target_offset']}")
    run("ffmpeg", "-v", "error", "-y", "-i", work / "raw.wav", "-af", second, "-ar", RATE, "-ac", 1, "-c:a", "aac",
        "-b:a", AUDIO_BITS, "-map_metadata", "-1", work / "sound.m4a")


def _pictures(work, scenes, module, seconds):
    """All rungs from one drawing: the frames go through a pipe and are scaled and encoded side by side."""
    rungs = len(LADDER)
    graph = f"split={rungs}" + "".join(f"[s{n}]" for n in range(rungs))
    graph += "".join(f";[s{n}]scale={w}:{h}:flags=lanczos:out_color_matrix=bt709:out_range=tv,format=yuv420p[v{n}]" for n, (_, w, h, *_) in
                     enumerate(LADDER))
    command = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "bgr0", "-s", f"{W}x{H}", "-r", FPS, "-i",
               "-", "-filter_complex", graph]
    for n, (name, _, _, profile, level, crf, ceiling) in enumerate(LADDER):
        command += ["-map", f"[v{n}]", "-c:v", "libx264", "-preset", "slower", "-tune", "animation", "-profile:v",
                    profile, "-level", level, "-refs", 5, "-crf", crf, "-maxrate", f"{ceiling}k", "-bufsize", f"{ceiling * 2}k", "-g", GOP,
                    "-keyint_min", GOP, "-sc_threshold", 0, "-bf", 8, "-flags", "+cgop", "-movie_timescale", 90000, "-colorspace", "bt709",
                    "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv", work / f"{name}.mp4"]
    pipe = subprocess.Popen([str(part) for part in command], stdin=subprocess.PIPE)
    for n in range(round(seconds * FPS)):
        pipe.stdin.write(film.frame(scenes, module, n / FPS).get_data())
    pipe.stdin.close()
    if pipe.wait():
        raise SystemExit("ffmpeg failed on the pictures")


def _hls(folder, work):
    late = 0.0
    for name in (*(rung[0] for rung in LADDER), "audio"):
        target = folder / name
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        source = work / ("sound.m4a" if name == "audio" else f"{name}.mp4")
        # Pictures that are coded out of order make a fragmented file start a little late; the sound, which is a
        # rendition of its own here, has to start as late, or the lips are early.
        run("ffmpeg", "-v", "error", "-y", "-itsoffset", late if name == "audio" else 0, "-i", source, "-c", "copy",
            "-f", "hls", "-hls_time", SEGMENT,
            "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4", "-hls_flags", "independent_segments",
            "-hls_fmp4_init_filename", "init.mp4", "-hls_segment_filename", "seg%02d.m4s", "index.m3u8", cwd=target)
        if name != "audio":
            late = starts(target / "index.m3u8")
    (folder / "master.m3u8").write_text(master(folder), encoding="utf-8")


def starts(path):
    """The time of the first picture or sound."""
    probe = run("ffprobe", "-v", "error", "-show_entries", "packet=pts_time", "-read_intervals", "%+#12", "-of",
                "csv=p=0", path)
    return min(float(row.strip(",")) for row in probe.stdout.decode().split() if row.strip(",N/A"))


def segments(playlist):
    """(seconds, file) of every segment."""
    found, length = [], 0.0
    for row in playlist.read_text(encoding="utf-8").splitlines():
        if row.startswith("#EXTINF:"):
            length = float(row[8:].split(",")[0])
        elif row and not row.startswith("#"):
            found.append((length, playlist.parent / row))
    return found


def bits(folder):
    """(highest, average) bits per second of a rendition."""
    parts = [(length, path.stat().st_size * 8) for length, path in segments(folder / "index.m3u8")]
    whole = [size / length for length, size in parts if length > 1]
    return max(whole), sum(size for _, size in parts) / sum(length for length, _ in parts)


def codec(folder):
    """avc1.… from the init segment's own avcC box."""
    data = (folder / "init.mp4").read_bytes()
    at = data.index(b"avcC") + 5
    return "avc1." + data[at:at + 3].hex()


def master(folder):
    peak_audio, mean_audio = bits(folder / "audio")
    rows = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS", "",
            '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="普通话",LANGUAGE="zh-CN",DEFAULT=YES,AUTOSELECT=YES,'
            'CHANNELS="1",URI="audio/index.m3u8"', ""]
    for name, w, h, *_ in LADDER:
        peak, mean = bits(folder / name)
        rows += [f"#EXT-X-STREAM-INF:BANDWIDTH={round(peak + peak_audio)},AVERAGE-BANDWIDTH={round(mean + mean_audio)},"
                 f'CODECS="{codec(folder / name)},mp4a.40.2",RESOLUTION={w}x{h},FRAME-RATE={FPS}.000,AUDIO="sound"',
                 f"{name}/index.m3u8"]
    rows += [f"#EXT-X-STREAM-INF:BANDWIDTH={round(peak_audio)},AVERAGE-BANDWIDTH={round(mean_audio)},"
             'CODECS="mp4a.40.2",AUDIO="sound"', "audio/index.m3u8", ""]
    return "\n".join(rows)


def _stills(folder, script, scenes, module, seconds):
    from PIL import Image

    def picture(t):
        surface = film.frame(scenes, module, t)
        return Image.frombuffer("RGB", (W, H), bytes(surface.get_data()), "raw", "BGRX", surface.get_stride(), 1)

    number, at = script["poster"]
    if at >= scenes[number].seconds:
        raise SystemExit("the poster's second is behind its scene")
    picture(scenes[number].start + at).save(folder / "poster.jpg", quality=70, optimize=True, progressive=True)
    times = [n * THUMB_EVERY + 1.5 for n in range(int((seconds - 0.1) // THUMB_EVERY) + 1)]
    rows = -(-len(times) // THUMB_COLUMNS)
    sheet = Image.new("RGB", (THUMB[0] * THUMB_COLUMNS, THUMB[1] * rows), "#fbf8f1")
    for n, t in enumerate(times):
        small = picture(min(t, seconds - 0.1)).resize(THUMB, Image.LANCZOS)
        sheet.paste(small, (n % THUMB_COLUMNS * THUMB[0], n // THUMB_COLUMNS * THUMB[1]))
    sheet.save(folder / "thumbs.jpg", quality=55, optimize=True)


def _clock(seconds):
    whole = round(seconds * 1000)
    return f"{whole // 3600000:02}:{whole // 60000 % 60:02}:{whole // 1000 % 60:02}.{whole % 1000:03}"


def wrapped(text, most=18):
    """At most two lines, broken after a mark near the middle."""
    if len(text) <= most:
        return text
    breaks = [n + 1 for n, letter in enumerate(text[:-1]) if letter in "，。：；？！、"]
    fitting = [n for n in breaks if n <= most and len(text) - n <= most]
    if not fitting:
        raise SystemExit(f"too long for a caption: {text}")
    best = min(fitting, key=lambda n: abs(n - len(text) / 2))
    return text[:best] + "\n" + text[best:]


def captions(cues):
    blocks = ["WEBVTT"]
    for n, (start, end, text) in enumerate(cues, 1):
        blocks.append(f"{n}\n{_clock(start)} --> {_clock(end)}\n{wrapped(text)}")
    return "\n\n".join(blocks) + "\n"


def _manifest(folder, seconds):
    weight = sum(path.stat().st_size for name in ("360p", "audio") for path in (folder / name).iterdir()
                 if path.suffix in (".m4s", ".mp4"))
    rows = [f"seconds = {seconds:.3f}", "sound = true", 'poster = "poster.jpg"', "", "[thumbs]", 'file = "thumbs.jpg"',
            f"every = {THUMB_EVERY}", f"columns = {THUMB_COLUMNS}", f"width = {THUMB[0]}", f"height = {THUMB[1]}", "",
            "[hls]", 'master = "master.m3u8"', f"bytes = {weight}"]
    for name, _, height, *_ in LADDER:
        rows += ["", "[[files]]", f'name = "{name}"', f'file = "{name}.mp4"', f"height = {height}",
                 f"bytes = {(folder / f'{name}.mp4').stat().st_size}"]
    rows += ["", "[[captions]]", 'lang = "zh-CN"', 'file = "zh-CN.vtt"', ""]
    (folder / "video.toml").write_text("\n".join(rows), encoding="utf-8")
