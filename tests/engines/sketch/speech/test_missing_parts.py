"""Packages and data that are not there: refused by name, and nothing else is held up by it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import espeakng_loader
import numpy as np
import pytest

from genmux.engines.base import EngineFailure, Shape
from genmux.engines.sketch.speech.listen import listen
from genmux.engines.sketch.speech.voice import speak
from tests.engines.sketch.conftest import Render

SPEECH = Shape("audio", format="wav", sample_rate=22_050, channels=1)


def test_speech_without_its_package(render: Render, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    with pytest.raises(EngineFailure, match="espeakng-loader package, which is not installed"):
        render("text-to-speech", SPEECH, {"text": "Hello"})


def test_effects_need_no_speech_package(render: Render, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    assert render("sound-effect", SPEECH, {"text": "a beep"}).files


def test_speech_without_its_library(
    render: Render, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    library = tmp_path / "libespeak-ng.so"
    library.write_bytes(b"no library")
    monkeypatch.setattr(espeakng_loader, "get_library_path", lambda: str(library))
    with pytest.raises(EngineFailure, match="could not be loaded"):
        render("text-to-speech", SPEECH, {"text": "Hello"})


def test_speech_without_its_data(render: Render, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> NoReturn:
        raise RuntimeError("data path not exists at nowhere")

    monkeypatch.setattr(espeakng_loader, "get_data_path", missing)
    with pytest.raises(EngineFailure, match="voice data is missing"):
        render("text-to-speech", SPEECH, {"text": "Hello"})


def test_speaking_works_again_after_every_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, broken in (("get_library_path", "/no/such/library"), ("get_data_path", "/no/data")):
        with monkeypatch.context() as patched:
            patched.setattr(espeakng_loader, name, lambda broken=broken: broken)
            with pytest.raises(EngineFailure):
                speak("Hello", "Adam")
        assert speak("Hello", "Adam")[0].any()


def test_recognition_without_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pocketsphinx", None)
    with pytest.raises(EngineFailure, match="pocketsphinx package, which is not installed"):
        list(listen([np.zeros(16_000, np.float32)]))
