"""还手前的四个问题: what happened in the alley, asked four times."""
import math

from ..kit import (EDGE, INDIGO, INDIGO_SOFT, INK, INK2, JADE, JADE_SOFT, LAMP, PAPER, ROAD, SEAL, SEAL_SOFT, SHEET,
                   SKY, W, WOOD, bounce, clamp, mix, pop, smooth)
from ..people import adult, child, person
from ..props import bubble, cross, number, phone, tag, tick, tree, yard

ZHOU = dict(child("short", top="#3f8f9a", stripe=SHEET))
TALL = dict(child("cap", top="#7d4a3f", legs=INK2, stripe=None))
OTHER = dict(child("short", top="#5a564f", legs=INK2, stripe=None))
SMALL = child("short", top="#e0a63a")
GIRL = child("pony", top="#c7775d", legs=INDIGO)
PASSER = adult("short", top=INDIGO)


def _stick(p, x, y, turn, length=150):
    with p.at(x, y, 1.0, turn):
        p.line([(0, 0), (0, -length)], WOOD, 15)


def _alley(p):
    p.page("#d8c9b6")
    for row in range(5):
        for col in range(9):
            p.rrect(col * 160 - (row % 2) * 80 + 6, 128 + row * 84, 146, 70, 5, "#cdbba4")
    p.rect(0, 548, W, 172, ROAD)
    p.rect(0, 690, W, 30, "#5d5a56")
    p.rect(980, 120, 300, 430, SKY)
    p.rect(960, 110, 26, 440, "#b6a189")
    tree(p, 1170, 548, 230, 0)


def alley(p, s):
    _alley(p)
    swing = s.k(1, 0.8, 0.5)
    pushed = s.ease(2, 0.5, 0.5)
    away = s.ease(2, 1.9, 1.5)
    ox = mix(200, -140, s.ease(2, 1.1, 0.7))
    person(p, ox, 680, 370, OTHER, 1 if not s.on(2) else -1, "mean" if not s.on(2) else "oh",
           s.k(2, 1.1, 0.7) * 6 if 0 < s.k(2, 1.1, 0.7) < 1 else None, arms=("hold" if not s.on(2) else "down", "down"),
           t=s.t)
    tx, turn = 440 + 20 * pushed, -1.25 * pushed
    with p.at(tx, 685, 1.0, turn):
        up = mix(0.0, 1.0, bounce(swing))
        person(p, 0, 0, 380, TALL, 1, "cross" if pushed < 0.5 else "oh", arms=((0.55, up), "down"), t=s.t)
    if not s.on(2):
        raised = bounce(swing)
        _stick(p, tx + 82, mix(461, 350, raised), mix(0.6, -0.5, raised) + 0.9 * clamp(s.k(1, 0.3, 1.2)), 160)
    dodge = 40 * bounce(s.k(1, 0.7, 1.1))
    zx = mix(740 + dodge, 1220, away)
    arms = ("back", "back") if not s.on(2) else (("stop", "down") if pushed < 1 else ("up", "down"))
    face = -1 if away < 0.02 else 1
    person(p, zx - 130 * bounce(s.k(2, 0.9, 0.2)), 680, 370, ZHOU, face, "afraid" if not s.on(2) else "cross", away * 9
           if 0.02 < away < 1 else None, arms, t=s.t)
    if s.on(2):
        fly = s.ease(2, 0.8, 1.0)
        _stick(p, mix(540, 820, fly), mix(500, 706, fly) - 90 * bounce(fly), 0.4 + 5 * fly, 150)
    bubble(p, 260, 210, "拿钱来！", s.k(0, 0.4, 1.9) * (1 - s.ease(1, 0.25)), "left", 48)
    bubble(p, 1060, 220, "来人啊！", s.k(2, 0.4, 2.5), "right", 48, SEAL, SHEET)


