"""Writing moving pictures through PyAV, one frame at a time; `source` reads them.

A frame is uint8: RGB of shape [height, width, 3], or in two dimensions as `planes` makes it; sound
is float32 of shape [n, 2] at 48 kHz. One encoder thread makes the same bytes on every machine, and
two save only a tenth of the time at 720p.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, Any

import av
import numpy as np
from av.video.reformatter import Colorspace, Interpolation
from numpy.typing import NDArray

from genmux.engines.base import EngineFailure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from av.audio.stream import AudioStream
    from av.container import OutputContainer
    from av.video.stream import VideoStream

    from genmux.engines.base import Progress

Frame = NDArray[np.uint8]
Samples = NDArray[np.float32]

SAMPLE_RATE = 48_000
_AAC_FRAME = 1024
_STEADY = "mbtree=0"
"""x264's macroblock tree with its SIMD code gave several results for equal small frames: at 96x64,
27 of 60 runs differed from the rest; without the tree, or without SIMD, none did"""
_BT709 = 1
_MPEG_RANGE = 1


@dataclass(frozen=True, slots=True)
class FilmSpec:
    """What a film file must be. `width` and `height` are even: 4:2:0 cannot hold an odd side."""

    path: Path
    width: int
    height: int
    fps: Fraction
    frames: int
    comment: str

    @property
    def seconds(self) -> float:
        return float(self.frames / self.fps)


def rate(fps: float) -> Fraction:
    """The exact rate behind a rounded one: 29.97 is 30000/1001."""
    whole = round(fps * 1.001)
    if abs(whole / 1.001 - fps) < 0.002 and abs(fps - round(fps)) > 0.002:
        return Fraction(whole * 1000, 1001)
    return Fraction(fps).limit_denominator(1000)


class _Writer:
    """One file that is being encoded."""

    def __init__(self, spec: FilmSpec, *, with_sound: bool) -> None:
        self._spec = spec
        options = {"movflags": "+faststart", "fflags": "+bitexact"}
        kind = "mov" if spec.path.suffix == ".mov" else "mp4"
        self._file: OutputContainer = av.open(str(spec.path), "w", format=kind, options=options)
        self._file.metadata["comment"] = spec.comment
        self._film = self._add_film()
        self._sound = self._add_sound() if with_sound else None
        self._written = 0
        self._heard = 0

    def _add_film(self) -> VideoStream:
        large = self._spec.width * self._spec.height > 2_500_000
        options = {
            "preset": "superfast" if large else "veryfast",
            "crf": "20",
            "profile": "high",
            "flags": "+bitexact",
            "x264-params": _STEADY,
        }
        stream = self._file.add_stream("libx264", rate=self._spec.fps, options=options)
        context: Any = stream.codec_context
        context.width, context.height = self._spec.width, self._spec.height
        context.pix_fmt = "yuv420p"
        context.thread_count = 1
        context.gop_size = max(1, round(self._spec.fps * 2))
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        context.color_range = _MPEG_RANGE
        return stream

    def _add_sound(self) -> AudioStream:
        stream = self._file.add_stream("aac", rate=SAMPLE_RATE, options={"flags": "+bitexact"})
        stream.codec_context.layout = "stereo"
        stream.codec_context.bit_rate = 160_000
        return stream

    def add_frame(self, frame: Frame) -> None:
        layout = "rgb24" if frame.ndim == 3 else "yuv420p"
        picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format=layout)
        picture = picture.reformat(
            width=self._spec.width,
            height=self._spec.height,
            format="yuv420p",
            src_colorspace=Colorspace.ITU709,
            dst_colorspace=Colorspace.ITU709,
            interpolation=Interpolation.BICUBIC,
        )
        picture.pts = self._written
        picture.time_base = 1 / self._spec.fps
        self._written += 1
        self._file.mux(self._film.encode(picture))

    def add_samples(self, samples: Samples) -> None:
        assert self._sound is not None
        planes = np.ascontiguousarray(np.clip(samples, -1.0, 1.0).T, dtype=np.float32)
        sound = av.AudioFrame.from_ndarray(planes, format="fltp", layout="stereo")
        sound.sample_rate = SAMPLE_RATE
        sound.pts = self._heard
        sound.time_base = Fraction(1, SAMPLE_RATE)
        self._heard += len(samples)
        self._file.mux(self._sound.encode(sound))

    def finish(self) -> None:
        self._file.mux(self._film.encode(None))
        if self._sound is not None:
            self._file.mux(self._sound.encode(None))

    def close(self) -> None:
        self._file.close()


def write_film(
    specs: Iterable[FilmSpec],
    frames: Iterator[tuple[Frame, ...]],
    sound: Iterable[Samples] | None,
    report: Progress,
) -> None:
    """Encodes one film per spec from tuples with one frame for each, all with the same sound.

    A short run of frames is filled with its last one, a long one is cut; sound likewise, with
    silence. Frames of another size are scaled. Memory holds one frame of each film.
    """
    with ExitStack() as stack:
        writers = []
        for spec in specs:
            writer = _Writer(spec, with_sound=sound is not None)
            stack.callback(writer.close)
            writers.append((spec, writer))
        first = writers[0][0]
        packets = None if sound is None else _packets(sound, round(first.seconds * SAMPLE_RATE))
        heard = 0
        last: tuple[Frame, ...] | None = None
        for number in range(first.frames):
            last = next(frames, last)
            if last is None:
                raise EngineFailure("a video of the input has no frame that can be shown")
            for (_, writer), frame in zip(writers, last, strict=True):
                writer.add_frame(frame)
            while packets and heard <= (number + 1) / first.fps * SAMPLE_RATE:
                samples = next(packets, None)
                if samples is None:
                    break
                heard += len(samples)
                for _, writer in writers:
                    writer.add_samples(samples)
            report((number + 1) / first.frames)
        for samples in packets or ():
            for _, writer in writers:
                writer.add_samples(samples)
        for _, writer in writers:
            writer.finish()


def _packets(sound: Iterable[Samples], total: int) -> Iterator[Samples]:
    """`sound` cut into encoder frames, `total` samples in all, silence after its end."""
    silence = np.zeros((_AAC_FRAME, 2), np.float32)
    held = silence[:0]
    given = 0
    for chunk in chain(sound, _forever(silence)):
        held = np.concatenate([held, chunk]) if len(held) else chunk
        while len(held) >= _AAC_FRAME or given + len(held) >= total:
            packet, held = held[: min(_AAC_FRAME, total - given)], held[_AAC_FRAME:]
            if not len(packet):
                return
            given += len(packet)
            yield packet


def _forever(chunk: Samples) -> Iterator[Samples]:
    while True:
        yield chunk
