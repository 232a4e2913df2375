"""From script to pictures: the times of the sentences, and the frames."""
import importlib
import math
import tomllib
from dataclasses import dataclass, field

import cairo
import numpy as np

from . import cards
from .kit import FPS, H, INK, PAPER2, W, Pen, clamp, smooth
from .voice import RATE

LEAD, TAIL, PAUSE = 0.55, 0.45, 0.32
TURN = 0.5  # seconds a page takes to turn


@dataclass
class Line:
    say: str
    show: str
    voice: str
    start: float = 0.0
    end: float = 0.0
    audio: object = None


@dataclass
class Scene:
    """What a drawing function sees of the time: seconds of the scene, and of each of its sentences."""
    name: str
    args: dict
    lines: list
    start: float = 0.0
    seconds: float = 0.0
    t: float = 0.0
    film: dict = field(default_factory=dict)

    def since(self, n):
        """Seconds since sentence n began (negative before)."""
        return self.t - self.lines[n].start

    def on(self, n):
        return self.since(n) >= 0

    def k(self, n, seconds=0.5, delay=0.0):
        """0 before sentence n, 1 `seconds` after it began; not eased."""
        return clamp((self.since(n) - delay) / seconds)

    def ease(self, n, seconds=0.5, delay=0.0):
        return smooth(self.k(n, seconds, delay))

    def part(self, n):
        """How much of sentence n has been spoken."""
        line = self.lines[n]
        return clamp((self.t - line.start) / (line.end - line.start))

    def talk(self, *numbers):
        """How far a mouth is open: it moves while one of these sentences is spoken."""
        for n in numbers:
            line = self.lines[n]
            if line.start <= self.t < line.end - 0.05:
                return abs(math.sin(self.t * 9.3)) * 0.7 + abs(math.sin(self.t * 5.1)) * 0.3
        return 0.0


def load(folder):
    script = tomllib.loads((folder / "script.toml").read_text(encoding="utf-8"))
    scenes = []
    for raw in script["scenes"]:
        lines = [Line(say=row["say"], show=row.get("show", ""), voice=row.get("voice", script["voice"]))
                 for row in raw["lines"]]
        args = {key: value for key, value in raw.items() if key not in ("draw", "lines", "tail")}
        scene = Scene(raw["draw"], args, lines, film=script)
        scene.args["_tail"] = raw.get("tail", 0.0)
        scenes.append(scene)
    return script, scenes


def time_lines(script, scenes, speaker):
    """Speaks every sentence, gives it its place, and returns the whole sound."""
    clock, pieces = 0.0, []
    for scene in scenes:
        scene.start = clock
        at = LEAD
        for line in scene.lines:
            line.audio = speaker.say(line.say, line.voice, script["speed"])
            line.start = at
            line.end = at + len(line.audio) / RATE
            pieces.append((clock + at, line.audio))
            at = line.end + script.get("pause", PAUSE)
        scene.seconds = math.ceil((at + TAIL + scene.args.pop("_tail") - PAUSE) * FPS) / FPS
        clock += scene.seconds
    sound = np.zeros(int(round(clock * RATE)), dtype=np.float32)
    for at, audio in pieces:
        first = int(at * RATE)
        sound[first:first + len(audio)] += audio
    return clock, sound


def cues(scenes):
    """(start, end, text) of every sentence, for the captions."""
    return [(scene.start + line.start, scene.start + line.end + 0.12, line.say)
            for scene in scenes for line in scene.lines]


def _draw(p, scene, module):
    drawing = getattr(cards, scene.name, None) or getattr(module, scene.name)
    p.c.new_path()
    colour = drawing(p, scene) or INK
    if scene.name not in ("title", "ending"):
        _written(p, scene, colour)


def _written(p, scene, colour):
    """The line of the picture book: it appears above the scene as it is spoken."""
    current = None
    for line in scene.lines:
        if line.show and scene.t >= line.start - 0.05 and not (current and current.show == line.show):
            current = line
    if current:
        spoken = (scene.t - current.start) / max(0.3, (current.end - current.start) * 0.82)
        p.typed(W / 2, 76, current.show, 50, spoken * len(current.show), colour)


def frame(scenes, module, t):
    """The picture at second t of the film."""
    number = max(n for n, scene in enumerate(scenes) if scene.start <= t + 1e-6)
    scene = scenes[number]
    surface = cairo.ImageSurface(cairo.FORMAT_RGB24, W, H)
    p = Pen(surface)
    scene.t = t - scene.start
    if number and scene.t < TURN:
        before = scenes[number - 1]
        before.t = before.seconds - 1 / FPS
        _draw(p, before, module)
        edge = W * (1 - smooth((scene.t + 1 / FPS) / TURN))
        p.c.save()
        p.c.rectangle(edge, 0, W - edge, H)
        p.c.clip()
        _draw(p, scene, module)
        p.c.restore()
        p.rect(edge - 10, 0, 10, H, PAPER2)
    else:
        _draw(p, scene, module)
    surface.flush()
    return surface


def module_of(film_id):
    return importlib.import_module("studio.films." + film_id.replace("-", "_"))
