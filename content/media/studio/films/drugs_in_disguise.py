"""生日会上的“奶茶粉”: a party, a packet without a name, three questions and a way out."""
import math

from ..kit import (AMBER, AMBER_SOFT, BLUSH, EDGE, INDIGO, INDIGO_SOFT, INK, INK2, JADE, JADE_SOFT, LAMP, LEAF, LINE,
                   NIGHT, PAPER2, SEAL, SHEET, W, WOOD, WOOD2, bounce, mix, pop, smooth)
from ..people import adult, child, person, portrait
from ..props import bubble, card, cross, mug, number, phone, table, tag, tick

QIN = child("short", top="#5a79b8", stripe=None)
FRIEND = child("pony", top="#c7775d", legs=INDIGO, stripe=None)
STRANGER = adult("cap", top="#4a4640", legs=INK2)


def _bunting(p, t, y=140):
    p.curve((0, y), (640, y + 70), (W, y), EDGE, 4)
    for n in range(12):
        x = 50 + n * 107
        k = x / W
        top = y + 140 * k * (1 - k)
        colour = (SEAL, LAMP, LEAF, "#5a79b8")[n % 4]
        p.poly([(x - 24, top), (x + 24, top), (x + 4 * math.sin(t * 2 + n), top + 52)], colour)


def _packet(p, x, y, s=1.0, turn=0.0, torn=False):
    with p.at(x, y, s, turn):
        p.rrect(-60, -80, 120, 160, 8, WOOD2)
        p.rect(-60, -80, 120, 22, WOOD)
        p.rrect(-44, -36, 88, 66, 10, SHEET)
        p.rrect(-20, -16, 40, 34, 6, AMBER)
        p.ring(24, 0, 9, AMBER, 5)
        if torn:
            p.poly([(18, -82), (62, -82), (62, -44), (44, -58), (36, -44), (26, -62)], AMBER_SOFT)


def party(p, s):
    p.page("#f3dcc4")
    p.rect(0, 590, W, 130, "#8c5f49")
    _bunting(p, s.t)
    for n, x in enumerate((200, 1060, 1170)):
        sway = math.sin(s.t * 1.3 + n) * 8
        p.curve((x + sway, 320), (x + 8, 400), (x, 470), EDGE, 3)
        p.ellipse(x + sway, 280, 38, 46, (SEAL, "#5a79b8", LAMP)[n])
    come = s.ease(0, 1.8)
    person(p, 520, 660, 330, FRIEND, -1 if not s.on(2) else 1, "glad", t=s.t)
    person(p, mix(-80, 330, come), 665, 340, QIN, 1, "glad" if not s.on(1) else "flat", come * 7 if come < 1 else None,
           ("down", "down"), t=s.t)
    person(p, 990, 665, 520, STRANGER, -1, "mean", arms=("hold", "hold"), talk=s.talk(2), t=s.t)
    table(p, 560, 560, 330, 130, WOOD)
    for n in range(3):
        mug(p, 620 + n * 100, 560, 0.9, (SEAL, JADE, INDIGO)[n])
        if s.on(1):
            k = (s.t * 0.5 + n / 3) % 1
            p.curve((620 + n * 100, 490 - k * 30), (634 + n * 100, 474 - k * 30), (620 + n * 100, 458 - k * 30), SHEET,
                    6, (1 - k) * s.ease(1, 0.6, 2.0))
    _packet(p, 850, 400, 0.55 * pop(max(0.001, s.k(1, 0.4, 0.8))), -0.3 + 0.2 * bounce(s.k(1, 0.6, 1.6)),
            s.k(1, 1, 1.9) > 0)
    bubble(p, 820, 225, "喝了开心", s.k(2, 0.35), "right", 50)


