"""Speech-to-text tasks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from genmux.engines.base import EngineFailure, Shape
from tests.engines.sketch.conftest import Given, Render
from tests.engines.sketch.sound.files import write_audio

OBJECT = Shape("object", format="json")
MP3 = Shape("audio", format="mp3", sample_rate=44_100, channels=1, bitrate=128_000)


def result(render: Render, given: Given, path: str | Path, **values: Any) -> dict[str, Any]:
    made = render("speech-to-text", OBJECT, values, given(path, "source"))
    assert made.files == ()
    written: dict[str, Any] = made.extra["resultObject"]
    return written


def test_a_dialogue_is_written_down(render: Render, given: Given) -> None:
    lines = [
        {"text": "One two three four five.", "voice": "Brian"},
        {"text": "Good morning and welcome to the show.", "voice": "Rachel"},
    ]
    spoken = render("dialogue", MP3, {"dialogue": lines})
    found = result(render, given, spoken.files[0].path)
    assert set(found) == {"language_code", "language_probability", "text", "words"}
    assert found["language_code"] == "eng"
    assert 0 < found["language_probability"] <= 1
    assert found["text"] == "".join(word["text"] for word in found["words"])
    words = [word for word in found["words"] if word["type"] == "word"]
    assert len({"three", "four", "five", "morning", "show"} & {word["text"] for word in words}) >= 3
    assert {word["type"] for word in found["words"]} <= {"word", "spacing", "audio_event"}
    assert [word["type"] for word in found["words"]][1::2] == ["spacing"] * (
        len(found["words"]) // 2
    )
    starts = [word["start"] for word in found["words"]]
    assert starts == sorted(starts)
    assert {words[0]["speaker_id"], words[-1]["speaker_id"]} == {"speaker_0", "speaker_1"}


@pytest.fixture
def siren(render: Render) -> str:
    shape = Shape("audio", seconds=1.6, format="wav", sample_rate=16_000, channels=1)
    return render("sound-effect", shape, {"text": "siren"}).files[0].path


def test_other_sounds_are_events_where_asked(render: Render, given: Given, siren: str) -> None:
    (event,) = result(render, given, siren, tag_audio_events=True)["words"]
    assert event["type"] == "audio_event"
    assert event["text"] == "(music)"
    assert event["end"] - event["start"] > 1
    assert result(render, given, siren, tag_audio_events=False)["words"] == []


def test_silence_has_no_words(render: Render, given: Given, tmp_path: Path) -> None:
    path = tmp_path / "quiet.wav"
    write_audio(str(path), np.zeros(16_000, np.float32), 16_000, "wav")
    found = result(render, given, path)
    assert (found["text"], found["words"], found["language_probability"]) == ("", [], 0.0)


def test_no_sound_is_said_clearly(render: Render, given: Given, photo: Path) -> None:
    with pytest.raises(EngineFailure, match="audio_url"):
        result(render, given, photo)
