"""The picture that stands for a file: itself made small, its first frame, or its wave."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageDraw, ImageOps

_QUALITY = 82
_SHEET = (480, 300)
_BARS = 72
_RATE = 8000
_PAPER, _INK = (237, 234, 225), (13, 100, 84)


def small(path: Path, to: Path, size: tuple[int, int]) -> None:
    """The picture, cropped to `size`; what is see-through lies on chequered paper."""
    with Image.open(path) as file:
        picture = ImageOps.fit(file.convert("RGBA"), size, Image.Resampling.LANCZOS)
    rows, columns = np.indices((size[1], size[0])) // 12
    ground = np.where((rows + columns) % 2, 216, 240).astype(np.uint8)
    sheet = Image.merge("RGB", [Image.fromarray(ground)] * 3)
    sheet.paste(picture, (0, 0), picture)
    sheet.save(to, "WEBP", quality=_QUALITY)


def first_frame(path: Path, to: Path) -> None:
    with av.open(str(path)) as film:
        frame = next(film.decode(film.streams.video[0]))
        picture = Image.fromarray(frame.to_ndarray(format="rgb24"))
        picture.save(to, "WEBP", quality=_QUALITY)


def from_sound(path: Path, to: Path) -> None:
    """How loud it is over time, as bars around the middle."""
    with av.open(str(path)) as file:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=_RATE)
        pieces = [
            piece.to_ndarray()[0]
            for frame in file.decode(file.streams.audio[0])
            for piece in resampler.resample(frame)
        ]
    samples = np.abs(np.concatenate(pieces).astype(np.float64)) if pieces else np.zeros(_BARS)
    edges = np.linspace(0, len(samples), _BARS + 1).astype(np.int64)
    loud = np.array([samples[a : max(b, a + 1)].mean() for a, b in zip(edges, edges[1:])])  # noqa: B905,RUF007
    loud = loud / max(float(loud.max()), 1.0)
    width, height = _SHEET
    sheet = Image.new("RGB", _SHEET, _PAPER)
    draw = ImageDraw.Draw(sheet)
    step = (width - 48) / _BARS
    for number, share in enumerate(loud):
        half = max(2.0, float(share) ** 0.7 * height * 0.36)
        left = 24 + number * step
        box = (left, height / 2 - half, left + step * 0.62, height / 2 + half)
        draw.rounded_rectangle(box, radius=2, fill=_INK)
    sheet.save(to, "WEBP", quality=90)
