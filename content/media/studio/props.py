"""Things that stand in the scenes: bubbles, phones, houses, roads, the door of the house."""
import math

from .kit import (AMBER, AMBER_SOFT, EDGE, GLASS, INDIGO, INK, INK2, JADE, JADE2, JADE_SOFT, LAMP, LEAF, LEAF2, LINE,
                  PAPER, PAPER2, ROAD, SEAL, SHEET, SKY, W, WOOD, WOOD2, pop, smooth)

FLAG_RED, FLAG_YELLOW = "#de2910", "#ffde00"


def bubble(p, x, y, text, k, tail="left", size=44, fill=SHEET, ink=INK):
    """A speech bubble centred on (x, y); k is how far it has come. Lines are split at '/'."""
    if k <= 0:
        return
    lines = text.split("/")
    w = max(p.width(part, size) for part in lines) + 64
    h = len(lines) * size * 1.32 + 36
    with p.at(x, y, pop(k)):
        side = {"left": -1, "right": 1, "none": 0}[tail]
        if side:
            p.poly([(side * w * 0.20, h / 2 - 6), (side * w * 0.36, h / 2 - 6), (side * w * 0.38, h / 2 + 34)], fill)
        p.rrect(-w / 2, -h / 2, w, h, 30, fill)
        for n, part in enumerate(lines):
            p.text(0, (n - (len(lines) - 1) / 2) * size * 1.32, part, size, ink)


def tag(p, x, y, text, k, size=38, fill=JADE, ink=SHEET, pad=30):
    """A small label that pops up."""
    if k <= 0:
        return
    w = p.width(text, size) + pad * 2
    with p.at(x, y, pop(k)):
        p.rrect(-w / 2, -size * 0.85, w, size * 1.7, size * 0.5, fill)
        p.text(0, 0, text, size, ink)


def number(p, x, y, n, k, fill=SEAL):
    if k > 0:
        with p.at(x, y, pop(k)):
            p.circle(0, 0, 42, fill)
            p.text(0, 0, n, 46, SHEET)


def tick(p, x, y, size, k, colour=JADE):
    if k > 0:
        with p.at(x, y, pop(k)):
            p.line([(-size * 0.5, 0), (-size * 0.1, size * 0.4), (size * 0.55, -size * 0.45)], colour, size * 0.24)


def cross(p, x, y, size, k, colour=SEAL):
    if k > 0:
        with p.at(x, y, pop(k)):
            p.line([(-size * 0.45, -size * 0.45), (size * 0.45, size * 0.45)], colour, size * 0.22)
            p.line([(size * 0.45, -size * 0.45), (-size * 0.45, size * 0.45)], colour, size * 0.22)


def phone(p, x, y, h, screen=SHEET):
    """Its frame; returns (left, top, width) of the screen."""
    w = h * 0.52
    p.rrect(x - w / 2, y - h / 2, w, h, h * 0.07, INK)
    p.rrect(x - w / 2 + 12, y - h / 2 + 30, w - 24, h - 60, 12, screen)
    p.rrect(x - 34, y - h / 2 + 12, 68, 8, 4, EDGE)
    return x - w / 2 + 12, y - h / 2 + 30, w - 24


def message(p, left, top, width, text, k, mine=False, size=30, fill=None):
    """A chat message in a phone; returns the y below it."""
    lines = text.split("/")
    w = max(p.width(part, size) for part in lines) + 36
    h = len(lines) * size * 1.35 + 24
    if k > 0:
        colour = fill or (LEAF2 if mine else PAPER2)
        x = left + width - 16 - w if mine else left + 16
        slide = (1 - smooth(k)) * 24
        p.rrect(x, top + slide, w, h, 18, colour, smooth(k))
        for n, part in enumerate(lines):
            p.text(x + 18, top + slide + 12 + (n + 0.5) * size * 1.35, part, size, INK, smooth(k), align="left")
    return top + h + 14


def mark(p, x, y, size, k=1.0, colour=JADE):
    """The mark of the house, 门 in three strokes, open on the right (static/icons/mark.svg); k draws it."""
    u = size / 32
    strokes = (((8.5, 4.5), (12.3, 8.1)), ((6.5, 10.5), (6.5, 27.5)), ((15.5, 7), (25.5, 7), (25.5, 24), (24.6, 26.6),
                                                                        (21.5, 27)))
    for n, points in enumerate(strokes):
        part = smooth(k * 3 - n)
        if part > 0:
            p.line([(x + (px - 16) * u, y + (py - 16) * u) for px, py in _upto(points, part)], colour, 3 * u)


