"""Where in a picture the thing is that an instruction names: by colour, place, kind and outline.

Nothing here recognises things as a trained model does. A colour, a place or a kind that statistics
can tell (writing, sun, clouds, green, skin) is looked for; a thing that this engine can draw is
looked for in drawings by its outline. Where none of that fits, nothing is found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from scipy import ndimage

from genmux.engines.sketch import matte
from genmux.engines.sketch.cues import is_drawn
from genmux.engines.sketch.outline import soft_outline
from genmux.engines.sketch.patches import lab_of
from genmux.engines.sketch.stills import kinds
from genmux.engines.sketch.stills.silhouettes import traced

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from genmux.engines.sketch.palette import Colour
    from genmux.engines.sketch.stills.sought import Sought

    Mask = NDArray[np.bool_]

_SIDE = 320
_LEAST, _MOST = 0.0015, 0.6
"""shares of the picture that a thing may take"""
_HUE, _CHROMA, _SHADE = 26.0, 14.0, 38.0
"""degrees, colour units and units of lightness within which a colour is the one that was told"""
_COVERS = 0.22
"""of a thing that stands out, the part in its colour from which the colour is the thing's"""
_SKIN_TOLD = 0.05
"""of somebody, the part that is skin at least"""
_FACE_TOLD = 0.02
"""and the part that is in faces"""
_WIDE = 0.34
"""of the width, from which a thing that lies across the middle may be two"""


def located(picture: Image.Image, sought: Sought) -> NDArray[np.uint8] | None:
    """The alpha of what is sought, [height, width], or None where nothing like it is found."""
    plain = picture.convert("RGB")
    small = plain.copy()
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    found = _candidates(plain, small, sought)
    shape = (small.height, small.width)
    fitting = [mask for mask in found if _LEAST < mask.mean() < _MOST]
    fitting = [mask for one in fitting for mask in _halves(one, sought)]
    fitting = sorted(
        (mask for mask in fitting if _placed(mask, sought) > 0.3),
        key=lambda mask: -_placed(mask, sought) * float(np.sqrt(mask.mean())),
    )
    if not fitting:
        return None
    chosen = np.zeros(shape, bool)
    for mask in fitting if sought.every else fitting[:1]:
        chosen |= mask
    return np.asarray(soft_outline(plain, chosen))


def _candidates(picture: Image.Image, small: Image.Image, sought: Sought) -> list[Mask]:
    """What may be meant, each as a mask of the small picture."""
    lab = lab_of(small)
    if sought.key and is_drawn(picture):
        mask = traced(lab, sought.key)
        if mask is None or sought.colour is None:
            return [] if mask is None else [mask]
        told = int((mask & _in_colour(lab, sought.colour)).sum())
        return [mask] if told > _COVERS * int(mask.sum()) else []
    standing = _standing(picture, small)
    if sought.colour is not None:
        return _coloured(lab, sought, standing)
    match sought.kind:
        case "text":
            return [kinds.scaled(mask, lab.shape[:2]) for mask in kinds.writing(picture)]
        case "sun":
            return kinds.suns(lab)
        case "cloud":
            return kinds.clouds(lab, standing)
        case "green":
            return kinds.greens(lab)
        case "face":
            return kinds.faces(lab)
        case "person":
            return _people(lab, standing)
        case "thing":
            return _things(lab, standing)
        case "main":
            return standing
    told = sought.x is not None or sought.y is not None or sought.depth
    return [*standing, *kinds.others(small, standing)] if told else []


def _standing(picture: Image.Image, small: Image.Image) -> list[Mask]:
    """The pieces of what stands out; none where nothing does."""
    alpha = matte.alpha_of(picture)
    if alpha.getextrema()[0] > 250:  # type: ignore[operator]  # one band
        return []
    solid = np.asarray(alpha.resize(small.size, Image.Resampling.BOX)) > 127
    return kinds.pieces(solid)


