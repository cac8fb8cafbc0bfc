"""Whose address counts when the console passes a browser's on."""

from __future__ import annotations

import pytest

from genmux.projects import attempts
from tests.dialects.console.conftest import ROOT, NewPerson
from tests.server import Caller


async def test_the_browsers_address_is_noted_and_counted(
    new_person: NewPerson, stranger: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "FREE_OF_ADDRESS", 3)
    operator = await new_person(role="operator")
    wrong = {"email": "x@example.org", "password": "wrong password"}
    for number in range(4):
        wrong["email"] = f"{number}@example.org"
        sent = {"X-Forwarded-For": "203.0.113.7"}
        reply = await stranger.call("POST", f"{ROOT}/session", wrong, headers=sent)
        assert reply.code == 401
    reply = await stranger.call("POST", f"{ROOT}/session", wrong, headers=sent)
    assert reply.code == 429
    sent = {"X-Forwarded-For": "203.0.113.8"}
    assert (await stranger.call("POST", f"{ROOT}/session", wrong, headers=sent)).code == 401
    path = "/audit?all=true&action=session.refuse"
    addresses = [entry["address"] for entry in (await operator.get(path)).data["entries"]]
    assert addresses == ["203.0.113.8", *["203.0.113.7"] * 4]
