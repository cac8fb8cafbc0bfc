"""Sound files in and out through PyAV: float32 samples of shape [n, channels] on our side.

Files carry no dates, serial numbers or library versions, so that equal samples make equal bytes.
Long files are read and written in blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self, cast

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from genmux.engines.base import EngineFailure

Samples = NDArray[np.float32]

_BITEXACT = 1 << 23  # AV_CODEC_FLAG_BITEXACT, which PyAV has no name for
_READ_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class _Kind:
    muxer: str
    codec: str
    sample_format: str
    extension: str
    mime: str
    rates: tuple[int, ...] = ()
    """the rates that the codec knows; empty = any"""
    lossy: bool = False


_MP3_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
_AAC_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000)
_KINDS = {
    "mp3": _Kind("mp3", "libmp3lame", "fltp", "mp3", "audio/mpeg", _MP3_RATES, lossy=True),
    "wav": _Kind("wav", "pcm_s16le", "s16", "wav", "audio/wav"),
    "pcm": _Kind("s16le", "pcm_s16le", "s16", "pcm", "audio/pcm"),
    "ulaw": _Kind("mulaw", "pcm_mulaw", "s16", "ulaw", "audio/basic"),
    "alaw": _Kind("alaw", "pcm_alaw", "s16", "alaw", "audio/x-alaw-basic"),
    "opus": _Kind(
        "ogg", "libopus", "flt", "opus", "audio/ogg", (8000, 12000, 16000, 24000, 48000), lossy=True
    ),
    "flac": _Kind("flac", "flac", "s16", "flac", "audio/flac"),
    "m4a": _Kind("ipod", "aac", "fltp", "m4a", "audio/mp4", _AAC_RATES, lossy=True),
}
FORMATS = frozenset(_KINDS)


def extension(fmt: str) -> str:
    return _kind(fmt).extension


def mime_type(fmt: str) -> str:
    return _kind(fmt).mime


def is_lossy(fmt: str) -> bool:
    """Whether decoding may overshoot the peaks that were encoded."""
    return _kind(fmt).lossy


class AudioWriter:
    """Writes one sound file block by block; use as a context manager.

    `sample_rate` is that of the samples given; `file_rate` (0 = the same) that of the file, taken
    to the nearest rate the codec knows. `bitrate` is in bits per second, 0 = the codec's usual one.
    `quick` takes a third less time for mp3; its sound loses a little.
    Raises EngineFailure for a format that is not in `FORMATS`.
    """

    def __init__(
        self,
        path: str,
        sample_rate: int,
        fmt: str,
        *,
        bitrate: int = 0,
        channels: int = 1,
        comment: str = "",
        file_rate: int = 0,
        quick: bool = False,
    ) -> None:
        kind = _kind(fmt)
        self.fmt = fmt
        self.channels = min(2, max(1, channels))
        self.sample_rate = sample_rate
        self.file_rate = _nearest(file_rate or sample_rate, kind.rates)
        self._layout = "stereo" if self.channels == 2 else "mono"
        options = {"fflags": "+bitexact"}
        self._container = av.open(path, "w", format=kind.muxer, options=options)
        if comment:
            self._container.metadata["comment"] = comment
        effort = {"compression_level": "7"} if quick and kind.codec == "libmp3lame" else {}
        stream = self._container.add_stream(
            kind.codec, rate=self.file_rate, layout=self._layout, options=effort
        )
        self._stream = cast("AudioStream", stream)
        context = self._stream.codec_context
        context.format = av.AudioFormat(kind.sample_format)
        context.flags |= _BITEXACT
        if kind.lossy:
            context.bit_rate = bitrate or 128_000
        context.open()
        self._resampler = AudioResampler(
            format=kind.sample_format,
            layout=self._layout,
            rate=self.file_rate,
            frame_size=context.frame_size or None,
        )
        self._written = 0

    def write(self, samples: Samples) -> None:
        """Adds [n] or [n, channels] samples in -1..1; mono is spread, stereo folded, as needed."""
        block = _fit_channels(np.asarray(samples, dtype=np.float32), self.channels)
        for start in range(0, len(block), self.sample_rate):
            part = np.ascontiguousarray(block[start : start + self.sample_rate].T)
            frame = av.AudioFrame.from_ndarray(part, format="fltp", layout=self._layout)
            frame.sample_rate = self.sample_rate
            frame.pts = self._written
            self._written += part.shape[1]
            self._mux(self._resampler.resample(frame))

    def close(self) -> None:
        if self._written:
            self._mux(self._resampler.resample(None))
        self._container.mux(self._stream.encode(None))
        self._container.close()

    def _mux(self, frames: list[av.AudioFrame]) -> None:
        for frame in frames:
            self._container.mux(self._stream.encode(frame))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self._container.close()


def read_blocks(path: str, sample_rate: int, channels: int) -> Iterator[Samples]:
    """The first sound track of an audio or video file, in blocks of at most ten seconds.

    `sample_rate` 0 and `channels` 0 keep the file's own (at most two channels). Packets that do
    not decode are left out. Raises EngineFailure when there is no sound track to read.
    """
    try:
        container = av.open(path, metadata_errors="ignore")
    except (av.FFmpegError, OSError) as error:
        raise EngineFailure(f"The sound file could not be read: {error}") from error
    with container:
        if not container.streams.audio:
            raise EngineFailure("The file that was given has no sound track.")
        stream = container.streams.audio[0]
        rate = sample_rate or stream.rate or 44_100
        # The library folds float stereo to mono 3 dB too loud, so channels are fitted here.
        own = min(2, stream.channels or 1)
        layout = "stereo" if own == 2 else "mono"
        resampler = AudioResampler(format="flt", layout=layout, rate=rate)
        for block in _batched(_decoded(container, stream, resampler, rate, own), rate):
            yield _fit_channels(block, channels or own)


def read_audio(path: str, sample_rate: int, channels: int, *, max_seconds: float = 0.0) -> Samples:
    """The whole sound track as float32 [n, channels]; at most `max_seconds` of it when not 0."""
    blocks: list[Samples] = []
    left = round(max_seconds * sample_rate) if max_seconds else None
    for block in read_blocks(path, sample_rate, channels):
        blocks.append(block if left is None else block[:left])
        if left is not None:
            left -= len(block)
            if left <= 0:
                break
    if not blocks:
        return np.zeros((0, channels or 1), dtype=np.float32)
    return np.concatenate(blocks)


def _decoded(
    container: av.container.InputContainer,
    stream: AudioStream,
    resampler: AudioResampler,
    rate: int,
    channels: int,
) -> Iterator[Samples]:
    first = True
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except av.FFmpegError:
            continue
        for frame in frames:
            if first and container.streams.video and frame.time:
                # a sound track that starts after the picture keeps its place in time
                yield np.zeros((round(min(frame.time, 60.0) * rate), channels), dtype=np.float32)
            first = False
            frame.pts = None
            yield from (_interleaved(part, channels) for part in resampler.resample(frame))
    if not first:
        yield from (_interleaved(part, channels) for part in resampler.resample(None))


def _interleaved(frame: av.AudioFrame, channels: int) -> Samples:
    return cast("Samples", frame.to_ndarray()).reshape(-1, channels)


def _batched(parts: Iterator[Samples], rate: int) -> Iterator[Samples]:
    waiting: list[Samples] = []
    held = 0
    for part in parts:
        waiting.append(part)
        held += len(part)
        if held >= rate * _READ_SECONDS:
            yield np.concatenate(waiting)
            waiting, held = [], 0
    if held:
        yield np.concatenate(waiting)


def _fit_channels(samples: Samples, channels: int) -> Samples:
    block = samples[:, None] if samples.ndim == 1 else samples
    if block.shape[1] == channels:
        return block
    mono = block.mean(axis=1, dtype=np.float32, keepdims=True)
    return np.repeat(mono, channels, axis=1)


def _nearest(rate: int, known: tuple[int, ...]) -> int:
    if not known or rate in known:
        return rate
    return min(known, key=lambda candidate: abs(candidate - rate))


def _kind(fmt: str) -> _Kind:
    try:
        return _KINDS[fmt]
    except KeyError:
        raise EngineFailure(
            f"The sound format {fmt!r} is not one of {', '.join(sorted(_KINDS))}."
        ) from None
