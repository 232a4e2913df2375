"""The figures: children and grown-ups with a mood, a pose and a walk."""
import math

from .kit import BLUSH, INDIGO, INK, JADE, SEAL, SHEET, SKIN, SKIN2, mix

# Where the hand is, seen from the shoulder, in arm lengths: forward (the way the figure faces), up.
ARMS = {
    "down": (0.12, -1.0), "stop": (1.0, 0.12), "up": (0.62, 0.92), "wave": (0.62, 0.75),
    "hold": (0.72, -0.3), "belly": (0.42, -0.62), "point": (0.98, 0.25), "open": (0.92, -0.1),
    "salute": (0.28, 1.12), "back": (-0.55, -0.8), "mouth": (0.5, 0.25), "hip": (-0.1, -0.72),
}


def child(hair="short", top=JADE, legs=INDIGO, scarf=False, skirt=False, locks="#2b211c", clip=None, stripe=SHEET):
    return dict(kind="child", hair=hair, top=top, legs=legs, scarf=scarf, skirt=skirt, locks=locks, clip=clip,
                stripe=stripe)


def adult(hair="short", top=INDIGO, legs="#4a4640", locks="#2b211c", skirt=False, stripe=None):
    return dict(kind="adult", hair=hair, top=top, legs=legs, scarf=False, skirt=skirt, locks=locks, clip=None,
                stripe=stripe)


def _sizes(look, h):
    if look["kind"] == "child":
        return 0.18 * h, 0.34 * h, 0.30 * h, 0.25 * h
    return 0.118 * h, 0.36 * h, 0.42 * h, 0.21 * h


def person(p, x, y, h, look, face=1, mood="smile", walk=None, arms=("down", "down"), talk=0.0, t=0.0, lean=0.0):
    """Stands with the feet at (x, y). `walk` is the number of steps gone; None stands still."""
    r, torso, leg, width = _sizes(look, h)
    step = math.sin(walk * math.pi) if walk is not None else 0.0
    lift = abs(math.cos(walk * math.pi)) * 0.012 * h if walk is not None else 0.0
    p.ellipse(x, y + 2, width * 0.75, 0.022 * h, INK, 0.10)
    with p.at(x, y - lift, (face, 1), lean * face):
        hip, neck = -leg, -leg - torso
        _legs(p, look, h, leg, width, step)
        _arm(p, look, h, (-width * 0.24, neck + 0.05 * h), arms[1], torso, swing=-step if walk is not None else 0)
        _body(p, look, hip, neck, width, h)
        _head(p, look, neck - r * 0.82, r, mood, talk, t)
        _arm(p, look, h, (width * 0.22, neck + 0.05 * h), arms[0], torso, swing=step if walk is not None else 0)


def _legs(p, look, h, leg, width, step):
    thick = 0.075 * h if look["kind"] == "child" else 0.066 * h
    for side, s in ((-1, -step), (1, step)):
        hip = (side * width * 0.2, -leg - 0.02 * h)
        foot = (side * width * 0.2 + s * leg * 0.55, -0.02 * h - max(0, -s) * 0.03 * h)
        p.line([hip, foot], SKIN if look["skirt"] else look["legs"], thick)
        p.line([foot, (foot[0] + 0.035 * h, foot[1] + 0.004 * h)], INK, thick * 0.82)


def _body(p, look, hip, neck, width, h):
    hem = width * (0.62 if look["skirt"] else 0.5)
    low = hip + (0.09 * h if look["skirt"] else 0.02 * h)
    c = p.c
    c.move_to(-width * 0.30, neck + 0.015 * h)
    c.curve_to(-width * 0.48, neck + 0.03 * h, -hem * 0.95, low - 0.12 * h, -hem, low)
    c.curve_to(-hem * 0.4, low + 0.02 * h, hem * 0.4, low + 0.02 * h, hem, low)
    c.curve_to(hem * 0.95, low - 0.12 * h, width * 0.48, neck + 0.03 * h, width * 0.30, neck + 0.015 * h)
    c.close_path()
    p.fill(look["top"])
    if look["stripe"]:
        mid = mix(neck, hip, 0.52)
        p.line([(-width * 0.40, mid), (width * 0.40, mid)], look["stripe"], 0.022 * h)
    p.line([(0, neck - 0.02 * h), (0, neck + 0.03 * h)], SKIN2, 0.06 * h)
    if look["scarf"]:
        p.poly([(-width * 0.28, neck + 0.015 * h), (width * 0.30, neck + 0.015 * h), (width * 0.04, neck + 0.075 * h)],
               SEAL)
        p.poly([(width * 0.02, neck + 0.06 * h), (-width * 0.10, neck + 0.17 * h), (width * 0.05, neck + 0.14 * h),
                (width * 0.17, neck + 0.17 * h)], SEAL)


def _arm(p, look, h, shoulder, pose, torso, swing=0.0):
    forward, up = ARMS[pose] if isinstance(pose, str) else pose
    length = torso * 0.86
    if swing and pose == "down":
        forward, up = mix(0.12, 0.12 + 0.62 * swing, 1), -0.9
    hand = (shoulder[0] + forward * length, shoulder[1] - up * length)
    across = (-(hand[1] - shoulder[1]) * 0.16, (hand[0] - shoulder[0]) * 0.16)
    elbow = (mix(shoulder[0], hand[0], 0.5) + across[0], mix(shoulder[1], hand[1], 0.5) + abs(across[1]))
    thick = 0.058 * h
    p.curve(shoulder, elbow, hand, look["top"], thick)
    p.circle(*hand, thick * 0.58, SKIN)


