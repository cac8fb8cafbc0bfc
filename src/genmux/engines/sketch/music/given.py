"""Given recordings: what they sound like, and their samples in step with a mix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from genmux.engines.base import MediaInput
from genmux.engines.sketch.music import theory
from genmux.engines.sketch.music.listen import Heard, listen
from genmux.engines.sketch.music.tones import RATE
from genmux.engines.sketch.sound.codec import Samples, read_blocks
from genmux.engines.sketch.sound.loudness import LoudnessMeter, limit_gain
from genmux.engines.sketch.sound.master import Tape

_CEILING = 0.89
_MAX_GAIN_DB = 18.0


@dataclass(frozen=True, slots=True)
class Given:
    """A recording and what was heard in it."""

    media: MediaInput
    heard: Heard

    @property
    def path(self) -> str:
        return self.media.path

    def told(self, name: str) -> str:
        """What its own record says; empty when it has none."""
        value = self.media.detail.get(name)
        return value if isinstance(value, str) else ""

    def words(self) -> list[dict[str, object]]:
        found = self.media.detail.get("words")
        return [dict(word) for word in found] if isinstance(found, list) else []


def heard(media: MediaInput) -> Given:
    """Listens to a recording; what its record says of tempo and key guides the ear."""
    bpm = media.detail.get("bpm")
    key = theory.key_of(str(media.detail.get("key") or ""))
    tempo = float(bpm) if isinstance(bpm, int | float) and 20 < bpm < 400 else 0.0
    return Given(media, listen(media.path, bpm=tempo, key=key))


def stereo(path: str, first: int = 0, last: int | None = None) -> Iterator[Samples]:
    """The recording's samples from `first` up to `last`, in blocks."""
    at = 0
    for block in read_blocks(path, RATE, 2):
        start, stop = at, at + len(block)
        at = stop
        if stop <= first:
            continue
        if last is not None and start >= last:
            return
        yield block[max(0, first - start) : None if last is None else last - start]


class Reader:
    """Takes samples of a recording in whatever portions a mix comes; silence after its end."""

    def __init__(self, blocks: Iterable[Samples]) -> None:
        self._blocks = iter(blocks)
        self._rest: Samples = np.zeros((0, 2), np.float32)

    def take(self, length: int) -> Samples:
        parts = [self._rest]
        held = len(self._rest)
        while held < length:
            block = next(self._blocks, None)
            if block is None:
                parts.append(np.zeros((length - held, 2), np.float32))
                break
            parts.append(block)
            held += len(block)
        whole = np.concatenate(parts)
        self._rest = whole[length:]
        return whole[:length]


def loudness_of(blocks: Iterable[Samples]) -> float:
    """LUFS of stereo blocks; -inf for silence."""
    meter = LoudnessMeter(RATE, 2)
    for block in blocks:
        meter.add(block)
    return meter.integrated()


def gain_to(wanted: float, measured: float) -> np.float32:
    """The factor from one loudness to another, within reason; 1 where there is nothing to hear."""
    if not (np.isfinite(wanted) and np.isfinite(measured)):
        return np.float32(1.0)
    change = min(_MAX_GAIN_DB, max(-_MAX_GAIN_DB, wanted - measured))
    return np.float32(10 ** (change / 20))


def fitted(blocks: Iterable[Samples], lufs: float, folder: str) -> Samples:
    """New material as one array at a given loudness, its peaks held; `folder` takes a tape."""
    with Tape(folder, RATE, 2) as tape:
        meter = LoudnessMeter(RATE, 2)
        for block in blocks:
            tape.append(block)
            meter.add(block)
        made = tape.read(0, len(tape)) * gain_to(lufs, meter.integrated())
    return np.asarray(made * limit_gain(made, RATE, _CEILING)[:, None], dtype=np.float32)


def crossed(before: Samples, after: Samples) -> Samples:
    """One sound into another over their common length, equally loud all the way."""
    size = min(len(before), len(after))
    ramp = np.linspace(0, np.pi / 2, size, dtype=np.float32)[:, None]
    return np.asarray(before[:size] * np.cos(ramp) + after[:size] * np.sin(ramp))
