"""Animals, drawn with few strokes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import darker, lighter
from genmux.engines.sketch.scene import coats

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Colour, Palette
    from genmux.engines.sketch.scene.pen import Pen


@dataclass(frozen=True, slots=True)
class Beast:
    """Proportions of a four-legged animal, as shares of its height."""

    coat: Colour
    neck: float = 0.18
    head: float = 0.13
    snout: float = 0.1
    ears: str = "round"
    tail: str = "thin"
    bulk: float = 0.17
    leg: float = 0.3
    extra: str = ""
    coated: str = ""
    """stripes, spots, fleece, patches, a hump or a curled tail, see `coats`"""
    crowned: str = ""
    limbs: Colour | None = None
    """colour of the legs and ears, where it is not that of the coat"""


BEASTS = {
    "dog": Beast((188, 132, 82), ears="flop", snout=0.12),
    "fox": Beast((222, 112, 48), ears="point", tail="bushy", snout=0.12),
    "wolf": Beast((128, 134, 146), ears="point", tail="bushy", snout=0.13),
    "bear": Beast((110, 74, 52), bulk=0.25, leg=0.22, neck=0.1, head=0.15, tail="none"),
    "lion": Beast((218, 166, 88), extra="mane", tail="tuft", head=0.14),
    "horse": Beast((142, 88, 56), neck=0.2, head=0.1, snout=0.15, leg=0.36, tail="long",
                   ears="point", extra="crest"),
    "deer": Beast((176, 120, 76), neck=0.14, head=0.09, snout=0.09, leg=0.36, tail="none",
                  ears="point", extra="antlers"),
    "cow": Beast((240, 236, 228), bulk=0.22, leg=0.28, neck=0.08, ears="flop", coated="patches",
                 crowned="horns"),
    "elephant": Beast((142, 146, 158), bulk=0.29, leg=0.24, neck=0.04, head=0.18, snout=0.02,
                      ears="huge", extra="trunk"),
    "tiger": Beast((234, 142, 58), head=0.14, bulk=0.18, coated="stripes", limbs=(222, 126, 48)),
    "leopard": Beast((230, 182, 96), head=0.12, bulk=0.15, coated="spots"),
    "zebra": Beast((246, 244, 240), neck=0.2, head=0.1, snout=0.14, leg=0.34, tail="tuft",
                   ears="point", extra="crest", coated="stripes"),
    "giraffe": Beast((236, 194, 108), neck=0.38, head=0.07, snout=0.08, leg=0.36, bulk=0.12,
                     tail="tuft", ears="point", coated="spots", crowned="knobs"),
    "unicorn": Beast((248, 244, 250), neck=0.2, head=0.1, snout=0.15, leg=0.36, tail="long",
                     ears="point", extra="mane pink", crowned="horn"),
    "panda": Beast((246, 246, 244), bulk=0.25, leg=0.22, neck=0.1, head=0.15, tail="none",
                   limbs=(44, 42, 50), extra="eyes"),
    "polarbear": Beast((244, 246, 248), bulk=0.24, leg=0.22, neck=0.12, head=0.13, tail="none"),
    "pig": Beast((242, 172, 176), bulk=0.23, leg=0.2, neck=0.05, head=0.14, snout=0.07,
                 tail="none", ears="point", coated="curl"),
    "sheep": Beast((244, 240, 230), bulk=0.22, leg=0.26, neck=0.08, head=0.1, snout=0.08,
                   tail="none", ears="flop", coated="fleece", limbs=(70, 62, 64)),
    "goat": Beast((226, 218, 206), bulk=0.16, leg=0.32, neck=0.14, head=0.1, ears="flop",
                  crowned="horns"),
    "camel": Beast((210, 164, 102), neck=0.2, head=0.09, snout=0.12, leg=0.36, bulk=0.16,
                   tail="tuft", coated="hump"),
    "rhino": Beast((146, 148, 154), bulk=0.27, leg=0.2, neck=0.02, head=0.15, snout=0.14,
                   crowned="tusk"),
    "raccoon": Beast((136, 134, 142), bulk=0.2, leg=0.18, neck=0.06, head=0.15, snout=0.11,
                     tail="bushy", limbs=(74, 72, 82), extra="eyes"),
    "otter": Beast((134, 92, 62), bulk=0.15, leg=0.12, neck=0.14, head=0.12, snout=0.08,
                   tail="bushy"),
    "hedgehog": Beast((216, 178, 138), bulk=0.2, leg=0.1, neck=0.0, head=0.14, snout=0.13,
                      tail="none", coated="quills"),
    "koala": Beast((150, 152, 160), bulk=0.22, leg=0.16, neck=0.08, head=0.19, snout=0.04,
                   tail="none"),
    "kangaroo": Beast((188, 136, 92), neck=0.26, head=0.09, snout=0.11, leg=0.3, bulk=0.17,
                      tail="thin", ears="point"),
    "hippo": Beast((150, 132, 140), bulk=0.27, leg=0.16, neck=0.02, head=0.18, snout=0.14,
                   tail="none"),
}  # fmt: skip


_STRIDES = (-0.2, 0.12, -0.1, 0.22)
"""how far the legs of a running animal reach out"""


def head_of(form: Beast) -> tuple[float, float]:
    """The top of the head in a drawing of `beast`, as shares of its width and height."""
    back = 1 - form.leg - form.bulk
    y = back - form.bulk * 0.3 - form.neck
    return (0.90 + form.neck * 0.35) / 1.25, y - form.head * 0.75


def shown(pen: Pen, colours: Palette, *, form: Beast, pose: str = "") -> None:
    """The animal in the colour that the words give it, else in its own."""
    beast(pen, form, colours.main if colours.own else None, pose)


def beast(pen: Pen, form: Beast, coat: Colour | None = None, pose: str = "") -> None:
    """A four-legged animal seen from the side, looking right; aspect 1.25."""
    tone = coat or form.coat
    limb = tone if coat else form.limbs or tone
    shade = darker(limb, 0.22)
    back = 1 - form.leg - form.bulk
    legs = ((0.30, shade), (0.86, shade), (0.38, limb), (0.78, limb))
    for number, (x, fill) in enumerate(legs):
        reach = _STRIDES[number] if pose else 0.0
        low = 0.955 - abs(reach) * 0.4
        knee = (x - 0.01 + reach * 0.45, (back + low) / 2 + 0.04 if pose else 0.82)
        pen.line(fill, 0.055 + form.bulk / 8, (x, back), knee, (x + reach, low))
        pen.oval(x + 0.02 + reach, low + 0.01, 0.045, 0.025, darker(tone, 0.5))
    _tail(pen, form, shade, back)
    coats.below(pen, form.coated, tone, back, form.bulk)
    pen.oval(0.58, back, 0.34, form.bulk, tone)
    pen.oval(0.60, back + form.bulk * 0.45, 0.26, form.bulk * 0.5, lighter(tone, 0.14))
    head_x, head_y = 0.90 + form.neck * 0.35, back - form.bulk * 0.3 - form.neck
    if form.extra == "mane":
        pen.oval(head_x - 0.02, head_y + 0.02, form.head * 1.55, form.head * 1.6, (132, 78, 40))
    neck = (0.74, back - form.bulk * 0.8), (head_x - form.head * 0.6, head_y)
    pen.poly(tone, *neck, (head_x + form.head * 0.6, head_y + form.head * 0.5), (0.92, back))
    if form.extra == "crest":
        pen.line(darker(tone, 0.6), 0.05, neck[0], (neck[1][0] - 0.01, neck[1][1]))
    if form.extra == "mane pink":
        pen.stroke((238, 140, 190), 0.06, neck[0], (neck[1][0] - 0.02, neck[1][1]))
    coats.above(pen, form.coated, tone, back, form.bulk)
    _face(pen, form, tone, limb, head_x, head_y)
    coats.crown(pen, form.crowned, head_x, head_y, form.head)


def _tail(pen: Pen, form: Beast, shade: Colour, back: float) -> None:
    root = (0.26, back - form.bulk * 0.3)
    if form.tail == "bushy":
        pen.line(shade, 0.10, root, (0.12, back + 0.02), (0.07, back + 0.16))
        pen.oval(0.065, back + 0.18, 0.05, 0.06, (246, 240, 232))
    elif form.tail == "long":
        pen.line(darker(shade, 0.4), 0.06, root, (0.14, back + 0.04), (0.12, back + 0.26))
    elif form.tail in {"thin", "tuft"}:
        pen.line(shade, 0.035, root, (0.12, back - 0.08), (0.06, back - 0.20))
        if form.tail == "tuft":
            pen.oval(0.06, back - 0.21, 0.04, 0.05, darker(shade, 0.4))


def _face(pen: Pen, form: Beast, tone: Colour, limb: Colour, x: float, y: float) -> None:
    size, shade = form.head, darker(limb, 0.28)
    if form.ears == "huge":
        pen.oval(x - size * 0.9, y + 0.02, size * 0.75, size * 1.05, shade)
    elif form.ears == "point":
        for lean in (-0.62, 0.12):
            pen.poly(shade, (x + size * lean, y - size * 0.5), (x + size * (lean + 0.55), y
                     - size * 0.72), (x + size * (lean + 0.1), y - size * 1.6))  # fmt: skip
    elif form.ears == "round":
        pen.oval(x - size * 0.55, y - size * 0.8, size * 0.35, size * 0.35, shade)
        pen.oval(x + size * 0.35, y - size * 0.9, size * 0.35, size * 0.35, shade)
    if form.extra == "antlers":
        for lean in (-0.4, 0.2):
            root = (x + size * lean, y - size * 0.6)
            pen.line((104, 72, 48), 0.022, root, (root[0] + lean * 0.12, root[1] - 0.11),
                     (root[0] + lean * 0.3, root[1] - 0.2))  # fmt: skip
            pen.line((104, 72, 48), 0.018, (root[0] + lean * 0.12, root[1] - 0.11),
                     (root[0] + 0.09, root[1] - 0.17))  # fmt: skip
    if form.extra == "trunk":
        pen.line(tone, 0.075, (x + size * 0.6, y + size * 0.3), (x + size * 1.15, y + 0.28),
                 (x + size * 0.9, y + 0.46))  # fmt: skip
        pen.line((250, 244, 230), 0.03, (x + size * 0.5, y + 0.14), (x + size * 1.1, y + 0.22))
    pen.oval(x, y, size, size * 0.92, limb if form.coated == "fleece" else tone)
    pen.oval(x + size * 0.7 + form.snout * 0.3, y + size * 0.32, form.snout, size * 0.5,
             lighter(tone, 0.2))  # fmt: skip
    if form.extra != "trunk":
        pen.oval(x + size * 0.7 + form.snout * 1.15, y + size * 0.2, 0.022, 0.02, (34, 28, 34))
    if form.ears == "flop":
        pen.oval(x - size * 0.5, y + size * 0.1, size * 0.34, size * 0.72, shade)
    if form.extra == "eyes":
        pen.oval(x + size * 0.28, y - size * 0.1, size * 0.3, size * 0.26, limb)
        pen.oval(x + size * 0.3, y - size * 0.12, 0.021, 0.026, (250, 250, 250))
    pen.oval(x + size * 0.3, y - size * 0.12, 0.017, 0.022, (28, 24, 32))


def cat(pen: Pen, coat: Colour) -> None:
    """A sitting cat seen from the front; aspect 0.78."""
    shade, pale = darker(coat, 0.24), lighter(coat, 0.42)
    pen.line(shade, 0.065, (0.55, 0.90), (0.70, 0.86), (0.71, 0.68), (0.66, 0.60))
    pen.poly(coat, (0.27, 0.40), (0.51, 0.40), (0.64, 0.96), (0.14, 0.96))
    pen.oval(0.39, 0.80, 0.25, 0.18, coat)
    pen.oval(0.39, 0.62, 0.10, 0.17, pale)
    for x in (0.31, 0.47):
        pen.line(coat, 0.085, (x, 0.66), (x, 0.93))
        pen.oval(x, 0.95, 0.055, 0.032, pale)
    for sign in (-1, 1):
        pen.poly(coat, (0.39 + sign * 0.19, 0.22), (0.39 + sign * 0.17, 0.02),
                 (0.39 + sign * 0.04, 0.14))  # fmt: skip
        pen.poly((232, 158, 152), (0.39 + sign * 0.165, 0.19), (0.39 + sign * 0.155, 0.07),
                 (0.39 + sign * 0.07, 0.145))  # fmt: skip
    pen.oval(0.39, 0.28, 0.205, 0.18, coat)
    pen.oval(0.39, 0.355, 0.09, 0.065, pale)
    for sign in (-1, 1):
        pen.oval(0.39 + sign * 0.088, 0.27, 0.042, 0.046, (186, 206, 96))
        pen.oval(0.39 + sign * 0.088, 0.27, 0.015, 0.040, (24, 22, 28))
        pen.line(lighter(coat, 0.75), 0.006, (0.39 + sign * 0.07, 0.35), (0.39 + sign * 0.27, 0.32))
        pen.line(lighter(coat, 0.75), 0.006, (0.39 + sign * 0.07, 0.365),
                 (0.39 + sign * 0.27, 0.375))  # fmt: skip
    pen.poly((206, 112, 112), (0.367, 0.325), (0.413, 0.325), (0.39, 0.35))
    for x in (0.34, 0.39, 0.44):
        pen.line(shade, 0.016, (x, 0.115), (x, 0.165))


def rabbit(pen: Pen, coat: Colour) -> None:
    """A sitting rabbit; aspect 0.7."""
    pale = lighter(coat, 0.5)
    for x, tip in ((0.27, 0.21), (0.41, 0.47)):
        pen.line(coat, 0.095, (x, 0.30), (tip, 0.06))
        pen.line((236, 176, 172), 0.04, (x, 0.27), (tip, 0.09))
    pen.oval(0.58, 0.86, 0.075, 0.07, pale)
    pen.oval(0.36, 0.78, 0.235, 0.20, coat)
    pen.oval(0.34, 0.80, 0.11, 0.14, pale)
    pen.oval(0.34, 0.42, 0.165, 0.155, coat)
    pen.oval(0.34, 0.485, 0.075, 0.055, pale)
    for x in (0.275, 0.405):
        pen.oval(x, 0.40, 0.022, 0.028, (30, 26, 34))
    pen.oval(0.34, 0.455, 0.02, 0.014, (214, 118, 124))
    for x in (0.25, 0.45):
        pen.oval(x, 0.955, 0.08, 0.035, pale)


def bird(pen: Pen, body: Colour, ink: Colour) -> None:
    """A bird in flight; aspect 1.4."""
    pen.poly(darker(body, 0.3), (0.66, 0.55), (0.50, 0.05), (0.95, 0.50))
    pen.poly(darker(body, 0.1), (0.30, 0.62), (0.02, 0.52), (0.05, 0.74))
    pen.oval(0.66, 0.60, 0.38, 0.155, body)
    pen.oval(0.70, 0.66, 0.28, 0.08, lighter(body, 0.5))
    pen.poly(darker(body, 0.18), (0.52, 0.56), (0.78, 0.02), (0.88, 0.56))
    pen.oval(1.06, 0.52, 0.135, 0.125, body)
    pen.poly((240, 172, 60), (1.16, 0.48), (1.34, 0.55), (1.15, 0.59))
    pen.oval(1.09, 0.48, 0.026, 0.03, ink)


def fish(pen: Pen, colours: Palette) -> None:
    """A fish looking right; aspect 1.5."""
    body = colours.main
    pen.poly(darker(body, 0.2), (0.34, 0.5), (0.04, 0.18), (0.14, 0.5), (0.04, 0.82))
    pen.poly(darker(body, 0.15), (0.55, 0.28), (0.78, 0.03), (1.0, 0.26))
    pen.poly(darker(body, 0.2), (0.62, 0.72), (0.70, 0.93), (0.90, 0.74))
    pen.oval(0.82, 0.5, 0.56, 0.29, body)
    pen.oval(0.86, 0.60, 0.44, 0.17, lighter(body, 0.4))
    for x in (0.58, 0.76, 0.94):
        pen.arc(x, 0.5, 0.15, -60, 60, darker(body, 0.25), 0.022)
    pen.oval(1.18, 0.42, 0.062, 0.062, (250, 250, 246))
    pen.oval(1.20, 0.42, 0.034, 0.034, (26, 24, 32))
    pen.arc(1.35, 0.56, 0.08, 80, 170, darker(body, 0.5), 0.018)


def butterfly(pen: Pen, colours: Palette) -> None:
    """Four wings, seen from above; aspect 1.25."""
    for sign in (-1, 1):
        x = 0.625
        pen.oval(x + sign * 0.32, 0.32, 0.27, 0.25, darker(colours.main, 0.3))
        pen.oval(x + sign * 0.31, 0.33, 0.22, 0.20, colours.main)
        pen.oval(x + sign * 0.23, 0.72, 0.20, 0.21, darker(colours.accent, 0.3))
        pen.oval(x + sign * 0.22, 0.71, 0.15, 0.16, colours.accent)
        pen.oval(x + sign * 0.36, 0.28, 0.07, 0.07, lighter(colours.main, 0.6))
        pen.line(colours.ink, 0.014, (x, 0.24), (x + sign * 0.10, 0.06))
    pen.oval(0.625, 0.52, 0.045, 0.30, colours.ink)


def dragon(pen: Pen, colours: Palette) -> None:
    """A winged serpent; aspect 1.4."""
    skin, belly = colours.main, lighter(colours.main, 0.5)
    wing = darker(skin, 0.35)
    pen.poly(wing, (0.62, 0.52), (0.36, 0.04), (0.50, 0.20), (0.62, 0.06), (0.70, 0.22),
             (0.86, 0.12), (0.82, 0.52))  # fmt: skip
    pen.line(skin, 0.10, (0.42, 0.74), (0.20, 0.80), (0.10, 0.62), (0.06, 0.48))
    pen.poly(wing, (0.06, 0.50), (0.0, 0.34), (0.14, 0.40))
    for x in (0.50, 0.82):
        pen.line(darker(skin, 0.2), 0.09, (x, 0.74), (x - 0.02, 0.93))
        pen.oval(x + 0.02, 0.95, 0.07, 0.03, darker(skin, 0.4))
    pen.oval(0.66, 0.66, 0.31, 0.185, skin)
    pen.oval(0.70, 0.74, 0.22, 0.10, belly)
    pen.line(skin, 0.135, (0.90, 0.60), (1.04, 0.42), (1.08, 0.28))
    pen.oval(1.12, 0.24, 0.15, 0.11, skin)
    pen.poly(skin, (1.14, 0.15), (1.36, 0.24), (1.34, 0.33), (1.12, 0.34))
    for x in (1.02, 1.10):
        pen.poly((246, 230, 196), (x, 0.17), (x - 0.08, 0.02), (x + 0.05, 0.14))
    pen.oval(1.16, 0.21, 0.025, 0.03, (252, 214, 80))
    pen.poly((255, 150, 50), (1.34, 0.285), (1.40, 0.25), (1.395, 0.33))
