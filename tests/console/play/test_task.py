"""Records of tasks, as pages read them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from genmux.console.play.task import files_of, input_of, kind_of_url, result_of


def file(name: str, mime: str, role: str = "result") -> dict[str, Any]:
    return {"url": f"http://a/files/1/{name}", "name": name, "mime": mime, "role": role}


def test_files_know_what_they_are() -> None:
    task = {"files": [file("a.png", "image/png"), file("a.mid", "audio/midi")]}
    task["files"].append(file("a.zip", "application/zip", "part"))
    assert [one.kind for one in files_of(task)] == ["image", "other", "other"]
    assert files_of({"files": None}) == []


@pytest.mark.parametrize(
    "param",
    [
        json.dumps({"model": "m", "input": {"prompt": "x"}}),
        json.dumps({"model": "m", "input": json.dumps({"prompt": "x"})}),
        {"model": "m", "input": {"prompt": "x"}},
    ],
)
def test_the_request_is_read_from_every_form_of_param(param: Any) -> None:
    assert input_of({"param": param}) == {"prompt": "x"}


@pytest.mark.parametrize("param", [None, "", "no json", "[1]"])
def test_a_record_without_a_request_has_none(param: Any) -> None:
    assert input_of({"param": param}) == {}


def test_what_a_result_says_besides_its_files() -> None:
    text = json.dumps({"resultUrls": ["http://a"], "resultObject": {"words": 3}})
    assert result_of({"resultJson": text}) == {"resultObject": {"words": 3}}


@pytest.mark.parametrize(
    ("url", "kind"),
    [("http://a/b.MP4?x=1", "video"), ("http://a/b.wav", "audio"), ("http://a/b", "image")],
)
def test_the_kind_of_a_link(url: str, kind: str) -> None:
    assert kind_of_url(url) == kind
