"""A hole in a picture filled from what is around it, texture and all.

Every small patch that reaches into the hole is replaced by the known patch that is most like it,
from coarse to fine (Wexler and others, 2007), found by passing good matches on to neighbours
(PatchMatch, Barnes and others, 2009). The matches of a small copy then say where each pixel of the
picture itself is copied from, and what is left of a seam is spread over the hole.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from scipy import ndimage

Floats = NDArray[np.float32]
Holes = NDArray[np.bool_]
Spots = NDArray[np.int64]

_SIDE = 184
"""pixels of the longer side at which matches are looked for last"""
_GROWN = 60
"""the hole is wider than the thing by the shorter side over that: shine and blur go too"""
_LARGE = 1600
"""pixels of the longer side above which a smaller copy is filled"""
_COARSEST = 20
_REACH = 2
"""a patch goes so far to each side of its middle"""
_ROUNDS, _LAST_ROUNDS = 4, 2
"""of search at each size, and at the largest"""
_ASTRAY = 0.0008
"""what it costs to copy from far away, by squared pixels: near ground is likelier than far"""
_SEAM = 0.02
"""how far a seam is spread, by the longer side"""
_UPRIGHT = 0.15
"""how much what is above and below says by what is beside, where lines run no way"""
_KEPT = 0.25
"""of a pixel of a smaller copy, the share that is not to be copied from which it is not"""
_TOLD = 1e-3
"""weight of a border from which it says something"""


def filled(
    picture: Image.Image,
    alpha: NDArray[np.uint8],
    *,
    grow: bool = True,
    seed: int = 7,
    once: NDArray[np.uint8] | None = None,
) -> Image.Image:
    """The RGB picture with what `alpha` covers made up from its surroundings.

    With `grow` a little around it goes too: shine, blur and shade of what is taken out. `once`
    covers, as such an alpha, what there must be no second of.
    """
    plain = picture.convert("RGB")
    if max(plain.size) > _LARGE:
        return _filled_small(plain, alpha, grow=grow, seed=seed, once=once)
    hole = alpha > 12
    if grow:
        hole = ndimage.binary_dilation(hole, iterations=max(2, min(plain.size) // _GROWN))
    if hole.mean() > 0.96 or not hole.any():
        return plain
    pixels = np.asarray(plain, np.float32)
    share = min(1.0, _SIDE / max(picture.size))
    small, gap = _smaller(pixels, hole, share)
    kept = np.zeros(gap.shape, bool)
    if once is not None:
        kept = _scaled(once.astype(np.float32), (gap.shape[1], gap.shape[0])) > 12
    moves = _matched(small, gap, kept, seed)
    done = smooth(pixels, hole) if moves is None else _copied(pixels, hole, moves)
    return Image.fromarray(np.clip(np.rint(done), 0, 255).astype(np.uint8))


def _filled_small(
    picture: Image.Image,
    alpha: NDArray[np.uint8],
    *,
    grow: bool,
    seed: int,
    once: NDArray[np.uint8] | None,
) -> Image.Image:
    """A large picture, its hole filled at a smaller size, so that memory stays bounded."""
    share = _LARGE / max(picture.size)
    size = (max(1, round(picture.width * share)), max(1, round(picture.height * share)))
    cover = Image.fromarray(np.where(alpha > 12, 255, 0).astype(np.uint8))
    small = np.asarray(cover.resize(size, Image.Resampling.BOX))
    if once is not None:
        once = np.asarray(Image.fromarray(once).resize(size, Image.Resampling.BOX))
    little = picture.resize(size, Image.Resampling.BOX)
    done = filled(little, small, grow=grow, seed=seed, once=once)
    wide = done.resize(picture.size, Image.Resampling.BICUBIC)
    if grow:
        spread = max(2, min(picture.size) // _GROWN)
        cover = cover.filter(ImageFilter.GaussianBlur(spread / 2))
        cover = cover.point(lambda level: min(255, level * 8))
    return Image.composite(wide, picture, cover)


def smooth(pixels: Floats, hole: Holes) -> Floats:
    """The hole filled with what lies on both sides of it: a first guess without texture.

    Left and right count more, as most grounds are level; less where lines run up and down.
    """
    total = np.zeros_like(pixels)
    weights = np.full(hole.shape, 1e-9, np.float32)
    for axis, trust in ((1, 1.0), (0, _upright(pixels, hole))):
        for turned in (False, True):
            view = np.flip(hole, axis) if turned else hole
            nearest, away = _before(view, axis)
            colours = np.flip(pixels, axis) if turned else pixels
            seen = np.take_along_axis(colours, nearest[..., None], axis=axis)
            pull = np.where(np.isfinite(away), trust / (1 + away), 0).astype(np.float32)
            if turned:
                seen, pull = np.flip(seen, axis), np.flip(pull, axis)
            total += seen * pull[..., None]
            weights += pull
    return np.where(hole[..., None], total / weights[..., None], pixels)


def _upright(pixels: Floats, hole: Holes) -> float:
    """How much what lies above and below says, by what lies left and right."""
    grey = pixels.mean(axis=2)
    near = ~hole & ndimage.binary_dilation(hole, iterations=max(3, min(hole.shape) // 12))
    across = np.abs(np.diff(grey, axis=1, append=grey[:, -1:]))[near]
    down = np.abs(np.diff(grey, axis=0, append=grey[-1:]))[near]
    if not across.size:
        return _UPRIGHT
    return float(np.clip(_UPRIGHT * ((across.mean() + 0.5) / (down.mean() + 0.5)) ** 3, 0.02, 20))


def _before(hole: Holes, axis: int) -> tuple[Spots, Floats]:
    """Where along the axis the last known pixel before each lies, and how far that is."""
    count = hole.shape[axis]
    place = np.arange(count)[None, :] if axis == 1 else np.arange(count)[:, None]
    known = np.maximum.accumulate(np.where(hole, -1, place), axis=axis)
    away = np.where(known < 0, np.inf, place - known).astype(np.float32)
    return np.maximum(known, 0), away


def _smaller(pixels: Floats, hole: Holes, share: float) -> tuple[Floats, Holes]:
    size = (max(1, round(hole.shape[1] * share)), max(1, round(hole.shape[0] * share)))
    if share >= 1:
        return pixels, hole
    known = (~hole).astype(np.float32)
    bands = [_scaled(pixels[..., band] * known, size) for band in range(3)]
    mass = _scaled(known, size)
    small = np.stack(bands, axis=2) / np.maximum(mass, 1e-3)[..., None]
    return small.astype(np.float32), mass < 0.6


def _scaled(values: Floats, size: tuple[int, int]) -> Floats:
    sheet = Image.fromarray(np.ascontiguousarray(values, np.float32))
    return np.asarray(sheet.resize(size, Image.Resampling.BOX), np.float32)


def _matched(pixels: Floats, hole: Holes, kept: Holes, seed: int) -> Spots | None:
    """For each pixel of the small picture how far away, [height, width, 2], it is copied from.

    What is `kept` is copied nowhere. None where too little is known to copy from.
    """
    shares = [1.0]
    while min(hole.shape) * shares[-1] / 2 > _COARSEST:
        shares.append(shares[-1] / 2)
    dice = np.random.Generator(np.random.PCG64(seed))
    moves: Spots | None = None
    before: Floats | None = None
    for share in reversed(shares):
        small, gap = _smaller(pixels, hole, share)
        first = smooth(small, gap)
        if before is not None:
            first = np.where(gap[..., None], _stretched(before, gap.shape), small)
        own = _scaled(kept.astype(np.float32), (gap.shape[1], gap.shape[0])) > _KEPT
        level = _Level(first, gap, own, _LAST_ROUNDS if share == 1.0 else _ROUNDS)
        if not level.usable:
            moves, before = None, first
            continue
        moves, before = level.solved(moves, dice)
    return moves


def _stretched(colours: Floats, shape: tuple[int, ...]) -> Floats:
    size = (shape[1], shape[0])
    bands = [
        Image.fromarray(np.ascontiguousarray(colours[..., band])).resize(
            size, Image.Resampling.BILINEAR
        )
        for band in range(3)
    ]
    return np.stack([np.asarray(band, np.float32) for band in bands], axis=2)


class _Level:
    """One size of the picture, with the patches that reach into its hole."""

    def __init__(self, colours: Floats, hole: Holes, kept: Holes, rounds: int) -> None:
        self._rounds = rounds
        self._hole = hole
        edge = 2 * _REACH + 1
        block = np.ones((edge, edge), bool)
        self._whole = ~ndimage.binary_dilation(hole | kept, block)
        inside = np.zeros_like(hole)
        inside[_REACH : hole.shape[0] - _REACH, _REACH : hole.shape[1] - _REACH] = True
        self._whole &= inside
        self._colours = colours
        self._spots = np.argwhere(ndimage.binary_dilation(hole, block))
        self._index = np.full(hole.shape, -1, np.int64)
        self._index[tuple(self._spots.T)] = np.arange(len(self._spots))
        steps = np.arange(-_REACH, _REACH + 1)
        self._around = np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1).reshape(-1, 2)

    @property
    def usable(self) -> bool:
        return int(self._whole.sum()) > 8

    def solved(self, moves: Spots | None, dice: np.random.Generator) -> tuple[Spots, Floats]:
        """How far each pixel is copied from, and the colours that come of it."""
        spots, size = self._spots, np.array(self._hole.shape)
        known = np.argwhere(self._whole)
        found = known[dice.integers(len(known), size=len(spots))]
        if moves is not None:
            old = np.array(moves.shape[:2])
            near = np.minimum(spots * old // size, old - 1)
            told = spots + moves[near[:, 0], near[:, 1]] * size // old
            found = np.where(self._allowed(told)[:, None], told, found)
        for _ in range(self._rounds):
            found = self._better(found, dice)
            self._vote(found)
        wide = np.zeros((*self._hole.shape, 2), np.int64)
        wide[tuple(spots.T)] = found - spots
        return wide, self._colours

    def _allowed(self, spots: Spots) -> NDArray[np.bool_]:
        inside = ((spots >= 0) & (spots < self._hole.shape)).all(axis=1)
        held = np.clip(spots, 0, np.array(self._hole.shape) - 1)
        return np.asarray(inside & self._whole[held[:, 0], held[:, 1]], np.bool_)

    def _better(self, found: Spots, dice: np.random.Generator) -> Spots:
        """One round: what the neighbours found, then a look around, ever nearer."""
        wanted = self._patches(self._spots)
        cost = self._cost(wanted, found)
        tries: list[Spots | float] = [np.array(step) for step in ((0, 1), (1, 0), (0, -1), (-1, 0))]
        reach = max(self._hole.shape) / 2
        while reach >= 1:
            tries.append(reach)
            reach /= 3
        for one in tries:
            if isinstance(one, float):
                other = found + np.rint(dice.uniform(-one, one, found.shape)).astype(np.int64)
            else:
                beside = np.clip(self._spots - one, 0, np.array(self._hole.shape) - 1)
                number = self._index[beside[:, 0], beside[:, 1]]
                other = np.where((number >= 0)[:, None], found[number] + one, found)
            usable = self._allowed(other)
            again = np.full(len(found), np.inf, np.float32)
            again[usable] = self._cost(wanted[usable], other[usable], self._spots[usable])
            closer = again < cost
            found = np.where(closer[:, None], other, found)
            cost = np.where(closer, again, cost)
        return found

    def _patches(self, spots: Spots) -> Floats:
        limit = np.array(self._hole.shape) - 1
        at = np.clip(spots[:, None] + self._around[None], 0, limit)
        seen: Floats = self._colours[at[..., 0], at[..., 1]]
        return seen.reshape(len(spots), 3 * len(self._around))

    def _cost(self, wanted: Floats, found: Spots, spots: Spots | None = None) -> Floats:
        unlike = wanted - self._patches(found)
        far = ((found - (self._spots if spots is None else spots)) ** 2).sum(axis=1)
        total = np.einsum("ij,ij->i", unlike, unlike)
        return np.asarray(total * (1 + _ASTRAY * far), np.float32)

    def _vote(self, found: Spots) -> None:
        """Gives each pixel of the hole the mean of what the patches over it say."""
        height, width = self._hole.shape
        total = np.zeros((height * width, 3))
        count = np.zeros(height * width)
        limit = np.array([height - 1, width - 1])
        for step in self._around:
            at = np.clip(self._spots + step, 0, limit)
            come = np.clip(found + step, 0, limit)
            flat = at[:, 0] * width + at[:, 1]
            count += np.bincount(flat, minlength=height * width)
            for band in range(3):
                values = self._colours[come[:, 0], come[:, 1], band]
                total[:, band] += np.bincount(flat, values, minlength=height * width)
        mean = (total / np.maximum(count, 1)[:, None]).reshape(height, width, 3)
        self._colours = np.where(self._hole[..., None], mean, self._colours).astype(np.float32)


def _copied(pixels: Floats, hole: Holes, moves: Spots) -> Floats:
    """The hole at full size: each pixel from where the four matches around it say."""
    height, width = hole.shape
    rows, columns = np.nonzero(hole)
    ratio = np.array([height / moves.shape[0], width / moves.shape[1]])
    low = np.stack([rows, columns], axis=1) / ratio - 0.5 + 0.5 / ratio
    first = np.floor(low).astype(np.int64)
    part = (low - first).astype(np.float32)
    guess = smooth(pixels, hole)
    total = np.zeros((len(rows), 3), np.float32)
    mass = np.zeros((len(rows), 1), np.float32)
    for down, right in ((0, 0), (0, 1), (1, 0), (1, 1)):
        cell = np.clip(first + np.array([down, right]), 0, np.array(moves.shape[:2]) - 1)
        move = np.rint(moves[cell[:, 0], cell[:, 1]] * ratio).astype(np.int64)
        at = np.clip(np.stack([rows, columns], axis=1) + move, 0, (height - 1, width - 1))
        share = (part[:, 0] if down else 1 - part[:, 0]) * (part[:, 1] if right else 1 - part[:, 1])
        share = (share * ~hole[at[:, 0], at[:, 1]])[:, None] + 1e-7
        total += guess[at[:, 0], at[:, 1]] * share
        mass += share
    done = pixels.copy()
    done[rows, columns] = total / mass
    return _seamless(pixels, done, hole)


def _seamless(pixels: Floats, done: Floats, hole: Holes) -> Floats:
    """What differs across the border is spread softly into the hole."""
    near = max(1.5, max(hole.shape) * _SEAM / 4)
    inner = hole & ~ndimage.binary_erosion(hole, iterations=2, border_value=1)
    outer = ~hole & ndimage.binary_dilation(hole, iterations=2)
    ours, our_weight = _spread(done, inner, near)
    theirs, their_weight = _spread(pixels, outer, near)
    told = np.minimum(our_weight, their_weight) > _TOLD
    away = ndimage.distance_transform_edt(hole)
    fade = np.where(told, np.exp(-away / (max(hole.shape) * _SEAM)), 0)[..., None]
    return np.where(hole[..., None], done + (theirs - ours) * fade, pixels).astype(np.float32)


def _spread(values: Floats, where: Holes, reach: float) -> tuple[Floats, Floats]:
    weight = ndimage.gaussian_filter(where.astype(np.float32), reach)
    found = [
        ndimage.gaussian_filter(values[..., band] * where, reach) / (weight + 1e-6)
        for band in range(3)
    ]
    return np.stack(found, axis=2), weight
