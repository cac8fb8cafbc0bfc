"""Things that belong to others: worn, held, ridden, on, in, under, behind or before something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image

from genmux.engines.sketch.layers import Layer
from genmux.engines.sketch.nouns import ANIMALS, PEOPLE
from genmux.engines.sketch.relations import Relation
from genmux.engines.sketch.scene.ranks import rank_of

if TYPE_CHECKING:
    from genmux.engines.sketch.scene.subjects import Named
    from genmux.engines.sketch.words import Wish

_BEARERS = frozenset({*PEOPLE, *ANIMALS})
WORN = {
    "crown": (1.0, 0.1),
    "hat": (1.6, 0.13),
    "spectacles": (1.25, 0.62),
    "headphones": (1.5, 0.62),
    "scarf": (1.25, 1.75),
}
"""width by that of the head, and how much of the thing lies below the top of the head"""
_HELD = {"child": 0.42, "dog": 0.26, "hotdog": 0.1, "taco": 0.12, "plate": 0.12, "parcel": 0.22,
         "chest": 0.2, "umbrella": 0.74, "book": 0.2, "guitar": 0.52, "sword": 0.42,
         "microphone": 0.3,
         "cup": 0.15, "camera": 0.16, "gift": 0.2, "bag": 0.2, "ball": 0.2, "bouquet": 0.26,
         "flower": 0.28, "rose": 0.3, "phone": 0.16, "heart": 0.2, "lamp": 0.22, "glass": 0.18,
         "balloon": 0.5, "violin": 0.36, "trumpet": 0.16, "sax": 0.36, "letter": 0.16, "key": 0.1,
         "trophy": 0.24, "icecream": 0.2, "tulip": 0.28, "sunflower": 0.34, "toyballoon": 0.5,
         "fish": 0.2, "cat": 0.26, "rabbit": 0.24, "bread": 0.13, "pizza": 0.16, "laptop": 0.2,
         "burger": 0.13, "fruit": 0.11, "flag": 0.5, "beer": 0.16, "cake": 0.2, "basket": 0.2,
         "bottle": 0.24, "clock": 0.16, "gem": 0.12, "star": 0.14, "donut": 0.12,
         "hourglass": 0.2, "pencil": 0.24, "songbird": 0.14, "owl": 0.2}  # fmt: skip
"""height by that of who holds it"""
_SEATS = {
    "sofa": 0.58,
    "chair": 0.6,
    "bed": 0.5,
    "table": 0.34,
    "bridge": 0.68,
    "boat": 0.8,
    "mushroom": 0.14,
    "houseplant": 0.2,
    "bench": 0.55,
    "carpet": 0.6,
    "plate": 0.55,
    "cloud": 0.42,
    "fence": 0.12,
    "house": 0.16,
    "book": 0.3,
}
"""where on it others stand, as share of its height from its top"""
_HOLLOW = {
    "bowl": 0.42,
    "dish": 0.44,
    "basket": 0.5,
    "cup": 0.4,
    "glass": 0.3,
    "bag": 0.25,
    "boat": 0.82,
    "gift": 0.2,
    "chest": 0.45,
    "car": 0.52,
    "balloon": 0.93,
    "bed": 0.55,
}
"""what others are in, and how far down its rim in front is"""
_ABREAST = 3
_MOUNTS = frozenset({"breaker", "horse", "unicorn", "camel",
                     "elephant", "tractor", "motorcycle", "bicycle",
                     "skateboard", "cow", "zebra", "deer", "dragon", "whale", "turtle", "dinosaur",
                     "lion", "tiger", "wolf", "bear", "pig", "giraffe", "snail", "shark", "sheep",
                     "goat", "rhino", "polarbear", "fox", "dog", "carpet"})  # fmt: skip
_ROOFS = frozenset({"tree", "blossom", "palm", "umbrella", "mushroom", "bridge", "table", "tower",
                    "firtree", "lamp", "flower", "sunflower", "gate", "tent", "cloud", "balloon",
                    "houseplant", "turbine"})  # fmt: skip
_WINGED = frozenset({"bird", "bee", "butterfly", "eagle", "helicopter", "saucer", "toyballoon"})
_PLAYED = frozenset({"phone", "guitar", "drums", "laptop", "screen", "letter", "flag", "shirt",
                     "microphone", "violin", "sax", "trumpet", "clock", "umbrella",
                     "bottle"})  # fmt: skip
"""what somebody is "on" without standing there"""
_STANDS_BY = frozenset({"behind", "before", "left", "right", "above"})


@dataclass(frozen=True, slots=True)
class Bond:
    """That the thing `part` belongs to the thing `whole`, both by number."""

    part: int
    whole: int
    kind: str
    """worn, held, riding, upon, inside, under, behind, before, above, left, right, foot or near"""


def bonds_of(wish: Wish, named: list[Named]) -> list[Bond]:
    """Which of the things belong to which, as far as the words say; each belongs to one at most."""
    numbers: dict[str, list[int]] = {}
    for number, one in enumerate(named):
        numbers.setdefault(one.key, []).append(number)
    found: dict[int, Bond] = {}
    for relation in (*_used(wish, numbers), *wish.relations):
        part, kind, whole = _bond(relation)
        if not kind or part not in numbers or whole not in numbers or part == whole:
            continue
        for place, number in enumerate(numbers[part]):
            on = numbers[whole][min(place, len(numbers[whole]) - 1)]
            if number not in found and not _leads(found, on, number):
                found[number] = Bond(number, on, kind)
    return list(found.values())


def _leads(found: dict[int, Bond], number: int, target: int) -> bool:
    """Whether a thing already belongs, over others, to the target."""
    while number in found:
        number = found[number].whole
        if number == target:
            return True
    return number == target


def _bond(relation: Relation) -> tuple[str, str, str]:
    """Which thing goes to which and how; the kind is empty where both just stand there."""
    one, how, other = relation.part, relation.how, relation.whole
    if how == "kicking":
        return other, "foot" if rank_of(other) < rank_of(one) else "", one
    if how in {"wearing", "holding", "in"} and one in _BEARERS and other in WORN:
        return other, "worn", one
    if how == "holding":
        known = one in PEOPLE and other in _HELD
        return other, "held" if known else "", one
    if how in {"riding", "on"} and one in _BEARERS and other in _MOUNTS:
        return one, "riding", other
    if how == "riding":
        return one, "inside" if other in _HOLLOW else "upon", other
    if how == "in":
        return one, "inside" if other in _HOLLOW else "", other
    if how == "on":
        return one, "" if other in _PLAYED else "upon", other
    if how == "under":
        return one, "under" if other in _ROOFS else "", other
    if how == "above" and rank_of(other) == 0:
        return one, "", other
    if how == "beside" and one in _WINGED:
        return one, "near", other
    return one, how if how in _STANDS_BY else "", other


def _used(wish: Wish, numbers: dict[str, list[int]]) -> list[Relation]:
    """What somebody holds who does something that needs it: a book, a microphone."""
    return [
        Relation(key, "holding", _NEEDED[act])
        for key, act in wish.acts.items()
        if _NEEDED.get(act) in numbers
    ] + _told_loosely(wish, numbers)


def _told_loosely(wish: Wish, numbers: dict[str, list[int]]) -> list[Relation]:
    """Who holds what, in languages whose order of words does not tell it."""
    if wish.text.isascii() or "holding" not in wish.words:
        return []
    held = [key for key in numbers if key in _HELD and key not in PEOPLE]
    bearer = next((key for key in numbers if key in PEOPLE), "")
    return [Relation(bearer, "holding", key) for key in held[:1] if bearer]


_NEEDED = {"read": "book", "sing": "microphone"}


def attached(bond: Bond, part: Named, picture: Image.Image, whole: Named, on: Layer) -> Layer:
    """The part's picture as a layer that goes where `on`, the whole's layer, goes."""
    wide, tall = on.picture.size
    subject = whole.subject
    if bond.kind == "worn":
        share, overlap = WORN[part.key]
        width = max(4, round(subject.head_wide * share * tall))
        height = max(4, round(width / part.subject.aspect))
        x = on.left + round(subject.head[0] * wide)
        foot = on.top + round(subject.head[1] * tall + overlap * height)
    elif bond.kind == "held":
        height = max(6, round(tall * _HELD[part.key]))
        width = max(4, round(height * part.subject.aspect))
        x = on.left + round(_ACROSS.get(part.key, 0.82) * wide)
        foot = on.top + round(tall * _FOOT.get(part.key, 0.6))
    else:
        height, width = picture.height, picture.width
        x = on.left + wide // 2
        foot = on.top + round(_SEATS.get(whole.key, _RIDGE) * tall)
    small = picture.resize((width, height), Image.Resampling.LANCZOS)
    return Layer(small, x - width // 2, foot - height, on.depth, drift=on.drift, bob=on.bob,
                 climb=on.climb)  # fmt: skip


_RIDGE = 0.06
"""how far below its top others stand on something that is no seat"""
_FOOT = {
    "child": 0.66,
    "dog": 0.6,
    "parcel": 0.6,
    "umbrella": 0.5,
    "guitar": 0.72,
    "sax": 0.72,
    "balloon": 0.4,
    "bag": 0.72,
    "toyballoon": 0.56,
    "book": 0.55,
    "laptop": 0.58,
    "cat": 0.58,
    "rabbit": 0.58,
    "pizza": 0.5,
    "flag": 0.55,
    "basket": 0.72,
}
"""how far down the bearer's height a held thing reaches, where it is not the hand"""
_ACROSS = {
    "child": 0.55,
    "dog": 0.55,
    "parcel": 0.5,
    "umbrella": 0.66,
    "book": 0.5,
    "laptop": 0.5,
    "guitar": 0.6,
    "cat": 0.56,
    "rabbit": 0.56,
    "letter": 0.6,
}


