"""Text in many scripts: set where a face is at hand, named where none is, never as empty boxes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from genmux.engines.sketch import fontfiles, lettering, typeface
from genmux.engines.sketch.fontfiles import OWN

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


def _only(monkeypatch: pytest.MonkeyPatch, *paths: str) -> None:
    """A machine that has these typefaces and no others."""
    typeface._faces.cache_clear()
    monkeypatch.setattr(fontfiles, "found", lambda: paths)


@pytest.fixture(autouse=True)
def _forget() -> object:
    yield
    typeface._faces.cache_clear()


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
    _only(monkeypatch)
    ground = Image.new("RGB", (400, 300), (40, 90, 60))
    named = lettering.headline(ground.copy(), text)
    spelled = lettering.headline(ground.copy(), f"[no typeface here for {script}]")
    assert np.array_equal(np.asarray(named), np.asarray(spelled))


def test_accents_fall_back_to_plain_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    _only(monkeypatch)
    assert typeface.settable("Crème brûlée für Zoë") == "Creme brulee fur Zoe"
    assert typeface.unsettable("Crème brûlée") == ()


def test_a_face_of_the_machine_is_taken_for_what_the_own_one_lacks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dejavu = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
    if not dejavu.exists():
        pytest.skip("this machine has no such typeface")
    _only(monkeypatch, str(dejavu))
    assert typeface.face("Hello", 20).files == (OWN,)
    assert typeface.face("Привет", 20).files[0].path == str(dejavu)
    assert typeface.settable("שלום") == "שלום"


def test_each_script_of_a_mixed_line_has_a_face(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {"a": "abc ", "b": "бвг 1", "c": "世界"}
    _only(monkeypatch, *kept)
    monkeypatch.setattr(fontfiles, "has", lambda file, sign: sign in kept.get(file.path, ""))
    faces = typeface.face("abc бвг 1 世界", 20)
    assert [file.path for file in faces.files] == ["b", "a", "c", ""]
    runs = typeface._runs(faces.files, "abc бвг 1 世界")
    assert [(run.file.path, run.text) for run in runs] == [
        ("a", "abc "),
        ("b", "бвг 1 "),
        ("c", "世界"),
    ]


def test_a_mixed_line_is_as_long_as_it_is_drawn() -> None:
    text = "Hello Привет 2026"
    face = typeface.face(text, 30)
    picture = Image.new("L", (600, 60))
    face.write(ImageDraw.Draw(picture), (0, 0), text, fill=255)
    box = picture.getbbox()
    assert box is not None
    assert abs(box[2] - face.getlength(text)) < 4
    assert 0 < box[1] < box[3] < 45


def test_all_faces_stand_on_one_line() -> None:
    lows = []
    for text in ("H", "Ж", "漢H", "Hא"):
        if typeface.unsettable(text):
            continue
        picture = Image.new("L", (200, 80))
        typeface.face(text, 40).write(
            ImageDraw.Draw(picture), (0, 0), "H" * (text != "Ж") or "Ж", fill=255
        )
        box = picture.getbbox()
        assert box is not None
        lows.append(box[3])
    assert max(lows) - min(lows) <= 1


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
