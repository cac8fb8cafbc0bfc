"""Text in many scripts: set where a face is at hand, named where none is, never as empty boxes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from genmux.engines.sketch import lettering, typeface

_TEXTS = {
    "Cyrillic": "Привет, мир",
    "Greek": "Καλημέρα",
    "Chinese": "你好世界",
    "Japanese": "こんにちは",
    "Korean": "안녕하세요",
    "Arabic": "مرحبا",
    "Hebrew": "שלום",
    "Devanagari": "नमस्ते",
    "Thai": "สวัสดี",
}


def _without_faces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has no typefaces of its own."""
    typeface._best.cache_clear()
    monkeypatch.setattr(typeface, "_found", tuple)


@pytest.fixture(autouse=True)
def _forget() -> object:
    yield
    typeface._best.cache_clear()


@pytest.mark.parametrize(("script", "text"), _TEXTS.items(), ids=list(_TEXTS))
def test_a_text_is_set_whole_or_its_script_is_named(script: str, text: str) -> None:
    if lost := typeface.unsettable(text):
        assert lost == (script,)
        assert typeface.settable(text) == ""
    else:
        assert typeface.settable(text) == text


@pytest.mark.parametrize(("script", "text"), _TEXTS.items(), ids=list(_TEXTS))
def test_without_a_face_the_picture_says_which_script_is_missing(
    monkeypatch: pytest.MonkeyPatch, script: str, text: str
) -> None:
    _without_faces(monkeypatch)
    ground = Image.new("RGB", (400, 300), (40, 90, 60))
    named = lettering.headline(ground.copy(), text)
    spelled = lettering.headline(ground.copy(), f"[no typeface here for {script}]")
    assert np.array_equal(np.asarray(named), np.asarray(spelled))


def test_accents_fall_back_to_plain_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    _without_faces(monkeypatch)
    assert typeface.settable("Crème brûlée für Zoë") == "Creme brulee fur Zoe"
    assert typeface.unsettable("Crème brûlée") == ()


def test_a_face_of_the_machine_is_taken_for_what_the_own_one_lacks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dejavu = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
    if not dejavu.exists():
        pytest.skip("this machine has no such typeface")
    typeface._best.cache_clear()
    monkeypatch.setattr(typeface, "_found", lambda: (str(dejavu),))
    assert typeface.face("Hello", 20).getname()[0] != "DejaVu Sans"
    assert typeface.face("Привет", 20).getname()[0] == "DejaVu Sans"
    assert typeface.settable("שלום") == "שלום"


def test_lines_break_where_a_script_has_no_spaces() -> None:
    face = typeface.face("abc", 20)
    width = face.getlength("你好你好")
    rows = lettering.wrapped("你好世界你好世界", 20, width, 9, face)
    assert "".join(rows) == "你好世界你好世界"
    assert len(rows) > 1
    assert lettering.wrapped("one two three", 20, face.getlength("one two "), 9, face) == [
        "one two",
        "three",
    ]


def test_a_long_headline_takes_more_lines_and_stays_inside() -> None:
    ground = Image.new("RGB", (600, 400), (40, 90, 60))
    text = "A rather long headline that has to break into several lines on a poster"
    changed = np.asarray(lettering.headline(ground.copy(), text)) != np.asarray(ground)
    rows, columns = (
        np.flatnonzero(changed.any(axis=(1, 2))),
        np.flatnonzero(changed.any(axis=(0, 2))),
    )
    assert columns[0] > 0
    assert columns[-1] < 599
    assert rows[-1] < 260
    size, lines = lettering.fitted(text, (516, 200), 60)
    assert size >= 20
    assert not lines[-1].endswith("…")