def _upto(points, part):
    """The first `part` of a line of several pieces."""
    lengths = [math.dist(a, b) for a, b in zip(points, points[1:])]
    left, out = part * sum(lengths), [points[0]]
    for (a, b), length in zip(zip(points, points[1:]), lengths):
        if left <= 0:
            break
        k = min(1, left / length)
        out.append((a[0] + (b[0] - a[0]) * k, a[1] + (b[1] - a[1]) * k))
        left -= length
    return out


def tree(p, x, y, h, t=0.0, crown=LEAF):
    sway = math.sin(t * 1.1 + x) * h * 0.012
    p.line([(x, y), (x, y - h * 0.5)], WOOD, h * 0.07)
    for dx, dy, r in ((0, 0.78, 0.26), (-0.17, 0.60, 0.2), (0.17, 0.60, 0.2)):
        p.circle(x + dx * h + sway, y - dy * h, r * h, crown)


def cloud(p, x, y, s, colour=SHEET, alpha=1.0):
    for dx, dy, r in ((-0.9, 0.15, 0.5), (-0.25, -0.2, 0.72), (0.5, -0.05, 0.6), (1.05, 0.2, 0.42)):
        p.circle(x + dx * s, y + dy * s, r * s, colour, alpha)
    p.rrect(x - 1.3 * s, y + 0.1 * s, 2.7 * s, 0.55 * s, 0.27 * s, colour, alpha)


def sun(p, x, y, r, t):
    for n in range(10):
        a = n * math.pi / 5 + t * 0.25
        p.line([(x + math.cos(a) * r * 1.28, y + math.sin(a) * r * 1.28),
                (x + math.cos(a) * r * 1.62, y + math.sin(a) * r * 1.62)], LAMP, r * 0.14)
    p.circle(x, y, r, "#f6b951")


def rain(p, x, y, w, h, t, count=14, colour="#7fa9bd"):
    for n in range(count):
        dx = (n * 0.618 % 1) * w
        dy = ((n * 0.371 + t * 0.9) % 1) * h
        p.line([(x + dx, y + dy), (x + dx - 5, y + dy + 22)], colour, 5)


def wall(p, colour=PAPER, floor=PAPER2, line=560):
    p.page(colour)
    p.rect(0, line, W, 720 - line, floor)
    p.line([(0, line), (W, line)], LINE, 3)


def yard(p, t, ground=LEAF2, line=540, sky=SKY):
    p.page(sky)
    step = int(t * 5) * 3 % 1700
    cloud(p, (240 + step) % 1700 - 200, 215, 44)
    cloud(p, (1050 + step) % 1700 - 200, 250, 34)
    p.rect(0, line, W, 720 - line, ground)


def window(p, x, y, w, h, shut=True):
    p.rrect(x, y, w, h, 8, WOOD2)
    p.rect(x + 10, y + 10, w - 20, h - 20, GLASS)
    p.rect(x + w / 2 - 5, y + 8, 10, h - 16, WOOD2)
    if shut:
        p.rrect(x + w / 2 - 16, y + h / 2 - 20, 32, 40, 6, WOOD)


def blackboard(p, x, y, w, h):
    p.rrect(x, y, w, h, 10, WOOD)
    p.rect(x + 12, y + 12, w - 24, h - 24, JADE2)


def table(p, x, y, w, h, colour=WOOD):
    p.rect(x + 18, y + 16, 18, h - 16, WOOD2)
    p.rect(x + w - 36, y + 16, 18, h - 16, WOOD2)
    p.rrect(x, y, w, 24, 8, colour)


def school(p, x, y, s=1.0):
    """A school building with its gate; (x, y) is the middle of the ground line."""
    with p.at(x, y, s):
        p.rect(-260, -230, 520, 230, SHEET)
        p.rect(-270, -250, 540, 26, SEAL)
        for row in (0, 1):
            for col in range(6):
                p.rrect(-232 + col * 80, -200 + row * 92, 54, 54, 6, GLASS)
        p.rect(-44, -100, 88, 100, WOOD2)
        p.rect(-2, -100, 4, 100, WOOD)


