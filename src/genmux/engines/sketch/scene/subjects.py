"""The things that a prompt can name: each with its drawing, its proportions and its home."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import mix
from genmux.engines.sketch.scene import animals, buildings, objects, people, vehicles
from genmux.engines.sketch.scene.pen import Pen

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from PIL import Image

    from genmux.engines.sketch.palette import Colour, Palette
    from genmux.engines.sketch.words import Wish


@dataclass(frozen=True, slots=True)
class Subject:
    """`tall` is the height as a share of the picture's, `home` the setting it suggests."""

    draw: Callable[[Pen, Palette], None]
    aspect: float
    tall: float
    home: str = ""
    place: str = "ground"
    """ground: stands on it; air: floats in the sky; water: swims at the horizon of a sea"""
    rises: bool = False
    """goes up, not along, when the words say that it goes"""


_COATS: tuple[Colour, ...] = (
    (214, 138, 74),
    (132, 128, 134),
    (72, 66, 76),
    (226, 210, 186),
    (156, 110, 78),
)


def _coat(colours: Palette) -> Colour:
    return mix(_COATS[sum(colours.main) % len(_COATS)], colours.main, 0.12)


_WILD = {"deer": "forest", "bear": "forest", "wolf": "snow", "fox": "forest", "lion": "desert"}
_TALL = {"horse": 0.5, "deer": 0.5, "elephant": 0.54, "bear": 0.42}


def _beast(pen: Pen, _: Palette, *, form: animals.Beast) -> None:
    animals.beast(pen, form)


SUBJECTS: dict[str, Subject] = {
    **{
        name: Subject(partial(_beast, form=form), 1.25, _TALL.get(name, 0.4),
                      _WILD.get(name, "hills"))
        for name, form in animals.BEASTS.items()
    },
    "person": Subject(people.person, 0.42, 0.52),
    "sailor": Subject(people.sailor, 0.42, 0.52),
    "woman": Subject(people.woman, 0.5, 0.52),
    "astronaut": Subject(people.astronaut, 0.56, 0.5, "space"),
    "robot": Subject(people.robot, 0.62, 0.5),
    "cat": Subject(lambda pen, c: animals.cat(pen, _coat(c)), 0.78, 0.48),
    "rabbit": Subject(lambda pen, c: animals.rabbit(pen, _coat(c)), 0.7, 0.38, "hills"),
    "bird": Subject(animals.bird, 1.4, 0.2, "mountains", "air"),
    "fish": Subject(animals.fish, 1.5, 0.28, "underwater", "air"),
    "butterfly": Subject(animals.butterfly, 1.25, 0.24, "hills", "air"),
    "dragon": Subject(animals.dragon, 1.4, 0.5, "mountains"),
    "car": Subject(vehicles.car, 2.2, 0.24, "city"),
    "truck": Subject(vehicles.truck, 2.2, 0.28, "city"),
    "bicycle": Subject(vehicles.bicycle, 1.6, 0.32, "hills"),
    "boat": Subject(vehicles.boat, 1.1, 0.46, "sea", "water"),
    "plane": Subject(vehicles.plane, 2.0, 0.26, "mountains", "air"),
    "rocket": Subject(vehicles.rocket, 0.5, 0.62, "space", rises=True),
    "balloon": Subject(vehicles.balloon, 0.72, 0.44, "hills", "air", rises=True),
    "house": Subject(buildings.house, 1.15, 0.38, "hills"),
    "castle": Subject(buildings.castle, 1.2, 0.52, "mountains"),
    "lighthouse": Subject(buildings.lighthouse, 0.5, 0.56, "sea"),
    "windmill": Subject(buildings.windmill, 0.9, 0.5, "hills"),
    "tree": Subject(lambda pen, c: buildings.tree(pen, mix((86, 150, 82), c.main, 0.3)), 0.85, 0.6,
                    "hills"),
    "flower": Subject(buildings.flower, 0.62, 0.46, "hills"),
    "mushroom": Subject(buildings.mushroom, 0.9, 0.36, "forest"),
    "cup": Subject(objects.cup, 1.25, 0.34, "room"),
    "bottle": Subject(objects.bottle, 0.46, 0.56, "studio"),
    "phone": Subject(objects.phone, 0.52, 0.58, "studio"),
    "laptop": Subject(objects.laptop, 1.5, 0.36, "room"),
    "book": Subject(objects.book, 1.5, 0.3, "room"),
    "cake": Subject(objects.cake, 1.1, 0.4, "room"),
    "burger": Subject(objects.burger, 1.2, 0.38, "room"),
    "fruit": Subject(objects.fruit, 0.95, 0.4, "studio"),
    "guitar": Subject(objects.guitar, 0.5, 0.6, "room"),
    "ball": Subject(objects.ball, 1.0, 0.34, "studio"),
    "gem": Subject(objects.gem, 1.15, 0.36, "studio"),
    "heart": Subject(objects.heart, 1.1, 0.42, "studio"),
    "star": Subject(objects.star, 1.05, 0.42, "studio"),
    "crown": Subject(objects.crown, 1.3, 0.34, "studio"),
    "shoe": Subject(objects.shoe, 1.7, 0.3, "studio"),
    "lamp": Subject(objects.lamp, 0.62, 0.46, "room"),
}  # fmt: skip


_MOST = 3
PORTRAITS = frozenset(
    {"portrait", "headshot", "selfie", "close-up", "closeup", "avatar", "face", "肖像"}
)


def subjects_of(wish: Wish, rng: np.random.Generator) -> list[Subject]:
    """What to draw; a stack of solids of the seed's choice when the words name nothing known."""
    amounts = wish.amounts or (1,) * len(wish.subjects)
    known = [
        SUBJECTS[name]
        for name, amount in zip(wish.subjects, amounts, strict=True)
        for _ in range(amount)
        if name in SUBJECTS
    ][:_MOST]
    if not known and PORTRAITS & set(wish.words):
        return [SUBJECTS[("person", "woman")[int(rng.integers(2))]]]
    if known or (wish.layout != "logo" and (wish.setting or wish.quoted or wish.subjects)):
        return known
    return [Subject(partial(objects.emblem, rng=rng), 1.0, 0.5)]


def picture_of(subject: Subject, colours: Palette, height: int) -> Image.Image:
    """The subject alone on a clear ground, `height` pixels tall."""
    pen = Pen(height, subject.aspect)
    subject.draw(pen, colours)
    return pen.sheet()
