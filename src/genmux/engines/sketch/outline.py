"""From a rough division to a soft outline: what share of each pixel is subject, and its own colour.

Closed-form matting (Levin and others, 2008) inside a band along the border, at a medium size; a
guided filter (He and others, 2010) carries the result to the whole picture; the colours are parted
by blur fusion (Forte, 2021), so that no halo of the old background comes along.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage, sparse

Floats = NDArray[np.float32]
_SIDE = 512
"""pixels of the longer side at which the shares are solved"""
_BAND = 0.011
"""half the width of the unsure band, by the longer side"""
_FUZZY = 2.2
"""how much wider it is where the border runs through fur, leaves or blur"""
_EVEN = 1e-5
"""how even a colour counts as one, while solving"""
_STEPS = 70
"""of the solution; more are no longer to be seen"""
_RADIUS, _SMOOTH = 2, 1e-4
"""of the guided filter, at the medium size"""
_LARGE = 1600
"""pixels of the longer side above which colours are parted in a smaller copy"""
_CLEAR = 0.04
"""shares so near to 0 or 1 are that"""
_WIDE, _NARROW = 1 / 14, 1 / 160
"""radii by which the colours are parted, by the shorter side"""


def soft_outline(picture: Image.Image, subject: NDArray[np.bool_]) -> Image.Image:
    """The subject's alpha as an L picture of the size of `picture`.

    `subject` is the rough division at any size of about the same ratio.
    """
    medium = picture.convert("RGB")
    medium.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    rough = Image.fromarray((subject * 255).astype(np.uint8)).resize(medium.size)
    inside = np.asarray(rough) > 127
    colours = np.asarray(medium, np.float32) / np.float32(255)
    unsure = _band(colours, inside)
    alpha = _solved(colours, inside, unsure)
    return _carried(picture, colours, alpha)


def own_colours(picture: Image.Image, alpha: Image.Image) -> Image.Image:
    """RGBA: the subject in its own colours, also where the background shines through its border."""
    plain = picture.convert("RGB")
    if max(plain.size) > _LARGE:
        share_ = _LARGE / max(plain.size)
        size = (max(1, round(plain.width * share_)), max(1, round(plain.height * share_)))
        small = own_colours(plain.resize(size, Image.Resampling.BOX), alpha.resize(size))
        cut = small.convert("RGB").resize(plain.size, Image.Resampling.BICUBIC)
        cut.paste(plain, (0, 0), alpha.point(lambda level: 255 if level > 252 else 0))
        cut.putalpha(alpha)
        return cut
    pixels = np.asarray(plain, np.float32)
    share = np.asarray(alpha, np.float32)[..., None] / np.float32(255)
    ours, theirs = pixels, pixels
    for reach in (_WIDE, _NARROW):
        radius = max(1, round(min(picture.size) * reach))
        ours, theirs = _parted(pixels, share, ours, theirs, radius)
    ours = np.where(share > 1 - _CLEAR / 4, pixels, ours)
    cut = Image.fromarray(np.clip(np.rint(ours), 0, 255).astype(np.uint8)).convert("RGBA")
    cut.putalpha(alpha)
    return cut


def _band(colours: Floats, inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """What lies so near to the border that it may be half subject."""
    narrow = max(1.5, max(inside.shape) * _BAND)
    away = np.where(
        inside,
        ndimage.distance_transform_edt(inside),
        ndimage.distance_transform_edt(~inside),
    )
    grey = colours.mean(axis=2)
    detail = np.abs(grey - ndimage.uniform_filter(grey, 3))
    fuzz = ndimage.uniform_filter(detail, 2 * round(narrow) + 1)
    wide = narrow * (1 + (_FUZZY - 1) * np.clip(fuzz / 0.02, 0, 1))
    return np.asarray(away <= wide, np.bool_)


def _solved(colours: Floats, inside: NDArray[np.bool_], unsure: NDArray[np.bool_]) -> Floats:
    """The share of each pixel: 0 or 1 outside of the band, between them as the colours say."""
    height, width = inside.shape
    alpha = inside.astype(np.float64)
    if not unsure.any() or min(height, width) < 3:
        return alpha.astype(np.float32)
    reach = ndimage.binary_dilation(unsure, np.ones((3, 3), bool))
    centres = np.argwhere(reach[1:-1, 1:-1]) + 1
    if not len(centres):
        return alpha.astype(np.float32)
    near = ndimage.binary_dilation(reach, np.ones((3, 3), bool))
    number = np.full(inside.shape, -1, np.int64)
    number[near] = np.arange(int(near.sum()))
    around = np.array([(y, x) for y in (-1, 0, 1) for x in (-1, 0, 1)])
    spots = centres[:, None] + around[None]
    members = number[spots[..., 0], spots[..., 1]]
    values = colours[spots[..., 0], spots[..., 1]].astype(np.float64)
    ties = _ties(values)
    rows = np.repeat(members, 9, axis=1).ravel()
    columns = np.tile(members, (1, 9)).ravel()
    size = int(near.sum())
    bonds = sparse.csr_array((ties.ravel(), (rows, columns)), (size, size))
    free = np.flatnonzero(unsure[near])
    known = alpha[near]
    found = _relaxed(bonds, known, free, ndimage.gaussian_filter(alpha, 2)[near])
    alpha[near] = known
    alpha[unsure] = np.clip(found, 0, 1)
    return alpha.astype(np.float32)


def _relaxed(
    bonds: sparse.csr_array,
    known: NDArray[np.float64],
    free: NDArray[np.int64],
    first: NDArray[np.float64],
) -> NDArray[np.float64]:
    """The free values at which the bonds pull least: conjugate gradients, by their diagonal."""
    rows = sparse.csr_array(bonds[free])
    inner = sparse.csr_array(rows[:, free])
    fixed = known.copy()
    fixed[free] = 0
    scale = 1 / (inner.diagonal() + 1e-6)
    found = first[free]
    left = -(rows @ fixed) - inner @ found
    way = eased = scale * left
    power = float(left @ eased)
    for _ in range(_STEPS):
        pull = inner @ way
        far = power / max(1e-20, float(way @ pull))
        found = found + far * way
        left = left - far * pull
        eased = scale * left
        power, before = float(left @ eased), power
        if power < 1e-9 * len(free):
            break
        way = eased + power / max(1e-20, before) * way
    return found


def _ties(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The matting Laplacian of windows of nine colours, [n, 9, 3]: [n, 9, 9]."""
    off = values - values.mean(axis=1, keepdims=True)
    spread = np.einsum("nik,nil->nkl", off, off) / 9 + _EVEN / 9 * np.eye(3)
    alike = np.einsum("nik,nkl,njl->nij", off, np.linalg.inv(spread), off, optimize=True)
    return np.asarray(np.eye(9)[None] - (1 + alike) / 9, np.float64)


