"""Things that belong to others: worn, held, ridden, on, in, under, behind or before something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image

from genmux.engines.sketch.layers import Layer
from genmux.engines.sketch.nouns import PEOPLE
from genmux.engines.sketch.relations import Relation
from genmux.engines.sketch.scene import bearing
from genmux.engines.sketch.scene.bearing import WORN
from genmux.engines.sketch.scene.ranks import rank_of

if TYPE_CHECKING:
    from genmux.engines.sketch.scene.subjects import Named
    from genmux.engines.sketch.words import Wish


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
    worn = how == "wearing" or (how in {"holding", "in"} and one in bearing.BEARERS)
    if worn and other in WORN:
        return other, "worn", one
    if how in {"holding", "of"} and one in bearing.HOLLOW:
        return other, "inside", one
    if how == "holding":
        known = one in PEOPLE and other in bearing.HELD
        return other, "held" if known else "", one
    if how in {"riding", "on"} and one in bearing.BEARERS and other in bearing.MOUNTS:
        return one, "riding", other
    if how == "riding":
        return one, "inside" if other in bearing.HOLLOW else "upon", other
    if how == "in":
        return one, "inside" if other in bearing.HOLLOW else "", other
    if how == "on":
        return one, "" if other in bearing.PLAYED else "upon", other
    if how == "under":
        return one, "under" if other in bearing.ROOFS else "", other
    if how == "above" and rank_of(other) == 0:
        return one, "", other
    if how == "beside" and one in bearing.WINGED:
        return one, "near", other
    return one, how if how in bearing.STANDS_BY else "", other


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
    held = [key for key in numbers if key in bearing.HELD and key not in PEOPLE]
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
        height = max(6, round(tall * bearing.HELD[part.key]))
        width = max(4, round(height * part.subject.aspect))
        x = on.left + round(bearing.ACROSS.get(part.key, 0.82) * wide)
        foot = on.top + round(tall * bearing.FOOT.get(part.key, 0.6))
    elif whole.key in PEOPLE:  # on a shoulder
        height = max(6, min(picture.height, round(tall * 0.22)))
        width = max(4, round(height * part.subject.aspect))
        x = on.left + round(0.72 * wide)
        foot = on.top + round(0.34 * tall)
    else:
        height, width = picture.height, picture.width
        x = on.left + wide // 2
        foot = on.top + round(bearing.SEATS.get(whole.key, bearing.RIDGE) * tall)
    small = picture.resize((width, height), Image.Resampling.LANCZOS)
    return Layer(small, x - width // 2, foot - height, on.depth, drift=on.drift, bob=on.bob,
                 climb=on.climb)  # fmt: skip


def mounted(rider: Layer, mount: Layer, key: str) -> Layer:
    """The rider, smaller, on the back of the mount, whose body hides the legs."""
    share, down, across = bearing.BACKS.get(key, (0.78, 0.5, 0.47))
    high = max(8, round(mount.picture.height * share))
    wide = max(4, round(rider.picture.width * high / rider.picture.height))
    picture = rider.picture.resize((wide, high), Image.Resampling.LANCZOS)
    left = mount.left + round(mount.picture.width * across) - wide // 2
    top = mount.top + round(mount.picture.height * down) - high
    return Layer(picture, left, top, mount.depth, drift=mount.drift, bob=mount.bob)


def within(
    part: Layer, part_key: str, whole: Layer, key: str, place: int, among: int
) -> list[Layer]:
    """The part in a hollow thing, and over it the front of that thing, from its rim down."""
    wide, tall = whole.picture.size
    rim = round(bearing.HOLLOW[key] * tall)
    picture = part.picture.crop(part.picture.getbbox() or (0, 0, *part.picture.size))
    blooming = part_key in bearing.FLOWERS
    lines = -(-among // bearing.BUNCH) if blooming else 1 + (among > bearing.ABREAST)
    columns = -(-among // lines)
    share = (place % columns + 1 - 0.4 * (place // columns)) / (columns + 1)
    width = round(wide * min(0.5, 0.92 / (columns + 0.5)))
    height = round(picture.height * width / picture.width)
    most = tall * (bearing.STEMS * (1.0 if lines == 1 else 0.8) if blooming else 0.9)
    if blooming:
        width, height = round(width * most / height), round(most)
    if height > most:
        width, height = round(width * most / height), round(most)
    small = picture.resize((max(3, width), max(3, height)), Image.Resampling.LANCZOS)
    spread = 1.9 if blooming else 0.72
    x = whole.left + round(wide * (0.5 + spread * (share - 0.5))) - small.width // 2
    higher = (0.12 if blooming else 0.5) * (lines - 1 - place // columns)
    sunk = round(small.height * (0.34 - higher))
    top = whole.top + rim + sunk - small.height
    spare = whole.top + tall - 2 - top
    if spare < small.height:  # nothing hangs out below
        small = small.crop((0, 0, small.width, max(1, spare)))
    inner = Layer(small, x, top, whole.depth, drift=whole.drift, bob=whole.bob)
    front = whole.picture.crop((0, rim, wide, tall))
    cover = Layer(front, whole.left, whole.top + rim, whole.depth, drift=whole.drift, bob=whole.bob)
    return [inner, cover]
