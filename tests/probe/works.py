"""From a model's input to something that the engine can render, as cheaply as the question allows.

Rendering every input in full would take days. What the engine can see of an input is its task,
its shape, the parts that files play and the model's `[sketch]` hints. Each of these is rendered
once, seen from three sides:

- `pixels`: every size, format, frame rate and track, with films and sounds of half a second, and
  one result where a task gives several;
- `numbers`: every number of results, in pictures of 96 pixels;
- `lengths`: every length at every frame rate, in films of 96 pixels.
"""

from __future__ import annotations

import wave
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from genmux.catalogue.entry import Model
from genmux.engines.base import MediaInput, Shape, Work
from genmux.engines.sketch.engine import SketchEngine
from genmux.media.probe import probe

from .variants import variants

SHORT_SECONDS = 0.5
SMALL = 96
"""the longer side, in pixels, where length or number alone count"""
_TOGETHER = frozenset({"layer-decomposition"})
"""tasks whose results are parts of one thing, so that their number cannot be changed"""


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to render; `model` is the first model that asks for it."""

    model: Model
    values: Mapping[str, Any]
    shape: Shape
    roles: tuple[tuple[str, str, str], ...]
    """field, role and kind of each given file"""

    @property
    def name(self) -> str:
        shape = self.shape
        parts = [self.model.id, self.model.task, shape.format]
        if shape.width:
            parts.append(f"{shape.width}x{shape.height}")
        if shape.seconds:
            parts.append(
                f"{shape.seconds:g}s@{shape.fps:g}" if shape.fps else f"{shape.seconds:g}s"
            )
        return " ".join(parts)

    @property
    def pixels(self) -> int:
        return self.shape.width * self.shape.height * self.shape.count


@dataclass(frozen=True, slots=True)
class Given:
    """The files that stand for whatever a request names, by kind."""

    image: MediaInput
    video: MediaInput
    audio: MediaInput

    def of(self, kind: str) -> MediaInput:
        found: MediaInput = getattr(self, kind)
        return found


def make_given(folder: Path) -> Given:
    """A picture with a subject on a ground, a second of a film of it, a second of speech."""
    y, x = np.mgrid[0:216, 0:384]
    pixels = np.stack([60 + x // 4, 120 + y // 3, 200 - y // 4], axis=2).astype(np.uint8)
    pixels[(x - 190) ** 2 + (y - 120) ** 2 < 60**2] = (206, 62, 44)
    picture = folder / "given.png"
    Image.fromarray(pixels).save(picture)
    tone = folder / "given.wav"
    at = np.arange(24_000) / 24_000
    sound = 0.3 * np.sin(2 * np.pi * 180 * at) * (0.5 + 0.5 * np.sin(2 * np.pi * 4 * at))
    with wave.open(str(tone), "wb") as file:
        file.setparams((1, 2, 24_000, 0, "NONE", ""))
        file.writeframes((sound * 32_767).astype("<i2").tobytes())
    shape = Shape("video", 1, 384, 216, 1.0, 24.0, has_audio=True, format="mp4")
    folder.joinpath("film").mkdir()
    work = Work(
        "0" * 32, "given", "Given", "text-to-video", {"prompt": "a dog runs on a beach"}, (),
        shape, 3, str(folder / "film"),
    )  # fmt: skip
    film = SketchEngine().render(work, lambda _: None).files[0].path
    return Given(*(_given(path) for path in (picture, film, tone)))


def _given(path: str | Path) -> MediaInput:
    return MediaInput("", 0, "", str(path), "0" * 64, probe(path))


def media_of(model: Model, values: Mapping[str, Any], given: Given) -> tuple[MediaInput, ...]:
    """What the worker would hand over: every named file, those of earlier tasks last."""
    found = [
        replace(given.of(ref.kinds[0]), field=ref.field, index=ref.index, role=ref.role)
        for ref in model.media_refs(values)
    ]
    kind = "image" if model.kind == "image" else "video"
    found += [
        replace(given.of(kind), field=ref.field, role=ref.role) for ref in model.parent_refs(values)
    ]
    return tuple(found)


def shapes(
    models: Sequence[Model], given: Given
) -> Iterator[tuple[Model, Mapping[str, Any], Shape, tuple[MediaInput, ...]]]:
    """Every accepted input of every model, with the form that follows from it."""
    for model in models:
        for values in variants(model):
            media = media_of(model, values, given)
            yield model, values, model.shape(values, media), media


def pixels(models: Sequence[Model], given: Given) -> list[Case]:
    """One case for each thing that looks different to the engine, lengths left aside."""
    found: dict[Any, Case] = {}
    for model, values, shape, media in shapes(models, given):
        short = replace(shape, seconds=min(shape.seconds, SHORT_SECONDS))
        if model.task not in _TOGETHER and shape.kind == "image":
            short = replace(short, count=1)
        roles = _roles(media)
        parts = tuple(sorted({role[1:] for role in roles}))
        key = (model.task, short, parts, tuple(sorted(map(repr, model.sketch.items()))))
        found.setdefault(key, Case(model, values, short, roles))
    return list(found.values())


def numbers(models: Sequence[Model], given: Given) -> list[Case]:
    """One case for each number of results of a task."""
    found: dict[Any, Case] = {}
    for model, values, shape, media in shapes(models, given):
        if shape.kind == "image" and shape.count > 1:
            key = (model.task, shape.count, shape.format)
            found.setdefault(key, Case(model, values, _small(shape), _roles(media)))
    return list(found.values())


def lengths(models: Sequence[Model], given: Given) -> list[Case]:
    """One case for each length of films of a task, at each frame rate."""
    found: dict[Any, Case] = {}
    for model, values, shape, media in shapes(models, given):
        if shape.kind == "video":
            small = replace(_small(shape), return_last_frame=False)
            key = (model.task, shape.seconds, shape.fps, shape.has_audio)
            found.setdefault(key, Case(model, values, small, _roles(media)))
    return list(found.values())


def quick(cases: Sequence[Case]) -> list[Case]:
    """The smallest case of each task, format, frame rate, track, sample rate and bit rate."""
    found: dict[Any, Case] = {}
    for case in sorted(cases, key=lambda one: one.pixels):
        shape = case.shape
        sound = (shape.has_audio, shape.sample_rate, shape.channels, shape.bitrate)
        key = (case.model.task, shape.format, shape.fps, shape.return_last_frame, sound)
        found.setdefault(key, case)
    return list(found.values())


def _small(shape: Shape) -> Shape:
    share = SMALL / max(shape.width, shape.height)
    width, height = (max(16, round(side * share / 2) * 2) for side in (shape.width, shape.height))
    return replace(shape, width=width, height=height)


def _roles(media: Sequence[MediaInput]) -> tuple[tuple[str, str, str], ...]:
    return tuple((one.field, one.role, one.facts.kind) for one in media)


def work_of(case: Case, given: Given, folder: Path) -> Work:
    folder.mkdir(parents=True)
    model = case.model
    return Work(
        task_id="0" * 32,
        model=model.id,
        title=model.title,
        task=model.task,
        input=case.values,
        media=media_of(model, case.values, given),
        shape=case.shape,
        seed=11,
        out_dir=str(folder),
        options=model.sketch,
    )
