"""The words of a music video: the sung line lights up with the voice, the next one waits below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from genmux.engines.sketch import lettering
from genmux.engines.sketch.songs.lines import Alpha, Lettered, Line, ink, lettered
from genmux.engines.sketch.songs.poster import INK

if TYPE_CHECKING:
    from genmux.engines.sketch.film import Frame
    from genmux.engines.sketch.palette import Colour
    from genmux.engines.sketch.songs.poster import Box, Layout

_BEFORE, _FADE, _HOLD = 0.45, 0.3, 2.5
_DIM, _NEXT = 0.42, 0.34
_ROWS = 2


class SungWords:
    """Draws the words of a moment into the lyrics box of a frame; `still` is the bare frame."""

    def __init__(self, lines: list[Line], still: Frame, place: Layout) -> None:
        self._lines = lines
        self._box = place.lyrics
        self._ground = part_of(still, place.lyrics).copy()
        self._size = round(38 * place.unit)
        self._small = max(9, round(23 * place.unit))
        self._number = -1
        self._sung = Lettered((), (), ())
        self._dim = self._lit = self._ground
        self._blank = True

    def draw(self, canvas: Frame, second: float) -> None:
        """Puts the words of that moment on the canvas; nothing for a song without words."""
        if not self._lines:
            return
        number = self._now(second)
        share = self._share(number, second)
        spot = part_of(canvas, self._box)
        if share <= 0:
            if not self._blank:
                spot[:] = self._ground
            self._blank = True
            return
        self._blank = False
        if number != self._number:
            self._set(number)
        spot[:] = self._dim
        for row, y in enumerate(self._tops()):
            lit = self._sung.lit(row, second)
            high = y + len(self._sung.rows[row])
            spot[y:high, lit] = self._lit[y:high, lit]
        if share < 1:
            ground = self._ground.astype(np.float32)
            spot[:] = ground + (spot - ground) * np.float32(share)

    def _now(self, second: float) -> int:
        """The last line that has begun, or is about to."""
        begun = [n for n, line in enumerate(self._lines) if line.start - _BEFORE <= second]
        return begun[-1] if begun else 0

    def _share(self, number: int, second: float) -> float:
        """How visible the line is: it comes before it is sung and goes some time after."""
        line = self._lines[number]
        gone = line.end + _HOLD
        come = (second - (line.start - _BEFORE)) / _FADE
        return float(np.clip(min(come, (gone - second) / _FADE), 0.0, 1.0))

    def _tops(self) -> list[int]:
        step = round(self._size * 1.22)
        return [round(self._size * 0.2) + step * row for row in range(len(self._sung.rows))]

    def _set(self, number: int) -> None:
        """The box with the line unsung and with it sung; between them the light moves."""
        self._number = number
        width = self._box[2] - self._box[0]
        self._sung = lettered(self._lines[number], self._size, width, _ROWS)
        self._dim, self._lit = self._ground.copy(), self._ground.copy()
        for y, alpha in zip(self._tops(), self._sung.rows, strict=True):
            lay(self._dim[y:], alpha, INK, _DIM)
            lay(self._lit[y:], alpha, INK, 1.0)
        if number + 1 < len(self._lines):
            y = self._tops()[-1] + round(self._size * 1.5)
            row = lettering.wrapped(self._lines[number + 1].text, self._small, width, 1)[0]
            alpha = ink(row, self._small)
            if y + len(alpha) <= len(self._ground):
                lay(self._dim[y:], alpha, INK, _NEXT)


def part_of(frame: Frame, box: Box) -> Frame:
    """That part of the frame itself, to look at or to draw on."""
    left, top, right, low = box
    return frame[top:low, left:right]


def lay(area: Frame, alpha: Alpha, colour: Colour, share: float) -> None:
    """Ink in the upper left corner of an area, as far as it reaches."""
    height, width = min(len(area), len(alpha)), min(area.shape[1], alpha.shape[1])
    if height <= 0 or width <= 0:
        return
    spot = area[:height, :width]
    cover = alpha[:height, :width, None] * np.float32(share)
    spot[:] = spot + (np.array(colour, np.float32) - spot) * cover
