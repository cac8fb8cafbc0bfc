"""`genmux keys` on a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.projects.caller import authenticate, looks_like_key

if TYPE_CHECKING:
    from tests.cli.conftest import Genmux


def test_create_prints_the_key_alone(genmux: Genmux) -> None:
    result = genmux("keys", "create", "--name", "app")
    key = result.stdout.removesuffix("\n")
    assert looks_like_key(key)
    caller = genmux.database_does(lambda conn: authenticate(conn, key))
    assert caller is not None
    assert key not in result.stderr
    assert "1000 live credits are available" in result.stderr


def test_wishes_reach_the_key(genmux: Genmux) -> None:
    genmux.out(
        *("keys", "create", "--name", "app", "--sandbox", "--project", "shop", "--credits", "5"),
        *("--limit-hour", "1", "--limit-day", "2.5", "--limit-total", "30"),
        *("--address", "10.0.0.0/8", "--address", "::1", "--expires", "2100-01-01"),
    )
    (key,) = genmux.json("keys", "list")
    assert key["limits"] == {"hour": 1, "day": 2.5, "total": 30}
    assert key["networks"] == ["10.0.0.0/8", "::1/128"]
    assert key["expires_at"] == "2100-01-01T00:00:00+00:00"
    assert (key["name"], key["project"], key["sandbox"]) == ("app", "shop", True)
    assert genmux.json("credits", "balance")[1]["available"] == 5


def test_the_settings_say_what_a_project_starts_with(genmux: Genmux) -> None:
    (genmux.data / "genmux.toml").write_text("[money]\nstarting_credits = 3\n")
    genmux.out("keys", "create")
    assert genmux.json("credits", "balance")[0]["available"] == 3


def test_a_bad_address_is_named(genmux: Genmux) -> None:
    assert "'10.0.0.0/40'" in genmux.fails("keys", "create", "--address", "10.0.0.0/40")


def test_the_list_shows_the_end_of_a_key_only(genmux: Genmux) -> None:
    key = genmux.out("keys", "create", "--limit-day", "500").strip()
    shown = genmux.out("keys", "list")
    assert key[-4:] in shown
    assert key[-8:] not in shown
    assert "500/day" in shown


def test_no_keys_is_no_error(genmux: Genmux) -> None:
    assert genmux("keys", "list").stderr.startswith("There are no keys yet")
    assert genmux.json("keys", "list") == []


def test_a_revoked_key_leaves_the_list(genmux: Genmux) -> None:
    genmux.out("keys", "create", "--name", "app")
    assert "revoked" in genmux("keys", "revoke", "app").stderr
    assert genmux.json("keys", "list") == []
    assert [key["state"] for key in genmux.json("keys", "list", "--all")] == ["revoked"]
    assert "was revoked before" in genmux("keys", "revoke", "app").stderr


def test_revoking_needs_one_key(genmux: Genmux) -> None:
    assert "no key is called 'app'" in genmux.fails("keys", "revoke", "app")
    for _ in range(2):
        genmux.out("keys", "create", "--name", "app")
    message = genmux.fails("keys", "revoke", "app")
    assert "names 2 keys" in message
    assert all(key["id"] in message for key in genmux.json("keys", "list"))
