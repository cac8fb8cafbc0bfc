"""Where in a sound somebody may be speaking: stretches of speech, found as the sound streams by."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
FRAME = 480  # 30 ms, what the voice activity detector takes
_FRAME_SECONDS = FRAME / RATE
_START_WINDOW, _START_SHARE = 8, 0.6
_END_WINDOW, _END_SHARE = 16, 0.15
_BEFORE = 8
_LONGEST = round(18.0 / _FRAME_SECONDS)
_CUT_FROM = round(10.0 / _FRAME_SECONDS)
_AUDIBLE_DB = -52.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """Mono samples at `RATE` from `start` seconds on, and how much of it sounds like a voice."""

    start: float
    samples: NDArray[np.float32]
    active: float

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE


def stretches(blocks: Iterable[NDArray[np.float32]]) -> Iterator[Stretch]:
    """Cuts [n] blocks at `RATE` into stretches with sound, never longer than about 18 s each."""
    from pocketsphinx import Vad

    detector = Vad(Vad.MEDIUM_STRICT, RATE, _FRAME_SECONDS)
    waiting: deque[tuple[NDArray[np.float32], bool]] = deque(maxlen=_BEFORE + _START_WINDOW)
    taken: list[tuple[NDArray[np.float32], bool]] = []
    index = 0
    for frame in _frames(blocks):
        active = _audible(frame) and bool(detector.is_speech(_as_bytes(frame)))
        index += 1
        if not taken:
            waiting.append((frame, active))
            recent = list(waiting)[-_START_WINDOW:]
            if _share(recent) >= _START_SHARE:
                taken = list(waiting)
                waiting.clear()
            continue
        taken.append((frame, active))
        if _share(taken[-_END_WINDOW:]) <= _END_SHARE:
            yield _stretch(taken, index)
            taken = []
        elif len(taken) >= _LONGEST:
            cut = _quietest(taken)
            yield _stretch(taken[:cut], index - len(taken) + cut)
            taken = taken[cut:]
    if taken:
        yield _stretch(taken, index)


def _frames(blocks: Iterable[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
    rest = np.zeros(0, np.float32)
    for block in blocks:
        joined = np.concatenate((rest, block))
        whole = len(joined) // FRAME * FRAME
        yield from joined[:whole].reshape(-1, FRAME)
        rest = joined[whole:]
    if len(rest):
        yield np.pad(rest, (0, FRAME - len(rest)))


def _stretch(taken: list[tuple[NDArray[np.float32], bool]], end: int) -> Stretch:
    samples = np.concatenate([frame for frame, _ in taken])
    active = sum(active for _, active in taken) * _FRAME_SECONDS
    return Stretch((end - len(taken)) * _FRAME_SECONDS, samples, active)


def _quietest(taken: list[tuple[NDArray[np.float32], bool]]) -> int:
    """Where to cut what has no pause: in the quietest 90 ms of its later part."""
    levels = np.array([float((frame**2).mean()) for frame, _ in taken])
    smooth = np.convolve(levels, np.ones(3) / 3, "same")
    return _CUT_FROM + int(smooth[_CUT_FROM:].argmin())


def _share(frames: list[tuple[NDArray[np.float32], bool]]) -> float:
    return sum(active for _, active in frames) / max(1, len(frames))


def _audible(frame: NDArray[np.float32]) -> bool:
    return bool((frame**2).mean() > 10 ** (_AUDIBLE_DB / 10))


def _as_bytes(frame: NDArray[np.float32]) -> bytes:
    return (np.clip(frame, -1, 1) * 32767).astype(np.int16).tobytes()
