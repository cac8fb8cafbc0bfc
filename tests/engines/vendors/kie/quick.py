"""A built-in engine of another Genmux that is quick: tiny films and songs in the form that the
real one gives them; whatever else is asked, the real one makes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from genmux.engines.base import Rendered, RenderedFile, Report, Stage, Work
from genmux.engines.sketch.engine import SketchEngine
from tests.engines.vendors.works import make_files

SONGS = {
    "text-to-music",
    "extend-music",
    "cover-music",
    "add-instrumental",
    "add-vocals",
    "mashup",
    "replace-section",
    "music-sound",
}
TEXT = {"title": "Kite", "tags": "soft, piano", "lyrics": "[Verse]\nup it goes"}


class Quick:
    name = "sketch"

    def render(self, work: Work, report: Report) -> Rendered:
        if work.task in SONGS:
            return _songs(work, report)
        if work.task == "stem-separation":
            names = ("vocal", "backing_vocals", "drums")
            return Rendered(
                tuple(
                    _file(work, "audio", f"{name}.wav", detail={"stem": name, "seconds": 0.5})
                    for name in names
                )
            )
        if work.shape.kind == "video":
            return _film(work)
        if work.task == "voice":  # the real one listens for somebody in the recording
            return Rendered(extra={"gender": "female"})
        if work.task == "audio-convert":
            return Rendered((_file(work, "audio", "track.wav"),))
        return SketchEngine().render(work, report)


def _songs(work: Work, report: Report) -> Rendered:
    report(Stage("text", Rendered((), {"tracks": [dict(TEXT) for _ in range(2)]})))
    files: list[RenderedFile] = []
    for number in range(2):
        detail = {**TEXT, "seconds": 0.5, "cover": {"$file": 2 * number + 1}, "instrumental": False}
        files.append(_file(work, "audio", f"track-{number + 1}.wav", detail=detail))
        files.append(_file(work, "image", f"track-{number + 1}.png", role="cover"))
        if number == 0:
            report(Stage("first", Rendered(tuple(files))))
    return Rendered(tuple(files))


def _film(work: Work) -> Rendered:
    options = work.options
    files = [_file(work, "video", "film.mp4")]
    if options.get("watermark_variant"):
        files.append(_file(work, "video", "marked.mp4", role="watermarked"))
    if work.shape.return_last_frame:
        files.append(_file(work, "image", "first.png", role="first_frame"))
        files.append(_file(work, "image", "last.png", role="last_frame"))
    if options.get("cover"):
        files.append(_file(work, "image", "cover.png", role="cover"))
    if options.get("whole"):
        detail = {"whole": {"$file": len(files)}, "width": 1280, "height": 720}
        files[0] = _file(work, "video", "film.mp4", detail=detail)
        files.append(_file(work, "video", "whole.mp4", role="part"))
    return Rendered(tuple(files))


def _file(work: Work, kind: str, name: str, **more: Any) -> RenderedFile:
    samples = Path(work.out_dir) / "samples"
    if not samples.exists():
        samples.mkdir()
        make_files(samples)
    end = {"audio": "wav", "image": "png", "video": "mp4"}[kind]
    to = Path(work.out_dir) / name
    shutil.copyfile(samples / f"one.{end}", to)
    return RenderedFile(str(to), name, f"{kind}/{end}", **more)
