"""Small real files for doubles to hand out."""

from __future__ import annotations

from functools import cache
from io import BytesIO

import av
import numpy as np
from PIL import Image


@cache
def picture(width: int = 64, height: int = 48, form: str = "PNG") -> bytes:
    """A grey ramp."""
    out = BytesIO()
    Image.fromarray(_ramp(width, height)).save(out, form)
    return out.getvalue()


@cache
def film(width: int = 64, height: int = 48, frames: int = 8) -> bytes:
    """An MP4 of a grey ramp at 8 frames per second, without sound."""
    out = BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=8)
        stream.width, stream.height = width, height
        frame = av.VideoFrame.from_ndarray(_ramp(width, height), format="rgb24")
        for number in range(frames):
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


@cache
def sound(seconds: float = 0.5) -> bytes:
    """An MP3 of a quiet sine."""
    out = BytesIO()
    with av.open(out, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=24000, layout="mono")
        samples = np.frombuffer(tone(seconds), dtype="<i2")[None, :]
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.rate = 24000
        for one in (frame, None):
            container.mux(stream.encode(one))
    return out.getvalue()


def tone(seconds: float = 0.1, rate: int = 24000) -> bytes:
    """A quiet sine as signed 16-bit samples of one channel, without a header."""
    times = np.arange(round(seconds * rate)) / rate
    return (np.sin(times * 2 * np.pi * 440) * 3000).astype("<i2").tobytes()


def _ramp(width: int, height: int) -> np.ndarray:
    line = np.linspace(0, 255, width, dtype=np.uint8)
    return line[None, :, None].repeat(height, 0).repeat(3, 2)
