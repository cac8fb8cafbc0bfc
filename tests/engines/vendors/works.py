"""Works of catalogue models with real small files, and a sender that answers from a list."""

from __future__ import annotations

import json
import wave
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image

from genmux.catalogue.load import Catalogue, load_catalogue
from genmux.engines.base import MediaInput, Parent, Work
from genmux.engines.remote import Outcome, Request, Response, Steps
from genmux.media.probe import probe

URLS = {
    "image": "https://files.test/one.png",
    "video": "https://files.test/one.mp4",
    "audio": "https://files.test/one.wav",
    "task": "0123456789abcdef0123456789abcdef",
}


@cache
def catalogue() -> Catalogue:
    return load_catalogue(())


def make_files(folder: Path) -> dict[str, Path]:
    """A picture of 64 x 48 pixels, half a second of film at 8 fps and of sound at 8 kHz."""
    files = {kind: folder / f"one.{end}" for kind, end in _ENDS.items()}
    shade = np.linspace(0, 255, 64, dtype=np.uint8)[None, :, None].repeat(48, 0).repeat(3, 2)
    Image.fromarray(shade).save(files["image"])
    with av.open(str(files["video"]), "w") as film:
        stream = film.add_stream("mpeg4", rate=8)
        stream.width, stream.height = 64, 48
        for _ in range(4):
            film.mux(stream.encode(av.VideoFrame.from_ndarray(shade, format="rgb24")))
        film.mux(stream.encode(None))
    with wave.open(str(files["audio"]), "wb") as sound:
        sound.setparams((1, 2, 8000, 4000, "NONE", ""))
        sound.writeframes(np.zeros(4000, np.int16).tobytes())
    return files


_ENDS = {"image": "png", "video": "mp4", "audio": "wav"}


def work_of(
    model_id: str,
    folder: Path,
    *,
    public: bool = True,
    hook: str = "",
    vendor_id: str = "",
    engine: str = "",
    **given: Any,
) -> Work:
    """The model's smallest example with `given` on top, checked as the API does it.

    With `public` the files can be fetched by the vendor; else only we have them. `vendor_id` is
    that of earlier tasks which the input names.
    """
    model = catalogue().of_task(model_id)
    assert model is not None, model_id
    raw = {**model.example(URLS), **given}
    checked = model.check({name: value for name, value in raw.items() if value is not None})
    files = make_files(folder)
    media = tuple(
        MediaInput(
            ref.field,
            ref.index,
            ref.role,
            str(files[_kind(ref.url)]),
            "0" * 64,
            probe(files[_kind(ref.url)]),
            url=ref.url if public else "",
        )
        for ref in model.media_refs(checked)
    )
    parents = {
        ref.field: Parent("", {}, {}, engine=engine, vendor_id=vendor_id)
        for ref in model.parent_refs(checked)
    }
    return Work(
        task_id="0" * 31 + "1",
        model=model.id,
        title=model.title,
        task=model.task,
        input=checked,
        media=media,
        shape=model.shape(checked, media),
        seed=1234567890123,
        out_dir=str(folder),
        options=model.sketch,
        parents=parents,
        request={"model": model.id, "input": raw},
        family=model.family,
        hook=hook,
        credits=model.hold(checked),
    )


def _kind(url: str) -> str:
    return next((kind for kind, end in _ENDS.items() if url.endswith(end)), "image")


def without_defaults(work: Work, *names: str) -> Work:
    """The same without those fields, as an input that never had them."""
    return replace(work, input={key: one for key, one in work.input.items() if key not in names})


Answer = Response | Callable[[Request], Response]


def run(steps: Steps[Outcome], *answers: Answer) -> tuple[Outcome, list[Request]]:
    """Plays an engine's steps against answers, in order; what it came to, and what it sent."""
    sent: list[Request] = []
    left = list(answers)
    try:
        request = next(steps)
        while True:
            sent.append(request)
            assert left, f"no answer is left for {request.method} {request.url}"
            answer = left.pop(0)
            request = steps.send(answer(request) if callable(answer) else answer)
    except StopIteration as stop:
        assert not left, f"{len(left)} answers were not asked for"
        outcome: Outcome = stop.value
        return outcome, sent


def reply(body: Any = None, status: int = 200, **headers: str) -> Response:
    """A JSON reply; header names with underscores for hyphens."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named: Mapping[str, str] = {name.replace("_", "-"): text for name, text in headers.items()}
    return Response(status, {"content-type": "application/json", **named}, raw)


def body_of(request: Request) -> Any:
    return json.loads(request.body)
