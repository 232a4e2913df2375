"""四个套路: a chat at night, four masks, and what to do when the money has gone."""
import math

from ..kit import (AMBER, AMBER_SOFT, EDGE, INDIGO, INDIGO_SOFT, INK, INK2, JADE, JADE_SOFT, LAMP, LINE, NIGHT, PAPER,
                   PAPER2, SEAL, SEAL_SOFT, SHEET, WOOD, bounce, mix, pop, smooth)
from ..people import adult, child, person
from ..props import bubble, card, cross, message, phone, table, tick

NONG = child("short", top="#5a79b8", legs="#39405f", stripe=None)
MOTHER = adult("bun", top=JADE, skirt=True)


def _room(p, s):
    p.page(NIGHT)
    p.rrect(90, 150, 260, 250, 10, "#38426f")
    p.circle(280, 220, 30, LAMP)
    for n, (x, y) in enumerate(((130, 190), (180, 330), (220, 250), (150, 270))):
        p.circle(x, y, 3 + bounce((s.t * 0.4 + n * 0.3) % 1), "#cfd4f0")
    p.rect(215, 150, 10, 250, NIGHT)
    p.rect(0, 600, 1280, 120, "#1a2040")
    p.circle(300, 520, 190, "#f6d58f", 0.10)


def night(p, s):
    _room(p, s)
    p.poly([(130, 560), (160, 500), (220, 500), (250, 560)], LAMP)
    mood = "smile" if not s.on(2) else ("flat" if not s.on(3) else "afraid")
    person(p, 400, 690, 430, NONG, 1, mood, arms=("hold", "belly"), t=s.t)
    table(p, 60, 556, 250, 140, WOOD)
    buzz = math.sin(s.t * 40) * 5 * bounce(s.k(3, 0.5))
    left, top, width = phone(p, 850 + buzz, 400, 560, SHEET)
    p.rect(left, top, width, 54, INDIGO_SOFT)
    p.text(left + width / 2, top + 27, "买家", 30, INK)
    y = message(p, left, top + 66, width, "钱到账了", s.k(1, 0.4, 0.6), size=27)
    y = message(p, left, y, width, "已冻结", s.k(1, 0.4, 1.6), fill=AMBER_SOFT, size=27)
    y = message(p, left, y, width, "先交解冻金", s.k(2, 0.4), size=27)
    y = message(p, left, y, width, "已转", s.k(2, 0.4, 1.3), mine=True, size=27)
    y = message(p, left, y, width, "再交保证金", s.k(2, 0.4, 2.2), size=27)
    message(p, left, y, width, "已转", s.k(2, 0.4, 3.4), mine=True, size=27)
    for n, begun in enumerate((1.3, 3.4)):
        k = s.k(2, 1.1, begun)
        if 0 < k < 1:
            p.circle(mix(700, 1180, k), 560 - 130 * bounce(k), 26, LAMP)
            p.text(mix(700, 1180, k), 560 - 130 * bounce(k), "元", 28, AMBER)
    bubble(p, 1130, 300, "别跟你/爸妈讲", s.k(3, 0.35, 0.5), "left", 56, SEAL, SHEET)
    return PAPER


FOUR = (("游戏交易", "先交钱解冻", INDIGO), ("刷单兼职", "先垫付，马上返", AMBER), ("冒充熟人", "急用，先转我", JADE),
        ("冒充客服", "打开共享屏幕", SEAL))


def _picture(p, n, t):
    """A game pad, a rising arrow, two faces, a screen."""
    if n == 0:
        p.rrect(-70, -34, 140, 72, 34, INDIGO)
        p.line([(-42, -14), (-42, 18)], SHEET, 9)
        p.line([(-58, 2), (-26, 2)], SHEET, 9)
        p.circle(34, -8, 10, LAMP)
        p.circle(52, 12, 10, SEAL_SOFT)
    elif n == 1:
        for m in range(3):
            p.circle(-44 + m * 44, 20 - 10 * m * (1 + 0.15 * math.sin(t * 3)), 24, LAMP)
            p.text(-44 + m * 44, 20 - 10 * m * (1 + 0.15 * math.sin(t * 3)), "返", 24, AMBER)
    elif n == 2:
        p.circle(-34, 0, 40, INK2)
        p.circle(34 + 4 * math.sin(t * 2), 0, 40, JADE)
        for x in (22, 44):
            p.circle(x, -6, 5, SHEET)
        p.arc(33, 8, 12, 0.3, 2.8, SHEET, 5)
        p.text(-34, 0, "?", 44, SHEET)
    else:
        p.rrect(-66, -42, 132, 84, 10, INK)
        p.rrect(-56, -32, 112, 64, 6, INDIGO_SOFT)
        p.text(0, 0, "＊＊＊＊", 26, SEAL)
        p.circle(56 + 6 * math.sin(t * 3), 36, 17, SHEET)
        p.circle(56 + 6 * math.sin(t * 3), 36, 8, INK)


