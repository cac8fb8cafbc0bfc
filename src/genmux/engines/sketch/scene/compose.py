"""A wish becomes a composed scene: a stage of layers, with the weather in front of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageOps

from genmux.engines.sketch import palette
from genmux.engines.sketch.layers import Layer, Stage
from genmux.engines.sketch.scene import settings
from genmux.engines.sketch.scene.subjects import PORTRAITS, Subject, picture_of, subjects_of
from genmux.engines.sketch.scene.weather import Weather, weathers_of

if TYPE_CHECKING:
    from genmux.engines.sketch.film import Frame
    from genmux.engines.sketch.layers import View
    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.place import Ground
    from genmux.engines.sketch.words import Wish

MARGIN = 0.14
"""how far a camera may look beyond the frame at depth 1, as share of its size"""
_RIDING = frozenset({"ride", "rides", "riding", "rode"})
_MOUNTS = 1.1
"""beasts and vehicles are at least so wide, for their height"""
_CLIMB = 1.4
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

    def look(self, view: View, second: float) -> Frame:
        picture = self.stage.picture(view, second)
        for part in self.weather:
            part.fall(picture, second)
        return np.asarray(picture)


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
    subjects = [] if lonely else subjects_of(wish, rng)
    setting = wish.setting or next((s.home for s in subjects if s.home), "")
    if wish.weather and not wish.setting and setting in {"studio", "room"}:
        setting = "hills"  # weather needs a sky
    if not setting:
        choices = ("hills", "mountains", "sea", "forest", "desert", "city", "studio")
        setting = choices[int(family.integers(len(choices)))]
    time = wish.time or ("day", "day", "dawn", "sunset")[int(family.integers(4))]
    colours = palette.choose(wish, setting, time, family)
    ground = settings.build(setting, canvas, colours, wish)
    ground.closeup = bool(PORTRAITS & set(wish.words))
    drift = 0.055 if _GOING & set(wish.words) else 0.0
    riding = _RIDING & set(wish.words) and len(subjects) == 2 and subjects[1].aspect >= _MOUNTS
    among = 1 if riding else len(subjects)
    placed = [
        _placed(canvas, subject, colours, 0 if riding else number, among, ground, drift)
        for number, subject in enumerate(subjects)
    ]
    if riding:
        placed[0] = [_mounted(placed[0][-1], placed[1][-1])]
    for number in range(1, len(subjects)):
        if subjects[number] is subjects[number - 1] and number % 2:
            placed[number][-1].picture = ImageOps.mirror(placed[number][-1].picture)
    middle = [layer for layers in placed for layer in layers]
    stage = Stage(size, [*ground.behind, *middle, *ground.before])
    return Scene(stage, ground, weathers_of(wish.weather, size, rng), colours)


def _mounted(rider: Layer, mount: Layer) -> Layer:
    """The rider, smaller, on the back of the mount, whose body hides the legs."""
    high = max(8, round(mount.picture.height * 0.85))
    wide = max(4, round(rider.picture.width * high / rider.picture.height))
    picture = rider.picture.resize((wide, high), Image.Resampling.LANCZOS)
    left = mount.left + round(mount.picture.width * 0.47) - wide // 2
    top = mount.top + round(mount.picture.height * 0.5) - high
    return Layer(picture, left, top, mount.depth, drift=mount.drift, bob=mount.bob)


def _placed(
    canvas: Canvas,
    subject: Subject,
    colours: Palette,
    number: int,
    among: int,
    ground: Ground,
    drift: float,
) -> list[Layer]:
    """The subject where it belongs, with a soft shadow below."""
    smaller = (1.0, 0.84, 0.72)[among - 1] * (1.0 if number == 0 else 0.86)
    near = ground.closeup and subject.place == "ground" and subject.aspect < 0.7
    tall = (
        1.55 * canvas.unit
        if near
        else min(subject.tall * smaller * canvas.unit, canvas.width * 0.74 / subject.aspect)
    )
    picture = picture_of(subject, colours, max(8, round(tall * ground.scale)))
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
