"""The input of a story."""

from __future__ import annotations

from typing import Any, cast

from genmux.console.board.asked import values
from genmux.console.visit import Visit
from genmux.console.words import Words


class _Visit:
    words = Words("en")

    def shown(self, url: str) -> str:
        return url.removeprefix("http://api") if url.startswith("http://api/files/") else url


def shown(asked: dict[str, Any]) -> str:
    return values(cast("Visit", _Visit()), asked)


def test_texts_are_shown_as_texts_only() -> None:
    text = shown({"prompt": "<script>alert(1)</script>", "count": 2, "sound": True})
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert ">2<" in text
    assert ">true<" in text


def test_our_files_are_shown_and_others_only_named() -> None:
    text = shown({"image_urls": ["http://api/files/1/a.png", "https://elsewhere.example/b.png"]})
    assert '<img src="/files/1/a.png"' in text
    assert 'src="https://elsewhere' not in text
    assert '<a href="https://elsewhere.example/b.png" rel="noreferrer"' in text


def test_sound_has_a_player_and_film_a_frame() -> None:
    text = shown({"audio_url": "http://api/files/1/a.mp3", "video_url": "http://api/files/1/b.mp4"})
    assert '<audio src="/files/1/a.mp3"' in text
    assert '<video src="/files/1/b.mp4#t=0.1"' in text


def test_what_has_parts_is_told_as_data() -> None:
    assert "&quot;text&quot;" in shown({"dialogue": [{"text": "Hello"}]})
    assert "No values" in shown({})
