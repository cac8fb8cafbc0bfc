"""A text as its writer marked it up, taken apart: what is spoken, how, and where it is quiet.

Understood: `<break time="1s"/>`, bracketed stage directions such as `[whispers]` or `[pause]`,
bracketed sounds such as `[laughs]`, and other tags, which are dropped while the words between them
stay.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from genmux.engines.sketch.speech.casting import Manner, direction

_MAX_SILENCE = 10.0
_CHUNK = 320
_PARAGRAPH_PAUSE = 0.45
_ATTRIBUTE = r"\s+[\w:.-]+(?:\s*=\s*(?:\"[^\"<>]{0,200}\"|'[^'<>]{0,200}'|[^\s<>\"'/]{1,60}))"
_TAG = rf"<[/?!]?[A-Za-z][\w:-]{{0,40}}(?:{_ATTRIBUTE}){{0,8}}\s*[/?]?>"
_SPLIT = re.compile(rf"({_TAG}|(?<!\w)\[[A-Za-z][A-Za-z ,.'-]{{0,60}}\])")
_TIME = re.compile(r"time\s*=\s*[\"']?\s*(\d+(?:\.\d+)?)\s*(ms|s)", re.IGNORECASE)
_STRENGTH = re.compile(r"strength\s*=\s*[\"']?\s*([a-z-]+)", re.IGNORECASE)
_STRENGTHS = {"none": 0.0, "x-weak": 0.15, "weak": 0.3, "strong": 0.9, "x-strong": 1.3}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]")
_SENTENCE_END = re.compile(r"[.!?。!?…]+[\"'”’)]*(?:\s+|$)|[。!?]")
_CLAUSE_END = re.compile(r"[,;:、,;:–—]\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """Words to say in one go, at most a few sentences."""

    text: str
    manner: Manner


@dataclass(frozen=True, slots=True)
class Quiet:
    seconds: float


@dataclass(frozen=True, slots=True)
class Noise:
    """What is heard and is no word: `laughs`, `door slams`."""

    words: str


def parse(text: str) -> Iterator[Line | Quiet | Noise]:
    """The pieces of a text in order; silences are capped at ten seconds each."""
    manner = Manner()
    for number, part in enumerate(_SPLIT.split(_CONTROL.sub(" ", text))):
        if number % 2 == 0:  # what lies between two marks
            yield from _lines(html.unescape(part), manner)
        elif part.startswith("<"):
            if part[1:].lower().startswith("break"):
                yield Quiet(_break_seconds(part))
        else:
            heard = direction(part[1:-1])
            if heard is not None and heard.silence:
                yield Quiet(heard.silence)
            elif heard is not None:
                manner = heard
            else:
                yield Noise(part[1:-1])


def _break_seconds(tag: str) -> float:
    if time := _TIME.search(tag):
        seconds = float(time[1]) / (1000 if time[2].lower() == "ms" else 1)
        return min(_MAX_SILENCE, seconds)
    if strength := _STRENGTH.search(tag):
        return _STRENGTHS.get(strength[1].lower(), 0.5)
    return 0.5


def _lines(text: str, manner: Manner) -> Iterator[Line | Quiet]:
    paragraphs = [p for p in re.split(r"\n\s*\n", text) if p.strip()]
    for number, paragraph in enumerate(paragraphs):
        if number:
            yield Quiet(_PARAGRAPH_PAUSE)
        for chunk in _chunks(paragraph.strip()):
            yield Line(chunk, manner)


def _chunks(paragraph: str) -> Iterator[str]:
    """Cuts at sentence ends, else clauses, else spaces, so that no piece is much over `_CHUNK`."""
    rest = paragraph
    while len(rest) > _CHUNK:
        cut = (_last_end(_SENTENCE_END, rest) or _last_end(_CLAUSE_END, rest)) or rest.rfind(
            " ", 40, _CHUNK
        ) + 1
        cut = cut or _CHUNK
        if rest[:cut].strip():
            yield rest[:cut].strip()
        rest = rest[cut:].lstrip()
    if rest:
        yield rest


def _last_end(pattern: re.Pattern[str], text: str) -> int:
    ends = [match.end() for match in pattern.finditer(text, 0, _CHUNK)]
    return ends[-1] if ends and ends[-1] > _CHUNK // 4 else 0
