"""The part of a picture that may change, and where in it something new has room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from genmux.engines.sketch import inputs, matte
from genmux.engines.sketch.picture import cover, flat, open_picture

if TYPE_CHECKING:
    from genmux.engines.base import Work

Box = tuple[int, int, int, int]
"""left, top, right and low edge in pixels"""
_GRID = 96
"""cells along the longer side, in which the room is looked for"""


def chosen(work: Work, base: Image.Image) -> Image.Image | None:
    """What may change, 255 in an L picture of the base's size; None for everything.

    White marks what to change; the option `mask_edits = "black"` turns that round.
    """
    given = inputs.mask(work)
    if given is not None:
        picture = cover(flat(open_picture(given.path)), base.size).convert("L")
        if work.options.get("mask_edits", "white") == "black":
            picture = picture.point(lambda value: 255 - value)
        return picture.point(lambda value: 255 if value >= 128 else 0)
    if boxes := _boxes(work):
        drawn = open_picture(inputs.main_image(work).path)
        room_left = Image.new("L", drawn.size, 0)
        for left, top, right, low in boxes:
            room_left.paste(255, (left, top, max(left, right), max(top, low)))
        return cover(room_left, base.size).point(lambda value: 255 if value >= 128 else 0)
    if indexes := _indexes(work):
        parts = matte.parts_of(flat(base), matte.SEGMENTS)
        alpha = np.zeros((base.height, base.width), np.uint8)
        for index in indexes:
            if index <= len(parts):
                alpha = np.maximum(alpha, parts[index - 1].alpha)
        return Image.fromarray(alpha)
    return None


def room(mask: Image.Image) -> Box:
    """The largest upright box, wholly inside of what may change; the whole picture if none is."""
    width, height = mask.size
    step = max(1, max(width, height) // _GRID)
    free = np.asarray(mask.reduce(step)) > 250
    tall = np.zeros(free.shape[1], np.int64)
    best, most = (0, 0, width, height), 0
    for low, row in enumerate(free, start=1):
        tall = np.where(row, tall + 1, 0)
        left, right, high = _widest(tall)
        if (right - left) * high > most:
            most = (right - left) * high
            best = (left * step, (low - high) * step, right * step, low * step)
    return best[0], best[1], min(width, best[2]), min(height, best[3])


def _widest(tall: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> tuple[int, int, int]:
    """The largest box that stands on a row of columns so tall: its left, right and height."""
    waiting: list[tuple[int, int]] = []
    best, most = (0, 0, 0), 0
    for at, high in enumerate([*tall.tolist(), 0]):
        left = at
        while waiting and waiting[-1][1] >= high:
            left, before = waiting.pop()
            if (at - left) * before > most:
                best, most = (left, at, before), (at - left) * before
        waiting.append((left, high))
    return best


def _boxes(work: Work) -> list[Box]:
    """What `bbox_list` says of the picture that is changed: one list of boxes a picture, in its
    pixels."""
    listed = work.input.get("bbox_list")
    index = inputs.main_image(work).index
    if not isinstance(listed, list) or index >= len(listed):
        return []
    return [(box[0], box[1], box[2], box[3]) for box in listed[index]]


def _indexes(work: Work) -> list[int]:
    """Numbers, from 1, of the parts that `matte.parts_of` finds and the request picks."""
    given = work.input.get("mask_indexs") or work.input.get("mask_indexes") or []
    return [int(n) for n in given if isinstance(n, int | float) and 1 <= n <= 64]
