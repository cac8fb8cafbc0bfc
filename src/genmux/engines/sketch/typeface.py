"""Setting text in any script: which faces take which signs, and in what order they stand."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from genmux.engines.sketch import bidi, fontfiles
from genmux.engines.sketch.fontfiles import OWN, FontFile

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

    from genmux.engines.sketch.palette import Colour

_SCRIPTS = {
    "CJK": "Chinese",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
}
_RUNS_KEPT, _TEXTS_KEPT = 4096, 1024


@dataclass(frozen=True, slots=True)
class Face:
    """The faces of a text at one size in pixels; the first that has a sign sets it."""

    files: tuple[FontFile, ...]
    size: int

    def getlength(self, text: str) -> float:
        """How wide the text is, in pixels."""
        return sum(self._length(run) for run in _runs(self.files, text))

    def write(
        self,
        draw: ImageDraw,
        spot: tuple[float, float],
        text: str,
        *,
        fill: Colour | tuple[int, int, int, int] | int,
        edge: int = 0,
        edge_fill: Colour = (0, 0, 0),
    ) -> None:
        """Puts one line there, its upper left corner at `spot`, with a rim of `edge` pixels."""
        x, y = spot
        y += fontfiles.opened(OWN, self.size).getmetrics()[0]  # one base line for all faces
        for run in _runs(self.files, text):
            draw.text(
                (x, y),
                run.text,
                fill=fill,
                font=fontfiles.opened(run.file, self.size),
                anchor="ls",
                direction=run.direction,
                stroke_width=edge,
                stroke_fill=edge_fill,
            )
            x += self._length(run)

    def _length(self, run: _Run) -> float:
        font = fontfiles.opened(run.file, self.size)
        return font.getlength(run.text, direction=run.direction)


@dataclass(frozen=True, slots=True)
class _Run:
    """Signs that stand together in one face and run one way."""

    file: FontFile
    left: bool
    text: str

    @property
    def direction(self) -> str | None:
        if self.file == OWN or not fontfiles.shaping():
            return None  # the own face knows one direction only
        return "rtl" if self.left else "ltr"


def face(text: str, size: int) -> Face:
    """The faces for a text, `size` pixels tall: as few as have all its signs."""
    return Face(_faces(frozenset(text)), max(6, size))


def settable(text: str) -> str:
    """The text without the signs that no face has, its spaces made plain.

    Where no face has an accented letter, the plain one stands for it.
    """
    return _settable(_faces(frozenset(text)), text)


def leftward(text: str) -> bool:
    """Whether a line of that text begins on the right."""
    return any(depth % 2 for depth in bidi.levels(text)[:1])


def unsettable(text: str) -> tuple[str, ...]:
    """The scripts of the text for which no face is at hand, by name, e.g. `Thai`."""
    at_hand = _faces(frozenset(text))
    names = (
        script_of(sign)
        for sign in text
        if unicodedata.category(sign).startswith("L")
        and not any(_drawn(at_hand, one) for one in unicodedata.normalize("NFKD", sign))
    )
    return tuple(dict.fromkeys(names))


def script_of(sign: str) -> str:
    """The name of the script that a letter belongs to."""
    word = fontfiles.script_word(sign)
    return _SCRIPTS.get(word, word.title())


def _settable(at_hand: tuple[FontFile, ...], text: str) -> str:
    signs: list[str] = []
    kept = False
    for sign in text:
        if unicodedata.category(sign).startswith("M"):  # belongs to the letter before it
            signs += [sign] * (kept and _drawn(at_hand, sign))
            continue
        plain = sign if _drawn(at_hand, sign) else unicodedata.normalize("NFKD", sign)
        drawn = [one for one in plain if _drawn(at_hand, one)]
        kept = bool(drawn)
        signs += drawn
    return " ".join("".join(signs).split())


def _drawn(at_hand: tuple[FontFile, ...], sign: str) -> bool:
    return any(fontfiles.has(file, sign) for file in at_hand)


@lru_cache(_TEXTS_KEPT)
def _faces(signs: frozenset[str]) -> tuple[FontFile, ...]:
    """The face with most of the signs, the one with most of the rest, and so on; then usual ones.

    The library's own is thin, so beside another one it comes last.
    """
    text = "".join(sorted(signs))
    rest = {sign for sign in signs if not sign.isspace()}
    others = [fontfiles.for_region(path, text) for path in fontfiles.found()]
    taken: list[FontFile] = []
    while rest:
        best, most = OWN, set[str]()
        for file in [*others, OWN] if taken else [OWN, *others]:
            drawn = {sign for sign in rest if fontfiles.has(file, sign)}
            if len(drawn) > len(most):
                best, most = file, drawn
            if most == rest:
                break
        if not most:
            break
        taken.append(best)
        rest -= most
    usual = [OWN] if taken in ([], [OWN]) else [*others[:1], OWN]
    return tuple(dict.fromkeys([*taken, *usual]))


@lru_cache(_RUNS_KEPT)
def _runs(files: tuple[FontFile, ...], text: str) -> tuple[_Run, ...]:
    """The text's runs from left to right."""
    depths = bidi.levels(text)
    keys: list[tuple[FontFile, int]] = []
    for sign, depth in zip(text, depths, strict=True):
        before = keys[-1][0] if keys else None
        keys.append((_file_of(files, sign, before), depth))
    runs, levels, at = [], [], 0
    for (file, depth), group in groupby(keys):
        long = len(list(group))
        runs.append(_Run(file, depth % 2 == 1, text[at : at + long]))
        levels.append(depth)
        at += long
    return tuple(runs[place] for place in bidi.in_sight(levels))


def _file_of(files: tuple[FontFile, ...], sign: str, before: FontFile | None) -> FontFile:
    """Marks, spaces and points stay in the face of what they follow, where it has them."""
    letter = unicodedata.category(sign)[0] in "LN"
    if before is not None and not letter and fontfiles.has(before, sign):
        return before
    return next((file for file in files if fontfiles.has(file, sign)), files[0])
