"""国旗升起来的时候: a Monday morning, the flag, and how to treat it."""
from ..kit import (AMBER, EDGE, GLASS, INDIGO, INK2, JADE, JADE_SOFT, LEAF2, LINE, PAPER, PAPER2, SEAL, SHEET, WOOD,
                   WOOD2, bounce, mix, smooth)
from ..people import adult, child, person
from ..props import bubble, card, cross, flag, message, phone, school, tag, tick, tree, yard

QIN = child("short", top="#5a79b8", scarf=True)
ROW = [child("tails", top="#e0a63a", legs=JADE, skirt=True, scarf=True), child("short", top=JADE, scarf=True),
       child("bob", top="#c7775d", scarf=True), child("short", top="#5a79b8", scarf=True),
       child("pony", top="#e0a63a", legs=INDIGO, scarf=True)]
BIG = child("short", top="#7a6b9a")
TEACHER = adult("bob", top=JADE, skirt=True)


def _pole(p, x, low, high):
    p.rrect(x - 60, low - 26, 120, 30, 6, LINE)
    p.rect(x - 6, high, 12, low - high, EDGE)
    p.circle(x, high - 8, 12, AMBER)


def _notes(p, t, x, y):
    """The anthem is heard: rings from the loudspeaker."""
    p.rrect(x - 30, y - 40, 60, 80, 8, INK2)
    p.circle(x, y + 10, 18, EDGE)
    for n in range(3):
        k = (t * 0.6 + n / 3) % 1
        p.arc(x + 20, y, 40 + k * 90, -0.6, 0.6, SEAL, 7, 1 - k)


def late(p, s):
    yard(p, s.t)
    school(p, 250, 540, 0.9)
    _pole(p, 1050, 600, 170)
    flag(p, 1056, 440, 150)
    _notes(p, s.t, 520, 250)
    for n, look in enumerate(ROW[:4]):
        person(p, 700 + n * 84, 600, 230, look, 1, "flat", t=s.t + n)
    k = s.ease(0, 2.6)
    run = s.k(0, 2.6) * 9
    person(p, mix(-80, 400, k), 650, 290, QIN, 1, "oh" if s.on(1) else "flat", run if k < 1 else None, t=s.t)
    bubble(p, 400, 290, "跑？停？", s.k(1, 0.4, 0.8), "left", 46)


def raising(p, s):
    yard(p, s.t, sky="#e7f0ee")
    tree(p, 120, 545, 270, s.t)
    tree(p, 1190, 545, 240, s.t)
    _pole(p, 640, 610, 138)
    rise = smooth(s.t / (s.seconds - 1.0))
    flag(p, 646, mix(392, 146, rise), 246)
    salute = s.ease(1, 0.6)
    for n, look in enumerate(ROW):
        face = 1 if n < 3 else -1
        arm = mix((0.12, -1.0), (-0.55, 1.15) if face == 1 else (0.3, 1.1), salute)
        x = (150, 270, 390, 975, 1080)[n]
        person(p, x, 640, 290, look, face, "flat", arms=("down", arm) if face == 1 else (arm, "down"), t=s.t * 0.4)
    person(p, 1190, 640, 310, BIG, -1, "flat", t=s.t * 0.4)
    tag(p, 290, 250, "队礼", s.k(1, 0.4, 0.5) * (1 - s.ease(2, 0.2)), 42)
    tag(p, 1150, 272, "注目礼", s.k(1, 0.4, 1.8) * (1 - s.ease(2, 0.2)), 42)


def stars(p, s):
    p.page(PAPER)
    k = s.ease(0, 0.9)
    p.rrect(640 - 392, 140, 784, 530, 10, PAPER2)
    shown = 0.0
    if s.on(1):
        shown = s.since(1) * 1.55 - 1.0
    with p.at(640, 400, (k, 1)):
        flag(p, -360, -240, 720, max(0, shown))


