"""The last step of a sound: samples wait on a tape, then leave measured, limited and encoded."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from genmux.engines.base import Progress, RenderedFile, Work
from genmux.engines.sketch.sound import codec
from genmux.engines.sketch.sound.codec import AudioWriter, Samples
from genmux.engines.sketch.sound.loudness import (
    LoudnessMeter,
    limit_gain,
    limiter_margin,
    quick_peak,
)

SPEECH_LUFS = -14.0
_BLOCK_SECONDS = 8
_MAX_GAIN_DB = 36.0
_MAX_MAKE_UP_DB = 12.0
_CLOSE_DB = 0.3
# The file as decoded must stay below -1 dB true peak.
_PEAK_DB = -1.1
_CEILING_DB = -1.5
_TRIES = 5


class Tape:
    """Float32 [n, channels] samples on disk, so that an hour of speech costs no memory.

    The file has no name, so nothing is left behind whatever happens.
    """

    def __init__(self, folder: str, sample_rate: int, channels: int) -> None:
        self.sample_rate = sample_rate
        self.channels = channels
        self._length = 0
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by __exit__

    def __len__(self) -> int:
        return self._length

    @property
    def seconds(self) -> float:
        return self._length / self.sample_rate

    def append(self, samples: Samples) -> None:
        """Adds [n, channels] samples, or mono [n] ones to a tape of one channel."""
        block = np.ascontiguousarray(samples, dtype=np.float32).reshape(-1, self.channels)
        self._file.seek(0, 2)
        self._file.write(block.tobytes())
        self._length += len(block)

    def silence(self, seconds: float) -> None:
        self.append(np.zeros((round(seconds * self.sample_rate), self.channels), np.float32))

    def read(self, start: int, stop: int) -> Samples:
        start, stop = max(0, start), min(self._length, stop)
        width = 4 * self.channels
        self._file.seek(start * width)
        data = self._file.read(max(0, stop - start) * width)
        return np.frombuffer(data, np.float32).reshape(-1, self.channels)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()


def comment(work: Work) -> str:
    """What the metadata of every file says."""
    return f"Genmux sketch draft for {work.model}, seed {work.seed}"


def open_result(
    work: Work, name: str, sample_rate: int, channels: int, *, quick: bool = False
) -> tuple[AudioWriter, RenderedFile]:
    """A writer for the result file in the form that `work.shape` asks for, and its description.

    `sample_rate` and `channels` are those of the samples, used where the shape leaves it open;
    `quick` encodes faster, for tasks with many files.
    """
    shape = work.shape
    fmt = shape.format if shape.format in codec.FORMATS else "mp3"
    file_name = f"{name}.{codec.extension(fmt)}"
    path = str(Path(work.out_dir) / file_name)
    writer = AudioWriter(
        path,
        sample_rate,
        fmt,
        bitrate=shape.bitrate,
        channels=shape.channels or channels,
        comment=comment(work),
        file_rate=shape.sample_rate or sample_rate,
        quick=quick,
    )
    return writer, RenderedFile(path, file_name, codec.mime_type(fmt))


def finish(
    work: Work,
    tape: Tape,
    name: str,
    report: Progress,
    *,
    lufs: float,
    max_over_db: float = 24.0,
) -> RenderedFile:
    """Encodes the tape at `lufs` with its true peak under -1 dB; `report` gets 0.0 to 1.0.

    The limiter takes at most `max_over_db` off: short knocks stay knocks, if less loud.
    """
    ceiling_db = _CEILING_DB
    for _ in range(_TRIES):
        writer, file = open_result(work, name, tape.sample_rate, tape.channels)
        ceiling = 10 ** (ceiling_db / 20)
        with writer:
            gain = _gain_to(tape, lufs, ceiling, max_over_db)
            for done, block in _limited(tape, gain, ceiling):
                writer.write(block)
                report(done)
        if not codec.is_lossy(writer.fmt):
            break
        over = _decoded_peak_db(file.path) - _PEAK_DB
        if over <= 0:
            break
        ceiling_db -= over + 0.2
    return file


def _decoded_peak_db(path: str) -> float:
    """What an encoder made of the peaks: it may well overshoot those it was given."""
    peak = max((quick_peak(block) for block in codec.read_blocks(path, 0, 0)), default=0.0)
    return float(20 * np.log10(max(peak, 1e-9)))


def _gain_to(tape: Tape, lufs: float, ceiling: float, max_over_db: float) -> float:
    """The gain that gives `lufs` after limiting, as far as limiting by a few dB can."""
    plain, peak = _measured(tape, 1.0, None)
    if not np.isfinite(plain) or peak <= 0:
        return 1.0
    most = ceiling / peak * 10 ** (max_over_db / 20)
    gain = min(most, float(10 ** (min(_MAX_GAIN_DB, lufs - plain) / 20)))
    made_up = 0.0
    for _ in range(_TRIES):
        # more gain is limited more, so one step never makes up for all that the limiter took
        lost = min(lufs - _measured(tape, gain, ceiling)[0], _MAX_MAKE_UP_DB - made_up)
        if lost < _CLOSE_DB or gain >= most:
            break
        made_up += lost
        gain = min(most, gain * float(10 ** (lost / 20)))
    return gain


def _measured(tape: Tape, gain: float, ceiling: float | None) -> tuple[float, float]:
    """Loudness in LUFS and the highest sample."""
    meter = LoudnessMeter(tape.sample_rate, tape.channels)
    peak = 0.0
    for _, block in _limited(tape, gain, ceiling):
        meter.add(block)
        peak = max(peak, float(np.abs(block).max()))
    return meter.integrated(), peak


def _limited(tape: Tape, gain: float, ceiling: float | None) -> Iterator[tuple[float, Samples]]:
    """The tape in blocks, with the share that is done; no ceiling, no limiter."""
    step = _BLOCK_SECONDS * tape.sample_rate
    margin = limiter_margin(tape.sample_rate)
    for start in range(0, len(tape), step):
        stop = min(len(tape), start + step)
        before = min(margin, start)
        block = tape.read(start - before, stop + margin) * np.float32(gain)
        if ceiling is not None:
            block = block * limit_gain(block, tape.sample_rate, ceiling)[:, None].astype(np.float32)
        yield stop / len(tape), block[before : before + stop - start]