def _two(p, s, left, right):
    """Two frames: what passes the question, and what doesn't."""
    for n, (x, words, ok) in enumerate(((340, left, True), (940, right, False))):
        k = s.k(0 if ok else 1, 0.45, 0.3)
        if k <= 0:
            continue
        p.rrect(x - 270, 140, 540, 440, 28, JADE_SOFT if ok else SEAL_SOFT, smooth(k))
        if ok:
            tick(p, x + 214, 196, 62, s.k(0, 0.4, 1.6))
        else:
            cross(p, x + 214, 196, 54, s.k(1, 0.4, 1.4))
        tag(p, x, 606, words, k, 42, JADE if ok else SEAL)


def real(p, s):
    p.page(PAPER)
    _two(p, s, "抡棍子打人", "吵架、瞪眼")
    if s.k(0, 1, 0.3) > 0:
        swing = bounce((s.t * 0.9) % 1)
        person(p, 220, 560, 310, TALL, 1, "cross", arms=((0.55, mix(0.1, 1.0, swing)), "down"), t=s.t)
        _stick(p, 287, mix(368, 286, swing), mix(1.1, -0.3, swing), 130)
        person(p, 470, 560, 300, ZHOU, -1, "afraid", arms=("stop", "stop"), t=s.t)
    if s.k(1, 1, 0.3) > 0:
        person(p, 830, 560, 310, OTHER, 1, "cross", arms=("hip", "hip"), talk=s.talk(1), t=s.t)
        person(p, 1060, 560, 300, ZHOU, -1, "flat", t=s.t)
        k = s.ease(1, 0.4, 0.6)
        for n in range(3):
            p.line([(900 + n * 12, 330 + n * 16), (960 + n * 16, 322 + n * 22)], SEAL, 6, k * bounce((s.t * 2) % 1))


def now(p, s):
    p.page(PAPER)
    _two(p, s, "棍子正打过来", "第二天去找他")
    if s.k(0, 1, 0.3) > 0:
        p.circle(340, 228, 62, SHEET)
        p.line([(340, 228), (340, 184)], INK, 7)
        a = s.t * 2
        p.line([(340, 228), (340 + 40 * math.sin(a), 228 - 40 * math.cos(a))], SEAL, 6)
        person(p, 210, 565, 260, TALL, 1, "cross", arms=("up", "down"), t=s.t)
        _stick(p, 286, 398, 0.7 + 0.4 * math.sin(s.t * 6), 110)
        person(p, 470, 565, 250, ZHOU, -1, "afraid", arms=("stop", "down"), t=s.t)
    if s.k(1, 1, 0.3) > 0:
        leave = s.k(1, 1.6, 0.5)
        flip = s.ease(1, 0.5, 0.9)
        with p.at(910, 232, (1, max(0.05, abs(1 - 2 * flip)))):
            p.rrect(-64, -62, 128, 124, 12, SHEET)
            p.rect(-64, -62, 128, 30, SEAL)
            p.text(0, 16, "今天" if flip < 0.5 else "明天", 42, INK)
        person(p, 1040 + 60 * leave, 565, 260, TALL, 1, "flat", leave * 4 if leave < 1 else None, t=s.t)
        chase = s.k(1, 1.5, 1.8)
        person(p, mix(740, 880, chase), 565, 250, ZHOU, 1, "cross", chase * 4 if 0 < chase < 1 else None,
               ("up" if chase > 0 else "down", "down"), t=s.t)


def whom(p, s):
    p.page(INDIGO_SOFT)
    people = ((TALL, "正在侵害的人", True, 330), (SMALL, "他的弟弟", False, 260), (OTHER, "他的朋友", False, 310))
    for n, (look, words, ok, tall) in enumerate(people):
        x, k = 260 + n * 380, s.k(0, 0.45, 0.5 + n * 0.4)
        if k <= 0:
            continue
        with p.at(x, 350, pop(k)):
            p.circle(0, 0, 170, SHEET)
        person(p, x, 500, tall, look, -1, ("cross", "smile", "flat")[n], t=s.t + n,
               arms=("up" if n == 0 else "down", "down"))
        if n == 0:
            _stick(p, x - 90, 290, -0.5 + 0.2 * math.sin(s.t * 5), 110)
            tick(p, x + 130, 230, 66, s.k(1, 0.4, 1.2))
        else:
            cross(p, x + 130, 230, 56, s.k(1, 0.4, 2.2 + n * 0.4))
        tag(p, x, 570, words, s.k(1, 0.4, 0.8 + n * 0.9), 42, JADE if ok else SEAL)


