"""Small given files and a maker of `Work` values, so that a test says only what it is about."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from genmux.engines.base import MediaInput, Rendered, Report, Shape, Work
from genmux.engines.sketch.engine import SketchEngine
from genmux.media.probe import probe

Render = Callable[..., Rendered]
Given = Callable[[str | Path, str], MediaInput]


@pytest.fixture
def given() -> Given:
    def make(path: str | Path, role: str) -> MediaInput:
        return MediaInput("field", 0, role, str(path), "0" * 64, probe(path))

    return make


@pytest.fixture
def render(tmp_path: Path) -> Render:
    """Renders a task into a folder of its own."""
    runs = 0

    def run(
        task: str,
        shape: Shape,
        values: dict[str, Any] | None = None,
        *media: MediaInput,
        seed: int = 11,
        options: dict[str, Any] | None = None,
        report: Report = lambda _: None,
    ) -> Rendered:
        nonlocal runs
        runs += 1
        folder = tmp_path / f"run-{runs}"
        folder.mkdir()
        work = Work(
            "0" * 32, "acme/draft", "Draft", task, values or {}, media, shape, seed, str(folder),
            options or {},
        )  # fmt: skip
        return SketchEngine().render(work, report)

    return run


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A red disc on a soft blue ground, 160x120."""
    y, x = np.mgrid[0:120, 0:160]
    pixels = np.stack([40 + x // 8, 80 + y // 4, 170 + x // 8], axis=2).astype(np.uint8)
    pixels[(x - 80) ** 2 + (y - 60) ** 2 < 34**2] = (210, 50, 40)
    path = tmp_path / "photo.png"
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def other_photo(tmp_path: Path) -> Path:
    """A green square on sand, 120x120."""
    picture = Image.new("RGB", (120, 120), (226, 206, 170))
    picture.paste((40, 150, 70), (35, 35, 85, 85))
    path = tmp_path / "other.png"
    picture.save(path)
    return path


@pytest.fixture
def voice(tmp_path: Path) -> Path:
    """One second of sound: silent first half, loud second half."""
    at = np.arange(16_000) / 16_000
    loud = (np.sin(2 * np.pi * 200 * at) * (at >= 0.5) * 20_000).astype("<i2")
    path = tmp_path / "voice.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(loud.tobytes())
    return path


@pytest.fixture
def clip(render: Render) -> Path:
    """A one-second film, 128x96 at 12 frames a second, with sound."""
    shape = Shape("video", 1, 128, 96, 1.0, 12.0, has_audio=True, format="mp4")
    return Path(render("text-to-video", shape, {"prompt": "a boat on the sea"}).files[0].path)
