"""A wish becomes a composed scene: a stage of layers, with the weather in front of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from genmux.engines.sketch import palette
from genmux.engines.sketch.layers import Stage
from genmux.engines.sketch.nouns import ANIMALS, PEOPLE
from genmux.engines.sketch.scene import settings, shots
from genmux.engines.sketch.scene.arrange import arranged, mirrored
from genmux.engines.sketch.scene.shade import shadow
from genmux.engines.sketch.scene.subjects import PORTRAITS, Named, named_of
from genmux.engines.sketch.scene.weather import Weather, weathers_of

if TYPE_CHECKING:
    from PIL import Image

    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.place import Ground
    from genmux.engines.sketch.words import Wish

__all__ = ["MARGIN", "Canvas", "Scene", "compose", "shadow"]

MARGIN = 0.14
"""how far a camera may look beyond the frame at depth 1, as share of its size"""
_PLAIN = ("hills", "mountains", "sea", "forest", "desert", "city", "studio")
_FURNISHED = frozenset({"room", "kitchen", "bedroom", "office", "library"})
_TURNED = 0.5
"""how often a room is seen from its other side"""
_AFAR = frozenset({"space", "underwater"})


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
    if setting in _FURNISHED and canvas.rng.random() < _TURNED and "aerial" not in wish.shots:
        mirrored(canvas, [*ground.behind, *ground.before])
    middle = arranged(canvas, wish, named, colours, ground)
    if "silhouette" in wish.shots:
        middle = shots.darkened(middle)
    stage = Stage(size, [*ground.behind, *middle, *ground.before])
    return Scene(stage, ground, weathers_of(_falling(wish, setting), size, rng), colours)


def _falling(wish: Wish, setting: str) -> tuple[str, ...]:
    """What falls or floats in the picture; rain and snow stay out of doors."""
    roofed = setting in settings.INDOORS - {"stadium", "underwater"}
    return tuple(one for one in wish.weather if not roofed or one not in _WET)


_WET = frozenset({"rain", "snowfall", "leaves"})


def _setting(wish: Wish, named: list[Named], family: np.random.Generator) -> str:
    """The place: named, else the home of the first thing, else what the rest of the words leave."""
    laid = any(one.whole == "table" and one.how == "on" for one in wish.relations)
    home = "room" if laid and _home(named) not in settings.INDOORS else _home(named)
    setting = _watered(wish.setting or home, named)
    if wish.season == "winter" and setting == "hills":
        return "snow"
    posing = wish.setting == "studio" and bool(PORTRAITS & set(wish.words))
    bare = not wish.setting or posing
    if (wish.weather or wish.events) and bare and setting in settings.INDOORS - _AFAR:
        setting = "hills"  # weather needs a sky
    chosen = _PLAIN[int(family.integers(len(_PLAIN)))]
    if setting or wish.layout:
        return setting or chosen
    if wish.weather or wish.events or wish.season or wish.time:
        return chosen if chosen != "studio" else "hills"
    if named:
        return chosen
    return "abstract" if wish.words and (wish.idea or not wish.quoted) else chosen


def _home(named: list[Named]) -> str:
    """Where the first thing belongs; with a boat among them it is on the water."""
    if any(
        (one.subject.place == "water" and one.subject.home == "sea")
        or (one.subject.home == "underwater" and one.act == "jump")
        for one in named
    ):
        return "sea"
    alive = any(one.key in PEOPLE or one.key in ANIMALS for one in named)
    homes = [
        one.subject.home
        for one in named
        if one.subject.home
        and not (alive and one.subject.home == "studio")
        and not (one.act == "fly" and one.subject.home == "underwater")
    ]
    if "bedroom" in homes:
        return "bedroom"
    outside = [home for home in homes if home not in settings.INDOORS]
    return next(iter(outside or homes), "")


def _watered(setting: str, named: list[Named]) -> str:
    """The setting, with water for boats and fish where it has none."""
    afloat = any(one.subject.place == "water" and one.subject.home == "sea" for one in named)
    if afloat and setting in {"snow", "mountains", "hills", "forest"}:
        return "sea"
    fish = any(one.subject.home == "underwater" and one.act != "fly" for one in named)
    return "lake" if fish and setting in {"hills", "forest", "mountains"} else setting


def _usual_time(wish: Wish, family: np.random.Generator) -> str:
    usual = ("day", "day", "dawn", "sunset")[int(family.integers(4))]
    return "night" if {"aurora", "fireworks", "crescent", "fullmoon"} & set(wish.events) else usual
