"""An engine that plays every part of the Suno API in an instant, with files of a second."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from genmux.engines.base import EngineFailure, Rendered, RenderedFile, Report, Stage, Work
from genmux.engines.sketch.sound.codec import AudioWriter

PLACE = "tests.dialects.suno.band:Band"
LYRICS = "[Verse]\nSilver morning"
WORDS = [
    {"word": "[Verse]\nSilver ", "start": 0.1, "end": 0.4},
    {"word": "morning", "start": 0.4, "end": 0.9},
]
STEMS = {
    "separate_vocal": ("vocal", "instrumental"),
    "split_stem": ("vocal", "drums", "bass", "keyboard"),
}


class Band:
    name = "band"

    def render(self, work: Work, report: Report) -> Rendered:
        if work.input.get("prompt") == "break":
            raise EngineFailure("The band broke up.", code="501")
        if work.shape.kind == "object":
            return _object(work)
        if work.task == "stem-separation":
            stems = STEMS[work.input["type"]]
            return Rendered(tuple(_sound(work, name, stem=name, seconds=1.0) for name in stems))
        if work.shape.kind == "image":
            return Rendered(tuple(_picture(work, f"cover-{n}") for n in range(work.shape.count)))
        if work.task in ("audio-convert", "music-video"):
            return Rendered((_sound(work, "whole"),))
        return _song(work, report)


def _song(work: Work, report: Report) -> Rendered:
    text = {"title": "Kite", "tags": "folk", "lyrics": LYRICS}
    told = work.task != "replace-section"
    if told:
        _wait(work, "text")
        report(Stage("text", Rendered((), {"tracks": [text, text]})))
    files: list[RenderedFile] = []
    for number in range(work.shape.count):
        cover = {"$file": len(files) + 1}
        detail = {**text, "seconds": 1.0, "words": WORDS, "waveform": [0.5], "cover": cover}
        files += [
            _sound(work, f"track-{number + 1}", **detail),
            _picture(work, f"track-{number + 1}", "cover"),
        ]
        if told and number == 0:
            _wait(work, "first")
            report(Stage("first", Rendered(tuple(files), {"tracks": [text, text]})))
            _wait(work, "complete")
    return Rendered(tuple(files), {"tracks": [text, text]})


def _wait(work: Work, step: str) -> None:
    """Where the style names a folder, until the file of the step is there."""
    folder = Path(str(work.input.get("style", "")))
    while folder.is_absolute() and not (folder / step).exists():
        time.sleep(0.01)


def _object(work: Work) -> Rendered:
    made: dict[str, Any] = {
        "lyrics": {"lyrics": [{"title": f"Kite {n}", "text": LYRICS} for n in (1, 2)]},
        "music-style": {"style": f"{work.input.get('content')}, warm strings"},
        "voice-phrase": {"phrase": "The morning is clear."},
        "midi": {
            "instruments": [
                {
                    "name": media.detail.get("stem", ""),
                    "notes": [{"pitch": 60, "start": 0.0, "end": 0.5, "velocity": 0.8}],
                }
                for media in work.media
            ]
        },
    }
    if work.task == "aligned-lyrics":
        detail = work.media[0].detail
        return Rendered((), {"words": detail["words"], "waveform": detail["waveform"]})
    if work.task in ("persona", "voice"):
        return Rendered((_sound(work, "reference", role="part"),), {"description": "warm"})
    return Rendered((), made[work.task])


def _sound(work: Work, name: str, role: Any = "result", **detail: Any) -> RenderedFile:
    path = Path(work.out_dir) / f"{name}.mp3"
    tone = np.sin(np.arange(44_100, dtype=np.float32) / 20)
    with AudioWriter(str(path), 44_100, "mp3") as writer:
        writer.write((0.3 * tone).astype(np.float32))
    return RenderedFile(str(path), path.name, "audio/mpeg", role, detail)


def _picture(work: Work, name: str, role: Any = "result") -> RenderedFile:
    path = Path(work.out_dir) / f"{name}.jpeg"
    Image.new("RGB", (64, 64), (200, 40, 40)).save(path)
    return RenderedFile(str(path), path.name, "image/jpeg", role)
