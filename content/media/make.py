#!/usr/bin/env python3
"""Makes the demo lessons' films from their scripts. See README.md beside this file.

  make.py film [ID ...]     draw, speak and encode
  make.py look ID [SECONDS] a sheet of pictures, drawn only, to /tmp
  make.py check             measure what is there
"""
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import cairo  # noqa: E402

from studio import check, encode, film  # noqa: E402
from studio.kit import H, W  # noqa: E402
from studio.voice import Speaker  # noqa: E402

HERE = Path(__file__).resolve().parent
CACHE = Path(tempfile.gettempdir()) / "yimen-films"


def ids():
    return sorted(path.parent.name for path in HERE.glob("*/script.toml"))


def look(film_id, every=2.5):
    """Pictures of the whole film at half size, four in a row."""
    script, scenes = film.load(HERE / film_id)
    seconds, _ = film.time_lines(script, scenes, Speaker(CACHE / "voice"))
    module = film.module_of(film_id)
    times = [n * every + 0.9 for n in range(int((seconds - 0.9) / every) + 1)]
    w, h = W // 2, H // 2
    sheet = cairo.ImageSurface(cairo.FORMAT_RGB24, w * 3, h * ((len(times) + 2) // 3))
    c = cairo.Context(sheet)
    for n, t in enumerate(times):
        c.save()
        c.translate(n % 3 * w, n // 3 * h)
        c.scale(0.5, 0.5)
        c.set_source_surface(film.frame(scenes, module, t))
        c.paint()
        c.restore()
    path = f"/tmp/look-{film_id}.png"
    sheet.write_to_png(path)
    print(f"{film_id}: {seconds:.1f} s, {path}")


def main(args):
    command, rest = (args[0], args[1:]) if args else ("", [])
    if command == "film":
        for film_id in rest or ids():
            encode.make(HERE / film_id, CACHE)
    elif command == "look":
        look(rest[0], float(rest[1]) if len(rest) > 1 else 2.5)
    elif command == "check":
        sys.exit(check.run_all(HERE, rest or ids()))
    else:
        print(__doc__)
        sys.exit(2)


if __name__ == "__main__":
    main(sys.argv[1:])
