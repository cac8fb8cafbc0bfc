"""Credits and links for downloads."""

from __future__ import annotations

import pytest

from tests.conformance.client import Client

LINK = "/api/v1/common/download-url"


@pytest.mark.covers(163, 165)
def test_credits_are_a_number(client: Client) -> None:
    credits_left = client.get("/api/v1/chat/credit").data
    assert isinstance(credits_left, int | float)
    assert not isinstance(credits_left, bool)


@pytest.mark.covers(163, 166)
def test_a_result_has_a_link_for_downloads(client: Client, picture: str) -> None:
    link = client.post(LINK, {"url": picture}).data
    assert isinstance(link, str)
    file = client.download(link)
    assert file.status == 200
    assert file.raw == client.download(picture).raw


@pytest.mark.covers(166)
def test_a_foreign_url_has_none(client: Client) -> None:
    reply = client.post(LINK, {"url": "https://example.com/a.png"})
    assert (reply.code, reply.msg, reply.json["data"]) == (422, "url is wrong", None)


@pytest.mark.covers(166)
def test_a_link_needs_a_url(client: Client) -> None:
    assert client.post(LINK, {}).code in (400, 422)
