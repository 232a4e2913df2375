"""今天心里什么天气: one day of a girl and the weather inside her."""
import math

from ..kit import (AMBER_SOFT, BLUSH, GLASS, INK, JADE, JADE_SOFT, LAMP, LATE_SOFT, LEAF, LINE, PAPER, PAPER2, SEAL,
                   SHEET, SKY, WOOD, WOOD2, bounce, clamp, mix, pop, smooth)
from ..people import adult, child, person, portrait, tear
from ..props import blackboard, bubble, cloud, rain, school, sun, table, tag, tree, wall, window, yard

DUO = child("tails", top="#e58f7b", legs=JADE, skirt=True, clip=LAMP)
PAL = child("short", top="#5a79b8")
TEACHER = adult("bob", top=JADE, skirt=True)
GRANDMA = adult("bun", top="#7a6b9a", locks="#b9b4ad")


def _inside(p, x, y, r, k, kind, t):
    """The weather in a bubble beside the head."""
    if k <= 0:
        return
    for n, (dx, dy, rr) in enumerate(((-1.18, 0.86, 0.13), (-0.98, 0.66, 0.19))):
        p.circle(x + dx * r, y + dy * r, rr * r * smooth(k * 2 - n * 0.4), SHEET)
    with p.at(x, y, pop(k)):
        p.circle(0, 0, r, SHEET)
        p.circle(0, 0, r - 12, {"sun": "#e3f1f2", "cloud": "#d5d9d8", "rain": "#b9cbd1"}[kind])
        if kind == "sun":
            sun(p, 0, 0, r * 0.36, t)
        elif kind == "cloud":
            cloud(p, math.sin(t) * 12 - 10, -18, r * 0.36, "#aab1b0")
            cloud(p, 30 - math.sin(t) * 10, 46, r * 0.26, "#c3c9c7")
        else:
            rain(p, -r * 0.45, 8, r * 0.9, r * 0.5, t, 8)
            cloud(p, 0, -26, r * 0.38, "#7f8f96")


def sunny(p, s):
    wall(p, AMBER_SOFT, WOOD2, 580)
    window(p, 120, 160, 260, 240, shut=False)
    p.rrect(430, 170, 170, 290, 80, WOOD)
    p.rrect(444, 184, 142, 262, 68, GLASS)
    glow = s.ease(0, 0.6, 0.9)
    person(p, 640, 670, 420, DUO, -1 if s.t < 2.6 else 1, "glad" if s.t > 1.4 else "smile",
           arms=(mix((0.12, -1.0), (0.6, 0.66), bounce(s.k(0, 2.2, 0.5))), "down"), t=s.t)
    for n in range(4):
        a = n * math.pi / 2 + s.t * 2
        p.circle(560 + math.cos(a) * 54, 330 + math.sin(a) * 54, 5 * glow * (1 - s.ease(1, 0.3)), SEAL)
    _inside(p, 980, 330, 170, s.k(1, 0.6), "sun", s.t)


def cloudy(p, s):
    wall(p, JADE_SOFT, WOOD2, 590)
    blackboard(p, 90, 150, 420, 220)
    p.text(300, 260, "1 + 2 =", 60, SHEET, bold=False)
    person(p, 440, 620, 400, TEACHER, -1, "flat", arms=("up", "down"), t=s.t)
    raised = bounce((s.since(0) * 0.75) % 1) if 0 < s.since(0) < 4.0 else 0
    for n, x in enumerate((880, 1120)):
        person(p, x, 700, 300, (DUO, PAL)[n], -1, "flat" if not s.on(1) or n else "sad",
               arms=(mix((0.5, -0.5), (0.15, 1.15), raised) if n == 0 else "hold", "belly"), t=s.t + n)
        table(p, x - 110, 610, 220, 90, WOOD)
    _inside(p, 1030, 245, 118, s.k(1, 0.6), "cloud", s.t)


def rains(p, s):
    yard(p, s.t)
    tree(p, 150, 560, 280, s.t)
    away = s.ease(0, 1.6, 1.4)
    person(p, mix(460, 90, away), 640, 330, PAL, 1 if away < 0.15 else -1, "cross",
           away * 8 if 0.02 < away < 1 else None, talk=s.talk(0), t=s.t)
    bubble(p, 470, 225, "我不跟你玩了", s.k(0, 0.35) * (1 - s.ease(1, 0.3)), "left", 46)
    person(p, 700, 650, 370, DUO, -1, "sad", arms=("belly", "down"), t=s.t)
    if s.on(1):
        tear(p, 660, 405, 34, s.t)
    _inside(p, 1000, 330, 170, s.k(1, 0.6), "rain", s.t)


def _corn(p, x, y, t):
    with p.at(x, y, 1.0, 0.25):
        p.ellipse(0, 0, 22, 52, LAMP)
        for row in range(6):
            p.line([(-16, -34 + row * 13), (16, -34 + row * 13)], "#e8b14a", 3)
        p.poly([(-24, 10), (0, 62), (-4, 66), (-30, 34)], LEAF)
        p.poly([(24, 10), (0, 62), (4, 66), (30, 34)], LEAF)
    for n in range(3):
        k = (t * 0.6 + n / 3) % 1
        p.curve((x - 16 + n * 16, y - 60 - k * 40), (x - 4 + n * 16, y - 74 - k * 40), (x - 16 + n * 16, y - 90 - k * 40),
                SHEET, 5, 1 - k)


