"""Colours, easing and the pen: the small drawing kit every film is made with."""
import math

import cairo

W, H, FPS = 1280, 720, 15

# The house's palette (static/css/tokens.css) and a few mixtures of it for skies, walls and skin.
PAPER, PAPER2, SHEET = "#fbf8f1", "#f3eee2", "#fffdf9"
INK, INK2, LINE, EDGE = "#1c1a17", "#595348", "#ddd5c5", "#857b69"
JADE, JADE2, JADE_SOFT = "#0d5b49", "#084336", "#e0efe8"
INDIGO, INDIGO_SOFT = "#2a3670", "#e8e9f2"
AMBER, AMBER_SOFT, LAMP = "#8a5200", "#fbecd0", "#ffd58f"
SEAL, SEAL_SOFT, LATE_SOFT = "#b3301c", "#f6d9cf", "#fae4ea"
LEAF, LEAF2, SKY, NIGHT = "#7fae94", "#a9cbb6", "#dcebea", "#222a4d"
WOOD, WOOD2, ROAD, GLASS = "#c79a62", "#e2c298", "#8d8a86", "#bfdde0"
SKIN, SKIN2, BLUSH = "#f4cfae", "#e7b68f", "#ee9f86"
SANS, SONG = "Noto Sans CJK SC", "Noto Serif CJK SC"


def rgb(colour):
    return tuple(int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5))


def clamp(x, low=0.0, high=1.0):
    return max(low, min(high, x))


def mix(a, b, k):
    """Between two numbers, or two tuples of numbers."""
    if isinstance(a, tuple):
        return tuple(mix(p, q, k) for p, q in zip(a, b))
    return a + (b - a) * k


def smooth(x):
    x = clamp(x)
    return x * x * (3 - 2 * x)


def pop(x):
    """Overshoots a little and settles: for what jumps into the picture."""
    x = clamp(x)
    return 1 + 2.2 * (x - 1) ** 3 + 1.2 * (x - 1) ** 2


def bounce(x):
    """0 → 1 → 0 once."""
    return math.sin(math.pi * clamp(x))


class Pen:
    """A cairo context in the words the scenes use. Colours are hex strings."""

    def __init__(self, surface):
        self.c = cairo.Context(surface)
        self.c.set_line_cap(cairo.LINE_CAP_ROUND)
        self.c.set_line_join(cairo.LINE_JOIN_ROUND)

    def ink(self, colour, alpha=1.0):
        self.c.set_source_rgba(*rgb(colour), alpha)

    def fill(self, colour, alpha=1.0):
        self.ink(colour, alpha)
        self.c.fill()

    def stroke(self, colour, width, alpha=1.0):
        self.ink(colour, alpha)
        self.c.set_line_width(width)
        self.c.stroke()

    def page(self, colour):
        self.ink(colour)
        self.c.paint()

    def rect(self, x, y, w, h, colour, alpha=1.0):
        self.c.rectangle(x, y, w, h)
        self.fill(colour, alpha)

    def round_path(self, x, y, w, h, r):
        r = min(r, w / 2, h / 2)
        c = self.c
        c.new_sub_path()
        for cx, cy, a in ((x + w - r, y + r, -0.5), (x + w - r, y + h - r, 0),
                          (x + r, y + h - r, 0.5), (x + r, y + r, 1)):
            c.arc(cx, cy, r, a * math.pi, (a + 0.5) * math.pi)
        c.close_path()

    def rrect(self, x, y, w, h, r, colour, alpha=1.0, edge=None, width=3):
        if w <= 0 or h <= 0:
            return
        self.round_path(x, y, w, h, r)
        self.fill(colour, alpha)
        if edge:
            self.round_path(x, y, w, h, r)
            self.stroke(edge, width, alpha)

    def circle(self, x, y, r, colour, alpha=1.0):
        if r > 0:
            self.c.arc(x, y, r, 0, 2 * math.pi)
            self.fill(colour, alpha)

    def ring(self, x, y, r, colour, width, alpha=1.0):
        self.c.new_sub_path()
        self.c.arc(x, y, r, 0, 2 * math.pi)
        self.stroke(colour, width, alpha)

    def ellipse(self, x, y, rx, ry, colour, alpha=1.0):
        c = self.c
        c.save()
        c.translate(x, y)
        c.scale(max(rx, 0.01), max(ry, 0.01))
        c.arc(0, 0, 1, 0, 2 * math.pi)
        c.restore()
        self.fill(colour, alpha)

    def poly(self, points, colour, alpha=1.0):
        self.c.move_to(*points[0])
        for p in points[1:]:
            self.c.line_to(*p)
        self.c.close_path()
        self.fill(colour, alpha)

    def line(self, points, colour, width, alpha=1.0):
        self.c.move_to(*points[0])
        for p in points[1:]:
            self.c.line_to(*p)
        self.stroke(colour, width, alpha)

    def curve(self, a, control, b, colour, width, alpha=1.0):
        c1 = mix(a, control, 2 / 3)
        c2 = mix(b, control, 2 / 3)
        self.c.move_to(*a)
        self.c.curve_to(*c1, *c2, *b)
        self.stroke(colour, width, alpha)

    def arc(self, x, y, r, a0, a1, colour, width, alpha=1.0):
        self.c.new_sub_path()
        self.c.arc(x, y, r, a0, a1)
        self.stroke(colour, width, alpha)

    def font(self, size, bold=True, face=SANS):
        weight = cairo.FONT_WEIGHT_BOLD if bold else cairo.FONT_WEIGHT_NORMAL
        self.c.select_font_face(face, cairo.FONT_SLANT_NORMAL, weight)
        self.c.set_font_size(size)

    def width(self, text, size, bold=True, face=SANS):
        self.font(size, bold, face)
        return self.c.text_extents(text).x_advance

    def text(self, x, y, text, size, colour=INK, alpha=1.0, bold=True, face=SANS, align="centre"):
        """y is the middle of the line."""
        w = self.width(text, size, bold, face)
        left = x - {"centre": w / 2, "left": 0, "right": w}[align]
        self.c.move_to(left, y + size * 0.36)
        self.ink(colour, alpha)
        self.c.show_text(text)
        self.c.new_path()
        return w

    def typed(self, x, y, text, size, shown, colour=INK):
        """A centred line whose first `shown` characters have come; the newest is coming."""
        left = x - self.width(text, size) / 2
        for n, letter in enumerate(text):
            alpha = smooth(shown - n)
            if alpha > 0:
                left += self.text(left, y, letter, size, colour, alpha, align="left")

    def at(self, x, y, scale=1.0, turn=0.0):
        return _Placed(self.c, x, y, scale, turn)


class _Placed:
    """`with pen.at(x, y, scale, turn):` draws around its own origin."""

    def __init__(self, c, x, y, scale, turn):
        self.c, self.args = c, (x, y, scale, turn)

    def __enter__(self):
        x, y, scale, turn = self.args
        sx, sy = scale if isinstance(scale, tuple) else (scale, scale)
        tiny = 1e-3
        self.c.save()
        self.c.translate(x, y)
        self.c.rotate(turn)
        self.c.scale(sx if abs(sx) > tiny else tiny, sy if abs(sy) > tiny else tiny)

    def __exit__(self, *_):
        self.c.restore()
