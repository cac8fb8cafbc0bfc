"""The dispatcher, and what holds for every file that the engine makes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import av
import pytest
from PIL import Image

from genmux.engines.base import EngineFailure, Shape
from genmux.engines.sketch.engine import MAKERS, SketchEngine
from genmux.media.probe import probe

if TYPE_CHECKING:
    from tests.engines.sketch.conftest import Given, Render

_PICTURE = Shape("image", 1, 96, 64)
_FILM = Shape("video", 1, 96, 64, 0.5, 12.0, has_audio=True, format="mp4")


def test_engine_has_the_name_that_routes_use() -> None:
    assert SketchEngine().name == "sketch"


@pytest.mark.parametrize("where", MAKERS.values())
def test_every_maker_exists(where: str) -> None:
    from importlib import import_module

    module, function = where.split(":")
    assert callable(getattr(import_module(f"genmux.engines.sketch.{module}"), function))


def test_unknown_task_is_a_failure(render: Render) -> None:
    with pytest.raises(EngineFailure, match="cannot make the task image-to-smell"):
        render("image-to-smell", _PICTURE)


def test_importing_the_engine_loads_no_media_library() -> None:
    code = (
        "import sys, genmux.engines.sketch.engine\n"
        "print([m for m in ('av', 'numpy', 'PIL', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("task", "shape"),
    [
        ("text-to-image", _PICTURE),
        ("text-to-image", Shape("image", 1, 96, 64, format="jpeg")),
        ("text-to-image", Shape("image", 1, 96, 64, format="webp")),
        ("text-to-video", _FILM),
    ],
    ids=["png", "jpeg", "webp", "mp4"],
)
def test_same_work_gives_the_same_bytes(render: Render, task: str, shape: Shape) -> None:
    values = {"prompt": "a dragon over a castle, snow"}
    one, other = render(task, shape, values), render(task, shape, values)
    assert _bytes(one.files[0].path) == _bytes(other.files[0].path)


_SCRIPT = """
import hashlib, sys
from genmux.engines.base import Shape, Work
from genmux.engines.sketch.engine import SketchEngine
shape = Shape("video", 1, 96, 64, 0.5, 12.0, has_audio=True, format="mp4")
values = {"prompt": "a dragon over a castle, snow, orbit"}
work = Work("0" * 32, "m", "M", "text-to-video", values, (), shape, 5, sys.argv[1])
made = SketchEngine().render(work, lambda share: None)
print(hashlib.sha256(open(made.files[0].path, "rb").read()).hexdigest())
"""


def test_other_processes_make_the_same_bytes(tmp_path: Path) -> None:
    sums = {
        subprocess.run(
            [sys.executable, "-c", _SCRIPT, str(tmp_path)],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(sums) == 1


def test_another_seed_gives_another_picture(render: Render) -> None:
    values = {"prompt": "a dragon over a castle"}
    one = render("text-to-image", _PICTURE, values, seed=1)
    other = render("text-to-image", _PICTURE, values, seed=2)
    assert _bytes(one.files[0].path) != _bytes(other.files[0].path)


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
def test_pictures_say_that_they_are_drafts(render: Render, kind: str) -> None:
    made = render("text-to-image", Shape("image", 1, 96, 64, format=kind), {"prompt": "a tree"})
    with Image.open(made.files[0].path) as picture:
        text = picture.info.get("Description") or picture.getexif()[0x010E]
    assert text == "Genmux sketch draft for acme/draft, seed 11"


def test_films_say_that_they_are_drafts(render: Render) -> None:
    made = render("text-to-video", _FILM, {"prompt": "a tree"})
    with av.open(made.files[0].path) as film:
        assert film.metadata["comment"] == "Genmux sketch draft for acme/draft, seed 11"
        assert "creation_time" not in film.metadata


def test_progress_rises_to_one(render: Render) -> None:
    told: list[float] = []
    render("text-to-video", _FILM, {"prompt": "a tree"}, report=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) == 6


def test_names_and_types_match_the_content(render: Render, given: Given, photo: Path) -> None:
    for made in (
        render("text-to-image", Shape("image", 2, 64, 64, format="jpeg"), {"prompt": "x"}),
        render("image-to-video", _FILM, {}, given(photo, "first_frame")),
    ):
        for file in made.files:
            assert probe(file.path).mime == file.mime
            assert Path(file.path).name == file.name


def _bytes(path: str) -> bytes:
    return Path(path).read_bytes()
