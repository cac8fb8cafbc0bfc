"""Rows: things side by side as large as the frame has room for, more of them one behind another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from genmux.engines.sketch.scene import bearing

if TYPE_CHECKING:
    from genmux.engines.sketch.scene.arrange import Group
    from genmux.engines.sketch.scene.subjects import Named

_GAP = 0.1
"""between two things, as share of their mean width"""
_FULL = {1: 0.8, 2: 0.86}
_MOST = 0.94
"""of the width, what a row may take"""
_CROWDED, _MIXED = 0.66, 0.44
"""how much smaller things of one or of several kinds may get before they need one more row"""
_SPREAD = {"logo": 0.5, "isometric": 0.9}
"""of the unit of length, what a row may take in these layouts"""
_BATHING = frozenset({"otter", "frog", "turtle", "hippo", "elephant", "dog", "person", "woman"})
COUNTABLE = 12
_ASKEW = ((0.83, 0.22), (0.16, 0.18), (0.75, 0.42), (0.27, 0.4))
"""where a few things fly while others stand below, as shares of the frame"""
_ASIDE = 0.085
"""how far a thing alone may be from the middle, by the width"""
_PERSON = 1.55
"""height of a person in a close-up, of whom the chest is seen"""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a thing goes: its height, the middle of it and its foot, all in pixels."""

    number: int
    tall: float
    x: float
    foot: float
    flipped: bool = False
    carried: bool = False
    """held up by something else, so that it does not rise by itself"""
    dip: float = 0.0
    """the share of its height that is under water"""


def spots(group: Group, free: list[int]) -> list[Spot]:
    """The places of all things that belong to no other."""
    by_place: dict[str, list[int]] = {"air": [], "water": [], "ground": []}
    for number in free:
        by_place[_place(group, number)].append(number)
    found = _flying(group, by_place["air"], len(by_place["air"]) == len(free))
    if _close(group, by_place["ground"]):
        return [*found, *_afloat(group, by_place["water"]), _portrait(group, by_place["ground"][0])]
    if by_place["water"] and 0 < len(by_place["ground"]) <= COUNTABLE:
        return [*found, *_shore(group, by_place)]
    return [*found, *_afloat(group, by_place["water"]), *_grounded(group, by_place["ground"])]


def _shore(group: Group, by_place: dict[str, list[int]]) -> list[Spot]:
    """What floats and what stands on the shore, side by side."""
    numbers = sorted(by_place["water"] + by_place["ground"])
    canvas, ground = group.canvas, group.ground
    found = []
    for spot in _row(group, numbers, ground.floor * canvas.height, _shrunk(group, numbers)):
        if spot.number in by_place["water"]:
            dip = _dip(group.named[spot.number])
            low = ground.waterline * canvas.height + spot.tall * 0.12 * (not dip)
            found.append(replace(spot, foot=low, dip=dip))
        else:
            found.append(spot)
    return found


def _place(group: Group, number: int) -> str:
    """Where it goes: fish and swimmers are in the water where there is any."""
    one = group.named[number]
    if not group.ground.waterline:
        return "ground" if one.subject.place == "water" else one.subject.place
    return "water" if _dip(one) or one.subject.home == "underwater" else one.subject.place


def _dip(one: Named) -> float:
    """How much of it is under water, on open water."""
    if one.subject.home == "underwater" and one.key != "mermaid" and one.act != "jump":
        return 0.42
    bathes = one.act == "swim" or (one.key in _BATHING and one.act == "fly")
    low = 0.2 if one.key in {"otter", "turtle", "frog"} else 0.45
    return low if bathes else 0.0


def _close(group: Group, numbers: list[int]) -> bool:
    """Whether there is one person alone, of whom a portrait is asked for."""
    return (
        group.ground.closeup and len(numbers) == 1 and not _mount(group, numbers[0])
        and group.named[numbers[0]].subject.aspect < 0.7
    )  # fmt: skip


def _mount(group: Group, number: int) -> bool:
    return any(bond.whole == number and bond.kind == "riding" for bond in group.bonds.values())


def _portrait(group: Group, number: int) -> Spot:
    canvas = group.canvas
    tall = _PERSON * canvas.unit * group.ground.scale
    x = (0.5 + float(canvas.rng.uniform(-0.035, 0.035))) * canvas.width
    return Spot(number, tall, x, canvas.height * 0.14 + tall)


def _room(group: Group, number: int) -> float:
    """The width that a thing takes with those that stand before, behind or beside it."""
    own = group.tall[number] * group.named[number].subject.aspect
    blooms = (group.named[bond.part].key for bond in group.bonds.values() if bond.whole == number)
    if group.named[number].key == "vase" and bearing.FLOWERS & set(blooms):
        own *= 2
    for bond in group.bonds.values():
        if bond.whole == number and bond.kind in {"behind", "before", "left", "right"}:
            share = 0.75 if bond.kind in {"left", "right"} else 0.4
            own += group.tall[bond.part] * group.named[bond.part].subject.aspect * share
    return own


def _wide(group: Group, numbers: list[int]) -> float:
    """What they may take together, in pixels."""
    if group.wish.layout in _SPREAD:
        return min(group.canvas.width, _SPREAD[group.wish.layout] * group.canvas.unit)
    return group.canvas.width * _FULL.get(len(numbers), _MOST)


def _shrunk(group: Group, numbers: list[int]) -> float:
    """The factor, at most 1, by which things must be smaller to stand in one row."""
    wanted = sum(_room(group, number) for number in numbers) * (1 + _GAP * (len(numbers) > 1))
    return min(1.0, _wide(group, numbers) / max(1.0, wanted))


