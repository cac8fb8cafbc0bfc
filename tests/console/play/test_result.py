"""Results as markup: what comes from outside stays text."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, cast

from genmux.console.play.result import markup, thumbnails
from genmux.console.visit import Visit
from genmux.console.words import Words

API = "http://127.0.0.1:8787"
EVIL = '"><script>alert(1)</script>'


@dataclass
class FakeVisit:
    words: Words = field(default_factory=lambda: Words("en"))
    files_at: tuple[str, ...] = (API,)

    def shown(self, url: str) -> str:
        return Visit.shown(cast("Visit", self), url)


def visit() -> Visit:
    return cast("Visit", FakeVisit())


def task(*files: tuple[str, str], param: Any = None, result: Any = None) -> dict[str, Any]:
    return {
        "taskId": "7",
        "model": "acme/draft",
        "param": json.dumps({"input": param or {}}),
        "resultJson": json.dumps(result or {}),
        "files": [
            {"url": f"{API}/files/1/{name}", "name": name, "mime": mime, "role": "result"}
            for name, mime in files
        ],
    }


def test_links_lead_through_the_console() -> None:
    text = markup(visit(), task(("a.png", "image/png"), ("b.mp4", "video/mp4")))
    assert 'src="/files/1/a.png"' in text
    assert '<video src="/files/1/b.mp4" controls' in text
    assert API not in text


def test_other_schemes_are_not_linked() -> None:
    assert visit().shown("javascript:alert(1)") == ""
    assert visit().shown("https://elsewhere.example/a.png") == "https://elsewhere.example/a.png"


def test_a_picture_that_was_edited_can_be_compared() -> None:
    values = {"prompt": "x", "image_urls": [f"{API}/files/0/before.png"]}
    text = markup(visit(), task(("a.png", "image/png"), param=values))
    assert 'class="before" src="/files/0/before.png"' in text
    assert "data-compare" not in markup(visit(), task(("a.png", "image/png")))


def test_a_track_stands_beside_its_own_cover() -> None:
    song = task(("track-1.mp3", "audio/mpeg"), ("track-1.jpeg", "image/jpeg"))
    song["files"][1]["role"] = "cover"
    text = markup(visit(), song)
    assert text.count("<audio") == 1
    assert 'src="/files/1/track-1.jpeg" alt="" class="track-cover"' in text


def test_parts_that_cannot_be_played_are_files_to_save() -> None:
    text = markup(visit(), task(("a.mid", "audio/midi"), ("stems.zip", "application/zip")))
    assert text.count("download=") == 2
    assert "<audio" not in text


def test_a_result_without_files_is_data() -> None:
    text = markup(visit(), task(result={"resultObject": {"words": "<b>"}}))
    assert "&lt;b&gt;" in text
    assert "<details" not in text


def test_nothing_from_outside_becomes_markup() -> None:
    found = task((EVIL, "image/png"), result={EVIL: EVIL}, param={"image_url": f"http://a/{EVIL}"})
    found["model"] = EVIL
    assert "<script" not in markup(visit(), found)
    assert "<script" not in thumbnails(visit(), [found])
    assert "<script" not in thumbnails(visit(), [found], pick="url")


def test_thumbnails_to_pick_carry_what_is_picked() -> None:
    one = task(("a.png", "image/png"), ("b.png", "image/png"))
    assert thumbnails(visit(), [one], pick="url").count(f'data-value="{API}/files/1/') == 2
    assert thumbnails(visit(), [one], pick="task").count('data-value="7"') == 1
    assert thumbnails(visit(), [task()]) == ""
