"""我的身体，我说了算: a guest, a clothes line, a feeling, three moves and a hand."""
import math

from ..kit import (AMBER_SOFT, BLUSH, EDGE, GLASS, INDIGO, INK2, JADE, JADE_SOFT, LAMP, LATE_SOFT, PAPER, PAPER2, SEAL,
                   SHEET, SKIN, SKY, W, WOOD, WOOD2, bounce, clamp, mix, pop)
from ..people import adult, child, person, portrait
from ..props import bubble, cross, school, sun, tag, tree, wall, window, yard

YU = child("bob", top="#e0a63a", legs=JADE, skirt=True)
UNCLE = adult("short", top="#5a79b8")
MOTHER = adult("pony", top=JADE, skirt=True)
FATHER = adult("short", top="#7a6b9a")
GRANDMA = adult("bun", top="#7a6b9a", locks="#b9b4ad")
TEACHER = adult("bob", top=SEAL, skirt=True)


def guest(p, s):
    wall(p, AMBER_SOFT, WOOD2, 590)
    window(p, 520, 150, 240, 200, shut=False)
    for n, x in enumerate((120, 1130)):
        p.line([(x, 126), (x, 160)], SEAL, 4)
        p.ellipse(x + 4 * math.sin(s.t * 1.4 + n), 194, 40, 34, SEAL)
        p.rect(x - 16 + 4 * math.sin(s.t * 1.4 + n), 226, 32, 8, LAMP)
    wave = (0.62 + 0.22 * math.sin(s.t * 9), 0.75)
    hug = mix((0.12, -1.0), (0.95, -0.05), s.ease(0, 0.6, 1.2) - s.ease(1, 0.5, 1.6))
    greeting = s.k(2, 0.5) > 0.3
    come = s.ease(0, 1.2)
    person(p, mix(1400, 900, come), 670, 500, UNCLE, -1, "glad" if greeting else "smile",
           come * 6 if come < 1 else None, (wave if greeting and s.k(2, 1, 1.3) > 0 else hug, hug), s.talk(0), s.t)
    person(p, 300, 670, 460, MOTHER, 1, "smile", arms=("open" if s.on(1) else "down", "down"), talk=s.talk(1), t=s.t)
    back = s.ease(1, 0.6)
    person(p, mix(560, 520, back), 680, 310, YU, 1, "glad" if greeting else ("flat" if s.since(0) < 2 else "sad"),
           arms=(wave if greeting else "belly", "down"), t=s.t)
    bubble(p, 640, 180, "来，抱一抱！", s.k(0, 0.4, 1.9) * (1 - s.ease(1, 0.3)), "right", 46)
    bubble(p, 520, 190, "挥挥手吧", s.k(1, 0.4, 1.7) * (1 - s.ease(2, 0.3)), "left", 46)
    bubble(p, 640, 230, "叔叔好！", s.k(2, 0.4, 0.3), "left", 46, JADE, SHEET)


def _suit(p, x, y, colour):
    p.line([(x - 34, y), (x - 26, y + 40)], colour, 14)
    p.line([(x + 34, y), (x + 26, y + 40)], colour, 14)
    p.c.move_to(x - 46, y + 36)
    p.c.curve_to(x - 30, y + 90, x - 34, y + 110, x - 52, y + 176)
    p.c.curve_to(x - 20, y + 196, x - 12, y + 210, x, y + 214)
    p.c.curve_to(x + 12, y + 210, x + 20, y + 196, x + 52, y + 176)
    p.c.curve_to(x + 34, y + 110, x + 30, y + 90, x + 46, y + 36)
    p.c.close_path()
    p.fill(colour)
    for n in range(3):
        p.circle(x - 18 + n * 18, y + 110 + (n % 2) * 26, 7, SHEET)


def _trunks(p, x, y, colour):
    p.rrect(x - 62, y, 124, 24, 8, INDIGO)
    p.poly([(x - 62, y + 18), (x + 62, y + 18), (x + 74, y + 120), (x + 10, y + 120), (x, y + 70), (x - 10, y + 120),
            (x - 74, y + 120)], colour)


def pool(p, s):
    p.page(SKY)
    sun(p, 1120, 210, 54, s.t)
    p.rect(0, 500, W, 220, GLASS)
    p.rect(0, 486, W, 20, PAPER2)
    for n in range(8):
        x = (n * 190 + s.t * 26) % 1500 - 120
        p.curve((x, 560 + n % 3 * 46), (x + 40, 544 + n % 3 * 46), (x + 80, 560 + n % 3 * 46), SHEET, 6, 0.8)
    p.line([(120, 160), (120, 490)], WOOD, 14)
    p.line([(980, 160), (980, 490)], WOOD, 14)
    p.curve((120, 176), (550, 236), (980, 176), EDGE, 5)
    sway = math.sin(s.t * 1.8) * 0.06
    for n, (x, y) in enumerate(((370, 204), (720, 204))):
        with p.at(x, y, pop(s.k(0, 0.5, 0.1 + n * 0.5)) if s.k(0, 0.5, 0.1 + n * 0.5) > 0 else 0.001, sway):
            if n == 0:
                _suit(p, 0, 0, SEAL)
            else:
                _trunks(p, 0, 0, JADE)
    tag(p, 550, 458, "隐私部位", s.k(0, 0.4, 2.2), 48)
    for n, words in enumerate(("不可以看", "不可以摸")):
        tag(p, 400 + n * 330, 570, words, s.k(1, 0.4, 0.5 + n * 0.9), 50, SEAL)


