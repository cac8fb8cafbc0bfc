"""The speech library behind ctypes."""

from __future__ import annotations

from pathlib import Path

import espeakng_loader
import numpy as np
import pytest

from genmux.engines.base import EngineFailure
from genmux.engines.sketch.speech.espeak import Session

USUAL = {"words_per_minute": 160, "pitch": 50, "pitch_range": 50}


def spoken(text: str, voice: str = "en-us+f2") -> bytes:
    with Session() as session:
        assert session.use(voice, **USUAL)
        return session.say(text)[0].tobytes()


def test_a_session_knows_nothing_of_the_one_before() -> None:
    first = spoken("Good evening.")
    spoken("Something else entirely", "de+whisper")
    assert spoken("Good evening.") == first


def test_words_are_marked_where_they_start() -> None:
    with Session() as session:
        session.use("en-us", **USUAL)
        sound, marks = session.say("Größe or häßlich, 😀 says the café")
        text = "Größe or häßlich, 😀 says the café"
        heard = [text[mark.position : mark.position + mark.length] for mark in marks]
        assert heard[:3] == ["Größe", "or", "häßlich"]
        times = [mark.seconds for mark in marks]
        assert times == sorted(times)
        assert times[-1] < len(sound) / session.sample_rate


def test_a_voice_that_does_not_exist_is_refused() -> None:
    with Session() as session:
        assert not session.use("xx-nowhere", **USUAL)


def test_silence_for_nothing_to_say() -> None:
    with Session() as session:
        session.use("en-us", **USUAL)
        assert not np.abs(session.say("")[0]).any()


def test_missing_voice_data_is_said_clearly(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(espeakng_loader, "get_data_path", lambda: str(tmp_path))
    with pytest.raises(EngineFailure, match="no voice data"), Session():
        pass
    monkeypatch.undo()
    assert spoken("The lock is free again.")


def test_a_missing_library_is_said_clearly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(espeakng_loader, "get_library_path", lambda: str(tmp_path / "no.so"))
    with pytest.raises(EngineFailure, match="could not be loaded"), Session():
        pass
