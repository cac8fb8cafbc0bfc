"""Speech to text with PocketSphinx and its English model: words with times, from real sound.

Recognition is English only; other languages come out as the English words that sound alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from genmux.engines.base import EngineFailure
from genmux.engines.sketch.speech.hearing import RATE, Stretch, stretches
from genmux.engines.sketch.speech.pitch import voice_pitch

_PAD_SECONDS = 0.4
_PEAK = 16_000
_DITHER = 100  # digital silence between words confuses the acoustic model
_FRAME_SECONDS = 0.01
_PHRASE_PAUSE = 0.28
_VARIANT = re.compile(r"\(\d+\)$")
_MIN_LETTERS_PER_SECOND = 5.0
_MIN_COVERED = 0.5
_MIN_CONFIDENCE = 0.05
_TONAL = 0.12


@dataclass(frozen=True, slots=True)
class Heard:
    """One recognised word; times in seconds, confidence 0 to 1."""

    text: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words without a pause between them, and the pitch of their voice in Hz (0 = unvoiced)."""

    words: tuple[Heard, ...]
    pitch: float


@dataclass(frozen=True, slots=True)
class Noise:
    """A stretch of sound that is no speech; `label` is `music` or `noise`."""

    label: str
    start: float
    end: float


def listen(
    blocks: Iterable[NDArray[np.float32]], *, fast: bool = False
) -> Iterator[Phrase | Noise]:
    """What is heard in [n] mono blocks at `hearing.RATE`, as it streams by.

    `fast` searches less widely: about three times quicker, more mistakes. Raises EngineFailure
    when the recogniser is not installed.
    """
    decoder = _decoder(fast=fast)
    for stretch in stretches(blocks):
        words = _recognised(decoder, stretch)
        if _is_speech(words, stretch):
            yield from _phrases(words, stretch)
        else:
            yield Noise(_label(stretch), stretch.start, stretch.start + stretch.seconds)


def _decoder(*, fast: bool) -> Any:
    try:
        import pocketsphinx
    except ImportError as error:
        raise EngineFailure(
            "Speech to text needs the pocketsphinx package, which is not installed."
        ) from error
    wide: dict[str, Any] = {"maxhmmpf": 5000}
    narrow: dict[str, Any] = {"maxhmmpf": 1500, "fwdflat": False, "topn": 2}
    try:
        return pocketsphinx.Decoder(
            samprate=float(RATE), loglevel="FATAL", **(narrow if fast else wide)
        )
    except RuntimeError as error:
        raise EngineFailure(f"The speech recogniser could not load its model: {error}") from error


def _recognised(decoder: Any, stretch: Stretch) -> list[Heard]:
    pad = round(_PAD_SECONDS * RATE)
    sound = np.pad(stretch.samples.astype(np.float64), pad)
    sound *= _PEAK / max(1e-4, float(np.abs(sound).max()))
    sound += np.random.default_rng(len(sound)).normal(0, _DITHER, len(sound))
    decoder.start_utt()
    decoder.process_raw(sound.astype(np.int16).tobytes(), no_search=False, full_utt=True)
    decoder.end_utt()
    if decoder.hyp() is None:
        return []
    shift = stretch.start - _PAD_SECONDS
    last = stretch.start + stretch.seconds
    words: list[Heard] = []
    for segment in decoder.seg():
        text = _VARIANT.sub("", segment.word)
        if text.startswith(("<", "[", "+")):
            continue
        start = max(stretch.start, shift + segment.start_frame * _FRAME_SECONDS)
        end = min(last, shift + (segment.end_frame + 1) * _FRAME_SECONDS)
        if end > start:
            confidence = min(1.0, max(0.0, float(segment.prob)))
            words.append(Heard(_written(text), start, end, confidence))
    return words


def _is_speech(words: list[Heard], stretch: Stretch) -> bool:
    """Noise is 'recognised' too: as few, long-drawn or doubtful words. Those are not speech."""
    sound = [word for word in words if word.end - word.start < 0.45 + 0.12 * len(word.text)]
    if not sound:
        return False
    covered = sum(word.end - word.start for word in sound)
    letters = sum(len(word.text) for word in sound)
    active = max(stretch.active, 0.2)
    return (
        covered / active >= _MIN_COVERED
        and letters / max(covered, active * 0.8) >= _MIN_LETTERS_PER_SECOND
        and float(np.mean([word.confidence for word in words])) >= _MIN_CONFIDENCE
    )


def _phrases(words: list[Heard], stretch: Stretch) -> Iterator[Phrase]:
    groups: list[list[Heard]] = [[words[0]]]
    for word in words[1:]:
        if word.start - groups[-1][-1].end > _PHRASE_PAUSE:
            groups.append([])
        groups[-1].append(word)
    for group in groups:
        first = round((group[0].start - stretch.start) * RATE)
        last = round((group[-1].end - stretch.start) * RATE)
        yield Phrase(tuple(group), voice_pitch(stretch.samples[first:last], RATE))


def _label(stretch: Stretch) -> str:
    """Music has most of its power in few frequencies, noise spreads it."""
    power = np.abs(np.fft.rfft(stretch.samples[: RATE * 4])) ** 2 + 1e-12
    flatness = float(np.exp(np.log(power).mean()) / power.mean())
    return "music" if flatness < _TONAL else "noise"


def _written(word: str) -> str:
    return "I" + word[1:] if word == "i" or word.startswith("i'") else word
