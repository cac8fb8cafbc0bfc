"""Small files of every type that can carry content credentials, made on the spot."""

from __future__ import annotations

import wave
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
from PIL import Image

PICTURES = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}
FILMS = {"video/mp4": "mp4", "video/quicktime": "mov"}
SOUNDS = {"audio/mpeg": ("mp3", "libmp3lame"), "audio/mp4": ("m4a", "aac")}
COMMENT = "a comment that must stay"
FRAMES = 12


def sample(folder: Path, mime: str, seed: int = 0) -> Path:
    """A file of that type; another seed, other content."""
    if mime in PICTURES:
        path = folder / f"picture-{seed}.{PICTURES[mime]}"
        pixels = np.random.default_rng(seed).integers(0, 255, (48, 64, 3), np.uint8)
        Image.fromarray(pixels).save(path)
    elif mime in FILMS:
        path = folder / f"film-{seed}.{FILMS[mime]}"
        _film(path, seed)
    elif mime == "audio/wav":
        path = folder / f"sound-{seed}.wav"
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, 16_000, 0, "NONE", ""))
            file.writeframes(np.random.default_rng(seed).bytes(32_000))
    else:
        ending, codec = SOUNDS[mime]
        path = folder / f"sound-{seed}.{ending}"
        _sound(path, codec, seed)
    return path


def _film(path: Path, seed: int) -> None:
    random = np.random.default_rng(seed)
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as file:
        file.metadata["comment"] = COMMENT
        stream = file.add_stream("libx264", rate=12)
        stream.width, stream.height, stream.pix_fmt = 128, 96, "yuv420p"
        for number in range(FRAMES):
            pixels = random.integers(0, 255, (96, 128, 3), np.uint8)
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 12)
            file.mux(stream.encode(frame))
        file.mux(stream.encode())


def _sound(path: Path, codec: str, seed: int) -> None:
    random = np.random.default_rng(seed)
    with av.open(str(path), "w") as file:
        file.metadata["comment"] = COMMENT
        stream = cast("av.AudioStream", file.add_stream(codec, rate=44_100))
        stream.layout = "mono"
        for number in range(20):
            data = random.uniform(-0.2, 0.2, (1, 1152)).astype(np.float32)
            frame = av.AudioFrame.from_ndarray(data, format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 44_100, number * 1152
            frame.time_base = Fraction(1, 44_100)
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