def packet(p, s):
    p.page(PAPER2)
    _packet(p, 470, 410, 2.9, 0.03 * math.sin(s.t * 1.4))
    gx = mix(310, 560, bounce((s.t * 0.24) % 1))
    gy = mix(330, 480, bounce((s.t * 0.31 + 0.2) % 1))
    if s.on(1):
        gx, gy = mix(gx, 470, s.ease(1, 0.5)), mix(gy, 212, s.ease(1, 0.5))
        p.line([(330, 206), (612, 214)], AMBER_SOFT, 16)
        for n in range(7):
            p.line([(345 + n * 40, 198), (352 + n * 40, 222)], LINE, 5)
    p.line([(gx + 60, gy + 60), (gx + 140, gy + 140)], WOOD, 24)
    p.circle(gx, gy, 86, "#ffffff", 0.35)
    p.ring(gx, gy, 86, INK2, 14)
    for n, (word, line, delay) in enumerate((("厂名", 0, 1.3), ("日期", 0, 2.4), ("封口", 1, 0.8))):
        k = s.k(line, 0.4, delay)
        if k > 0:
            with p.at(960, 230 + n * 132, pop(k)):
                p.rrect(-180, -50, 360, 100, 24, SHEET)
                p.text(-70, 0, word, 50, INK)
                p.text(88, 0, ("没有", "没有", "后粘的")[n], 44, SEAL)