def corn(p, s):
    yard(p, s.t, sky="#e4eeea")
    school(p, 270, 540, 0.9)
    k = s.ease(0, 2.0)
    person(p, 900, 660, 440, GRANDMA, -1, "glad", arms=("open", "down"), t=s.t)
    _corn(p, 748, 350, s.t)
    person(p, mix(250, 620, k), 665, 330, DUO, 1, "sad" if k < 0.5 else "glad", k * 8 if k < 1 else None,
           (mix((0.12, -1.0), (0.7, 0.4), s.ease(0, 0.6, 2.0)), "down"), t=s.t)
    clear = s.ease(0, 1.2, 2.6)
    if clear > 0:
        sun(p, 1120, mix(420, 250, clear), 62 * clear, s.t)
    if clear < 0.9:
        rain(p, 980, 250, 240, 130, s.t, 7)
        cloud(p, mix(1100, 1180, clear), 230, 62, "#9fb0b5", 1 - clear)


def naming(p, s):
    p.page(SKY)
    p.circle(640, 960, 420, JADE_SOFT)
    person(p, 640, 690, 360, DUO, 1, "smile", t=s.t)
    small = mix(1.0, 0.72, s.ease(1, 0.7, 0.8))
    words = ("高兴", "难过", "生气", "害怕")
    for n in range(4):
        drift = math.sin(s.t * 0.8 + n) * 14
        x, y = (180, 440, 840, 1100)[n] + drift, (330, 235, 235, 330)[n]
        k = s.k(0, 0.5, n * 0.35)
        if k <= 0:
            continue
        with p.at(x, y, small * pop(k)):
            p.circle(0, 0, 108, SHEET)
            if n == 0:
                sun(p, 0, 0, 40, s.t)
            elif n == 1:
                rain(p, -44, 6, 88, 50, s.t, 6)
                cloud(p, 0, -22, 40, "#7f8f96")
            elif n == 2:
                cloud(p, 0, -28, 40, "#5a5f66")
                p.poly([(6, 0), (-22, 44), (0, 40), (-12, 78), (28, 28), (8, 30), (24, 0)], "#f6b951")
            else:
                for m in range(3):
                    p.curve((-58, -24 + m * 30), (0, -54 + m * 30 + 8 * math.sin(s.t * 4 + m)), (58, -24 + m * 30),
                            "#8aa0ad", 9)
        tag(p, x, y + 122, words[n], s.k(1, 0.4, 0.4 + n * 0.3), 40)


def _flower(p, x, y, k):
    p.line([(x, y), (x, y + 120)], LEAF, 10)
    for n in range(6):
        a = n * math.pi / 3
        p.circle(x + math.cos(a) * 30, y + math.sin(a) * 30, 22 + 3 * k, BLUSH)
    p.circle(x, y, 20, LAMP)


def _candle(p, x, y, t, k):
    p.rrect(x - 22, y, 44, 130, 8, SHEET)
    p.line([(x, y), (x, y - 16)], INK, 5)
    flame = 1 - smooth(k * 1.3 - 0.2)
    if flame > 0.02:
        lean = 34 * bounce(k)
        p.ellipse(x + lean * 0.5, y - 46, 17 * flame, (36 + 4 * math.sin(t * 9)) * flame, "#f6b951")
    else:
        for n in range(2):
            q = (t * 0.6 + n / 2) % 1
            p.circle(x + math.sin(q * 6) * 8, y - 30 - q * 70, 8 + q * 8, LINE, 1 - q)


def breathe(p, s):
    p.page(PAPER)
    grow = 0.0
    if s.on(1):
        grow = s.ease(1, 2.6)
    if s.on(2):
        grow = 1 - s.ease(2, 2.4)
    p.circle(520, 430, 190 + 70 * grow, JADE_SOFT)
    p.circle(520, 430, 150 + 56 * grow, "#cfe5da")
    person(p, 520, 660, 440, DUO, 1, "glad" if s.on(1) and not s.on(2) else "smile", arms=("belly", "belly"), t=s.t,
           talk=0.35 * s.ease(2, 0.4) if s.on(2) and s.k(2, 2.4) < 1 else 0)
    if s.on(1) and not s.on(2):
        _flower(p, mix(980, 860, s.ease(1, 0.6)), 330, grow)
        for n in range(3):
            k = (s.t * 0.5 + n / 3) % 1
            p.curve((840 - k * 180, 360), (810 - k * 180, 340), (780 - k * 180, 360), BLUSH, 6, 1 - k)
    if s.on(2):
        _candle(p, 900, 380, s.t, s.k(2, 2.2, 0.4))
        for n in range(3):
            k = (s.t * 0.8 + n / 3) % 1
            p.line([(650 + k * 170, 330 + n * 14), (690 + k * 170, 330 + n * 14)], "#9cc4c9", 6, (1 - k) * (1 - s.k(2, 3)))


def talking(p, s):
    wall(p, PAPER2, WOOD2, 600)
    who = ((GRANDMA, "家人", AMBER_SOFT), (TEACHER, "老师", JADE_SOFT), (PAL, "好朋友", LATE_SOFT))
    for n, (look, word, fill) in enumerate(who):
        k = s.k(0, 0.5, 0.7 + n * 0.6)
        if k > 0:
            x = 560 + n * 260
            with p.at(x, 330, pop(k)):
                portrait(p, 0, 0, 220, 290, fill, look, -1, "smile", t=s.t + n)
            tag(p, x, 514, word, k, 40)
    person(p, 270, 680, 400, DUO, 1, "sad" if s.on(1) else "smile", arms=("open", "down"), talk=s.talk(0, 1), t=s.t)
    if s.on(1):
        left = 1 - clamp(s.since(1) / 3.5)
        rain(p, 160, 190, 220, 60, s.t, int(8 * left) + 1)
        cloud(p, 270, 180, 52, "#8d9ba1", 0.4 + 0.6 * left)