def car(p, x, y, s=1.0, colour=INDIGO, t=0.0, face=1):
    with p.at(x, y, (s * face, s)):
        p.ellipse(0, 4, 150, 10, INK, 0.12)
        p.rrect(-140, -78, 280, 60, 24, colour)
        p.poly([(-88, -74), (-58, -128), (50, -128), (92, -74)], colour)
        p.poly([(-68, -78), (-46, -116), (-4, -116), (-4, -78)], GLASS)
        p.poly([(8, -78), (8, -116), (42, -116), (70, -78)], GLASS)
        p.circle(132, -56, 10, LAMP)
        for wx in (-82, 84):
            p.circle(wx, -18, 28, INK)
            p.circle(wx, -18, 13, EDGE)
            p.line([(wx, -18), (wx + 12 * math.cos(t * 9), -18 + 12 * math.sin(t * 9))], LINE, 3)


def lorry(p, x, y, s=1.0, t=0.0):
    with p.at(x, y, s):
        p.rrect(-330, -250, 400, 215, 10, AMBER)
        p.rrect(-316, -236, 372, 187, 6, "#a96c17")
        p.rrect(82, -200, 150, 165, 18, JADE)
        p.rrect(140, -182, 78, 72, 10, GLASS)
        for wx in (-250, -160, 150):
            p.circle(wx, -26, 38, INK)
            p.circle(wx, -26, 17, EDGE)


def road(p, y=470, h=250):
    p.rect(0, y, W, h, ROAD)
    p.rect(0, y - 14, W, 14, LINE)


def lights(p, x, y, green, k=1.0):
    p.rect(x - 7, y, 14, 260, EDGE)
    p.rrect(x - 40, y - 130, 80, 150, 20, INK)
    p.circle(x, y - 90, 26, "#5b2a24" if green else "#e0452e")
    p.circle(x, y - 24, 26, "#4ec07f" if green else "#24452f")


def ball(p, x, y, r, t=0.0):
    p.circle(x, y, r, SEAL)
    for a in (0, 2.1, 4.2):
        p.line([(x, y), (x + r * 0.9 * math.cos(a + t), y + r * 0.9 * math.sin(a + t))], AMBER_SOFT, r * 0.16)


def star(p, x, y, r, colour, towards=-math.pi / 2):
    """Five points, one of them in the direction `towards`."""
    pts = []
    for n in range(10):
        a = towards + n * math.pi / 5
        rr = r if n % 2 == 0 else r * 0.381966
        pts.append((x + rr * math.cos(a), y + rr * math.sin(a)))
    p.poly(pts, colour)


STARS = ((5, 5, 3), (10, 2, 1), (12, 4, 1), (12, 7, 1), (10, 9, 1))


def flag(p, x, y, w, shown=5.0):
    """The national flag, drawn by its law's grid: 3 to 2, a fifteenth and a tenth of the upper left quarter."""
    h = w * 2 / 3
    p.rect(x, y, w, h, FLAG_RED)
    u = w / 30
    for n, (gx, gy, gr) in enumerate(STARS):
        k = smooth(shown - n)
        towards = -math.pi / 2 if n == 0 else math.atan2(5 - gy, 5 - gx)
        if k > 0:
            star(p, x + gx * u, y + gy * u, gr * u * k, FLAG_YELLOW, towards)


def card(p, x, y, w, h, k, fill=SHEET, edge=LINE):
    """A sheet that rises into place; returns the y shift, None while it has not come."""
    if k <= 0:
        return None
    shift = (1 - smooth(k)) * 60
    p.rrect(x, y + shift, w, h, 22, fill, smooth(k), edge=edge, width=3)
    return shift


def mug(p, x, y, s=1.0, colour=SEAL):
    with p.at(x, y, s):
        p.ring(26, -30, 15, colour, 8)
        p.rrect(-28, -62, 56, 62, 10, colour)


def kettle(p, x, y, s=1.0, turn=0.0):
    """A child's water bottle."""
    with p.at(x, y, s, turn):
        p.rrect(-20, -66, 40, 66, 12, "#3f8f9a")
        p.rrect(-14, -82, 28, 20, 7, INDIGO)
        p.rrect(-20, -44, 40, 14, 0, LAMP)
        p.arc(0, -82, 14, math.pi, 0, INK2, 5)


__all__ = [name for name in dir() if not name.startswith("_")] + ["JADE_SOFT"]
