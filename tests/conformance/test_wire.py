"""Who may call, the envelope, and paths that do not exist."""

from __future__ import annotations

import pytest

from tests.conformance.client import Client

CALLS = ["/api/v1/chat/credit", "/api/v1/jobs/recordInfo?taskId=1", "/api/v1/models"]


@pytest.mark.covers(1)
@pytest.mark.parametrize("key", ["", "no-such-key"], ids=["none", "wrong"])
@pytest.mark.parametrize("path", CALLS)
def test_a_call_needs_a_key(client: Client, path: str, key: str) -> None:
    reply = client.with_key(key).get(path)
    assert reply.code == 401
    assert reply.msg


@pytest.mark.covers(1)
def test_a_key_in_another_header_is_none(client: Client) -> None:
    other = Client(
        client.url, client.upload_url, "", client.pause, client.patience, {"apikey": client.key}
    )
    assert other.get("/api/v1/chat/credit").code == 401


@pytest.mark.covers(1)
def test_a_success_is_an_envelope(client: Client) -> None:
    reply = client.get("/api/v1/chat/credit")
    assert reply.status == 200
    assert reply.json["code"] == 200
    assert reply.msg == "success"
    assert "application/json" in reply.headers["content-type"]


@pytest.mark.covers(1)
def test_a_failure_is_an_envelope_with_status_200(client: Client) -> None:
    reply = client.post("/api/v1/jobs/createTask", {"model": "no/such-model", "input": {}})
    assert reply.status == 200
    assert (reply.code, reply.json["data"]) == (422, None)


@pytest.mark.parametrize("path", ["/api/v1/account/balance", "/api/v1/veo/task"])
def test_a_path_that_does_not_exist(client: Client, path: str) -> None:
    assert client.get(path).status == 404
