"""Text to speech: marked-up text in, float32 mono samples and the times of its words out."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from genmux.engines.base import EngineFailure
from genmux.engines.sketch.speech import languages, markup, noises
from genmux.engines.sketch.speech.casting import Manner, Voice, cast_voice
from genmux.engines.sketch.speech.espeak import Session, WordMark

_WORDS_PER_MINUTE = 160
_PITCH, _RANGE = 50, 50
_FADE_SECONDS = 0.004
_AUDIBLE = 0.02
_TOKEN = re.compile(r"\S+")
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Word:
    """A spoken word; `start` and `end` in seconds."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of speech or silence; the times of its words count from its own start."""

    samples: Samples
    sample_rate: int
    words: tuple[Word, ...] = ()


def speak(
    text: str,
    voice: Voice | str,
    *,
    rate: float = 1.0,
    pitch: float = 0.0,
    language: str = "",
) -> tuple[Samples, int, list[Word]]:
    """Speaks a whole text. `rate` multiplies the usual speed, `pitch` runs from -1 to 1.

    `language` is an ISO code; empty = the voice's accent for English, else what the text looks
    like. Equal arguments give equal samples. Raises EngineFailure without the speech library.
    """
    manner = Manner(rate=rate, pitch=pitch)
    blocks: list[Samples] = []
    words: list[Word] = []
    seconds, sample_rate = 0.0, 0
    for piece in utter(text, voice, manner, language=language):
        sample_rate = piece.sample_rate
        words.extend(replace(w, start=w.start + seconds, end=w.end + seconds) for w in piece.words)
        seconds += len(piece.samples) / sample_rate
        blocks.append(piece.samples)
    return np.concatenate(blocks), sample_rate, words


def utter(
    text: str, voice: Voice | str, manner: Manner | None = None, *, language: str = ""
) -> Iterator[Piece]:
    """Speaks a text piece by piece, so that its length costs no memory; at least one piece."""
    speaker = voice if isinstance(voice, Voice) else cast_voice(voice)
    speaker = speaker.with_manner(manner) if manner else speaker
    spoken = _language(speaker, language, text)
    with Session() as session:
        rate = session.sample_rate
        pause = max(0.12, 0.28 / speaker.manner.rate) + speaker.manner.gap
        after_words = False
        for part in markup.parse(text):
            if isinstance(part, markup.Quiet):
                yield _silence(part.seconds, rate)
                after_words = False
                continue
            if isinstance(part, markup.Noise):
                yield Piece(noises.noise(part.words, rate, female=speaker.female), rate)
                continue
            if after_words:
                yield _silence(pause, rate)
            for words, own in languages.runs(part.text, spoken):
                yield _say(session, replace(part, text=words), speaker, own)
            after_words = True
        yield _silence(0.05, rate)


def _say(session: Session, line: markup.Line, speaker: Voice, language: str) -> Piece:
    manner = speaker.manner.then(line.manner)
    variant = speaker.whisper_variant if manner.whisper else speaker.variant
    for name in dict.fromkeys((language, *languages.fallbacks(language))):
        if session.use(
            f"{name}+{variant}",
            words_per_minute=round(_WORDS_PER_MINUTE * manner.rate),
            pitch=round(_PITCH + 49 * manner.pitch),
            pitch_range=round(_RANGE + manner.range),
        ):
            break
    else:
        raise EngineFailure(f"The speech library has no voice for the language {language!r}.")
    raw, marks = session.say(line.text)
    samples = _coloured(raw, session.sample_rate, manner)
    return Piece(
        samples, session.sample_rate, tuple(_words(line.text, marks, samples, session.sample_rate))
    )


def _language(speaker: Voice, code: str, text: str) -> str:
    plain = code.strip().lower()
    wanted = plain or languages.detect(text)
    if wanted in {"en", "eng"} and speaker.language:
        return speaker.language
    return languages.library_language(wanted, text)