def feeling(p, s):
    p.page(LATE_SOFT)
    tilt = s.on(1)
    person(p, 400, 690, 450, YU, 1, "afraid" if not tilt else "flat", arms=("belly", "belly"), t=s.t)
    beat = 1 + 0.10 * bounce((s.t * 1.6) % 1)
    with p.at(620, 270, beat * pop(max(0.001, s.k(0, 0.5, 0.3)))):
        p.circle(-26, -14, 36, SEAL)
        p.circle(26, -14, 36, SEAL)
        p.poly([(-59, 0), (59, 0), (0, 66)], SEAL)
        p.text(0, 2, "！", 54, SHEET)
    for n in range(3):
        k = (s.t * 0.7 + n / 3) % 1
        p.ring(620, 270, 80 + k * 70, SEAL, 5, (1 - k) * 0.5)
    for n, (look, words, fill) in enumerate(((FATHER, "认识的人", AMBER_SOFT), (UNCLE, "不认识的人", PAPER2))):
        k = s.k(1, 0.5, 0.2 + n * 0.7)
        if k > 0:
            x = 860 + n * 270
            with p.at(x, 390, pop(k)):
                portrait(p, 0, 0, 220, 280, fill, look, -1, "smile", t=s.t + n)
            tag(p, x, 556, words, k, 38, INDIGO)
    tag(p, 995, 632, "都一样，可以说不", s.k(1, 0.4, 2.0), 42)


def moves(p, s):
    p.page(PAPER)
    stage = 2 if s.on(2) else (1 if s.on(1) else 0)
    if stage == 0:
        p.page(LATE_SOFT)
        p.rect(0, 640, W, 80, "#efd3d6")
        person(p, 640, 660, 440, YU, 1, "cross", arms=("stop", "stop"), talk=s.talk(0), t=s.t)
        bubble(p, 330, 300, "不！/我不要！", s.k(0, 0.4, 1.4), "right", 66, SEAL, SHEET)
    elif stage == 1:
        yard(p, s.t)
        school(p, 1010, 545, 0.95)
        tree(p, 140, 560, 280, s.t)
        k = s.ease(1, 2.4)
        for n, look in enumerate((TEACHER, GRANDMA)):
            person(p, 930 + n * 150, 650, 400, look, -1, "smile", arms=("open" if n == 0 else "down", "down"), t=s.t + n)
        person(p, mix(120, 740, k), 660, 310, YU, 1, "flat" if k < 0.9 else "smile", k * 13 if k < 1 else None, t=s.t,
               lean=0.1 * (1 - k))
    else:
        wall(p, JADE_SOFT, WOOD2, 600)
        person(p, 780, 680, 480, MOTHER, -1, "flat", arms=("open", "down"), t=s.t)
        person(p, 500, 690, 320, YU, 1, "flat", arms=("belly", "down"), talk=s.talk(2), t=s.t)
        bubble(p, 430, 250, "妈妈，我告诉你……", s.k(2, 0.4, 0.6), "right", 46)
    for n in range(3):
        p.circle(580 + n * 60, 146, 13, JADE if n <= stage else EDGE, 1 if n <= stage else 0.35)


def notyours(p, s):
    wall(p, "#e8eef0", WOOD2, 600)
    p.rrect(170, 170, 240, 240, 120, SHEET)
    for n in range(12):
        a = n * math.pi / 6
        p.circle(290 + math.cos(a) * 98, 290 + math.sin(a) * 98, 5, INK2)
    turn = s.t * 1.1
    p.line([(290, 290), (290 + 76 * math.sin(turn), 290 - 76 * math.cos(turn))], SEAL, 7)
    p.line([(290, 290), (290 + 50 * math.sin(turn / 12 + 1), 290 - 50 * math.cos(turn / 12 + 1))], INK2, 9)
    person(p, 820, 680, 480, MOTHER, -1, "smile", arms=(mix((0.12, -1.0), (0.6, -0.62), s.ease(0, 0.8, 1.0)), "down"),
           t=s.t)
    person(p, 620, 690, 320, YU, 1, "sad" if s.k(0, 1, 1.6) < 1 else "smile", arms=("belly", "down"), t=s.t)
    tag(p, 1085, 250, "不是你的错", s.k(0, 0.4, 1.4), 50)


def hand(p, s):
    p.page(JADE_SOFT)
    rise = (1 - s.ease(0, 0.7)) * 300
    p.rrect(560, 560 + rise, 160, 300, 60, YU["top"])
    p.rrect(530, 400 + rise, 220, 220, 84, SKIN)
    fingers = ((505, 470, -1.05, 120), (562, 420, -0.34, 178), (622, 404, -0.05, 202), (682, 412, 0.2, 184),
               (734, 446, 0.5, 140))
    names = (("妈妈", 330, 388), ("爸爸", 420, 212), ("奶奶", 636, 152), ("老师", 836, 208), ("校医", 980, 330))
    for n, (x, y, turn, length) in enumerate(fingers):
        with p.at(x, y + 40 + rise, 1.0, turn):
            p.rrect(-27, -length, 54, length + 46, 27, SKIN)
            p.rrect(-17, -length + 8, 34, 30, 14, BLUSH, 0.45)
    for n, (words, x, y) in enumerate(names):
        k = s.k(0, 0.45, 1.2 + n * 0.6)
        lit = s.on(1) and int(clamp(s.since(1) / 0.9, 0, 4)) == n
        size = 48 if lit else 42
        tag(p, x, y, words, k, size, SEAL if lit else JADE)
