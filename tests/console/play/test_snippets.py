"""The code that is shown to be copied does what the form does."""

from __future__ import annotations

import io
import json
import shlex
import urllib.request
from typing import Any

import pytest

from genmux.console.play import snippets

URL = "http://127.0.0.1:8787"
MODEL = {"id": "acme/draft", "path": None}
VALUES = {
    "prompt": 'It\'s "quoted"\nand `$HOME` \\ over two lines, für 中文',
    "shots": [{"prompt": "one", "seconds": 3}, {"prompt": "two", "seconds": 4}],
    "sound": True,
    "tags": ["a", "b"],
}


def test_curl_sends_the_same_body() -> None:
    words = shlex.split(snippets.curl(URL, MODEL, VALUES).partition("\n\n")[0])
    assert words[1] == f"{URL}/api/v1/jobs/createTask"
    body = json.loads(words[words.index("-d") + 1])
    assert body == {"model": "acme/draft", "input": VALUES}


def test_python_runs_to_the_result(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sent: list[Any] = []
    ended = {"taskId": "7", "status": "succeeded", "failMsg": "", "files": [{"url": "http://a"}]}
    answers = [{"taskId": "7"}, ended]

    def urlopen(request: urllib.request.Request) -> io.BytesIO:
        sent.append(request)
        data = answers[len(sent) - 1]
        return io.BytesIO(json.dumps({"code": 200, "msg": "", "data": data}).encode())

    monkeypatch.setattr(urllib.request, "urlopen", urlopen)
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    monkeypatch.setenv("GENMUX_KEY", "sk-1")
    exec(compile(snippets.python(URL, MODEL, VALUES), "snippet", "exec"), {})
    assert json.loads(sent[0].data) == {"model": "acme/draft", "input": VALUES}
    assert sent[0].headers["Authorization"] == "Bearer sk-1"
    assert sent[1].full_url == f"{URL}/genmux/v1/tasks/7"
    assert capsys.readouterr().out == "succeeded ['http://a']\n"


def test_python_shows_what_is_answered_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = {"code": 200, "msg": "", "data": {"taskId": "", "result": "calm"}}
    monkeypatch.setattr(
        urllib.request, "urlopen", lambda _request: io.BytesIO(json.dumps(answer).encode())
    )
    monkeypatch.setenv("GENMUX_KEY", "sk-1")
    exec(compile(snippets.python(URL, MODEL, VALUES), "snippet", "exec"), {})
    assert json.loads(capsys.readouterr().out) == {"taskId": "", "result": "calm"}


def test_javascript_holds_the_same_body() -> None:
    text = snippets.javascript(URL, MODEL, VALUES)
    start = text.index('createTask", ') + len('createTask", ')
    body, _ = json.JSONDecoder().raw_decode(text[start:])
    assert body == {"model": "acme/draft", "input": VALUES}


def test_a_call_with_a_path_of_its_own_is_sent_there() -> None:
    model = {"id": "acme/songs", "path": "/api/v1/songs"}
    assert snippets.call_of(model, {"a": 1}) == ("/api/v1/songs", {"a": 1})
    words = shlex.split(snippets.curl(URL, model, VALUES).partition("\n\n")[0])
    assert words[1] == f"{URL}/api/v1/songs"
    assert json.loads(words[words.index("-d") + 1]) == VALUES
