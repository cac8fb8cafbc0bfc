"""A song taken apart: voice and backing, or its single instruments, each as a file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from genmux.engines.base import EngineFailure, Rendered, RenderedFile, Report, Work
from genmux.engines.sketch.songs import families
from genmux.engines.sketch.songs.separate import Layers, layers, sung_frames
from genmux.engines.sketch.songs.spectra import RATE, Mask, Spectrum, split
from genmux.engines.sketch.songs.track import Track, track_of
from genmux.engines.sketch.sound.codec import AudioWriter, Samples
from genmux.engines.sketch.sound.master import open_result

_TWO, _ALL = "separate_vocal", "split_stem"
_INAUDIBLE = 10 ** (-40 / 10)
"""a stem with less of the song's power than this is left out"""
_KEPT = frozenset({"vocal", "instrumental"})
_ORDER = (
    "vocal",
    "instrumental",
    "backing_vocals",
    "drums",
    "bass",
    "guitar",
    "piano",
    "keyboard",
    "percussion",
    "strings",
    "synth",
    "fx",
    "brass",
    "woodwinds",
)


@dataclass(slots=True)
class _Stem:
    writer: AudioWriter
    file: RenderedFile
    energy: float = 0.0

    def add(self, samples: Samples) -> None:
        self.writer.write(np.clip(samples, -1, 1))
        self.energy += float(np.vdot(samples, samples))


def render_stems(work: Work, report: Report) -> Rendered:
    """One file per stem, as long as the song; together they are the song.

    `type` separate_vocal gives vocal and instrumental, split_stem all that can be heard.
    EngineFailure for another type.
    """
    kind = str(work.input.get("type") or _TWO)
    if kind not in {_TWO, _ALL}:
        raise EngineFailure(f"type: must be {_TWO} or {_ALL}, not {kind}", code="422")
    track = track_of(work)
    own = replace(work, shape=replace(work.shape, channels=2))
    opened: dict[str, _Stem] = {}
    length = 0
    with ExitStack() as stack:
        for parts in split(track.path, _masks(track, kind)):
            for name, samples in parts.items():
                if name not in opened:
                    writer, file = open_result(own, name, RATE, 2, quick=kind == _ALL)
                    opened[name] = _Stem(stack.enter_context(writer), file)
                opened[name].add(samples)
            length += len(next(iter(parts.values())))
            report(min(0.99, length / RATE / max(track.seconds, 0.1)))
    if not length:
        raise EngineFailure("the song has no sound that can be decoded")
    told: dict[str, Any] = {"seconds": round(length / RATE, 3)}
    if track.bpm > 0:
        told["bpm"] = track.bpm
    files = tuple(_audible(opened, told))
    report(1.0)
    return Rendered(files)


def _audible(opened: dict[str, _Stem], told: dict[str, Any]) -> list[RenderedFile]:
    """The stems that carry something, in their usual order; the files of the others are removed."""
    least = sum(stem.energy for stem in opened.values()) * _INAUDIBLE
    loudest = max(opened, key=lambda name: opened[name].energy)
    files = []
    for name in sorted(opened, key=_ORDER.index):
        stem = opened[name]
        if name in _KEPT or name == loudest or stem.energy > least:
            files.append(replace(stem.file, detail={"stem": name} | told))
        else:
            Path(stem.file.path).unlink()
    return files


def _masks(track: Track, kind: str) -> Callable[[Spectrum, float], dict[str, Mask]]:
    def masks(spectrum: Spectrum, start: float) -> dict[str, Mask]:
        found: Layers = layers(spectrum, sung_frames(track, start, spectrum.shape[1]))
        if kind == _TWO:
            return {"vocal": found.vocal, "instrumental": 1 - found.vocal}
        power = np.abs(spectrum[0]) ** 2 + np.abs(spectrum[1]) ** 2
        return families.stems(found, power, track.tags)

    return masks
