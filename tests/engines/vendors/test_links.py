"""Files become links."""

from __future__ import annotations

from pathlib import Path

from genmux.engines.remote import FilePart, Refused, Request, Steps
from genmux.engines.vendors.links import before_the_job, linked
from genmux.engines.vendors.mapping import file_part

from .works import reply, run, work_of

PICTURES = ["https://files.test/one.png", "https://files.test/two.png"]


def upload(part: FilePart) -> Steps[str]:
    answer = yield Request("PUT", f"https://vendor.test/{part.name}")
    return answer.body.decode()


def test_public_files_stay_where_they_are(tmp_path: Path) -> None:
    work = work_of("seedream/4.5-edit", tmp_path, image_urls=PICTURES)
    parts = [file_part(media) for media in work.media]
    body = {"model": "m", "pictures": [{"url": part} for part in parts]}
    outcome, sent = run(linked(body, work, upload))
    assert outcome == {"model": "m", "pictures": [{"url": url} for url in PICTURES]}
    assert sent == []


def test_private_files_are_uploaded_once_each(tmp_path: Path) -> None:
    work = work_of("seedream/4.5-edit", tmp_path, public=False, image_urls=PICTURES)
    first, second = (file_part(media) for media in work.media)
    body = {"a": first, "b": [second, first], "n": 3}
    outcome, sent = run(linked(body, work, upload), reply(b"up:1"), reply(b"up:2"))
    assert outcome == {"a": "up:1", "b": ["up:2", "up:1"], "n": 3}
    assert len(sent) == 2


def test_nothing_is_at_work_before_the_job() -> None:
    unknown = before_the_job(Refused("It broke.", "unknown", retry_after=3))
    assert (unknown.why, unknown.message, unknown.retry_after) == ("busy", "It broke.", 3)
    assert before_the_job(Refused("No.", "auth")).why == "auth"
