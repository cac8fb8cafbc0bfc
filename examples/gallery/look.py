"""Pictures of what cannot be seen at once: frames of films, waves and spectra of sounds."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageDraw
from scipy import signal

from genmux.engines.sketch.sound.codec import read_audio

_THUMB = 480
_FRAMES = 6
_RATE = 22_050
_SOUND = (720, 220)
_LOWEST_DB = -70.0


def thumbnail(path: Path, to: Path) -> Path:
    """A small copy; what is see-through lies on a chequered ground."""
    with Image.open(path) as file:
        picture = file.convert("RGBA")
    picture.thumbnail((_THUMB, _THUMB), Image.Resampling.LANCZOS)
    rows, columns = np.indices((picture.height, picture.width)) // 12
    ground = np.where((rows + columns) % 2, 214, 244).astype(np.uint8)
    sheet = Image.merge("RGB", [Image.fromarray(ground)] * 3)
    sheet.paste(picture, (0, 0), picture)
    sheet.save(to, quality=88)
    return to


def frames(path: Path, to: Path) -> Path:
    """Six moments of a film in two rows, from its first frame to its last."""
    with av.open(str(path)) as film:
        stream = film.streams.video[0]
        total = stream.frames or 1
        wanted = {round(n * (total - 1) / (_FRAMES - 1)) for n in range(_FRAMES)}
        height = 150
        width = max(2, round(height * stream.width / stream.height))
        pictures = [
            Image.fromarray(frame.to_ndarray(format="rgb24", width=width, height=height))
            for number, frame in enumerate(film.decode(stream))
            if number in wanted
        ]
    sheet = Image.new("RGB", (3 * (width + 4) - 4, 2 * (height + 4) - 4), (255, 255, 255))
    for number, picture in enumerate(pictures):
        sheet.paste(picture, (number % 3 * (width + 4), number // 3 * (height + 4)))
    sheet.save(to, quality=88)
    return to


def sound(path: Path, to: Path) -> Path | None:
    """The wave above its spectrum up to 8 kHz; None where the file has no sound."""
    samples = read_audio(str(path), _RATE, 1)[:, 0]
    if not len(samples):
        return None
    width, height = _SOUND
    sheet = Image.new("RGB", (width, height), (250, 250, 248))
    draw = ImageDraw.Draw(sheet)
    middle = height // 4
    edges = np.linspace(0, len(samples), width + 1).astype(np.int64)
    for x in range(width):
        part = samples[edges[x] : max(edges[x] + 1, edges[x + 1])]
        top, low = float(part.max()), float(part.min())
        draw.line((x, middle - top * middle, x, middle - low * middle), fill=(38, 92, 150))
    size = min(1024, len(samples))
    _, _, power = signal.spectrogram(samples, _RATE, nperseg=size, noverlap=size // 2)
    power = power[: max(2, round(len(power) * 8000 / (_RATE / 2)))]
    level = 10 * np.log10(np.maximum(power, 1e-12))
    share = np.clip((level - level.max() - _LOWEST_DB) / -_LOWEST_DB, 0, 1)[::-1]
    colours = np.stack([share**0.6 * 255, share**1.6 * 230, 60 + 90 * share], axis=2)
    picture = Image.fromarray(colours.astype(np.uint8)).resize((width, height // 2))
    sheet.paste(picture, (0, height // 2))
    sheet.save(to)
    return to


def half_mask(size: tuple[int, int], to: Path) -> None:
    """White in the right half of the picture: what may be changed."""
    mask = Image.new("RGB", size)
    mask.paste((255, 255, 255), (size[0] // 2, 0, size[0], size[1]))
    mask.save(to)