def mounted(rider: Layer, mount: Layer, key: str) -> Layer:
    """The rider, smaller, on the back of the mount, whose body hides the legs."""
    share, down, across = _BACKS.get(key, (0.78, 0.5, 0.47))
    high = max(8, round(mount.picture.height * share))
    wide = max(4, round(rider.picture.width * high / rider.picture.height))
    picture = rider.picture.resize((wide, high), Image.Resampling.LANCZOS)
    left = mount.left + round(mount.picture.width * across) - wide // 2
    top = mount.top + round(mount.picture.height * down) - high
    return Layer(picture, left, top, mount.depth, drift=mount.drift, bob=mount.bob)


_BACKS = {
    "breaker": (0.62, 0.5, 0.3),
    "skateboard": (3.2, 0.4, 0.5),
    "bicycle": (1.35, 0.72, 0.42),
    "carpet": (1.6, 0.6, 0.5),
    "motorcycle": (1.2, 0.62, 0.42),
    "snail": (0.7, 0.2, 0.5),
    "turtle": (0.9, 0.3, 0.5),
    "whale": (0.4, 0.3, 0.45),
    "shark": (0.6, 0.42, 0.5),
    "dragon": (0.55, 0.5, 0.42),
}
"""for each mount the rider's height, where the feet are and how far along, by the mount's size"""