def care(p, s):
    yard(p, s.t)
    _pole(p, 420, 610, 138)
    down = smooth((s.t - 0.3) / 3.4)
    flag(p, 426, mix(146, 380, down), 210)
    reach = mix((0.5, 0.4), (0.9, 0.2), bounce(down))
    person(p, 330, 650, 310, ROW[1], 1, "flat", arms=(reach, "hold"), t=s.t)
    person(p, 700, 650, 310, ROW[0], -1, "flat", arms=("open", "open"), t=s.t)
    shift = card(p, 860, 170, 350, 400, s.k(1, 0.5))
    if shift is not None:
        alpha = smooth(s.k(1, 0.5))
        with p.at(1035, 330 + shift):
            p.rect(-120, -80, 240, 160, "#d9796c", alpha)
            p.poly([(121, 0), (90, 14), (121, 34)], SHEET)
            p.poly([(40, 81), (58, 50), (74, 81)], SHEET)
            p.ellipse(-30, 30, 40, 22, "#b98a6d", alpha)
        p.text(1035, 470 + shift, "旧了", 40, INK2, alpha)
        cross(p, 1035, 330, 150, s.k(1, 0.4, 1.8))
        tag(p, 1035, 530, "不再升", s.k(1, 0.4, 2.2), 40, SEAL)


def stand(p, s):
    p.page("#e7f0ee")
    for n in range(3):
        p.rect(0, 360 + n * 70, 1280, 70, (LINE, PAPER2, LINE)[n])
    p.rect(0, 570, 1280, 150, LEAF2)
    person(p, 870, 650, 430, TEACHER, -1, "smile", arms=("hold", "down"), t=s.t)
    p.rrect(920, 560, 150, 100, 12, WOOD2)
    given = s.ease(0, 1.6, 1.2)
    for n in range(3):
        flag(p, 936 + n * 40, mix(700, 526, given) - n * 4, 44)
        p.line([(935 + n * 40, 526 - n * 4), (935 + n * 40, 570)], EDGE, 5, given)
    p.rrect(920, 566, 150, 94, 12, WOOD)
    k = s.ease(0, 1.4)
    person(p, mix(200, 640, k), 655, 300, ROW[2], 1, "smile", k * 7 if k < 1 else None, ("open", "down"), t=s.t)
    if given < 0.5:
        flag(p, mix(200, 640, k) + 66, 478, 60)
        p.line([(mix(200, 640, k) + 65, 478), (mix(200, 640, k) + 65, 560)], EDGE, 5)
    picked = s.ease(1, 0.8, 1.2)
    gx = 430
    walk = s.ease(1, 1.1)
    px = mix(-140, 340, walk)
    if picked < 1:
        with p.at(gx, mix(640, 560, picked), 1.0, -1.2 * (1 - picked)):
            p.line([(0, 0), (0, 62)], EDGE, 5)
            flag(p, 2, 0, 62)
    person(p, px, 665, 300, QIN, 1, "smile", walk * 7 if 0 < walk < 1 else None,
           (mix((0.12, -1.0), (0.8, -0.55), bounce(s.k(1, 1.6, 0.9))) if picked < 1 else "point", "down"), t=s.t,
           lean=0.22 * bounce(s.k(1, 1.4, 1.0)))
    if picked >= 1:
        p.line([(px + 98, 480), (px + 98, 562)], EDGE, 5)
        flag(p, px + 100, 480, 62)


def online(p, s):
    p.page(JADE_SOFT)
    p.rect(0, 620, 1280, 100, "#cfe3d8")
    left, top, width = phone(p, 520, 390, 500, SHEET)
    p.rrect(left + 18, top + 24, width - 36, 150, 12, GLASS)
    p.text(left + width / 2, top + 99, "恶搞图片", 36, INK2)
    message(p, left, top + 196, width, "快转发呀", s.k(0, 0.4, 0.5), size=32)
    tag(p, 520, 520, "不转发", s.k(0, 0.4, 1.9), 46, SEAL)
    person(p, 230, 670, 340, QIN, 1, "cross" if s.k(0, 1, 1.8) > 0 else "flat", arms=("hold", "down"), t=s.t)
    come = s.ease(0, 1.0, 2.2)
    person(p, mix(1400, 960, come), 680, 470, TEACHER, -1, "smile", come * 6 if 0 < come < 1 else None,
           ("open", "down"), t=s.t)
    tick(p, 780, 300, 80, s.k(0, 0.4, 3.4))
