"""Measures every film that is there against the contract; prints what is wrong."""
import re
import subprocess
import tomllib

from .encode import LADDER, SEGMENT, bits, codec, run, segments, starts

LIMIT = 19_000_000
LOUD, QUIET = -16.5, -19.5


def run_all(root, ids):
    total, wrong = 0, []
    for film_id in ids:
        folder = root / film_id
        faults = _film(folder)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        total += size
        seconds = tomllib.loads((folder / "video.toml").read_text(encoding="utf-8"))["seconds"]
        print(f"{film_id:36} {seconds:6.1f} s {size:>10,} bytes  {'; '.join(faults) or 'good'}")
        wrong += faults
    print(f"{'all together':36} {'':8} {total:>10,} bytes of at most {LIMIT:,}")
    if total > LIMIT:
        wrong.append("too large")
    return 1 if wrong else 0


def _film(folder):
    manifest = tomllib.loads((folder / "video.toml").read_text(encoding="utf-8"))
    return [*_files(folder, manifest), *_ladder(folder, manifest), *_master(folder), *_captions(folder, manifest),
            *_sound(folder)]


def _probe(path, entries, *more):
    out = run("ffprobe", "-v", "error", *more, "-show_entries", entries, "-of", "csv=p=0", path).stdout.decode()
    return [row.strip(",") for row in out.split() if row.strip(",")]


def _files(folder, manifest):
    faults = []
    if not 50 <= manifest["seconds"] <= 75:
        faults.append(f"{manifest['seconds']} s long")
    heights = [row["height"] for row in manifest["files"]]
    if heights != sorted(heights) or [row["name"] for row in manifest["files"]] != [rung[0] for rung in LADDER]:
        faults.append("files out of order")
    for row in manifest["files"]:
        path = folder / row["file"]
        data = path.read_bytes()
        if len(data) != row["bytes"]:
            faults.append(f"{path.name}: bytes differ from the manifest")
        if data.index(b"moov") > data.index(b"mdat"):
            faults.append(f"{path.name}: moov behind mdat")
        seconds = float(_probe(path, "format=duration")[0])
        if abs(seconds - manifest["seconds"]) > 0.1:
            faults.append(f"{path.name}: {seconds} s")
        streams = _probe(path, "stream=codec_name,height,pix_fmt,channels")
        if streams != [f"h264,{row['height']},yuv420p", "aac,1"]:
            faults.append(f"{path.name}: {streams}")
    for name, size in (("poster.jpg", "1280,720"), ("thumbs.jpg", None)):
        found = _probe(folder / name, "stream=width,height")[0]
        if found != (size or _sprite(manifest)):
            faults.append(f"{name}: {found}")
    return faults


def _sprite(manifest):
    thumbs = manifest["thumbs"]
    count = int((manifest["seconds"] - 0.1) // thumbs["every"]) + 1
    return f"{thumbs['width'] * thumbs['columns']},{thumbs['height'] * -(-count // thumbs['columns'])}"


def _ladder(folder, manifest):
    faults, borders, keys = [], set(), set()
    for name in (*(rung[0] for rung in LADDER), "audio"):
        playlist = folder / name / "index.m3u8"
        text = playlist.read_text(encoding="utf-8")
        target = int(re.search(r"TARGETDURATION:(\d+)", text)[1])
        lengths = [length for length, _ in segments(playlist)]
        if target != SEGMENT or any(round(length) > target for length in lengths):
            faults.append(f"{name}: a segment longer than its target")
        if "EXT-X-ENDLIST" not in text or "://" in text:
            faults.append(f"{name}: playlist")
        if abs(sum(lengths) - manifest["seconds"]) > 0.1:
            faults.append(f"{name}: {sum(lengths)} s")
        if name != "audio":
            borders.add(tuple(lengths))
            keys.add(tuple(row.split(",")[0] for row in _probe(playlist, "packet=pts_time,flags", "-select_streams", "v")
                           if "K" in row))
    if len(borders) != 1 or len(keys) != 1:
        faults.append("the rungs are cut at different places")
    apart = starts(folder / "360p/index.m3u8") - starts(folder / "audio/index.m3u8")
    if not 0 <= apart <= 0.06:  # the sound begins with one or two frames of silence that the decoder drops
        faults.append(f"sound and pictures start {apart:.3f} s apart")
    weight = sum(path.stat().st_size for name in ("360p", "audio") for path in (folder / name).iterdir()
                 if path.suffix != ".m3u8")
    if weight != manifest["hls"]["bytes"]:
        faults.append("hls.bytes")
    return faults


def _master(folder):
    text = (folder / "master.m3u8").read_text(encoding="utf-8")
    rows = re.findall(r"#EXT-X-STREAM-INF:(.*)\n(\S+)", text)
    faults = [] if len(rows) == len(LADDER) + 1 and "://" not in text else ["master: renditions"]
    if "#EXT-X-INDEPENDENT-SEGMENTS" not in text:
        faults.append("master: independent segments")
    sound = bits(folder / "audio")[0]
    for attributes, uri in rows:
        name = uri.split("/")[0]
        said = int(re.search(r"(?<!-)BANDWIDTH=(\d+)", attributes)[1])
        peak = sound if name == "audio" else bits(folder / name)[0] + sound
        if abs(said - peak) > 1:
            faults.append(f"master: BANDWIDTH of {name}")
        wanted = "mp4a.40.2" if name == "audio" else f"{codec(folder / name)},mp4a.40.2"
        if f'CODECS="{wanted}"' not in attributes:
            faults.append(f"master: CODECS of {name}")
    return faults


def _captions(folder, manifest):
    blocks = (folder / "zh-CN.vtt").read_text(encoding="utf-8").strip().split("\n\n")
    faults, last = ([] if blocks[0] == "WEBVTT" else ["vtt: head"]), 0.0
    for block in blocks[1:]:
        _, times, *lines = block.split("\n")
        start, end = (sum(float(part) * 60 ** n for n, part in enumerate(reversed(time.split(":"))))
                      for time in times.split(" --> "))
        if start < last - 0.001 or end <= start or end > manifest["seconds"]:
            faults.append(f"vtt: times of {lines}")
        if not 1 <= len(lines) <= 2 or max(map(len, lines)) > 18:
            faults.append(f"vtt: too long {lines}")
        last = end
    return faults


def _sound(folder):
    heard = subprocess.run(["ffmpeg", "-hide_banner", "-i", str(folder / "360p.mp4"), "-af", "ebur128=peak=true", "-f",
                            "null", "-"], capture_output=True).stderr.decode()
    tail = heard[heard.rindex("Summary:"):]
    loud, peak = float(re.search(r"I:\s+(-?[\d.]+)", tail)[1]), float(re.search(r"Peak:\s+(-?[\d.]+)", tail)[1])
    faults = [] if QUIET <= loud <= LOUD else [f"{loud} LUFS"]
    return faults + ([f"peak {peak} dB"] if peak > -0.8 else [])
