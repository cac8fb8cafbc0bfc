"""`genmux doctor`: content with what works, and clear about what does not."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from genmux.cli.main import cli
from genmux.media.credentials import CredentialsError

if TYPE_CHECKING:
    from pathlib import Path

    from genmux.db.pool import Connection
    from tests.cli.conftest import Genmux


def finding(genmux: Genmux, name: str) -> dict[str, Any]:
    found = {check["name"]: check for check in genmux.json("doctor")}
    check: dict[str, Any] = found[name]
    return check


@pytest.fixture
def failed(genmux: Genmux) -> Any:
    """What fails, by name; the exit code must say so too."""

    def examine() -> dict[str, str]:
        import json

        result = genmux("doctor", "--json")
        bad = {
            check["name"]: check["detail"]
            for check in json.loads(result.stdout)
            if check["state"] == "fail"
        }
        assert result.exit_code == bool(bad)
        return bad

    return examine


@pytest.fixture(autouse=True)
def any_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENMUX_SERVER_PORT", "0")


def test_a_sound_machine(genmux: Genmux, failed: Any) -> None:
    assert failed() == {}
    assert finding(genmux, "database")["detail"].endswith("schema is current")
    assert list((genmux.data / "files").rglob("*.txt")) == []


def test_the_text_has_a_line_for_each_finding(genmux: Genmux) -> None:
    lines = genmux.out("doctor").splitlines()
    assert all(line.startswith("✓ ") for line in lines)
    assert len(lines) == 11


def test_accounts_with_and_without_their_keys(
    genmux: Genmux, failed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert finding(genmux, "vendors")["detail"].startswith("no accounts")
    monkeypatch.setenv("GENMUX_VENDORS_FAL", "fal-hush")
    check = finding(genmux, "vendors")
    assert (check["state"], check["detail"]) == ("ok", "keys found: fal")
    monkeypatch.setenv("GENMUX_VENDORS_MINE", '{"kind": "google", "key": "env:NO_SUCH"}')
    check = finding(genmux, "vendors")
    told = "keys found: fal; missing: mine (env:NO_SUCH)"
    assert (check["state"], check["detail"]) == ("warn", told)
    monkeypatch.setenv("GENMUX_VENDORS_ARK", '{"key": "env:NO_SUCH", "region": "mars"}')
    assert "vendors.ark: region must be one of" in failed()["vendors"]


def test_a_database_of_a_newer_version(genmux: Genmux, failed: Any) -> None:
    async def from_the_future(conn: Connection) -> None:
        await conn.execute("insert into migration (name) values ('9999_wonder.sql')")

    genmux.database_does(from_the_future)
    assert "9999_wonder.sql" in failed()["database"]


def test_a_port_that_is_taken(genmux: Genmux, failed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        monkeypatch.setenv("GENMUX_SERVER_PORT", str(listener.getsockname()[1]))
        assert "in use" in failed()["port"]


def test_a_storage_that_is_unknown(
    genmux: Genmux, failed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENMUX_STORAGE_URL", "ftp://me:hush@host")
    assert "ftp" in failed()["storage"]
    assert "hush" not in failed()["storage"]


def test_a_broken_model_file(
    genmux: Genmux, failed: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    (folder / "models").mkdir(parents=True)
    (folder / "models" / "x.toml").write_text("title = \n")
    monkeypatch.setenv("GENMUX_CATALOGUE_FOLDERS", str(folder))
    assert "x.toml:1" in failed()["catalogue"]


def test_a_signing_key_that_is_not_there(
    genmux: Genmux, failed: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "a trial" in finding(genmux, "credentials")["detail"]
    monkeypatch.setenv("GENMUX_PROVENANCE_CERTIFICATE", str(tmp_path / "chain.pem"))
    monkeypatch.setenv("GENMUX_PROVENANCE_KEY", str(tmp_path / "key.pem"))
    assert failed()["credentials"].startswith("provenance.certificate: ")


def test_a_stored_key_that_is_broken(genmux: Genmux, failed: Any) -> None:
    async def spoil(conn: Connection) -> None:
        await conn.execute(
            "insert into setting (name, value) "
            """values ('provenance_identity', '{"certificates": "x", "key": "y"}')"""
        )

    genmux.database_does(spoil)
    assert failed()["credentials"].startswith("setting provenance_identity")


def test_a_library_that_does_not_load(genmux: Genmux, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_signer: object) -> None:
        raise CredentialsError("the C2PA library cannot be loaded")

    monkeypatch.setattr("genmux.worker.identity.try_out", missing)
    check = finding(genmux, "credentials")
    assert (check["state"], check["detail"]) == ("warn", "the C2PA library cannot be loaded")


def test_results_that_were_stored_unsigned(genmux: Genmux) -> None:
    async def unsigned(conn: Connection) -> None:
        await conn.execute(
            "insert into project (id, name, callback_secret) values (gen_random_uuid(), 'p', 's')"
        )
        await conn.execute(
            "insert into asset (id, project_id, key, name, mime, size, facts, expires_at) "
            "select gen_random_uuid(), id, 'k', 'a.png', 'image/png', 1, "
            """  '{"unsigned": "no ink"}', now() + interval '1 day' from project"""
        )

    genmux.database_does(unsigned)
    check = finding(genmux, "credentials")
    told = "stored unsigned in the last day: 1 (the newest: no ink)"
    assert (check["state"], check["detail"]) == ("warn", told)


def test_a_data_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    words = ["--data", str(tmp_path / "file" / "data"), "doctor"]
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == 1
    assert "✗ data folder" in result.stdout


def test_every_wrong_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GENMUX_SERVER_PORT", "x")
    monkeypatch.setenv("GENMUX_LOG_LEVEL", "loud")
    result = CliRunner().invoke(cli, ["--data", str(tmp_path), "doctor"])
    assert result.exit_code == 1
    assert result.stdout.count("✗ settings") == 2
