"""Nonsense in every place of a call is refused by name and breaks nothing."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from tests.dialects.console.conftest import NewPerson
from tests.server import Caller

TEXTS = ["", "\0", "a\nb", "\u202e", "x" * 5000, "💥", "'; drop table person; --"]
VALUES: list[Any] = [*TEXTS, None, True, 0, -1, 1e308, 10**18, [], [[]], {}, {"a": {}}]
BODIES = {
    "POST /session": ["email", "password", "link", "oidc"],
    "POST /session/oidc": ["redirectUri"],
    "PATCH /me": ["name", "email"],
    "POST /me/password": ["current", "new"],
    "POST /projects": ["name"],
    "POST /projects/{project}/members": ["email", "role", "name"],
    "PATCH /projects/{project}": ["name"],
    "POST /people": ["email", "name", "operator"],
    "POST /keys": ["name", "sandbox", "limits", "networks", "expireTime"],
    "POST /callback-secret/test": ["url"],
    "POST /grants": ["credits", "note"],
}
GOOD: dict[str, dict[str, Any]] = {
    "POST /session": {"email": "a@b.c", "password": "x"},
    "POST /projects/{project}/members": {"name": "n", "email": "a@b.c", "role": "reader"},
    "POST /people": {"name": "n", "email": "a@b.c"},
    "POST /keys": {"name": "n"},
    "POST /grants": {"credits": 1},
}
QUERIES = {
    "/tasks": ["state", "model", "family", "key", "from", "to", "text", "before", "limit"],
    "/ledger": ["kind", "from", "to", "before", "limit", "format"],
    "/spend": ["from", "to", "by", "format"],
    "/health": ["hours", "all", "by", "format"],
    "/keys": ["sandbox"],
    "/audit": ["before", "limit", "action", "all"],
    "/models": ["kind", "task", "family", "provider", "q", "engine"],
}
WORDS = [
    *("%00", "x" * 5000, "0001-01-01", "9999-12-31", "-1", "0", "9" * 30, "%F0%9F%92%A5"),
    *("1e5", "2026-02-30", "%5C", "%25", "null", "253402300799999", "999999999999999"),
]


@pytest.fixture
def broken(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.WARNING)
    return caplog


async def test_bodies(new_person: NewPerson, broken: pytest.LogCaptureFixture) -> None:
    operator = await new_person(role="operator")
    assert operator.project_id is not None
    for call, names in BODIES.items():
        method, _, path = call.partition(" ")
        path = path.replace("{project}", operator.project_id.hex)
        for name in names:
            for value in VALUES:
                body = {**GOOD.get(call, {}), name: value}
                reply = await operator.call(method, path, body)
                told = (call, name, value, reply.msg)
                assert reply.code in (200, 401, 402, 403, 409, 422, 429), told
        for raw in (b"", b"[]", b"{", b"\xff", b"null"):
            reply = await operator.call(method, path, raw)
            assert 400 <= reply.code < 500, (call, raw)
    assert broken.text == ""


async def test_queries(new_person: NewPerson, broken: pytest.LogCaptureFixture) -> None:
    operator = await new_person(role="operator")
    for path, names in QUERIES.items():
        for name in names:
            for word in WORDS:
                reply = await operator.get(f"{path}?{name}={word}")
                if reply.json is not None:
                    assert reply.code in (200, 422), (path, name, word, reply.msg)
    assert broken.text == ""


async def test_paths_and_headers(
    api: Caller, new_person: NewPerson, broken: pytest.LogCaptureFixture
) -> None:
    operator = await new_person(role="operator")
    for word in ("x", "0" * 32, "0" * 31, "%00", "💥", "..%2f.."):
        for path in ("/tasks/{}/story", "/tasks/{}/events", "/models/{}", "/projects/{}/members"):
            reply = await operator.get(path.format(word))
            assert reply.code in (403, 404), (path, word)
    for token in ("", "gmxs_", "gmxs_" + "x" * 43, "Bearer", "x" * 5000):
        sent = {"Authorization": f"Bearer {token}"}
        for path in ("/genmux/v1/me", "/genmux/v1/tasks", "/genmux/v1/people"):
            assert (await api.call("GET", path, headers=sent)).code == 401
    head = await operator.call("HEAD", f"/tasks/{'0' * 32}/events")
    assert head.raw == b""
    assert broken.text == ""
