"""Draws samples: a process of its own, started by `keeper.Keeper`, that ends when its input does.

Each line of standard input is a model id; a sample is drawn at a small size by the built-in engine,
as a sketch of what the model is for, and the id is said on standard output. Arguments: the
folder for samples, then folders with models of the operator.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from genmux.catalogue.entry import Model
from genmux.catalogue.load import load_catalogue
from genmux.console.samples.names import sample_name
from genmux.console.samples.still import first_frame, from_sound, small
from genmux.engines.base import EngineFailure, MediaInput, Parent, Rendered, Shape, Work
from genmux.engines.sketch.engine import SketchEngine
from genmux.media.probe import probe
from genmux.processes import die_with_parent

log = logging.getLogger(__name__)

PROMPTS = (
    "A red lighthouse above a calm sea at sunset, gulls in the wind",
    "A small castle on a hill in the morning mist",
    "A blue sports car in a neon city, rain, night",
    "A hot air balloon over misty mountains at dawn",
    "Two cats under a cherry tree, spring",
    "A sailing boat crosses the bay at sunset",
    "An astronaut rides a horse on the moon",
    "A fox in a snowy forest at night, stars",
    "A cup of coffee and a book on a desk, cosy room, evening",
    "A train crosses a bridge in the autumn forest",
    "A rocket starts from the desert at night",
    "A whale in the deep blue ocean, light from above",
    "A windmill in a field of tulips, watercolour",
    "A bicycle in an old street in Paris, rain",
    "A palm tree on a beach, turquoise water, noon",
    "A portrait of a woman with a red hat in a park",
)
EDITS = (
    "Make it a watercolour painting",
    "Turn the scene into night with stars",
    "Change the background to a snowy forest",
    "Black and white, dramatic contrast",
    "Make the colours warmer and brighter",
)
TEXT = "Every word that you hear was spoken on your own machine."
_SIZE = (480, 300)
_FILM_SECONDS = 2.0
_FILM_RATE = 12.0
_SOUND_SECONDS = 6.0
_LINKS = {
    "image": "https://example.com/one.png",
    "video": "https://example.com/one.mp4",
    "audio": "https://example.com/one.wav",
    "task": "0" * 32,
}


def main() -> None:
    die_with_parent()
    os.nice(15)  # whatever is asked of the server itself goes first
    folder, *catalogues = (Path(word) for word in sys.argv[1:])
    catalogue = load_catalogue(catalogues)
    drawer = Drawer(folder)
    for line in sys.stdin:
        model = catalogue.offered(line.strip())
        if model is not None and model.kind != "object":
            try:
                drawer.draw(model)
            except Exception as error:  # a card without its picture is no reason to stop
                log.warning("no sample of %s: %r", model.id, error)
        sys.stdout.write(line)
        sys.stdout.flush()


class Drawer:
    """Writes `<name>.webp` for each model, and `<name>.mp4` where it makes films."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._engine = SketchEngine()
        folder.mkdir(parents=True, exist_ok=True)

    def draw(self, model: Model) -> None:
        name = sample_name(model.id)
        with tempfile.TemporaryDirectory(dir=self._folder) as work:
            rendered = self._rendered(model, Path(work))
            for file in rendered.files[:1]:
                kind, path = file.mime.partition("/")[0], Path(file.path)
                picture = Path(work) / "sample.webp"
                if kind == "video":
                    first_frame(path, picture)
                    path.replace(self._folder / f"{name}.mp4")
                elif kind == "audio":
                    from_sound(path, picture)
                else:
                    small(path, picture, _SIZE)
                picture.replace(self._folder / f"{name}.webp")

    def _rendered(self, model: Model, folder: Path) -> Rendered:
        """What builds on an earlier task may want another kind of file than it makes."""
        try:
            return self._render(model, folder, model.kind)
        except EngineFailure:
            return self._render(model, folder, "audio")

    def _render(self, model: Model, folder: Path, earlier_kind: str) -> Rendered:
        raw = model.example(_LINKS)
        number = int(hashlib.sha256(model.id.encode()).hexdigest()[:8], 16)
        self._say(model, raw, number)
        values = model.check(raw)
        media = tuple(
            replace(self._given(ref.kinds[0], number, folder), field=ref.field, index=ref.index,
                    role=ref.role)
            for ref in model.media_refs(values)
        )  # fmt: skip
        earlier = {}
        for parent in model.parent_refs(values):
            earlier[parent.field] = Parent("sample", {"prompt": PROMPTS[number % len(PROMPTS)]}, {})
            given = self._given(earlier_kind, number, folder)
            media += (replace(given, field=parent.field, role=parent.role),)
        return self._engine.render(
            Work(
                task_id="0" * 32,
                model=model.id,
                title=model.title,
                task=model.task,
                input=values,
                media=media,
                shape=_small_shape(model.shape(values, media)),
                seed=number,
                out_dir=str(folder),
                options={**model.sketch, "caption": False},
                parents=earlier,
            ),
            lambda _: None,
        )

    def _say(self, model: Model, raw: dict[str, Any], number: int) -> None:
        limits = {field.name: field.max_length or 5000 for field in model.fields}
        edits = bool(model.media_refs(model.check(raw))) and model.kind == "image"
        prompts = EDITS if edits else PROMPTS
        prompt = prompts[number % len(prompts)]
        if isinstance(raw.get("prompt"), str) and len(prompt) <= limits["prompt"]:
            raw["prompt"] = prompt
        if model.kind == "speech" and isinstance(raw.get("text"), str):
            raw["text"] = TEXT

    def _given(self, kind: str, number: int, folder: Path) -> MediaInput:
        """A file to work on, of our own drawing; kept for the samples that come."""
        made = self._folder / f"given-{number % len(PROMPTS)}.{_ENDINGS[kind]}"
        if not made.exists():
            task, shape = _GIVEN[kind]
            values = {"prompt": PROMPTS[number % len(PROMPTS)], "text": TEXT}
            work = Work("0" * 32, "sample", "Sample", task, values, (), shape, number, str(folder),
                        {"caption": False})  # fmt: skip
            Path(self._engine.render(work, lambda _: None).files[0].path).replace(made)
        digest = hashlib.sha256(made.name.encode()).hexdigest()
        return MediaInput("", 0, "", str(made), digest, probe(made))


_ENDINGS = {"image": "png", "video": "mp4", "audio": "wav", "speech": "wav"}
_GIVEN = {
    "image": ("text-to-image", Shape("image", 1, *_SIZE)),
    "video": (
        "text-to-video",
        Shape("video", 1, *_SIZE, _FILM_SECONDS, _FILM_RATE, format="mp4"),
    ),
    "audio": ("text-to-speech", Shape("audio", format="wav", sample_rate=22_050, channels=1)),
}


def _small_shape(shape: Shape) -> Shape:
    """The same kind of result, of a size that a card needs."""
    if shape.kind == "image":
        return replace(shape, count=1, width=_SIZE[0], height=_SIZE[1], format="png")
    if shape.kind == "video":
        return replace(
            shape,
            count=1,
            width=_SIZE[0],
            height=_SIZE[1],
            seconds=_FILM_SECONDS,
            fps=_FILM_RATE,
            has_audio=False,
            format="mp4",
            codec="",
            return_last_frame=False,
        )
    return replace(shape, count=1, seconds=min(shape.seconds or _SOUND_SECONDS, _SOUND_SECONDS))


if __name__ == "__main__":
    main()
