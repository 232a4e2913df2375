"""停、看、听、走: a ball that rolls away, a zebra crossing, and three places to keep clear of."""
import math

from ..kit import (AMBER_SOFT, INDIGO, INK, JADE, LAMP, LEAF2, LINE, PAPER2, ROAD, SEAL, SEAL_SOFT, SHEET, SKY, W,
                   bounce, clamp, mix, smooth)
from ..people import adult, child, person
from ..props import ball, bubble, car, cloud, cross, lights, lorry, rain, road, tag, tick, tree

BAO = child("short", top="#e0a63a", legs=JADE, scarf=True)
GRANDMA = adult("bun", top="#7a6b9a", legs="#4a4640", locks="#b9b4ad")


def _street(p, t, sky=SKY):
    p.page(sky)
    cloud(p, (300 + t * 8) % 1600 - 150, 190, 42)
    for n, (x, h, colour) in enumerate(((40, 250, SEAL_SOFT), (250, 200, AMBER_SOFT), (470, 270, PAPER2),
                                        (760, 220, "#d9e4d8"), (980, 260, AMBER_SOFT), (1180, 210, SEAL_SOFT))):
        p.rect(x - 40, 440 - h, 180, h, colour)
        for row in range(2):
            for col in range(3):
                p.rrect(x - 22 + col * 54, 440 - h + 30 + row * 70, 34, 42, 4, SHEET)
    p.rect(0, 420, W, 40, "#d8cfbd")


def rolling(p, s):
    _street(p, s.t)
    road(p, 460, 150)
    for n in range(9):
        p.rect(n * 160 + 20, 528, 90, 9, SHEET, 0.8)
    p.rect(0, 596, W, 124, LINE)
    roll = s.ease(1, 1.4)
    k = clamp(s.t / 3.0)
    x = mix(120, 560, smooth(k))
    chase = 60 * smooth(s.k(1, 0.8, 0.9)) if not s.on(2) else 60
    if s.on(1):
        ball(p, mix(x + 62, 960, roll), mix(588, 482, roll), mix(30, 25, roll), roll * 9)
    if s.on(3):
        car(p, mix(-220, 1560, s.k(3, 1.25)), 572, 1.15, SEAL, s.t)
    person(p, mix(-120, 330, smooth(s.t / 3.4)), 694, 400, GRANDMA, 1, "oh" if s.on(2) and not s.on(4) else "smile",
           smooth(s.t / 3.4) * 6 if s.t < 3.4 else None, ("stop" if s.on(2) and not s.on(4) else "down", "down"),
           s.talk(2), s.t)
    person(p, x + chase, 680, 280, BAO, -1 if s.on(4) else 1, "oh" if s.on(1) and not s.on(4) else "smile",
           smooth(k) * 8 if k < 1 else (s.t * 3 if s.on(1) and not s.on(2) else None),
           ("hold" if not s.on(1) else ("open" if not s.on(2) else "down"), "down"), t=s.t)
    if not s.on(1):
        ball(p, x + 66, 588, 30, 0)
    bubble(p, 360, 200, "停！", s.k(2, 0.25) * (1 - s.ease(3, 0.25)), "left", 70, SEAL, SHEET)