def _coloured(lab: NDArray[np.float32], sought: Sought, standing: list[Mask]) -> list[Mask]:
    """What has the colour: whole things where it covers enough of one, else the patches of it."""
    near = ndimage.binary_opening(_in_colour(lab, sought.colour))
    near = ndimage.binary_closing(near, iterations=3)
    whole = [mask for mask in standing if (mask & near).sum() > _COVERS * mask.sum()]
    spots = [np.asarray(ndimage.binary_fill_holes(one)) for one in kinds.pieces(near)]
    rest = [one for one in spots if not any((one & mask).sum() > one.sum() / 2 for mask in whole)]
    return [*whole, *(one for one in rest if kinds.on_rim(one) < 0.3)]


def _in_colour(lab: NDArray[np.float32], colour: Colour | None) -> Mask:
    """Where the colour is, in light or shade."""
    told = lab_of(Image.new("RGB", (1, 1), colour or (128, 128, 128)))[0, 0]
    chroma, wanted = np.hypot(lab[..., 1], lab[..., 2]), float(np.hypot(told[1], told[2]))
    near = np.abs(lab[..., 0] - told[0]) < _SHADE
    if wanted < _CHROMA:
        near &= (chroma < _CHROMA) & (np.abs(lab[..., 0] - told[0]) < _SHADE / 2)
    else:
        turn = np.arctan2(lab[..., 2], lab[..., 1]) - np.arctan2(told[2], told[1])
        off = np.abs(np.degrees(np.arctan2(np.sin(turn), np.cos(turn))))
        near &= (off < _HUE) & (chroma > max(_CHROMA, 0.4 * wanted))
    return np.asarray(near, np.bool_)


def _people(lab: NDArray[np.float32], standing: list[Mask]) -> list[Mask]:
    """What stands out with a face in it that is not tiny beside it."""
    skin, faces = kinds.skin(lab), kinds.faces(lab)
    found = []
    for mask in standing:
        heads = sum(int((mask & face).sum()) for face in faces)
        size = int(mask.sum())
        if heads > _FACE_TOLD * size and int((mask & skin).sum()) > _SKIN_TOLD * size:
            found.append(mask)
    return found


def _things(lab: NDArray[np.float32], standing: list[Mask]) -> list[Mask]:
    """What stands out, unless it is somebody."""
    skin = kinds.skin(lab)
    faces = kinds.faces(lab)
    return [
        mask
        for mask in standing
        if not any((mask & face).sum() > face.sum() / 2 for face in faces)
        or (mask & skin).sum() < _SKIN_TOLD * mask.sum()
    ]


def _halves(mask: Mask, sought: Sought) -> list[Mask]:
    """The mask, or both sides of its waist where a side is told and it lies on both."""
    columns = np.flatnonzero(mask.any(axis=0))
    wide = mask.shape[1]
    if sought.x not in {0.2, 0.8} or columns[-1] - columns[0] < _WIDE * wide:
        return [mask]
    if columns[0] > wide / 2 or columns[-1] < wide / 2:
        return [mask]
    heights = ndimage.gaussian_filter1d(mask.sum(axis=0).astype(float), wide / 60)
    first, last = columns[0], columns[-1]
    inner = np.arange(first + (last - first) // 4, last - (last - first) // 4 + 1)
    cut = int(inner[heights[inner].argmin()])
    if heights[cut] > 0.6 * min(heights[first:cut].max(), heights[cut:last].max()):
        return [mask]
    left, right = mask.copy(), mask.copy()
    left[:, cut:], right[:, :cut] = False, False
    return [left, right]


def _placed(mask: Mask, sought: Sought) -> float:
    """How well it lies where it should, 0 to 1."""
    if not mask.any():
        return 0.0
    y, x = ndimage.center_of_mass(mask)
    fit = 1.0
    for at, wanted in ((x / mask.shape[1], sought.x), (y / mask.shape[0], sought.y)):
        if wanted is not None:
            fit *= float(np.exp(-(((at - wanted) / 0.28) ** 2)))
    size = float(mask.mean())
    if sought.depth < 0:
        fit *= float(np.exp(-size / 0.08))
    elif sought.depth > 0:
        fit *= float(np.flatnonzero(mask.any(axis=1))[-1] / mask.shape[0])
    return fit
