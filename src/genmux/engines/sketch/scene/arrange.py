"""Where things stand: rows on the ground, in the air and on the water, and what belongs to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from genmux.engines.sketch.layers import Layer
from genmux.engines.sketch.scene import poses, rows
from genmux.engines.sketch.scene.glow import glow_of
from genmux.engines.sketch.scene.ranks import factors, rank_of
from genmux.engines.sketch.scene.shade import shadow
from genmux.engines.sketch.scene.subjects import picture_of
from genmux.engines.sketch.scene.together import attached, bonds_of, mounted, within

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.compose import Canvas
    from genmux.engines.sketch.scene.place import Ground
    from genmux.engines.sketch.scene.subjects import Named
    from genmux.engines.sketch.scene.together import Bond
    from genmux.engines.sketch.words import Wish

_CLIMB = 1.4
_AS_DRAWN = 0.6
"""how often things look to the side to which they are drawn, to the right"""
_NEARER = (0.88, 1.08)
"""how much nearer or farther than usual all things are in a variant"""
_EMBLEM = 0.44
"""of the unit of length, what a thing on a logo takes at most in height"""
_AMASSED = 0.74
"""how small things get at most that are a crowd or a field, by their usual height"""
_CLOSER = 1.45
"""how much larger things are in a close-up"""
_GOING = frozenset(
    verb + ending
    for verb in ("run", "walk", "driv", "fly", "flie", "sail", "rid", "swim", "gallop", "rac",
                 "mov", "start", "launch", "ris")
    for ending in ("", "s", "e", "es", "ing", "ning", "ming")
)  # fmt: skip


@dataclass(slots=True)
class Group:
    """All that is needed to draw the things of one scene."""

    canvas: Canvas
    wish: Wish
    named: list[Named]
    colours: Palette
    ground: Ground
    bonds: dict[int, Bond]
    """by the number of the part"""
    tall: list[float]
    """the height of each thing in pixels"""
    drift: float = 0.0
    drawn: dict[tuple[object, ...], Image.Image] = field(default_factory=dict)

    def picture(self, number: int, tall: float) -> Image.Image:
        """The drawing of a thing; things alike share it."""
        one = self.named[number]
        colours = one.palette(self.colours, number)
        key = (one.subject, colours, round(tall))
        if key not in self.drawn:
            self.drawn[key] = picture_of(one.subject, colours, max(8, round(tall)))
        return self.drawn[key]


def arranged(
    canvas: Canvas, wish: Wish, named: list[Named], colours: Palette, ground: Ground
) -> list[Layer]:
    """The layers of all things, back to front."""
    group = _group(canvas, wish, named, colours, ground)
    placed: dict[int, list[Layer]] = {}
    free = [number for number in range(len(named)) if number not in group.bonds]
    if "aerial" in wish.shots:  # the place itself is one
        free = [number for number in free if named[number].key != "island"]
    for spot in rows.spots(group, free):
        placed[spot.number] = _standing(group, spot)
    waiting = [bond for bond in group.bonds.values() if bond.whole in range(len(named))]
    while ready := [bond for bond in waiting if bond.whole in placed]:
        for bond in ready:
            placed[bond.part] = _belonging(group, bond, placed)
        waiting = [bond for bond in waiting if bond not in ready]
    layers = [layer for number in _order(group, placed) for layer in placed[number]]
    sided = any(bond.kind in {"left", "right"} for bond in group.bonds.values())
    return layers if sided or canvas.rng.random() < _AS_DRAWN else mirrored(canvas, layers)


def mirrored(canvas: Canvas, layers: list[Layer]) -> list[Layer]:
    """The same seen in a mirror, so that variants do not all look the same way."""
    for layer in layers:
        layer.picture = ImageOps.mirror(layer.picture)
        layer.left = canvas.width - layer.left - layer.picture.width
        layer.drift = -layer.drift
    return layers


def _group(
    canvas: Canvas, wish: Wish, named: list[Named], colours: Palette, ground: Ground
) -> Group:
    bonds = {bond.part: bond for bond in bonds_of(wish, named)}
    shares = factors(one.key for one in named)
    keys = [one.key for one in named]
    shares = {key: max(share, _AMASSED) if keys.count(key) > rows.COUNTABLE else share
              for key, share in shares.items()}  # fmt: skip
    nearer = 1.0 if wish.layout else float(canvas.rng.uniform(*_NEARER))
    tall = [
        nearer
        * one.subject.tall * shares[one.key] * wish.sizes.get(one.key, 1.0) * canvas.unit
        * (_CLOSER if ground.closeup else 1.0) * ground.scale
        for one in named
    ]  # fmt: skip
    for bond in bonds.values():
        if bond.kind == "above":  # so that there is room over it
            tall[bond.whole] = min(tall[bond.whole], 0.46 * canvas.unit)
        if bond.kind == "upon" and tall[bond.part] > 1.6 * tall[bond.whole]:
            tall[bond.whole] = 0.6 * tall[bond.part]
    if wish.layout == "logo":
        tall = [min(high, _EMBLEM * canvas.unit) for high in tall]
    drift = 0.055 if _GOING & set(wish.words) else 0.0
    return Group(canvas, wish, named, colours, ground, bonds, tall, drift)


def _order(group: Group, placed: dict[int, list[Layer]]) -> list[int]:
    """Back to front: what is far first, parts after their wholes unless they stand behind them."""
    free = [number for number in placed if number not in group.bonds]
    order = sorted(free, key=lambda n: placed[n][-1].top + placed[n][-1].picture.height
                   if group.named[n].subject.place == "ground" else -1)  # fmt: skip
    for number in placed:
        if number in group.bonds:
            bond = group.bonds[number]
            first = bond.kind in {"behind", "riding"} or (
                bond.kind == "above" and group.named[number].subject.place == "air"
            )
            at = order.index(bond.whole) if bond.whole in order else len(order) - 1
            order.insert(at if first else at + 1, number)
    return order


def _standing(group: Group, spot: rows.Spot) -> list[Layer]:
    """One thing in its place, with a soft shadow below."""
    named, ground = group.named[spot.number], group.ground
    subject = named.subject
    picture = group.picture(spot.number, spot.tall)
    if spot.flipped:
        picture = ImageOps.mirror(picture)
    if spot.dip:
        picture = picture.crop((0, 0, picture.width, round(picture.height * (1 - spot.dip))))
    still = spot.dip or spot.carried or (subject.place == "air" and subject.home != "underwater")
    lift = 0.0 if still else poses.LIFTS.get(named.act, 0.0) * spot.tall
    left, foot = round(spot.x - picture.width / 2), round(spot.foot)
    top = round(foot - lift) - picture.height
    if subject.lying:
        foot -= round(spot.tall * 0.12)
    bob = poses.bob_of(named.act, subject.place)
    along, up = (0.0, group.drift * _CLIMB) if subject.rises else (group.drift, 0.0)
    layers = [Layer(picture, left, top, ground.depth, drift=along, bob=bob, climb=up)]
    if subject.place == "ground" and not spot.dip and group.wish.layout != "logo":
        layers.insert(0, shadow(picture, left, foot, ground.depth, drift=along))
    if subject.glows and (group.colours.dark or ground.dim):
        layers.insert(0, glow_of(picture, left, top, ground.depth))
    return layers


def _belonging(group: Group, bond: Bond, placed: dict[int, list[Layer]]) -> list[Layer]:
    """The layers of a part, by where its whole is."""
    part, whole = group.named[bond.part], group.named[bond.whole]
    on = next(layer for layer in reversed(placed[bond.whole]) if layer.picture.mode == "RGBA")
    mates = [n for n, other in sorted(group.bonds.items())
             if other.whole == bond.whole and other.kind == bond.kind]  # fmt: skip
    place, among = mates.index(bond.part), len(mates)
    tall = group.tall[bond.part]
    if bond.kind == "riding":
        rider = Layer(group.picture(bond.part, on.picture.height * 0.9), 0, 0)
        return [mounted(rider, on, whole.key)]
    if bond.kind == "inside":
        inner = Layer(group.picture(bond.part, on.picture.height * 0.8), 0, 0)
        return within(inner, part.key, on, whole.key, place, among)
    if bond.kind in {"worn", "held"}:
        return [attached(bond, part, group.picture(bond.part, tall), whole, on)]
    if bond.kind == "upon":
        room = on.picture.width * 0.92 / among
        if among == 1 and rank_of(part.key) > rank_of(whole.key):
            room *= 1.7
        fits = min(tall * 0.85, room / part.subject.aspect)
        layer = attached(bond, part, group.picture(bond.part, fits), whole, on)
        layer.left += round((place - (among - 1) / 2) * room)
        return [layer]
    return _beside(group, bond, on, place, among)


def _beside(group: Group, bond: Bond, on: Layer, place: int, among: int) -> list[Layer]:
    """What stands under, behind, before, above, left or right of the whole."""
    part, unit = group.named[bond.part].subject, group.canvas.unit
    whole_foot = on.top + on.picture.height
    middle, wide = on.left + on.picture.width / 2, on.picture.width
    side = (1 if place % 2 == 0 else -1) * (1 + place // 2)
    tall, foot, x = group.tall[bond.part], float(whole_foot), middle
    match bond.kind:
        case "under":
            tall = min(tall, on.picture.height * 0.46)
            foot += 0.015 * unit
            x += (place - (among - 1) / 2) * tall * part.aspect * 0.95 + 0.1 * wide
        case "behind":
            tall = tall * 0.94
            foot -= 0.045 * unit
            x += side * (wide * 0.5 + tall * part.aspect * 0.12)
        case "before":
            foot += 0.06 * unit
            x += side * (wide * 0.2 + tall * part.aspect * 0.36)
        case "above":
            foot = on.top - 0.02 * unit
            tall = min(tall, max(0.14 * unit, foot * 0.94))
            x += (place - (among - 1) / 2) * tall * part.aspect * 1.1
        case "foot":
            tall = min(tall, on.picture.height * 0.2)
            x += wide * 0.42 + tall * part.aspect / 2
        case "near":
            foot = on.top + on.picture.height * 0.4
            x += side * (wide * 0.5 + tall * part.aspect * 0.6)
        case _:
            way = -1 if bond.kind == "left" else 1
            x += way * (wide * 0.5 + tall * part.aspect * (0.5 + place))
    half = tall * part.aspect / 2
    x = min(max(x, half), max(half, group.canvas.width - half))
    if part.place == "air" and bond.kind not in {"above", "under", "near"}:
        foot -= 0.2 * unit
    aloft = bond.kind in {"above", "near"}
    layers = _standing(group, rows.Spot(bond.part, tall, x, foot, carried=aloft))
    return layers[-1:] if aloft else layers
