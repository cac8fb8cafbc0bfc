"""Two songs that several tests look at."""

from __future__ import annotations

import pytest

from tests.engines.sketch.music.songs import WORDS, Made, music


@pytest.fixture(scope="session")
def sung(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A custom song with a voice, two tracks of twelve seconds."""
    values = {
        "customMode": True, "instrumental": False, "prompt": WORDS, "title": "Silver Rain",
        "style": "pop, 120 bpm, D major", "vocalGender": "f", "duration": 12,
    }  # fmt: skip
    return music(tmp_path_factory.mktemp("sung"), "text-to-music", values, count=2)


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """An instrumental of sixteen seconds."""
    values = {
        "customMode": True, "instrumental": True, "title": "Pulse",
        "style": "house, 126 bpm, F minor", "duration": 16,
    }  # fmt: skip
    return music(tmp_path_factory.mktemp("played"), "text-to-music", values, seed=4)