def four(p, s):
    p.page(PAPER2)
    for n, (name, words, colour) in enumerate(FOUR):
        x, y = 70 + n % 2 * 590, 142 + n // 2 * 236
        turned = s.ease(n, 0.6)
        if turned <= 0:
            with p.at(x + 275, y + 107):
                p.rrect(-275, -107, 550, 214, 24, LINE)
                p.text(0, 0, "?", 90, EDGE)
            continue
        with p.at(x + 275, y + 107, (abs(2 * turned - 1), 1)):
            if turned < 0.5:
                p.rrect(-275, -107, 550, 214, 24, LINE)
                continue
            p.rrect(-275, -107, 550, 214, 24, SHEET)
            with p.at(-165, 8, 1.05):
                _picture(p, n, s.t)
            p.text(98, -58, name, 36, INK2, bold=False)
            p.rrect(-68, -24, 330, 92, 24, colour)
            p.text(97, 22, words, 42, SHEET)


def secret(p, s):
    p.page(SEAL_SOFT)
    for n in range(4):
        a = s.t * 0.25 + n * math.pi / 2
        x, y = 640 + math.cos(a) * 470, 380 + math.sin(a) * 190
        p.circle(x, y, 84, SHEET)
        with p.at(x, y, 0.8):
            _picture(p, n, s.t)
    bubble(p, 640, 370, "不要告诉别人", s.k(0, 0.45, 1.6), "left", 84, SHEET, SEAL)
    k = s.k(1, 0.35)
    if k > 0:
        with p.at(640, 370, pop(k)):
            pts = [(150 * math.cos(math.pi / 8 + i * math.pi / 4), 150 * math.sin(math.pi / 8 + i * math.pi / 4))
                   for i in range(8)]
            p.poly(pts, SEAL)
            p.text(0, 0, "停", 150, SHEET)


def _hand_phone(p, number, t):
    shake = math.sin(t * 22) * 3
    with p.at(shake, 0):
        p.rrect(-50, -74, 100, 148, 16, INK)
        p.rrect(-40, -58, 80, 116, 8, JADE_SOFT)
        p.text(0, -22, number, 34 if len(number) < 4 else 25, SEAL)
        p.circle(0, 28, 18, JADE)


def steps(p, s):
    p.page(JADE_SOFT)
    for n, (word, under) in enumerate((("停", "不再转"), ("打", "越快越好"), ("留", "都别删"), ("说", "告诉家长"))):
        x = 58 + n * 297
        shift = card(p, x, 150, 273, 440, s.k(n, 0.5))
        if shift is None:
            continue
        with p.at(x + 136, 150 + shift):
            p.text(0, 78, word, 92, SEAL if n < 2 else JADE, smooth(s.k(n, 0.5)))
            p.text(0, 392, under, 40, INK2, smooth(s.k(n, 0.5, 0.2)))
        with p.at(x + 136, 384 + shift):
            _step(p, s, n)


def _step(p, s, n):
    if n == 0:
        p.circle(0, 10, 52, LAMP)
        p.text(0, 10, "元", 52, AMBER)
        cross(p, 0, 10, 140, s.k(0, 0.4, 0.9))
    elif n == 1:
        with p.at(-58, 10, 0.95):
            _hand_phone(p, "110", s.t)
        with p.at(62, 10, 0.95):
            _hand_phone(p, "96110", s.t + 1)
    elif n == 2:
        p.rrect(-70, -60, 140, 140, 14, PAPER2)
        for m in range(3):
            p.rrect(-54 + (m % 2) * 24, -44 + m * 40, 84, 26, 12, LINE if m % 2 else "#a9cbb6")
        tick(p, 66, 72, 50, s.k(2, 0.4, 0.9))
    else:
        p.c.save()
        p.c.rectangle(-120, -80, 240, 188)
        p.c.clip()
        person(p, -52, 120, 190, NONG, 1, "flat", talk=s.talk(3), t=s.t)
        person(p, 58, 200, 290, MOTHER, -1, "smile", arms=("open", "down"), t=s.t)
        p.c.restore()