def _coloured(raw: NDArray[np.int16], rate: int, manner: Manner) -> Samples:
    """Softens the synthesiser's buzz, clears rumble, and fades the ends so that nothing clicks."""
    if not len(raw):
        return np.zeros(0, np.float32)
    sound = raw.astype(np.float64) / 32768
    sound = signal.sosfilt(signal.butter(2, 65, "highpass", fs=rate, output="sos"), sound)
    presence = signal.sosfilt(signal.butter(1, 5200, "highpass", fs=rate, output="sos"), sound)
    body = signal.sosfilt(signal.butter(1, (180, 420), "bandpass", fs=rate, output="sos"), sound)
    sound = sound - 0.35 * presence + 0.2 * body
    level = -3.0 if manner.whisper else manner.gain
    sound *= 10 ** (level / 20)
    ramp = min(len(sound) // 2, round(_FADE_SECONDS * rate))
    if ramp:
        fade = np.linspace(0.0, 1.0, ramp)
        sound[:ramp] *= fade
        sound[-ramp:] *= fade[::-1]
    return cast("Samples", sound.astype(np.float32))


def _silence(seconds: float, rate: int) -> Piece:
    return Piece(np.zeros(round(seconds * rate), np.float32), rate)


def _words(text: str, marks: list[WordMark], samples: Samples, rate: int) -> Iterator[Word]:
    """The library marks parts of words and numbers too; here they become the words as written.

    Where it runs words together (`in the`), they share the time by their lengths.
    """
    starts: dict[tuple[int, int], float] = {}
    tokens = [match.span() for match in _TOKEN.finditer(text)]
    places = sorted({mark.position for mark in marks})
    for mark in marks:
        span = _span(text, tokens, mark, next((p for p in places if p > mark.position), len(text)))
        if span is not None:
            starts.setdefault(span, mark.seconds)
    spans = sorted(starts, key=lambda span: (starts[span], span))
    total = len(samples) / rate
    for index, span in enumerate(spans):
        start = min(starts[span], total)
        limit = min(starts[spans[index + 1]], total) if index + 1 < len(spans) else total
        end = _audible_until(samples, rate, start, limit)
        yield from _shared(text, [span, *_unmarked_after(text, tokens, span, starts)], start, end)


def _unmarked_after(
    text: str,
    tokens: list[tuple[int, int]],
    span: tuple[int, int],
    marked: dict[tuple[int, int], float],
) -> list[tuple[int, int]]:
    if span not in tokens:
        return []
    following = tokens[tokens.index(span) + 1 :]
    alone = itertools.takewhile(lambda token: token not in marked, following)
    return [
        token for token in alone if text[token[0]].isalnum() and not _is_unspaced(text[token[0]])
    ]


def _shared(text: str, spans: list[tuple[int, int]], start: float, end: float) -> Iterator[Word]:
    letters = sum(last - first for first, last in spans)
    for first, last in spans:
        share = (end - start) * (last - first) / letters
        letters -= last - first
        yield Word(text[first:last], start, start + share)
        start += share


def _span(
    text: str, tokens: list[tuple[int, int]], mark: WordMark, following: int
) -> tuple[int, int] | None:
    """The word of a mark. Without spaces a word goes on until the next mark: of two letters that
    are one word the library marks the first alone.
    """
    letter = text[mark.position : mark.position + 1]
    if letter and _is_unspaced(letter):
        joined = itertools.takewhile(_is_unspaced, text[mark.position + 1 : following])
        end = mark.position + max(1 + len(list(joined)), mark.length)
        return mark.position, min(len(text), end)
    for start, end in tokens:
        if start <= mark.position < end:
            return start, end
    return None


def _is_unspaced(letter: str) -> bool:
    """Whether it belongs to a script that writes no spaces between words."""
    return unicodedata.name(letter, "").startswith(_UNSPACED)


def _audible_until(samples: Samples, rate: int, start: float, limit: float) -> float:
    part = np.abs(samples[round(start * rate) : round(limit * rate)])
    if not len(part):
        return limit
    heard = np.nonzero(part > _AUDIBLE * max(float(part.max()), 1e-6))[0]
    end = start + (int(heard[-1]) + 1 if len(heard) else 0) / rate
    return min(limit, max(end, start + 0.02))
