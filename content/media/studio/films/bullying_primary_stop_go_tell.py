"""停、走、说: a water bottle held too high, two questions, three moves."""
from ..kit import (AMBER_SOFT, EDGE, GLASS, JADE, JADE_SOFT, LATE_SOFT, LINE, PAPER2, SEAL, SHEET, WOOD2, bounce, mix,
                   smooth)
from ..people import adult, child, person, portrait
from ..props import blackboard, bubble, cross, kettle, school, tag, tick, tree, wall, window, yard

MI = child("tails", top="#e0a63a", legs=JADE, skirt=True, scarf=True)
QIANG = child("short", top="#5a79b8", scarf=True)
AN = child("bob", top="#c7775d", scarf=True)
LU = child("short", top=JADE, scarf=True)
TEACHER = adult("bob", top=JADE, skirt=True)


def _corridor(p):
    wall(p, AMBER_SOFT, WOOD2, 570)
    for x in (70, 360):
        window(p, x, 170, 230, 190, shut=False)
    p.rrect(930, 330, 290, 250, 14, SHEET, edge=LINE)
    p.rrect(950, 430, 250, 40, 10, GLASS)
    for x in (1000, 1075, 1150):
        p.line([(x, 380), (x, 402), (x - 16, 402), (x - 16, 412)], EDGE, 9)


def tap(p, s):
    _corridor(p)
    come = s.ease(0, 1.9)
    grab = s.ease(1, 0.9)
    x = mix(300, 830, come)
    walking = come * 7 if come < 1 else None
    jump = bounce((s.since(3) % 0.62) / 0.62) * 46 if s.on(3) else 0
    qx = mix(-120, 620, s.ease(1, 0.8))
    up = smooth((s.since(1) - 0.9) / 0.5)
    for n, look in enumerate((AN, LU)):
        person(p, 190 + n * 150, 590, 270, look, 1, "glad" if s.on(2) else "smile", t=s.t + n)
    hand = mix((0.72, -0.3), (0.25, 1.12), up)
    face = -1 if s.since(1) > 0.7 else 1
    person(p, x, 616 - jump, 300, MI, face, "sad" if grab > 0.9 else "smile", walking,
           ("hold" if grab < 0.9 else ("up" if s.on(3) else "down"), "down"), s.talk(3), s.t)
    person(p, qx, 616, 330, QIANG, 1, "mean" if grab > 0.9 else "smile",
           s.k(1, 0.8) * 6 if 0 < s.k(1, 0.8) < 1 else None, (hand, "down"), s.talk(2), s.t)
    reach = 0.34 * 330 * 0.86
    held = (qx + 18 + hand[0] * reach, 616 - 330 * 0.59 - hand[1] * reach + 10)
    own = (x + face * 80, 560)
    kx, ky = own if s.since(1) < 0.75 else held
    kettle(p, kx, ky + (0 if s.since(1) > 0.75 else 4), 1.0, 0.12 * bounce(s.k(2, 0.6)))
    bubble(p, 480, 210, "来呀，来拿呀！", s.k(2, 0.4) * (1 - s.ease(3, 0.2)), "right")
    bubble(p, 900, 240, "还给我！", s.k(3, 0.4), "left", fill=SHEET, ink=SEAL)


def questions(p, s):
    wall(p, JADE_SOFT, "#cfe3d8", 600)
    portrait(p, 360, 350, 480, 400, AMBER_SOFT, QIANG, 1, "glad", t=s.t)
    portrait(p, 920, 350, 480, 400, SHEET, MI, -1, "sad", t=s.t + 1)
    if s.on(1):
        tick(p, 540, 205, 62, s.k(1, 0.4, 0.7))
        cross(p, 1100, 205, 54, s.k(1, 0.4, 1.1))
    bubble(p, 980, 500, "停！", s.k(2, 0.35), "none", 52, LATE_SOFT, SEAL)
    bubble(p, 420, 500, "嘿嘿，还来", s.k(2, 0.35, 1.1), "none", 44)
    tag(p, 640, 612, "不是玩笑，是欺负人", s.k(3, 0.4, 0.5) * (1 - s.ease(4, 0.2)), 44, SEAL)
    tag(p, 640, 612, "不是你的错", s.k(4, 0.4), 48, JADE)


def stop(p, s):
    p.page(LATE_SOFT)
    p.circle(640, 430, 300 + 10 * bounce((s.t % 1.2) / 1.2), SHEET)
    p.rect(0, 640, 1280, 80, "#efd3d6")
    out = s.ease(0, 0.6, 0.4)
    person(p, 560, 650, 400, MI, 1, "cross", arms=(mix((0.12, -1.0), (1.05, 0.16), out), "down"), talk=s.talk(1), t=s.t)
    person(p, 1010 + 90 * s.ease(1, 0.7), 650, 390, QIANG, -1, "oh" if s.on(1) else "mean", t=s.t)
    bubble(p, 640, 172, "停！我不喜欢！", s.k(1, 0.35), "none", 56, SEAL, SHEET)


def go(p, s):
    yard(p, s.t)
    school(p, 960, 540, 1.15)
    tree(p, 560, 560, 250, s.t)
    k = s.k(0, 3.6)
    person(p, 850, 620, 400, TEACHER, -1, "smile", arms=("open" if k > 0.75 else "down", "down"), t=s.t)
    person(p, 1060, 610, 270, LU, -1, "smile", t=s.t)
    person(p, 1160, 615, 275, AN, -1, "smile", t=s.t + 2)
    person(p, mix(80, 690, k), 640, 310, MI, 1, "flat" if k < 0.8 else "smile", k * 11 if k < 1 else None, t=s.t)


def tell(p, s):
    wall(p, PAPER2, WOOD2, 580)
    blackboard(p, 110, 150, 400, 210)
    person(p, 330, 650, 430, TEACHER, 1, "smile", arms=("belly", "down"), t=s.t)
    person(p, 620, 650, 310, MI, -1, "flat", arms=("point" if s.on(1) else "belly", "down"), talk=s.talk(0, 1), t=s.t)
    for n, (word, delay) in enumerate((("谁", 1.0), ("在哪里", 1.6), ("做了什么", 2.3))):
        k = s.k(1, 0.4, delay)
        if k > 0:
            tag(p, 960, 232 + n * 116, word, k, 52, (JADE, "#2a3670", SEAL)[n], SHEET, 48)
    for n, (word, x) in enumerate((("老师", 330), ("爸爸妈妈", 960))):
        tag(p, x, 172 if n else 420, word, s.k(0, 0.4, 0.9 + n * 1.0) * (1 - s.ease(1, 0.2)) if n else 0, 46)


def together(p, s):
    yard(p, s.t)
    tree(p, 1130, 560, 290, s.t)
    tree(p, 160, 550, 220, s.t)
    k = s.ease(1, 1.5)
    x = mix(1010, 760, k)
    person(p, 560, 630, 310, MI, 1, "sad" if not s.on(2) else "glad", t=s.t)
    for n, look in enumerate((LU, QIANG)):
        person(p, 240 + n * 110 - 260 * s.ease(1, 1.2), 620, 290, look, 1, "flat", t=s.t + n)
    person(p, x, 630, 300, AN, -1, "smile", k * 5 if 0 < k < 1 else None, ("open" if s.on(2) else "down", "down"),
           s.talk(2), s.t)
    bubble(p, 800, 215, "我们一起去玩吧！", s.k(2, 0.4), "left", 50)