def within(part: Layer, whole: Layer, key: str, place: int, among: int) -> list[Layer]:
    """The part in a hollow thing, and over it the front of that thing, from its rim down."""
    wide, tall = whole.picture.size
    rim = round(_HOLLOW[key] * tall)
    picture = part.picture.crop(part.picture.getbbox() or (0, 0, *part.picture.size))
    lines = 1 if among <= _ABREAST else 2
    columns = -(-among // lines)
    share = (place % columns + 1 - 0.4 * (place // columns)) / (columns + 1)
    width = round(wide * min(0.5, 0.92 / (columns + 0.5)))
    height = round(picture.height * width / picture.width)
    if height > tall * 0.9:
        width, height = round(width * tall * 0.9 / height), round(tall * 0.9)
    small = picture.resize((max(3, width), max(3, height)), Image.Resampling.LANCZOS)
    x = whole.left + round(wide * (0.14 + 0.72 * share)) - small.width // 2
    sunk = round(small.height * (0.34 - 0.5 * (lines - 1 - place // columns)))
    top = whole.top + rim + sunk - small.height
    inner = Layer(small, x, top, whole.depth, drift=whole.drift, bob=whole.bob)
    front = whole.picture.crop((0, rim, wide, tall))
    cover = Layer(front, whole.left, whole.top + rim, whole.depth, drift=whole.drift, bob=whole.bob)
    return [inner, cover]
