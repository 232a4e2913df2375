"""鱼缸是谁打碎的: a mop, a fish tank, and three sentences that are enough."""
import math

from ..kit import (AMBER_SOFT, EDGE, GLASS, INDIGO, INK2, JADE, JADE_SOFT, LAMP, LATE_SOFT, PAPER, PAPER2, SEAL, SHEET,
                   WOOD, WOOD2, bounce, mix, pop, smooth)
from ..people import adult, child, person
from ..props import blackboard, bubble, card, tag, tick, wall, window

LIN = child("short", top="#5a79b8", scarf=True)
LU = child("short", top="#e0a63a", legs=JADE, scarf=True)
DUTY = child("bob", top="#c7775d", scarf=True)
TEACHER = adult("bob", top=JADE, skirt=True)


def _room(p):
    wall(p, AMBER_SOFT, WOOD2, 580)
    blackboard(p, 70, 150, 430, 210)
    window(p, 840, 140, 330, 250)
    p.rrect(800, 388, 410, 22, 6, WOOD)


def _fish(p, x, y, size, t, face=1):
    with p.at(x, y, (size * face, size), 0.18 * math.sin(t * 6)):
        p.ellipse(0, 0, 26, 15, SEAL)
        p.poly([(-20, 0), (-44, -15), (-44, 15)], SEAL)
        p.circle(13, -3, 4, SHEET)


def _tank(p, x, y, t):
    p.rrect(x - 75, y - 112, 150, 112, 12, "#d5eaec", edge=EDGE, width=4)
    p.rect(x - 71, y - 84, 142, 80, GLASS)
    _fish(p, x - 24 + 14 * math.sin(t), y - 52, 0.8, t)
    _fish(p, x + 26 - 12 * math.sin(t * 1.2), y - 30, 0.7, t + 1, -1)


def _shards(p, x, y, k):
    for n in range(9):
        a = n * 2.4
        d = 30 + n * 17
        sx, sy = x + math.cos(a) * d * k, y + abs(math.sin(a)) * 26 * k - 60 * bounce(k)
        p.poly([(sx, sy - 14), (sx + 15, sy + 6), (sx - 12, sy + 9)], "#9fcdd2")


def _mop(p, x, y, turn):
    with p.at(x, y, 1.0, turn):
        p.line([(0, -190), (0, 0)], WOOD, 11)
        for n in range(5):
            p.line([(0, 0), (-28 + n * 14, 42)], PAPER2, 12)


def _bucket(p, x, y):
    p.arc(x, y - 82, 62, math.pi, 2 * math.pi, EDGE, 6)
    p.poly([(x - 66, y - 84), (x + 66, y - 84), (x + 50, y), (x - 50, y)], INDIGO)
    p.ellipse(x, y - 84, 66, 14, GLASS)


def hockey(p, s):
    _room(p)
    broken = s.on(1)
    if not broken:
        _tank(p, 1000, 388, s.t)
    else:
        k = s.ease(1, 0.7)
        p.ellipse(1000, 640, 190 * k, 26 * k, GLASS)
        p.rect(930, 410, 18, 230 * k, GLASS, 0.8 * (1 - s.ease(1, 0.8, 0.5)))
        p.rect(1040, 410, 14, 230 * k, GLASS, 0.8 * (1 - s.ease(1, 0.8, 0.5)))
        _shards(p, 1000, 640, k)
    swing = math.sin(s.t * 5) * 0.7 if not broken else 0.2
    saved = s.ease(2, 0.7, 0.4)
    for n, (x, look) in enumerate(((300, LU), (600, LIN))):
        turn = swing * (1 if n else -1)
        if not s.on(2):
            _mop(p, x + 84, 580, turn)
        sx = x + (110 * s.ease(2, 0.8) if n else 0)
        person(p, sx, 660, 320, look, 1, "glad" if not broken else "afraid", arms=("hold", "belly"), t=s.t + n)
    if not broken:
        puck = (s.t * 0.8) % 2
        px = mix(330, 700, puck if puck < 1 else 2 - puck)
        p.ellipse(px, 640, 26, 11, INK2)
    elif not s.on(2):
        for n in range(2):
            hop = abs(math.sin(s.t * 7 + n)) * 46
            _fish(p, 930 + n * 130, 620 - hop, 0.9, s.t * 2, 1 if n else -1)
    if s.on(2):
        _bucket(p, 860, 680)
        for n in range(2):
            if saved < 1:
                _fish(p, mix(930 + n * 130, 850 + n * 20, saved), mix(620, 590, saved) - 130 * bounce(saved), 0.9, s.t)
        if saved >= 1:
            p.circle(850, 590 + 4 * math.sin(s.t * 4), 9, SEAL)
    if broken:
        k = s.k(1, 0.3) * (1 - s.ease(1, 0.3, 1.4))
        if k > 0:
            with p.at(1000, 330, pop(k)):
                pts = [((120 if n % 2 == 0 else 74) * math.cos(n * math.pi / 8),
                        (120 if n % 2 == 0 else 74) * math.sin(n * math.pi / 8)) for n in range(16)]
                p.poly(pts, LAMP)
                p.text(0, 0, "砰！", 62, SEAL)


