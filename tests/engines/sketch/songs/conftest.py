"""Songs that are known to the last note, as files with and without their details."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from genmux.engines.base import MediaInput
from tests.engines.sketch.conftest import Given
from tests.engines.sketch.songs.band import RATE, Sound, mixed
from tests.engines.sketch.sound.files import write_audio

Song = Callable[..., MediaInput]
WORDS = [
    {"word": "[Verse]\nSilver ", "start": 1.0, "end": 1.6},
    {"word": "rivers ", "start": 1.6, "end": 2.3},
    {"word": "run\n", "start": 2.3, "end": 3.0},
    {"word": "Golden ", "start": 3.4, "end": 4.0},
    {"word": "sun\n\n", "start": 4.0, "end": 5.0},
]
DETAIL: dict[str, Any] = {
    "title": "Silver Rivers",
    "tags": "dreamy pop, warm synths, female voice",
    "lyrics": "[Verse]\nSilver rivers run\nGolden sun",
    "seconds": 6.0,
    "words": WORDS,
    "bpm": 120.0,
    "key": "A minor",
    "waveform": [0.25, 0.5, 1.0, 0.5],
    "instrumental": False,
}


@pytest.fixture
def song(given: Given, tmp_path: Path) -> Song:
    """A track as a task finds it: `song(detail, samples)`; a small band by default."""

    def make(
        detail: dict[str, Any] | None = None,
        samples: Sound | None = None,
        *,
        fmt: str = "mp3",
        role: str = "parent",
    ) -> MediaInput:
        path = tmp_path / f"song-{len(list(tmp_path.iterdir()))}.{fmt}"
        sound = mixed(6.0) if samples is None else samples
        write_audio(str(path), np.asarray(sound, np.float32), RATE, fmt, 192_000, 2)
        return replace(given(path, role), detail=detail or {})

    return make
