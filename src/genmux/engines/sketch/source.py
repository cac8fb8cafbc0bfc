"""Reading given videos and sounds through PyAV, one frame or one chunk at a time."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, cast

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation

from genmux.engines.base import EngineFailure
from genmux.engines.sketch.film import SAMPLE_RATE, rate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from numpy.typing import NDArray

    from genmux.engines.sketch.film import Frame, Samples


@dataclass(frozen=True, slots=True)
class Source:
    """A given video file, read frame by frame."""

    path: str
    seconds: float
    fps: float
    has_audio: bool
    width: int
    height: int

    def frames(
        self, size: tuple[int, int], fps: Fraction, *, start: float = 0.0, crop: bool = True
    ) -> Iterator[Frame]:
        """Frames at `fps` from second `start`, upright, scaled to cover `size` and cropped to it.

        Without `crop` they are scaled to exactly `size`, whatever that does to their ratio, and an
        upright film's come in two dimensions as `planes` tells: nothing is lost on the way.
        """
        wanted = 0
        held: av.VideoFrame | None = None
        try:
            with av.open(self.path, options={"protocol_whitelist": "file"}) as file:
                stream = file.streams.video[0]
                stream.codec_context.thread_count = 1
                origin: float | None = None
                for frame in file.decode(stream):
                    if origin is None:
                        origin = frame.time or 0.0
                    moment = (frame.time or 0.0) - origin - start
                    while held is not None and float(wanted / fps) < moment - 1e-4:
                        yield _shown(held, size, crop=crop)
                        wanted += 1
                    held = frame
        except (av.FFmpegError, IndexError) as error:
            if held is None:
                raise EngineFailure("a video of the input cannot be read") from error
        length = max(self.seconds - start, 1 / float(fps))
        while held is not None and (wanted == 0 or float(wanted / fps) < length - 1e-4):
            yield _shown(held, size, crop=crop)
            wanted += 1

    def last_frame(self, size: tuple[int, int]) -> Frame:
        """The frame that a continuation starts from."""
        start = max(0.0, self.seconds - 0.4)
        ending = deque(self.frames(size, rate(self.fps or 24), start=start), maxlen=1)
        if not ending:
            raise EngineFailure("a video of the input has no frame that can be shown")
        return ending.pop()


def _shown(frame: av.VideoFrame, size: tuple[int, int], *, crop: bool) -> Frame:
    width, height = frame.width, frame.height
    turns = round(frame.rotation / 90) % 4
    target = (size[1], size[0]) if turns % 2 else size
    scale = max(target[0] / width, target[1] / height)
    scaled = (max(target[0], round(width * scale)), max(target[1], round(height * scale)))
    if not crop and not turns:
        return _whole(frame, size)
    if not crop:
        scaled = target
    picture = frame.reformat(
        width=scaled[0], height=scaled[1], format="rgb24", interpolation=Interpolation.LANCZOS
    ).to_ndarray()
    left, top = (scaled[0] - target[0]) // 2, (scaled[1] - target[1]) // 2
    picture = picture[top : top + target[1], left : left + target[0]]
    return cast("Frame", np.ascontiguousarray(np.rot90(picture, turns)) if turns else picture)


def _whole(frame: av.VideoFrame, size: tuple[int, int]) -> Frame:
    flat = frame.reformat(
        width=size[0],
        height=size[1],
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
        interpolation=Interpolation.LANCZOS,
    )
    return cast("Frame", flat.to_ndarray())


def samples_of(path: str, *, seconds: float | None = None) -> Iterator[Samples]:
    """The sound of a file as stereo at 48 kHz, in chunks; nothing when it has none."""
    resampler = av.AudioResampler(format="fltp", layout="stereo", rate=SAMPLE_RATE)
    left = None if seconds is None else round(seconds * SAMPLE_RATE)
    try:
        with av.open(path, options={"protocol_whitelist": "file"}) as file:
            if not file.streams.audio:
                return
            for frame in chain(file.decode(file.streams.audio[0]), (None,)):
                for piece in resampler.resample(frame):
                    chunk = np.ascontiguousarray(piece.to_ndarray().T[:left])
                    if left is not None:
                        left -= len(chunk)
                    yield cast("Samples", chunk)
                    if left == 0:
                        return
    except av.FFmpegError as error:
        raise EngineFailure("a sound of the input cannot be read") from error


def loudness(path: str, fps: Fraction, frames: int) -> NDArray[np.float32]:
    """How loud the sound is during each frame, 0 to 1, relative to its own loud passages."""
    squares = np.zeros(frames)
    counts = np.zeros(frames)
    heard = 0
    for chunk in samples_of(path):
        at = ((heard + np.arange(len(chunk))) * float(fps) / SAMPLE_RATE).astype(np.int64)
        inside = at < frames
        power = (chunk[inside] ** 2).mean(axis=1)
        squares += np.bincount(at[inside], power, frames)[:frames]
        counts += np.bincount(at[inside], minlength=frames)[:frames]
        heard += len(chunk)
        if heard * float(fps) / SAMPLE_RATE >= frames:
            break
    level = np.sqrt(squares / np.maximum(counts, 1))
    loud = float(np.percentile(level, 95)) if frames else 0.0
    return np.clip(level / max(loud, 1e-4), 0.0, 1.0).astype(np.float32)
