"""The first and the last card of every film."""
import math

from .kit import AMBER, AMBER_SOFT, INK, INK2, JADE, JADE_SOFT, PAPER, SEAL, SHEET, W, clamp, pop, smooth
from .props import mark, tag


def title(p, s):
    """The lesson's title, and the mark of the house drawn stroke by stroke."""
    p.page(PAPER)
    p.circle(1130, 640, 250 + 6 * math.sin(s.t), AMBER_SOFT)
    p.circle(110, 90, 150, JADE_SOFT)
    mark(p, W / 2, 196, 150, clamp(s.t / 1.3))
    text = s.film["title"]
    size = 92 if len(text) <= 9 else 78
    p.typed(W / 2, 372, text, size, (s.t - 0.35) * 9, INK)
    k = smooth((s.t - 0.9) / 0.7)
    if k > 0:
        p.line([(W / 2 - 150 * k, 452), (W / 2 + 150 * k, 452)], SEAL, 6)
    p.text(W / 2, 512, "一门法务　" + s.film["course"], 36, INK2, k, bold=False)


def ending(p, s):
    """One question to think about, and whom to turn to."""
    p.page(PAPER)
    p.circle(150, 640, 230, JADE_SOFT)
    p.circle(1180, 90, 160 + 5 * math.sin(s.t), AMBER_SOFT)
    tag(p, W / 2, 120, "想一想", smooth(s.t / 0.5), 46, AMBER, SHEET)
    lines = s.film["question"].split("/")
    shown = (s.t - 0.5) * 9
    for n, part in enumerate(lines):
        p.typed(W / 2, 258 + (n - (len(lines) - 1) / 2) * 84, part, 62, shown, INK)
        shown -= len(part)
    k = smooth((s.t - 1.6) / 0.6)
    p.text(W / 2, 408, "可以找", 36, INK2, k, bold=False)
    whom = s.film["whom"]
    widths = [p.width(word, 46) + 72 for word in whom]
    left = W / 2 - (sum(widths) + 28 * (len(whom) - 1)) / 2
    for n, (word, w) in enumerate(zip(whom, widths)):
        come = pop(clamp((s.t - 1.9 - 0.25 * n) / 0.45))
        if come > 0.01:
            with p.at(left + w / 2, 488, come):
                p.rrect(-w / 2, -44, w, 88, 44, SEAL if word.isdigit() else JADE)
                p.text(0, 0, word, 46, SHEET)
        left += w + 28
    mark(p, W / 2 - 84, 596, 46, 1.0, JADE)
    p.text(W / 2 - 48, 597, "一门法务", 34, JADE, align="left")
