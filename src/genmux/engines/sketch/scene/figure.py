"""A person of any trade: one body, dressed by a few words of data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import darker, lighter
from genmux.engines.sketch.scene import headwear
from genmux.engines.sketch.scene.limbs import LIMBS, STANDING, Limbs

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Colour, Palette
    from genmux.engines.sketch.scene.pen import Pen

_SKINS: tuple[Colour, ...] = (
    (240, 196, 162), (228, 174, 132), (198, 140, 98), (150, 98, 66), (110, 72, 50),
)  # fmt: skip
_HAIRS: tuple[Colour, ...] = ((52, 38, 34), (96, 60, 38), (30, 28, 34), (178, 126, 66))
_GREY = (214, 212, 208)
_X = 0.25
_FAR = 0.41
"""how far to the right something may be held, so that the sheet has room for it"""
_LONG = 0.3
"""a skirt that reaches so far down from the hip hides the legs"""


@dataclass(frozen=True, slots=True)
class Dress:
    """What somebody wears. Colours that are missing come from the palette."""

    coat: Colour | None = None
    legs: Colour | None = None
    hat: str = ""
    hat_tone: Colour | None = None
    hair: str = "short"
    """short, long, bun, none"""
    grey: bool = False
    beard: bool = False
    skin: Colour | None = None
    skirt: bool = False
    """a dress or robe down to the feet"""
    cape: Colour | None = None
    front: str = ""
    """apron, tie, stripes, badge, armour, belt"""
    holds: str = ""
    small: float = 1.0
    """below 1 for a child, whose head is larger"""
    glasses: bool = False


def figure(pen: Pen, colours: Palette, dress: Dress, pose: str = "") -> None:
    """Seen from the front, standing or as the pose says; aspect 0.5."""
    limbs = LIMBS.get(pose, STANDING)
    skin = dress.skin or _SKINS[sum(colours.main) % len(_SKINS)]
    hair = _GREY if dress.grey else _HAIRS[sum(colours.accent) % len(_HAIRS)]
    hair = colours.hair or hair
    coat = colours.main if colours.own or dress.coat is None else dress.coat
    top = limbs.lower + (1 - 0.97 * dress.small if dress.small < 1 else 0.0)
    head = 0.088 if dress.small == 1 else 0.105
    neck = top + 0.07 + head * 2.15
    if dress.cape:
        pen.blob(dress.cape, (_X - 0.08, neck), (_X + 0.08, neck), (_X + 0.19, 0.60),
                 (_X + 0.21, 0.93), (_X, 0.96), (_X - 0.21, 0.93), (_X - 0.19, 0.60))  # fmt: skip
    if dress.hair == "long":
        pen.blob(hair, (_X - head, top + 0.12), (_X, top + 0.04), (_X + head, top + 0.12),
                 (_X + head * 1.25, neck + 0.10), (_X, neck + 0.05), (_X - head * 1.25,
                 neck + 0.10))  # fmt: skip
    _body(pen, colours, dress, (skin, coat), neck, limbs)
    pen.box(_X - 0.026, neck - 0.05, _X + 0.026, neck + 0.015, darker(skin, 0.14))
    _head(pen, dress, skin, hair, top + 0.06 + head, head, asleep=pose == "sleep")
    headwear.put(pen, dress.hat, dress.hat_tone or colours.accent, _X, top + 0.06 + head, head)
    hand = limbs.right_arm[1]
    _held(pen, dress, colours, min(_X + 0.1 + hand[0], _FAR), neck + hand[1] - 0.27)


def dressed(pen: Pen, colours: Palette, *, dress: Dress, pose: str = "") -> None:
    """The same, with dress and pose named, so that they can be bound."""
    figure(pen, colours, dress, pose)


def mermaid(pen: Pen, colours: Palette) -> None:
    """A woman to the waist, a fish below; aspect 0.6."""
    scales = colours.main if colours.own else (62, 172, 160)
    skin = _SKINS[sum(colours.main) % len(_SKINS)]
    hair = _HAIRS[sum(colours.accent) % len(_HAIRS)]
    pen.blob(hair, (0.15, 0.14), (0.25, 0.04), (0.35, 0.14), (0.38, 0.46), (0.25, 0.36),
             (0.12, 0.46))  # fmt: skip
    pen.blob(darker(scales, 0.15), (0.40, 0.86), (0.58, 0.78), (0.56, 0.97), (0.42, 0.93))
    pen.blob(darker(scales, 0.15), (0.40, 0.86), (0.28, 0.97), (0.42, 0.99), (0.46, 0.90))
    pen.blob(scales, (0.18, 0.54), (0.33, 0.54), (0.38, 0.68), (0.45, 0.80), (0.42, 0.90),
             (0.33, 0.84), (0.22, 0.70))  # fmt: skip
    for number in range(5):
        pen.arc(
            0.27 + number * 0.03, 0.58 + number * 0.055, 0.05, 20, 160, darker(scales, 0.25), 0.01
        )
    for sign in (-1, 1):
        pen.stroke(darker(skin, 0.1), 0.045, (_X + sign * 0.09, 0.31), (_X + sign * 0.16, 0.42),
                   (_X + sign * 0.12, 0.53))  # fmt: skip
    pen.blob(skin, (0.20, 0.26), (0.30, 0.26), (0.35, 0.32), (0.33, 0.56), (0.18, 0.56),
             (0.15, 0.32))  # fmt: skip
    pen.blob(colours.accent, (0.16, 0.36), (0.25, 0.34), (0.34, 0.36), (0.33, 0.43), (0.25, 0.41),
             (0.17, 0.43))  # fmt: skip
    pen.box(_X - 0.026, 0.21, _X + 0.026, 0.28, darker(skin, 0.14))
    _head(pen, Dress(), skin, hair, 0.148, 0.088)


def _body(
    pen: Pen, colours: Palette, dress: Dress, tones: tuple[Colour, Colour], neck: float,
    limbs: Limbs,
) -> None:  # fmt: skip
    """Legs or skirt, arms and trunk; `tones` are those of skin and coat."""
    skin, coat = tones
    legs = dress.legs or darker(colours.accent, 0.55)
    long = (0.97 - neck + limbs.lower) / 0.7
    hip = neck + 0.294 * long
    if not dress.skirt or limbs.skirt < _LONG:
        tone = darker(skin, 0.08) if dress.skirt else legs
        for sign, (knee, foot) in ((-1, limbs.left_leg), (1, limbs.right_leg)):
            start = (_X + sign * 0.045, hip)
            at = [(start[0] + x * long, start[1] + y * long) for x, y in (knee, foot)]
            pen.stroke(tone, 0.082, start, *at)
            x, y = at[-1]
            pen.blob((40, 36, 44), (x - sign * 0.045, y + 0.02), (x + sign * 0.005, y - 0.005),
                     (x + sign * 0.07, y + 0.035), (x - sign * 0.035, y + 0.055))  # fmt: skip
    if dress.skirt:
        low = min(0.97, hip + limbs.skirt * long + 0.04)
        wide = 0.13 + 0.06 * (low - hip) / 0.41
        pen.blob(coat, (_X - 0.07, hip - 0.04), (_X + 0.07, hip - 0.04), (_X + wide * 0.7,
                 (hip + low) / 2 + 0.02), (_X + wide, low - 0.02), (_X, low), (_X - wide,
                 low - 0.02), (_X - wide * 0.7, (hip + low) / 2 + 0.02))  # fmt: skip
        pen.stroke(darker(coat, 0.18), 0.012, (_X + 0.03, hip), (_X + 0.05, (hip + low) / 2),
                   (_X + 0.08, low - 0.02))  # fmt: skip
    for sign, (elbow, hand) in ((-1, limbs.left_arm), (1, limbs.right_arm)):
        start = (_X + sign * 0.095, neck + 0.045)
        at = [(start[0] + x, start[1] + y * long) for x, y in (elbow, hand)]
        pen.stroke(darker(coat, 0.16), 0.062, start, *at)
        pen.oval(at[-1][0], at[-1][1] + (0.02 if hand[1] > 0 else -0.02), 0.03, 0.032, skin)
    pen.blob(coat, (_X - 0.05, neck), (_X + 0.05, neck), (_X + 0.115, neck + 0.05),
             (_X + 0.095, hip - 0.08), (_X + 0.10, hip + 0.04), (_X - 0.10, hip + 0.04),
             (_X - 0.095, hip - 0.08), (_X - 0.115, neck + 0.05))  # fmt: skip
    _front(pen, dress, coat, neck, hip)


def _front(pen: Pen, dress: Dress, coat: Colour, neck: float, hip: float) -> None:
    match dress.front:
        case "apron":
            pen.blob((250, 249, 245), (_X - 0.05, neck + 0.07), (_X + 0.05, neck + 0.07),
                     (_X + 0.085, hip - 0.02), (_X + 0.08, hip + 0.14), (_X - 0.08, hip + 0.14),
                     (_X - 0.085, hip - 0.02))  # fmt: skip
        case "tie":
            pen.poly((248, 248, 246), (_X - 0.04, neck), (_X + 0.04, neck), (_X, neck + 0.14))
            pen.poly(
                (190, 46, 52),
                (_X - 0.012, neck + 0.01),
                (_X + 0.012, neck + 0.01),
                (_X + 0.016, neck + 0.12),
                (_X, neck + 0.145),
                (_X - 0.016, neck + 0.12),
            )
        case "badge":
            pen.oval(_X + 0.05, neck + 0.09, 0.022, 0.024, (238, 196, 84))
            pen.line(darker(coat, 0.4), 0.01, (_X, neck + 0.01), (_X, hip))
            pen.box(_X - 0.098, hip - 0.02, _X + 0.098, hip + 0.015, (40, 36, 44))
        case "stripes":
            for number in range(3):
                y = neck + 0.06 + number * 0.07
                pen.box(_X - 0.095, y, _X + 0.095, y + 0.026, lighter(coat, 0.75))
        case "armour":
            pen.line(lighter(coat, 0.5), 0.012, (_X, neck + 0.02), (_X, hip + 0.02))
            for y in (neck + 0.10, neck + 0.17):
                pen.arc(_X, y - 0.04, 0.085, 40, 140, darker(coat, 0.35), 0.012)
        case "cross":
            pen.line(lighter(coat, 0.9), 0.012, (_X, neck + 0.02), (_X, hip))
            pen.box(_X + 0.03, neck + 0.085, _X + 0.08, neck + 0.105, (214, 52, 50))
            pen.box(_X + 0.045, neck + 0.07, _X + 0.065, neck + 0.12, (214, 52, 50))
            pen.arc(_X, neck + 0.0, 0.055, 10, 170, (70, 76, 88), 0.014)
        case "belt":
            pen.box(_X - 0.10, hip - 0.035, _X + 0.10, hip, (60, 42, 34))
            pen.box(_X - 0.022, hip - 0.04, _X + 0.022, hip + 0.005, (232, 190, 84), 0.006)


def _head(
    pen: Pen, dress: Dress, skin: Colour, hair: Colour, y: float, r: float, *, asleep: bool = False
) -> None:
    for sign in (-1, 1):
        pen.oval(_X + sign * r * 0.98, y + r * 0.1, r * 0.16, r * 0.22, darker(skin, 0.1))
    pen.oval(_X, y, r, r * 1.12, skin)
    if dress.hair != "none":
        pen.blob(
            hair,
            (_X - r * 1.04, y + r * 0.05),
            (_X - r * 0.9, y - r * 0.85),
            (_X, y - r * 1.28),
            (_X + r * 0.9, y - r * 0.85),
            (_X + r * 1.04, y + r * 0.05),
            (_X + r * 0.62, y - r * 0.5),
            (_X, y - r * 0.62),
            (_X - r * 0.7, y - r * 0.42),
        )
    if dress.hair == "bun":
        pen.oval(_X, y - r * 1.3, r * 0.42, r * 0.38, hair)
    if dress.beard:
        pen.blob(_GREY if dress.grey else hair, (_X - r * 0.96, y + r * 0.2), (_X - r * 0.4, y
                 + r * 0.42), (_X, y + r * 0.36), (_X + r * 0.4, y + r * 0.42), (_X + r * 0.96, y
                 + r * 0.2), (_X + r * 0.6, y + r * 1.2), (_X, y + r * 1.65), (_X - r * 0.6, y
                 + r * 1.2))  # fmt: skip
    for sign in (-1, 1):
        x = _X + sign * r * 0.36
        if asleep:
            pen.arc(x, y + r * 0.02, r * 0.14, 20, 160, (40, 34, 40), r * 0.06)
        else:
            pen.oval(x, y + r * 0.06, r * 0.11, r * 0.14, (40, 34, 40))
            pen.oval(x + r * 0.03, y, r * 0.035, r * 0.04, (250, 250, 250))
        pen.stroke(darker(hair, 0.1), r * 0.09, (x - r * 0.18, y - r * 0.2), (x, y - r * 0.27),
                   (x + r * 0.18, y - r * 0.2))  # fmt: skip
        if dress.glasses:
            pen.ring(x, y + r * 0.06, r * 0.27, (50, 46, 54), r * 0.08)
    pen.stroke(darker(skin, 0.22), r * 0.08, (_X, y + r * 0.12), (_X + r * 0.06, y + r * 0.32),
               (_X - r * 0.03, y + r * 0.36))  # fmt: skip
    pen.arc(_X, y + r * 0.42, r * 0.3, 25, 155, (168, 78, 74), r * 0.1)


def _held(pen: Pen, dress: Dress, colours: Palette, x: float, neck: float) -> None:
    """What the right hand holds, which is at `x`, 0.31 below `neck`."""
    match dress.holds:
        case "sword":
            pen.line((214, 220, 228), 0.022, (x + 0.01, neck + 0.30), (x + 0.05, neck - 0.08))
            pen.line((206, 160, 70), 0.02, (x - 0.03, neck + 0.25), (x + 0.05, neck + 0.26))
        case "staff":
            pen.stroke((112, 78, 54), 0.018, (x, 0.96), (x + 0.01, neck), (x + 0.015, 0.14))
            pen.oval(x + 0.015, 0.12, 0.032, 0.034, lighter(colours.main, 0.45))
        case "pan":
            pen.line((60, 58, 66), 0.016, (x, neck + 0.32), (x + 0.02, neck + 0.22))
            pen.oval(x + 0.02, neck + 0.18, 0.06, 0.045, (60, 58, 66))
        case "brush":
            pen.line((150, 104, 66), 0.014, (x, neck + 0.32), (x + 0.04, neck + 0.14))
            pen.oval(x + 0.045, neck + 0.12, 0.018, 0.028, colours.main)
        case "lens":
            pen.line((60, 58, 66), 0.016, (x, neck + 0.30), (x + 0.01, neck + 0.20))
            pen.ring(x + 0.015, neck + 0.15, 0.05, (60, 58, 66), 0.014)
        case "hammer":
            pen.line((150, 104, 66), 0.018, (x, neck + 0.32), (x + 0.03, neck + 0.14))
            pen.box(x - 0.01, neck + 0.09, x + 0.075, neck + 0.15, (120, 124, 134), 0.01)