def _carried(picture: Image.Image, colours: Floats, alpha: Floats) -> Image.Image:
    """The alpha of the medium size at the picture's own: locally linear in its colours."""
    mean, level = _mean(colours), _mean(alpha)
    along = _mean(colours * alpha[..., None]) - mean * level[..., None]
    spread = _mean(colours[..., :, None] * colours[..., None, :])
    spread = (
        spread - mean[..., :, None] * mean[..., None, :] + _SMOOTH * np.eye(3, dtype=np.float32)
    )
    slope = np.linalg.solve(spread, along[..., None])[..., 0]
    offset = level - (slope * mean).sum(axis=-1)
    wide = _large(_mean(offset), picture.size)
    for band, channel in enumerate(picture.convert("RGB").split()):
        shade = np.asarray(channel, np.float32) / 255
        wide += _large(_mean(slope[..., band]), picture.size) * shade
    # far from the border nothing is to be seen of how the colours vary
    plain = np.clip(_large(alpha, picture.size), 0, 1)
    settled = ndimage.minimum_filter(alpha, 5) == ndimage.maximum_filter(alpha, 5)
    calm = _large(settled.astype(np.float32), picture.size) > 0.99
    wide = np.where(calm, plain, wide)
    wide = np.clip((wide - _CLEAR) / (1 - 2 * _CLEAR), 0, 1)
    return Image.fromarray(np.round(wide * 255).astype(np.uint8))


def _mean(values: Floats) -> Floats:
    size = 2 * _RADIUS + 1
    return ndimage.uniform_filter(values, (size, size) + (1,) * (values.ndim - 2))


def _large(values: Floats, size: tuple[int, int]) -> Floats:
    sheet = Image.fromarray(np.ascontiguousarray(values, np.float32))
    return np.array(sheet.resize(size, Image.Resampling.BILINEAR))


def _parted(
    pixels: Floats, share: Floats, ours: Floats, theirs: Floats, radius: int
) -> tuple[Floats, Floats]:
    """Both sides' colours from those around, so that together they make the pixel."""
    size = (2 * radius + 1, 2 * radius + 1, 1)
    mass = ndimage.uniform_filter(share, size)
    front = ndimage.uniform_filter(ours * share, size) / (mass + 1e-5)
    behind = ndimage.uniform_filter(theirs * (1 - share), size) / (1 - mass + 1e-5)
    rest = pixels - share * front - (1 - share) * behind
    return np.clip(front + share * rest, 0, 255), np.clip(behind, 0, 255)