def wind(p, s):
    wall(p, JADE_SOFT, WOOD2, 590)
    near = s.ease(1, 0.8)
    with p.at(mix(900, 840, near), mix(330, 360, near), mix(0.9, 1.3, near)):
        window(p, -165, -125, 330, 250)
        for n in range(3):
            k = (s.t * 0.5 + n / 3) % 1
            p.curve((-150 + k * 60, -70 + n * 60), (-100 + k * 60, -96 + n * 60), (-50 + k * 60, -70 + n * 60), SHEET, 6,
                    0.7 * (1 - k))
        if s.on(1):
            p.ring(0, 0, 50 + 8 * bounce((s.t * 1.2) % 1), SEAL, 8, s.ease(1, 0.4, 0.6))
    person(p, 220, 670, 350, LU, 1, "oh", arms=("point", "down"), talk=s.talk(0), t=s.t)
    person(p, 450, 670, 350, LIN, -1 if not s.on(1) else 1, "sad", t=s.t + 1)
    bubble(p, 370, 215, "没人看见，/就说是风吹的", s.k(0, 0.4) * (1 - s.ease(1, 0.25)), "left", 44)


LIES = ("是风吹的", "我们早走了", "是值日生吧", "我没看见", "不是我……")


def growing(p, s):
    p.page(LATE_SOFT)
    p.rect(0, 620, 1280, 100, "#efd3d6")
    fade = 1 - s.ease(1, 0.6, 1.9)
    for n, words in enumerate(LIES):
        k = s.k(0, 0.5, 0.4 + n * 0.75)
        y = 568 - n * 84 + math.sin(s.t * 2 + n) * (2 + n * 3)
        x = 860 + math.sin(s.t * 1.6 + n * 0.9) * (3 + n * 7)
        if k > 0 and fade > 0:
            w = 250 + n * 52
            with p.at(x, y, pop(k) * max(0.01, fade)):
                p.rrect(-w / 2, -36, w, 72, 20, SHEET)
                p.text(0, 0, words, 36 + n, INK2)
    person(p, 330, 670, 370, LIN, 1, "afraid" if fade > 0.5 else "smile", arms=("up" if fade > 0.5 else "down", "up" if
           fade > 0.5 else "down"), t=s.t)
    k = s.k(1, 0.5, 2.0)
    bubble(p, 800, 330, "是我们打碎的", k, "left", 64, JADE, SHEET)


def three(p, s):
    wall(p, PAPER, WOOD2, 610)
    person(p, 150, 680, 450, TEACHER, 1, "smile", arms=("belly", "down"), t=s.t)
    person(p, 330, 690, 310, LIN, -1, "flat", talk=s.talk(0, 2), t=s.t)
    person(p, 450, 690, 310, LU, -1, "flat", talk=s.talk(1), t=s.t + 1)
    rows = (("我做了什么", "鱼缸是我们打碎的"), ("现在怎么样", "鱼在桶里，玻璃拦着"), ("打算怎么补", "我们想一起赔一个"))
    for n, (head, words) in enumerate(rows):
        y = 138 + n * 158
        shift = card(p, 560, y, 660, 140, s.k(n, 0.5))
        if shift is None:
            continue
        alpha = smooth(s.k(n, 0.5))
        p.circle(632, y + 70 + shift, 42, (SEAL, INDIGO, JADE)[n], alpha)
        p.text(632, y + 70 + shift, "一二三"[n], 44, SHEET, alpha)
        p.text(704, y + 40 + shift, head, 32, INK2, alpha, bold=False, align="left")
        p.text(704, y + 92 + shift, words, 46, alpha=alpha, align="left")


def sweep(p, s):
    _room(p)
    k = s.t / max(s.seconds, 1)
    _shards(p, 760 + 60 * math.sin(s.t * 2.4), 640, 0.8 * (1 - 0.5 * k))
    person(p, 560, 670, 450, TEACHER, 1, "smile", arms=("hold", "belly"), t=s.t)
    _mop(p, 690 + 50 * math.sin(s.t * 2.4), 620, 0.25 * math.sin(s.t * 2.4))
    for n, look in enumerate((LIN, LU)):
        person(p, 180 + n * 140, 670, 310, look, 1, "flat", arms=("stop" if n else "open", "down"), t=s.t + n)
    _bucket(p, 1080, 660)
    p.circle(1080, 570 + 4 * math.sin(s.t * 4), 9, SEAL)


def later(p, s):
    wall(p, JADE_SOFT, WOOD2, 600)
    blackboard(p, 90, 150, 380, 200)
    away = s.ease(1, 0.7)
    person(p, 280, 670, 450, TEACHER, 1, "smile", arms=("belly" if s.k(0, 1, 1.6) > 0 else "down", "down"), t=s.t)
    person(p, 520, 680, 330, LIN, -1, "flat" if not s.on(1) else "smile", talk=s.talk(0), t=s.t)
    bubble(p, 640, 260, "昨天我没说真话", s.k(0, 0.4, 0.8) * (1 - away), "left", 44)
    for n, look in enumerate((DUTY, LU)):
        person(p, mix(1420 + n * 150, 760 + n * 190, s.ease(1, 1.2)), 680, 320, look, -1, "smile",
               s.k(1, 1.2) * 6 if 0 < s.k(1, 1.2) < 1 else None, ("open", "down"), t=s.t + n)
    tag(p, 860, 250, "敢说真话，了不起", s.k(1, 0.4, 1.4), 44)
    tick(p, 1150, 250, 60, s.k(1, 0.4, 1.8))
