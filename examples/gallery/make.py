"""Renders one order after the other, in a process of the pool, with pictures of its files."""

from __future__ import annotations

import time
from pathlib import Path

from genmux.engines.base import EngineFailure, MediaInput, Rendered, Shape, Work
from genmux.engines.sketch.engine import SketchEngine

from . import look
from .orders import given_file
from .page import Card, Shown, told_as_json

_MOST_SHOWN = 4

Made = tuple[Rendered | None, Card]


def make(work: Work) -> Made:
    """The result, and the card that shows it."""
    began = time.perf_counter()
    rendered, failure = None, ""
    try:
        rendered = SketchEngine().render(work, lambda _: None)
    except EngineFailure as error:
        failure = error.message
    except Exception as error:  # the page is there to show what broke
        failure = f"{type(error).__name__}: {error}"
    seconds = time.perf_counter() - began
    card = Card(
        model=work.model,
        title=work.title,
        task=work.task,
        prompt=str(work.input.get("prompt") or work.input.get("text") or ""),
        seconds=seconds,
        shown=tuple(_shown(rendered, Path(work.out_dir))) if rendered else (),
        extra=told_as_json(rendered.extra) if rendered and rendered.extra else "",
        failure=failure,
    )
    return rendered, card


def _shown(rendered: Rendered, folder: Path) -> list[Shown]:
    found = []
    for number, file in enumerate(rendered.files[:_MOST_SHOWN]):
        path, kind = Path(file.path), file.mime.partition("/")[0]
        small = folder / f"look-{number}.jpg"
        if kind == "image":
            found.append(Shown(kind, path, look.thumbnail(path, small), _facts(path)))
        elif kind == "video":
            found.append(Shown(kind, path, look.frames(path, small), _facts(path)))
            heard = look.sound(path, folder / f"heard-{number}.png") if _sounds(path) else None
            if heard:
                found.append(Shown("", path, None, "its sound"))
                found.append(Shown("image", heard, heard, ""))
        elif file.mime in ("audio/mpeg", "audio/wav", "audio/ogg"):
            heard = look.sound(path, folder / f"heard-{number}.png")
            found.append(Shown(kind, path, heard, _facts(path)))
        else:
            found.append(Shown("", path, None, f"{file.name} ({file.mime})"))
    return found


def _sounds(path: Path) -> bool:
    return given_file(path).facts.has_audio


def _facts(path: Path) -> str:
    facts = given_file(path).facts
    words = [path.name, facts.codec]
    if facts.width:
        words.append(f"{facts.width}x{facts.height}")
    if facts.seconds:
        words.append(f"{facts.seconds:.1f} s")
    if facts.fps:
        words.append(f"{facts.fps:g} fps")
    if facts.sample_rate:
        words.append(f"{facts.sample_rate} Hz")
    return ", ".join(words)


def given_files(folder: Path) -> dict[str, MediaInput]:
    """The picture, film, sound and mask that stand for whatever a request names."""
    prompt = "a woman in a red dress and a dog on a beach at sunset, slow pan"
    picture = _render(folder / "image", "text-to-image", Shape("image", 1, 1024, 768), prompt)
    film = _render(
        folder / "video",
        "text-to-video",
        Shape("video", 1, 960, 540, 4.0, 24.0, has_audio=True, format="mp4"),
        "a horse gallops over a meadow, pan to the right",
    )
    voice = Shape("audio", format="wav", sample_rate=24_000, channels=1, has_audio=True)
    sound = _render(
        folder / "audio", "text-to-speech", voice, "The boat leaves at nine, and the sea is calm."
    )
    mask = folder / "mask.png"
    look.half_mask((1024, 768), mask)
    return {
        kind: given_file(path)
        for kind, path in (("image", picture), ("video", film), ("audio", sound), ("mask", mask))
    }


def _render(folder: Path, task: str, shape: Shape, prompt: str) -> Path:
    folder.mkdir(parents=True)
    values = {"text" if task == "text-to-speech" else "prompt": prompt}
    options = {"caption": False, "mark": False}
    work = Work("0" * 32, "gallery", "Gallery", task, values, (), shape, 5, str(folder), options)
    return Path(SketchEngine().render(work, lambda _: None).files[0].path)