def crossing(p, s):
    _street(p, s.t)
    road(p, 474, 246)
    for n in range(7):
        x = 420 + n * 80
        p.poly([(x, 474), (x + 46, 474), (x + 46 + (n - 3) * 14, 720), (x + (n - 3) * 14 - 8, 720)], SHEET)
    p.rect(0, 460, 330, 260, LINE)
    p.rect(1000, 460, 280, 260, LINE)
    green = s.since(1) > 0.9
    lights(p, 1090, 300, green)
    walk = s.k(3, 4.2)
    x = mix(270, 1040, smooth(walk) if walk < 1 else 1)
    looking = s.since(1) - 1.6
    face = 1
    if 0 < looking < 3.2:
        face = (-1, 1, -1)[min(2, int(looking / 1.05))]
    arms = ("mouth", "down") if s.on(2) and not s.on(3) else ("down", "down")
    if s.on(3):
        arms = ("up", "down")
    person(p, x, 640, 330, BAO, face, "smile", walk * 13 if 0 < walk < 1 else None, arms, t=s.t)
    if 0 < looking < 3.2:
        side = 170 if face < 0 else 420
        p.line([(side - 40 * face, 330), (side + 20 * face, 330)], SEAL, 12)
        p.poly([(side + 20 * face, 306), (side + 56 * face, 330), (side + 20 * face, 354)], SEAL)
    if s.on(2) and not s.on(3):
        for n in range(3):
            k = (s.t * 0.8 + n / 3) % 1
            p.arc(320, 430, 40 + k * 80, -0.7, 0.7, INDIGO, 7, 1 - k)
    if not s.on(1):
        p.line([(330, 480), (330, 720)], SEAL, 10, s.ease(0, 0.5))
    for n, word in enumerate("停看听走"):
        on = s.k(n, 0.4)
        p.circle(458 + n * 122, 178, 46, LINE)
        if on > 0:
            with p.at(458 + n * 122, 178, 1 + 0.12 * bounce(on)):
                p.circle(0, 0, 46, SEAL if n == 0 else JADE)
        p.text(458 + n * 122, 178, word, 48, SHEET)


def between(p, s):
    p.page(SKY)
    p.rect(0, 420, W, 50, "#d8cfbd")
    tree(p, 160, 440, 230, s.t)
    tree(p, 1120, 440, 210, s.t)
    road(p, 484, 236)
    car(p, 330, 610, 1.55, JADE, 0)
    hidden = smooth(s.k(0, 1.2, 0.5)) - smooth(s.k(1, 0.7, 0.3))
    person(p, 630, mix(604, 640, hidden), 220, BAO, 1, "flat", t=s.t)
    car(p, 930, 610, 1.55, "#5a79b8", 0)
    tag(p, 630, 300, "看不见", s.k(0, 0.4, 1.4) * (1 - s.ease(1, 0.2)), 44, SEAL)
    cross(p, 630, 500, 150, s.k(1, 0.4, 1.0))


def turning(p, s):
    _street(p, s.t)
    road(p, 460, 260)
    k = smooth(s.t / max(1.0, s.seconds - 0.8))
    with p.at(mix(300, 560, k), 640, 0.96, 0):
        lorry(p, 0, 0, 1.0, s.t)
    p.arc(mix(300, 560, k), 610, 330, -0.5, 0.9, SEAL, 9, 0.35 + 0.5 * bounce((s.t * 0.8) % 1))
    p.rect(1010, 446, 270, 274, LEAF2)
    person(p, 1140 + 50 * k, 670, 290, BAO, -1, "smile", arms=("stop", "down"), t=s.t)
    tick(p, 1090, 300, 70, s.k(0, 0.4, 1.8))


def rainy(p, s):
    p.page("#cfdadc")
    p.rect(0, 560, W, 160, ROAD)
    p.rect(0, 548, W, 14, LINE)
    cloud(p, 300, 190, 70, "#aebfc3")
    cloud(p, 960, 200, 64, "#aebfc3")
    rain(p, 40, 220, 1200, 360, s.t, 22)
    k = s.ease(0, 3.4)
    x = mix(120, 640, k)
    hx, top = x + 92, 338
    p.line([(hx, 515), (hx, top - 170)], INK, 8)
    p.c.new_path()
    p.c.arc(hx - 24, top, 168, math.pi, 2 * math.pi)
    for n in range(4):
        p.c.arc_negative(hx - 24 + 126 - n * 84, top, 42, 0, math.pi)
    p.fill(LAMP)
    person(p, x, 670, 330, BAO, 1, "smile", k * 9 if k < 1 else None, ("hold", "down"), t=s.t)
    p.rrect(x - 92, 470, 34, 92, 10, SEAL)
    p.rrect(x - 88, 500, 26, 16, 4, LAMP, 0.4 + 0.6 * bounce((s.t * 1.2) % 1))
    tag(p, 1010, 430, "看得见路", s.k(0, 0.4, 2.4), 44)