def _grounded(group: Group, numbers: list[int]) -> list[Spot]:
    """One row, or two or three where one would make things too small."""
    if not numbers:
        return []
    counts = {group.named[n].key: 0 for n in numbers}
    for number in numbers:
        counts[group.named[number].key] += 1
    many = [n for n in numbers if counts[group.named[n].key] > COUNTABLE]
    if many and len(many) < len(numbers):
        others = [number for number in numbers if number not in many]
        high = group.ground.floor * group.canvas.height - 0.09 * group.canvas.unit
        return [*_row(group, others, high, _shrunk(group, others)), *_grounded(group, many)]
    lines = 1
    alike = len({group.named[number].key for number in numbers}) == 1
    least = _CROWDED if alike else _MIXED
    least = 0.2 if group.wish.layout == "logo" else least
    while lines < 3 and _shrunk(group, numbers[::lines]) < least and len(numbers) > 2 * lines:
        lines += 1
    ground, canvas = group.ground, group.canvas
    foot = ground.floor * canvas.height
    if group.wish.layout == "logo" and len(numbers) > 1:
        foot -= 0.06 * canvas.unit  # where the disc is wider
    if lines == 1:
        return _row(group, numbers, foot, _shrunk(group, numbers))
    found: list[Spot] = []
    size = min(_shrunk(group, numbers[line::lines]) for line in range(lines))
    for line in range(lines):  # the row at the back first
        back = lines - 1 - line
        smaller = size * (1 - 0.14 * back)
        high = foot + canvas.unit * (0.05 - 0.11 * back)
        found += _row(group, numbers[line::lines], high, smaller, shift=0.5 if back % 2 else -0.5)
    return found


def _row(
    group: Group, numbers: list[int], foot: float, share: float, shift: float = 0.0
) -> list[Spot]:
    canvas = group.canvas
    widths = [_room(group, number) * share for number in numbers]
    free = _wide(group, numbers) - sum(widths)
    gap = min(free / max(1, len(numbers) - 1), _GAP * 1.6 * max(widths)) if len(numbers) > 1 else 0
    if len(numbers) > 1 and group.wish.layout not in _SPREAD:
        gap = max(gap, min(free / (len(numbers) + 1), 0.1 * canvas.width))
    at = canvas.width / 2 - (sum(widths) + gap * (len(numbers) - 1)) / 2
    at += shift * (widths[0] + gap) * 0.5
    found = []
    for place, (number, wide) in enumerate(zip(numbers, widths, strict=True)):
        jitter = float(canvas.rng.uniform(-0.5, 0.5)) * min(gap, 0.05 * canvas.width)
        if len(numbers) == 1 and not group.wish.layout:
            jitter = float(canvas.rng.uniform(-_ASIDE, _ASIDE)) * canvas.width
        tall = group.tall[number] * share
        low = foot + canvas.unit * 0.022 * (place % 2 if len(numbers) > 2 else 0)
        same = (
            place % 2 == 1
            and group.named[number].subject is group.named[numbers[place - 1]].subject
        )
        found.append(Spot(number, tall, at + wide / 2 + jitter, low, flipped=same))
        at += wide + gap
    return found


def _afloat(group: Group, numbers: list[int]) -> list[Spot]:
    if not numbers:
        return []
    share = _shrunk(group, numbers)
    foot = group.ground.waterline * group.canvas.height
    return [
        Spot(
            spot.number,
            spot.tall,
            spot.x,
            foot + spot.tall * 0.12 * (not dip),
            spot.flipped,
            dip=dip,
        )
        for spot in _row(group, numbers, foot, share)
        for dip in (_dip(group.named[spot.number]),)
    ]


def _flying(group: Group, numbers: list[int], alone: bool) -> list[Spot]:
    """In the middle of the sky where nothing stands below, else above and to the sides."""
    canvas, many = group.canvas, len(numbers)
    found: list[Spot] = []
    for place, number in enumerate(numbers):
        aspect = group.named[number].subject.aspect
        if alone and many <= 3:
            share = (1.0, 0.88, 0.78)[many - 1]
            tall = min(
                group.tall[number] * share, canvas.width * (0.74, 0.46, 0.32)[many - 1] / aspect
            )
            x, y = {1: (0.5,), 2: (0.3, 0.7), 3: (0.5, 0.18, 0.82)}[many][place], 0.5
            y += (0.0, -0.1, 0.1)[place] if many > 1 else 0.0
        else:
            columns = many if many <= 2 else -(-many // 2) if many <= 8 else -(-many // 3)
            lines = -(-many // columns)
            column, line = place % columns, place // columns
            high = 0.86 if alone else 0.46
            cell_wide, cell_high = canvas.width * 0.94 / columns, canvas.height * high / lines
            tall = min(group.tall[number] * 0.8, cell_wide * 0.86 / aspect, cell_high * 0.86)
            x = (column + 0.5 + (0.22 if line % 2 else -0.05)) / columns * 0.92 + 0.03
            y = (line + 0.5 + (0.14 if column % 2 else -0.14)) / lines * high + 0.04
            if not alone and many <= len(_ASKEW):
                x, y = _ASKEW[place]
        x += float(canvas.rng.uniform(-0.025, 0.025))
        y += float(canvas.rng.uniform(-0.03, 0.03)) if many < 4 else 0.0
        half = tall * aspect / 2
        x = min(max(x * canvas.width, half), max(half, canvas.width - half))
        found.append(Spot(number, tall, x, y * canvas.height + tall / 2, place % 2 == 1))
    return found