def _disguise(p, n, t):
    if n == 0:
        _packet(p, 0, 0, 0.75)
    elif n == 1:
        p.rrect(-46, -58, 92, 116, 10, "#7a6b9a")
        for m in range(5):
            hop = abs(math.sin(t * 4 + m)) * 30
            p.circle(-44 + m * 22, -62 - hop, 7, (SEAL, LAMP, LEAF)[m % 3])
    elif n == 2:
        for m, (x, y) in enumerate(((-36, 20), (36, 24), (0, -30))):
            p.circle(x, y, 32, (BLUSH, LAMP, LEAF)[m])
            p.circle(x - 10, y - 10, 7, SHEET, 0.7)
    elif n == 3:
        for m in range(4):
            p.rrect(-58 + m % 2 * 62, -58 + m // 2 * 62, 54, 54, 4, (SEAL, LAMP, LEAF, "#5a79b8")[m])
            p.circle(-31 + m % 2 * 62, -31 + m // 2 * 62, 12, SHEET)
    else:
        p.rrect(-16, -74, 32, 150, 14, INK)
        p.rrect(-10, -92, 20, 26, 6, EDGE)
        for m in range(3):
            k = (t * 0.5 + m / 3) % 1
            p.circle(math.sin(k * 7 + m) * 14, -100 - k * 46, 8 + k * 14, SHEET, (1 - k) * 0.8)


def disguises(p, s):
    p.page("#d9d3e2")
    for n, name in enumerate(("奶茶粉", "跳跳糖", "软糖", "小贴纸", "电子烟油")):
        x, k = 150 + n * 245, s.k(0, 0.45, 0.5 + n * 0.9)
        if k <= 0:
            continue
        with p.at(x, 320, pop(k)):
            p.circle(0, 0, 112, INDIGO_SOFT)
            with p.at(0, 8, 0.86):
                _disguise(p, n, s.t)
            peek = 0.0 if not s.on(1) else 1.0
            if peek:
                p.circle(84, -84, 32, SEAL)
                p.text(84, -84, "?", 44, SHEET)
        p.text(x, 470, name, 38, INK, smooth(k))
    tag(p, 640, 575, "一口也不尝", s.k(1, 0.4, 1.9), 56, SEAL)


def asking(p, s):
    p.page(JADE_SOFT)
    rows = (("谁给的？", "不熟的人"), ("从哪来？", "开过封的"), ("怎么说的？", "“就一次”"))
    for n, (ask, wrong) in enumerate(rows):
        x = 60 + n * 396
        shift = card(p, x, 150, 368, 400, s.k(n, 0.45, 0.3 if n == 0 else 0))
        if shift is None:
            continue
        alpha = smooth(s.k(n, 0.45, 0.3 if n == 0 else 0))
        number(p, x + 184, 206 + shift, "一二三"[n], alpha, JADE)
        p.text(x + 184, 292 + shift, ask, 54, INK, alpha)
        if n == 0:
            portrait(p, x + 184, 412 + shift, 150, 150, AMBER_SOFT, STRANGER, 1, "mean", t=s.t)
        elif n == 1:
            _packet(p, x + 184, 410 + shift, 0.85, 0.05 * math.sin(s.t * 2), True)
        else:
            bubble(p, x + 184, 400 + shift, "不上瘾", alpha, "left", 40, INDIGO_SOFT)
        p.text(x + 184, 520 + shift, wrong, 38, SEAL, alpha)
    k = s.k(3, 0.4)
    if k > 0:
        for n in range(3):
            cross(p, 60 + n * 396 + 330, 180, 56, s.k(3, 0.4, n * 0.15))
    tag(p, 640, 606, "有一个不对，就不碰", s.k(3, 0.4, 0.5), 46, SEAL)


def leaving(p, s):
    p.page("#f3dcc4")
    p.rect(0, 590, W, 130, "#8c5f49")
    _bunting(p, s.t)
    p.rrect(920, 190, 240, 402, 8, WOOD)
    opened = s.ease(1, 0.8, 0.8)
    p.rect(936, 206, 208, 386, NIGHT)
    p.circle(1080, 270, 22, LAMP)
    p.poly([(936, 206), (936 + 208 * (1 - 0.7 * opened), 206 + 40 * opened),
            (936 + 208 * (1 - 0.7 * opened), 592 - 10 * opened), (936, 592)], WOOD2)
    person(p, 180, 665, 500, STRANGER, 1, "flat", arms=("down", "down"), t=s.t)
    person(p, 330, 670, 330, FRIEND, 1, "flat", t=s.t)
    k = s.ease(1, 2.2, 0.9)
    walking = 0 < k < 1
    person(p, mix(560, 1040, k), mix(670, 600, k), mix(340, 300, k), QIN, -1 if not s.on(1) else 1, "flat",
           k * 7 if walking else None, ("stop" if not s.on(1) else "down", "down"), s.talk(1), s.t)
    bubble(p, 600, 235, "我妈在楼下等我。", s.k(1, 0.35), "right", 50)
    mug(p, 410, 660, 0.8, SEAL)


def ill(p, s):
    p.page("#e8eef0")
    p.rect(0, 560, W, 160, WOOD2)
    p.rrect(90, 520, 520, 70, 30, JADE)
    p.rrect(90, 440, 100, 130, 30, JADE)
    with p.at(520, 525, 1.0, -math.pi / 2 + 0.04):
        person(p, 0, 0, 330, FRIEND, -1, "sad", arms=("belly", "down"), t=0.5)
    person(p, 700, 680, 360, QIN, -1 if s.on(1) else 1, "afraid" if not s.on(1) else "flat",
           arms=("hold" if s.on(1) else "mouth", "down"), talk=s.talk(0), t=s.t)
    left, top, width = phone(p, 990, 390, 480, SHEET)
    p.circle(left + width / 2, top + 100, 62, SEAL)
    p.text(left + width / 2, top + 100, "120", 54, SHEET)
    if s.k(0, 1, 2.2) > 0:
        p.circle(left + width / 2, top + 250, 62 * smooth(s.k(0, 0.4, 2.2)), INDIGO)
        p.text(left + width / 2, top + 250, "110", 54, SHEET, smooth(s.k(0, 0.4, 2.2)))
    for n in range(2):
        k = (s.t * 0.8 + n / 2) % 1
        p.ring(left + width / 2, top + (100 if s.since(0) < 2.4 else 250), 66 + k * 44, SEAL, 5, 1 - k)
    tag(p, 350, 330, "侧着躺，不离人", s.k(1, 0.4, 0.6), 44)
    tick(p, 570, 420, 60, s.k(1, 0.4, 1.0))
    tag(p, 350, 220, "对医生说真话", s.k(1, 0.4, 2.4), 44, INDIGO)