def much(p, s):
    p.page(PAPER)
    _two(p, s, "推开，抢棍，跑开", "不动了还打")
    if s.k(0, 1, 0.3) > 0:
        run = (s.t * 0.6) % 1
        with p.at(320, 560, 1.0, -1.42):
            person(p, 0, 0, 220, TALL, 1, "oh", t=0.4)
        person(p, mix(390, 530, run), 560, 280, ZHOU, 1, "flat", run * 5, ("down", "down"), t=s.t)
        _stick(p, 450, 250, 1.4, 110)
    if s.k(1, 1, 0.3) > 0:
        with p.at(955, 560, 1.0, 1.45):
            person(p, 0, 0, 220, TALL, -1, "sad", t=0.4)
        stopped = s.k(1, 0.3, 1.4)
        raised = bounce((s.t * 0.8) % 1) if stopped < 1 else 0.8
        person(p, 800, 560, 290, ZHOU, 1, "cross", arms=((0.6, mix(0.4, 1.0, raised)), "down"), t=s.t)
        _stick(p, 886, mix(390, 336, raised), 0.5, 110)


def scales(p, s):
    p.page(JADE_SOFT)
    agreed = s.ease(1, 0.8)
    tilt = 0.05 * math.sin(s.t * 1.3) * (1 - s.k(0, 2.5))
    with p.at(640 - 330 * agreed, 0):
        p.rect(-9, 240, 18, 330, WOOD)
        p.rrect(-120, 566, 240, 26, 10, WOOD)
        with p.at(0, 246, 1.0, tilt):
            p.rrect(-230, -8, 460, 16, 8, WOOD)
            for side in (-1, 1):
                p.line([(side * 220, 0), (side * 220 - 70, 130)], EDGE, 4)
                p.line([(side * 220, 0), (side * 220 + 70, 130)], EDGE, 4)
                p.c.arc(side * 220, 130, 84, 0, math.pi)
                p.fill(LAMP)
        for n in range(4):
            x = -220 + (n % 2) * 440 + (-34 if n < 2 else 34)
            k = s.k(0, 0.4, 0.3 + n * 0.3)
            number(p, x, 350 - 90 * (1 - smooth(k)), "一二三四"[n], k, JADE)
        tag(p, 0, 640, "正当防卫", s.k(0, 0.4, 1.8), 50, JADE)
    if agreed > 0.5:
        left, right = 830, 1110
        person(p, left, 620, 300, ZHOU, 1, "cross", arms=("up", "down"), t=s.t)
        person(p, right, 620, 310, OTHER, -1, "cross", arms=("up", "down"), t=s.t)
        bubble(p, 970, 190, "放学见！", s.k(1, 0.4, 0.8), "left", 44)
        cross(p, 970, 430, 110, s.k(1, 0.4, 1.6))


def helping(p, s):
    yard(p, s.t)
    person(p, 150, 640, 300, TALL, 1, "cross", arms=((0.6, 0.6 + 0.3 * math.sin(s.t * 5)), "down"), t=s.t)
    person(p, 320, 650, 270, SMALL, -1, "afraid", arms=("stop", "stop"), t=s.t)
    person(p, 720, 660, 350, GIRL, 1, "oh", arms=("mouth", "down"), talk=s.talk(0), t=s.t)
    come = s.ease(0, 1.4, 1.6)
    for n in range(2):
        person(p, mix(1400 + n * 140, 990 + n * 160, come), 660, 460, (PASSER, dict(PASSER, top=JADE, hair="bob"))[n],
               -1, "cross", come * 6 if 0 < come < 1 else None, ("open", "down"), t=s.t + n)
    bubble(p, 640, 205, "快来人！", s.k(0, 0.35, 1.2), "left", 52)
    k = s.k(0, 0.4, 2.4)
    if k > 0:
        with p.at(510, 420, pop(k) * 0.42):
            left, top, width = phone(p, 0, 0, 480, SHEET)
            p.circle(left + width / 2, top + 160, 88, SEAL)
            p.text(left + width / 2, top + 160, "110", 76, SHEET)
