"""A key in a request: where and when it may be used."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from genmux.ids import KeyId, ProjectId, new_uuid
from genmux.projects.caller import Caller, looks_like_key

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def caller(
    *, networks: tuple[str, ...] = (), expires_at: datetime | None = None, revoked: bool = False
) -> Caller:
    return Caller(
        key_id=KeyId(new_uuid()),
        project_id=ProjectId(new_uuid()),
        sandbox=False,
        limits=None,
        networks=tuple(ip_network(text) for text in networks),
        expires_at=expires_at,
        revoked=revoked,
    )


def test_a_plain_key_may_be_used_from_anywhere() -> None:
    assert caller().refusal(NOW, None) is None


def test_a_revoked_key_is_refused() -> None:
    assert caller(revoked=True).refusal(NOW, None) == "This API key was revoked."


def test_a_key_works_until_the_moment_it_expires() -> None:
    key = caller(expires_at=NOW)
    assert key.refusal(NOW - timedelta(microseconds=1), None) is None
    assert key.refusal(NOW, None) == "This API key expired at 2026-01-02 03:04 UTC."


@pytest.mark.parametrize("address", ["10.1.2.3", "::ffff:10.1.2.3", "fd00::1", "fd00::1%eth0"])
def test_an_allowed_address(address: str) -> None:
    assert caller(networks=("10.0.0.0/8", "fd00::/8")).refusal(NOW, address) is None


@pytest.mark.parametrize("address", ["11.1.2.3", "::ffff:11.1.2.3", "::1", "", None, "a socket"])
def test_another_address(address: str | None) -> None:
    refusal = caller(networks=("10.0.0.0/8",)).refusal(NOW, address)
    assert refusal is not None
    assert "may not be used from" in refusal


@pytest.mark.parametrize(
    "text", ["", "sk-gmx-live-", "sk-gmx-live-" + "a" * 42, "sk-gmx-prod-" + "a" * 43, "\0" * 55]
)
def test_what_cannot_be_a_key(text: str) -> None:
    assert not looks_like_key(text)