def _head(p, look, y, r, mood, talk, t):
    hair, locks = look["hair"], look["locks"]
    if hair == "bob":
        p.rrect(-r * 1.08, y - r * 0.7, r * 2.16, r * 1.62, r * 0.7, locks)
    elif hair == "tails":
        p.ellipse(-r * 1.2, y + r * 0.25, r * 0.34, r * 0.62, locks)
        p.ellipse(r * 1.08, y + r * 0.25, r * 0.30, r * 0.60, locks)
    elif hair == "pony":
        p.ellipse(-r * 1.16, y + r * 0.1, r * 0.36, r * 0.78, locks)
    elif hair == "bun":
        p.circle(-r * 0.55, y - r * 1.0, r * 0.42, locks)
    p.circle(-r * 0.9, y + r * 0.12, r * 0.19, SKIN2)
    p.circle(0, y, r, SKIN)
    _fringe(p, hair, locks, y, r)
    if look["clip"]:
        p.circle(r * 0.62, y - r * 0.62, r * 0.17, look["clip"])
    _face(p, y, r, mood, talk, t)


def _fringe(p, hair, locks, y, r):
    c = p.c
    top = r * 1.07
    c.new_path()
    c.arc(0, y - r * 0.03, top, math.pi * 1.02, math.pi * 1.98)
    if hair == "short":
        c.curve_to(r * 0.85, y - r * 0.42, r * 0.2, y - r * 0.30, -r * 0.1, y - r * 0.46)
        c.curve_to(-r * 0.55, y - r * 0.36, -r * 0.86, y - r * 0.2, -top, y + r * 0.06)
    else:
        c.curve_to(r * 0.9, y - r * 0.5, r * 0.6, y - r * 0.62, r * 0.3, y - r * 0.68)
        c.curve_to(-r * 0.2, y - r * 0.30, -r * 0.8, y - r * 0.25, -top, y + r * 0.25)
    c.close_path()
    p.fill(locks)
    if hair == "cap":
        p.rrect(-r * 1.08, y - r * 1.12, r * 2.16, r * 0.72, r * 0.4, INDIGO)
        p.rrect(-r * 0.2, y - r * 0.58, r * 1.6, r * 0.2, r * 0.1, INK)


def _face(p, y, r, mood, talk, t):
    shift = r * 0.2
    shut = (t % 3.7) < 0.13
    for side in (-1, 1):
        ex = shift + side * r * 0.36
        if mood == "glad" or shut:
            p.arc(ex, y + r * (0.14 if mood == "glad" else 0.04), r * 0.11, math.pi * 1.1, math.pi * 1.9, INK, r * 0.07)
        else:
            p.circle(ex, y + r * 0.06, r * 0.095, INK)
        if mood in ("cross", "mean"):
            p.line([(ex - side * r * 0.14, y - r * 0.12), (ex + side * r * 0.13, y - r * 0.22)], INK, r * 0.06)
        if mood in ("sad", "afraid"):
            p.line([(ex - side * r * 0.13, y - r * 0.23), (ex + side * r * 0.13, y - r * 0.13)], INK, r * 0.055)
        p.circle(shift * 0.8 + side * r * 0.6, y + r * 0.36, r * 0.16, BLUSH, 0.55)
    mx, my = shift, y + r * 0.46
    if talk > 0.05:
        p.ellipse(mx, my, r * 0.17, r * (0.05 + 0.13 * talk), SEAL)
    elif mood in ("smile", "mean"):
        p.arc(mx, my - r * 0.12, r * 0.2, math.pi * 0.15, math.pi * 0.85, INK, r * 0.065)
    elif mood == "glad":
        p.c.new_path()
        p.c.arc(mx, my - r * 0.08, r * 0.24, 0, math.pi)
        p.fill(SEAL)
    elif mood in ("sad", "cross"):
        p.arc(mx, my + r * 0.16, r * 0.19, math.pi * 1.2, math.pi * 1.8, INK, r * 0.065)
    elif mood in ("afraid", "oh"):
        p.ellipse(mx, my + r * 0.02, r * 0.11, r * 0.13, SEAL)
    else:
        p.line([(mx - r * 0.14, my), (mx + r * 0.14, my)], INK, r * 0.06)


def portrait(p, x, y, w, h, fill, look, face=1, mood="smile", talk=0.0, t=0.0, arms=("down", "down")):
    """The figure from the chest up in a rounded frame whose middle is (x, y)."""
    p.rrect(x - w / 2, y - h / 2, w, h, 30, fill)
    tall = h * (1.55 if look["kind"] == "child" else 2.1)
    head = 0.788 if look["kind"] == "child" else 0.877
    p.c.save()
    p.round_path(x - w / 2, y - h / 2, w, h, 30)
    p.c.clip()
    person(p, x, y - h * 0.06 + tall * head, tall, look, face, mood, talk=talk, t=t, arms=arms)
    p.c.restore()


def tear(p, x, y, r, t):
    k = (t * 0.7) % 1
    p.ellipse(x, y + k * r * 1.6, r * 0.16, r * 0.24, "#7fb2c9", 1 - k)
