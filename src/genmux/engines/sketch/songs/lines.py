"""Sung lines: words with their times become lines, and lines become lettering that lights up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from genmux.engines.sketch import typeface
from genmux.engines.sketch.songs.artwork import MARKS
from genmux.engines.sketch.songs.track import Word

Alpha = NDArray[np.float32]
"""[height, width], 0 to 1"""


@dataclass(frozen=True, slots=True)
class Line:
    """The words of one line, without marks and line ends."""

    words: tuple[Word, ...]

    @property
    def start(self) -> float:
        return self.words[0].start

    @property
    def end(self) -> float:
        return self.words[-1].end

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def lines_of(words: Sequence[Word]) -> list[Line]:
    """The lines as they are sung; section marks are left out, they only end a line."""
    lines: list[Line] = []
    current: list[Word] = []

    def finish() -> None:
        if current:
            lines.append(Line(tuple(current)))
            current.clear()

    for word in words:
        for number, part in enumerate(MARKS.sub("\n", word.text).split("\n")):
            if number:
                finish()
            text = typeface.settable(part)
            if text:
                current.append(Word(text, word.start, word.end))
    finish()
    return lines


@dataclass(frozen=True, slots=True)
class Lettered:
    """A line as pictures: each row's alpha, and when the light has come how far along it."""

    rows: tuple[Alpha, ...]
    moments: tuple[tuple[float, ...], ...]
    places: tuple[tuple[float, ...], ...]
    """pixels from the row's beginning at those moments, per row"""
    leftward: bool = False
    """whether rows begin on their right, as Arabic and Hebrew do"""

    def lit(self, row: int, second: float) -> slice:
        """The columns of the row that have been sung."""
        far = round(float(np.interp(second, self.moments[row], self.places[row])))
        width = self.rows[row].shape[1]
        return slice(max(0, width - far), width) if self.leftward else slice(0, far)


def lettered(line: Line, size: int, width: float, most: int) -> Lettered:
    """The line at that size in at most `most` rows; smaller where it does not fit."""
    rows = _rows(line.words, size, width)
    while len(rows) > most and size > 10:
        size = round(size * 0.9)
        rows = _rows(line.words, size, width)
    face = typeface.face(line.text, size)
    alphas, moments, places = [], [], []
    for row in rows[:most]:
        alphas.append(ink(" ".join(word.text for word in row), size))
        when, where = [row[0].start], [0.0]
        for number, word in enumerate(row):
            before = " ".join(other.text for other in row[: number + 1])
            when += [max(word.start, when[-1]), max(word.end, when[-1])]
            where += [where[-1], face.getlength(before) + 1.0]
        moments.append(tuple(when))
        places.append(tuple(where))
    leftward = typeface.leftward(line.text)
    return Lettered(tuple(alphas), tuple(moments), tuple(places), leftward)


def _rows(words: Sequence[Word], size: int, width: float) -> list[list[Word]]:
    face = typeface.face(" ".join(word.text for word in words), size)
    rows: list[list[Word]] = [[]]
    for word in words:
        text = " ".join([other.text for other in rows[-1]] + [word.text])
        if rows[-1] and face.getlength(text) > width:
            rows.append([])
        rows[-1].append(word)
    return rows


def ink(text: str, size: int) -> Alpha:
    """The text's coverage, one line high, as wide as it runs."""
    face = typeface.face(text, size)
    picture = Image.new("L", (max(1, round(face.getlength(text)) + 2), round(size * 1.4)))
    face.write(ImageDraw.Draw(picture), (0, 0), text, fill=255)
    return np.asarray(picture, np.float32) / np.float32(255)
