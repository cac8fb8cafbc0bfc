"""A wish becomes a composed scene: a stage of layers, with the weather in front of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageOps

from genmux.engines.sketch import palette
from genmux.engines.sketch.layers import Layer, Stage
from genmux.engines.sketch.scene import settings
from genmux.engines.sketch.scene.glow import glow_of
from genmux.engines.sketch.scene.subjects import PORTRAITS, Named, named_of, picture_of
from genmux.engines.sketch.scene.together import attached, bonds_of
from genmux.engines.sketch.scene.weather import Weather, weathers_of

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.place import Ground
    from genmux.engines.sketch.words import Wish

MARGIN = 0.14
"""how far a camera may look beyond the frame at depth 1, as share of its size"""
_RIDING = frozenset({"ride", "rides", "riding", "rode"})
_RIDDEN = frozenset({"horse", "unicorn", "camel", "elephant", "tractor", "motorcycle", "bicycle"})
_MOUNTS = 1.1
"""beasts and vehicles are at least so wide, for their height"""
_PLAIN = ("hills", "mountains", "sea", "forest", "desert", "city", "studio")
_CLIMB = 1.4
_AFAR = frozenset({"space", "underwater"})
_WIDE = (0.74, 0.5, 0.36)
"""of the width, what one of so many things may take"""
_CLOSER = 1.6
_SMALLER = 0.8
"""how large something is that stands on something else"""
_GOING = frozenset(
    verb + ending
    for verb in (
        "run",
        "walk",
        "driv",
        "fly",
        "flie",
        "sail",
        "rid",
        "swim",
        "gallop",
        "rac",
        "mov",
        "start",
        "launch",
        "ris",
    )
    for ending in ("", "s", "e", "es", "ing", "ning", "ming")
)


@dataclass(slots=True)
class Canvas:
    """The frame to fill, in pixels, and the random numbers to fill it with."""

    width: int
    height: int
    margin: float
    rng: np.random.Generator
    sunless: bool = False
    """whether clouds hide sun and moon, or another moon stands for them"""

    @property
    def unit(self) -> float:
        """The length that things are measured by: about the shorter side of the frame."""
        return min(self.height, self.width * 1.15)

    def area(self, depth: float) -> tuple[int, int, int, int]:
        """Left, top, width and height that a layer of that depth must fill."""
        spare_x = round(self.width * self.margin * (0.25 + 0.75 * depth))
        spare_y = round(self.height * self.margin * (0.25 + 0.75 * depth))
        return -spare_x, -spare_y, self.width + 2 * spare_x, self.height + 2 * spare_y


@dataclass(slots=True)
class Scene:
    """A stage with weather."""

    stage: Stage
    ground: Ground
    weather: list[Weather]
    colours: Palette

    def still(self) -> Image.Image:
        picture = self.stage.still()
        for part in self.weather:
            part.fall(picture)
        return picture


def compose(
    wish: Wish,
    size: tuple[int, int],
    rng: np.random.Generator,
    *,
    family: np.random.Generator | None = None,
    moving: bool = False,
    lonely: bool = False,
) -> Scene:
    """The scene that `wish` describes.

    `family` decides place, light and colours, `rng` the rest, so that variants belong together.
    `moving` adds the margin that a camera needs, `lonely` leaves the subjects out.
    """
    family = family or rng
    canvas = Canvas(*size, MARGIN if moving else 0.0, rng)
    named = [] if lonely else named_of(wish, rng)
    setting = _setting(wish, named, family)
    time = wish.time or _usual_time(wish, family)
    colours = palette.choose(wish, setting, time, family)
    ground = settings.build(setting, canvas, colours, wish)
    ground.closeup = bool(PORTRAITS & set(wish.words))
    placed = _arranged(canvas, wish, named, colours, ground)
    middle = [layer for layers in placed for layer in layers]
    stage = Stage(size, [*ground.behind, *middle, *ground.before])
    return Scene(stage, ground, weathers_of(wish.weather, size, rng), colours)


def _setting(wish: Wish, named: list[Named], family: np.random.Generator) -> str:
    """The place: named, else the home of the first thing, else what the rest of the words leave."""
    setting = wish.setting or next((one.subject.home for one in named if one.subject.home), "")
    if wish.season == "winter" and setting == "hills":
        return "snow"
    if (wish.weather or wish.events) and not wish.setting and setting in settings.INDOORS - _AFAR:
        setting = "hills"  # weather needs a sky
    chosen = _PLAIN[int(family.integers(len(_PLAIN)))]
    if setting or wish.layout:
        return setting or chosen
    if wish.weather or wish.events or wish.season or wish.time:
        return chosen if chosen != "studio" else "hills"
    if named:
        return chosen
    return "abstract" if wish.words and (wish.idea or not wish.quoted) else chosen


def _usual_time(wish: Wish, family: np.random.Generator) -> str:
    usual = ("day", "day", "dawn", "sunset")[int(family.integers(4))]
    return "night" if {"aurora", "fireworks", "crescent", "fullmoon"} & set(wish.events) else usual


def _arranged(
    canvas: Canvas, wish: Wish, named: list[Named], colours: Palette, ground: Ground
) -> list[list[Layer]]:
    """The layers of each thing: side by side, riding, or on one another."""
    drift = 0.055 if _GOING & set(wish.words) else 0.0
    riding = len(named) == 2 and named[1].subject.aspect >= _MOUNTS and _rides(wish, named)
    bonds = {} if riding else {bond.part: bond for bond in bonds_of(wish, named)}
    standing = [number for number in range(len(named)) if number not in bonds]
    flying = [n for n in standing if named[n].subject.place == "air"]
    placed: dict[int, list[Layer]] = {}
    for number in standing:
        row = flying if number in flying else [n for n in standing if n not in flying]
        place, among = (0, 1) if riding else (row.index(number), len(row))
        placed[number] = _placed(canvas, named[number], colours, place, among, ground, drift)
        if number in flying and len(flying) < len(standing):
            _lift(canvas, placed[number][-1], place)
        if place % 2 and named[number].subject is named[number - 1].subject:
            placed[number][-1].picture = ImageOps.mirror(placed[number][-1].picture)
    for number, bond in sorted(bonds.items(), key=lambda item: item[1].kind, reverse=True):
        part, whole, on = named[number], named[bond.whole], placed[bond.whole][-1]
        tall = max(8, round(part.subject.tall * canvas.unit * ground.scale * _SMALLER))
        picture = picture_of(part.subject, part.palette(colours, number), tall)
        placed[number] = [attached(bond, part, picture, whole, on)]
    if riding:
        placed[0] = [_mounted(placed[0][-1], placed[1][-1])]
    order = [n for n in range(len(named)) if n not in bonds] + list(bonds)
    return [placed[number] for number in order]


def _rides(wish: Wish, named: list[Named]) -> bool:
    words = set(wish.words)
    return bool(words & _RIDING) or ("on" in words and named[1].key in _RIDDEN)


def _lift(canvas: Canvas, layer: Layer, place: int) -> None:
    """Moves something that flies out of the way of what stands below: up, and to a side."""
    layer.left = round(canvas.width * (0.78, 0.2, 0.5)[place]) - layer.picture.width // 2
    layer.top = round(canvas.height * (0.27, 0.2, 0.12)[place]) - layer.picture.height // 2


def _mounted(rider: Layer, mount: Layer) -> Layer:
    """The rider, smaller, on the back of the mount, whose body hides the legs."""
    high = max(8, round(mount.picture.height * 0.78))
    wide = max(4, round(rider.picture.width * high / rider.picture.height))
    picture = rider.picture.resize((wide, high), Image.Resampling.LANCZOS)
    left = mount.left + round(mount.picture.width * 0.47) - wide // 2
    top = mount.top + round(mount.picture.height * 0.5) - high
    return Layer(picture, left, top, mount.depth, drift=mount.drift, bob=mount.bob)


def _placed(
    canvas: Canvas,
    named: Named,
    colours: Palette,
    number: int,
    among: int,
    ground: Ground,
    drift: float,
) -> list[Layer]:
    """The thing where it belongs, with a soft shadow below."""
    subject = named.subject
    smaller = (1.0, 0.88, 0.78)[among - 1] * (1.0 if number == 0 else 0.9)
    near = ground.closeup and subject.place == "ground" and subject.aspect < 0.7
    wanted = subject.tall * smaller * canvas.unit * (_CLOSER if ground.closeup else 1.0)
    tall = (
        1.55 * canvas.unit
        if near
        else min(wanted, canvas.width * _WIDE[among - 1] / subject.aspect)
    )
    seen = named.palette(colours, number)
    picture = picture_of(subject, seen, max(8, round(tall * ground.scale)))
    spots = {1: (0.5,), 2: (0.34, 0.68), 3: (0.5, 0.2, 0.8)}[among]
    x = (spots[number] + float(canvas.rng.uniform(-0.035, 0.035))) * canvas.width
    if near:
        foot = canvas.height * 0.14 + picture.height
    elif subject.place == "air":
        foot = (0.52 + float(canvas.rng.uniform(-0.06, 0.06))) * canvas.height + picture.height / 2
    elif subject.place == "water" and ground.waterline:
        foot = ground.waterline * canvas.height + picture.height * 0.12
    else:
        foot = ground.floor * canvas.height + canvas.unit * (0.03 * number)
    left, top = round(x - picture.width / 2), round(foot - picture.height)
    bob = 0.0 if subject.place == "ground" else 0.012
    along, up = (0.0, drift * _CLIMB) if subject.rises else (drift, 0.0)
    layers = [Layer(picture, left, top, ground.depth, drift=along, bob=bob, climb=up)]
    if subject.place == "ground":
        layers.insert(0, shadow(picture, left, round(foot), ground.depth, drift=along))
    if subject.glows and (colours.dark or ground.dim):
        layers.insert(0, glow_of(picture, left, top, ground.depth))
    return layers


def shadow(
    picture: Image.Image, left: int, foot: int, depth: float, *, drift: float = 0.0
) -> Layer:
    """A soft oval on the ground below something that stands there."""
    wide, tall = round(picture.width * 1.25), max(6, round(picture.width * 0.16))
    axis_x, axis_y = np.linspace(-1, 1, max(8, wide // 4)), np.linspace(-1, 1, max(6, tall // 2))
    away = axis_x[None, :] ** 2 + axis_y[:, None] ** 2
    veil = (np.clip(1 - away, 0, 1) * 120).astype(np.uint8)
    sheet = Image.new("RGBA", (wide, tall), (20, 18, 36, 0))
    sheet.putalpha(Image.fromarray(veil).resize((wide, tall), Image.Resampling.BICUBIC))
    return Layer(sheet, left - (wide - picture.width) // 2, foot - tall // 2, depth, drift=drift)
