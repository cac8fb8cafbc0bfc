"""Songs for tests: short, and made once for each test run."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from genmux.engines.base import MediaInput, Parent, Rendered, RenderedFile, Shape, Stage, Work
from genmux.engines.sketch.engine import SketchEngine
from genmux.engines.sketch.sound.codec import Samples, read_audio
from genmux.media.probe import probe

RATE = 44_100
WORDS = "[Verse]\nSilver rain is falling down\nAll across the sleeping town"


@dataclass(slots=True)
class Made:
    """What came of a request, and what was told on the way."""

    rendered: Rendered
    stages: list[Stage] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)

    @property
    def tracks(self) -> list[RenderedFile]:
        return [file for file in self.rendered.files if file.role == "result"]

    def sound(self, number: int = 0) -> Samples:
        return read_audio(self.tracks[number].path, RATE, 2)


def music(
    folder: Path,
    task: str,
    values: dict[str, Any],
    *media: MediaInput,
    count: int = 1,
    seed: int = 11,
    kind: Any = "audio",
    parents: dict[str, Parent] | None = None,
) -> Made:
    number = len(list(folder.iterdir()))
    out = folder / f"music-{number}"
    out.mkdir()
    shape = Shape(
        kind, count=count, format="mp3", sample_rate=RATE, channels=2, bitrate=192_000
    ) if kind == "audio" else Shape(kind, count=count, format="json")  # fmt: skip
    work = Work(
        "0" * 32, "acme/songs", "Songs", task, values, media, shape, seed, str(out), {},
        parents or {},
    )  # fmt: skip
    stages: list[Stage] = []
    shares: list[float] = []

    def report(told: float | Stage) -> None:
        if isinstance(told, Stage):
            stages.append(told)
        else:
            shares.append(told)

    return Made(SketchEngine().render(work, report), stages, shares)


def given(file: RenderedFile, role: str = "source", index: int = 0) -> MediaInput:
    """A made track as the input of another task; uploads have no record of their own."""
    detail = file.detail if role == "parent" else {}
    return MediaInput("audio", index, role, file.path, "0" * 64, probe(file.path), detail)


def rms(samples: np.ndarray[Any, Any]) -> float:
    return float(np.sqrt(np.mean(samples.astype(np.float64) ** 2))) if samples.size else 0.0


def centroid(samples: Samples) -> float:
    """Where the middle of the spectrum lies, in Hz."""
    mono = samples.mean(axis=1)
    power = np.abs(np.fft.rfft(mono))
    return float((power * np.fft.rfftfreq(len(mono), 1 / RATE)).sum() / power.sum())


def part(samples: Samples, start: float, end: float) -> Samples:
    return samples[round(start * RATE) : round(end * RATE)]
