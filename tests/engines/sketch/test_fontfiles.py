"""Which faces are at hand, and which of them has a sign."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from genmux.engines.sketch import fontfiles
from genmux.engines.sketch.fontfiles import OWN, FontFile


@pytest.mark.parametrize(
    ("text", "number"),
    [("東京の夜", 0), ("안녕 大韓", 1), ("你好世界", 2), ("臺灣燈會", 3), ("Hello", 2)],
)
def test_signs_are_shaped_as_in_the_text_s_country(text: str, number: int) -> None:
    assert fontfiles.for_region("/x/NotoSansCJK-Bold.ttc", text) == FontFile(
        "/x/NotoSansCJK-Bold.ttc", number
    )
    assert fontfiles.for_region("/x/DejaVuSans.ttf", text) == FontFile("/x/DejaVuSans.ttf")


def test_the_own_face_has_english_only() -> None:
    assert all(fontfiles.has(OWN, sign) for sign in "Az09 !")
    assert not any(fontfiles.has(OWN, sign) for sign in "éЖ你שन")


def test_joining_scripts_need_shaping(monkeypatch: pytest.MonkeyPatch) -> None:
    with_letters = [path for path in fontfiles.found() if fontfiles.has(FontFile(path), "ب")]
    fontfiles.has.cache_clear()
    monkeypatch.setattr(fontfiles, "shaping", lambda: False)
    assert not any(fontfiles.has(FontFile(path), "ب") for path in with_letters)
    fontfiles.has.cache_clear()


@pytest.mark.skipif(find_spec("manimgx_fonts") is None, reason="the package is not installed")
def test_faces_of_the_package_come_before_those_of_the_machine() -> None:
    names = [Path(path).name for path in fontfiles.found()]
    assert names[0] == "NotoSans[wght].ttf"
    assert not any("Italic" in name for name in names)
    general = FontFile(fontfiles.found()[0])
    assert all(fontfiles.has(general, sign) for sign in "éЖα")
    face = fontfiles.opened(general, 20)
    thin = fontfiles.opened(OWN, 20)
    assert sum(face.getmask("I")) > sum(thin.getmask("I"))  # bold
