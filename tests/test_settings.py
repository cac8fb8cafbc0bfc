"""Settings: the manual is complete, places override each other in order, mistakes are named."""

from __future__ import annotations

import dataclasses
import itertools
import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from genmux.settings import (
    FREE,
    Settings,
    SettingsError,
    default_text,
    known_keys,
    load_settings,
    variable,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


def load(
    folder: Path,
    *,
    file: Path | None = None,
    environ: Mapping[str, str] | None = None,
    **flags: Any,
) -> Settings:
    given = {"data.dir": folder, **{key.replace("__", "."): value for key, value in flags.items()}}
    return load_settings(file=file, environ=environ or {}, flags=given)


def problem(folder: Path, **kwargs: Any) -> str:
    with pytest.raises(SettingsError) as caught:
        load(folder, **kwargs)
    return str(caught.value)


def test_every_field_has_a_default_in_the_manual() -> None:
    tables = tomllib.loads(default_text())
    fields = {
        f"{table.name}.{key.name}"
        for table in dataclasses.fields(Settings)
        if table.name not in ("origin", FREE)
        for key in dataclasses.fields(type(getattr(_defaults(), table.name)))
    }
    assert {f"{table}.{key}" for table, keys in tables.items() for key in keys} == fields


def _defaults() -> Settings:
    return load_settings(file=None, environ={}, flags={"data.dir": Path("/nowhere/genmux")})


def test_every_key_of_the_manual_follows_a_comment() -> None:
    lines = default_text().splitlines()
    bare = [
        line
        for before, line in itertools.pairwise(lines)
        if re.match(r"\w+ = ", line) and not before.startswith("# ")
    ]
    assert bare == []


def test_the_manual_states_the_limits_that_are_enforced() -> None:
    text = default_text()
    for key, kind in known_keys().items():
        for limits in getattr(kind, "__metadata__", ()):
            table, _, name = key.partition(".")
            section = text.partition(f"[{table}]")[2]
            comment = re.search(rf"(?m)((?:^#.*\n)+)^{name} = ", section)
            assert comment is not None
            if key not in ("money.credit_usd", "money.sandbox_credits"):
                assert f"{limits.low:g} to {limits.high:.15g}" in comment[1].replace("\n# ", " "), (
                    key
                )


def test_a_later_place_wins(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        "[server]\nport = 1\nhost = 'file'\n[worker]\nslots = 2\n[log]\nlevel = 'debug'"
    )
    environ = {"GENMUX_SERVER_PORT": "3", "GENMUX_WORKER_SLOTS": "4"}
    settings = load(tmp_path, file=file, environ=environ, server__port=5)
    assert (settings.server.port, settings.worker.slots, settings.server.host) == (5, 4, "file")
    assert settings.log.format == "text"
    assert settings.origin["server.port"] == "the command line"
    assert settings.origin["worker.slots"] == "GENMUX_WORKER_SLOTS"
    assert settings.origin["server.host"] == str(file)
    assert settings.origin["log.format"] == "default"


def test_a_flag_that_was_not_given_changes_nothing(tmp_path: Path) -> None:
    assert load(tmp_path, server__port=None).server.port == 8787


def test_the_file_of_the_data_folder_is_found(tmp_path: Path) -> None:
    (tmp_path / "genmux.toml").write_text("[server]\nport = 1234\n")
    assert load(tmp_path).server.port == 1234


def test_genmux_config_names_a_file(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("[server]\nport = 1234\n")
    assert load(tmp_path, environ={"GENMUX_CONFIG": str(tmp_path / "x.toml")}).server.port == 1234


def test_the_data_folder_is_not_set_from_within(tmp_path: Path) -> None:
    (tmp_path / "genmux.toml").write_text("[data]\ndir = '/elsewhere'\n")
    assert "use --data" in problem(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "gone.toml: no such settings file" in problem(tmp_path, file=tmp_path / "gone.toml")


def test_broken_toml_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("[server]\nport = \n")
    assert re.search(r"bad\.toml: .*line 2", problem(tmp_path, file=tmp_path / "bad.toml"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[sever]\nport = 1", "no table [sever]; did you mean server?"),
        ("[server]\nprot = 1", "no setting server.prot; did you mean server.port?"),
        ("server = 1", "server must be a table"),
        ("[server]\nport = '1'", 'server.port must be a whole number from 0 to 65535, not "1"'),
        ("[server]\nport = 65536", "from 0 to 65535, not 65536"),
        ("[server]\nhonest_status = 1", "server.honest_status must be true or false, not 1"),
        ("[server]\nhost = 1", "server.host must be text"),
        ("[log]\nlevel = 'inf'", 'not "inf"; did you mean info?'),
        ("[callbacks]\nschedule = 5", "callbacks.schedule must be a list"),
        ("[callbacks]\nschedule = [0]", "callbacks.schedule must be a number from 0.01"),
        ("[callbacks]\njitter = nan", "callbacks.jitter must be a number"),
        ("[storage]\noptions = {a = [1]}", "storage.options must be a table of texts"),
    ],
)
def test_a_mistake_in_a_file_is_named(tmp_path: Path, text: str, expected: str) -> None:
    (tmp_path / "own.toml").write_text(text)
    message = problem(tmp_path, file=tmp_path / "own.toml")
    assert message.startswith(str(tmp_path / "own.toml"))
    assert expected in message


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    environ = {"GENMUX_SERVER_PORT": "x", "GENMUX_LOG_LEVEL": "y"}
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, environ=environ)
    assert len(caught.value.problems) == 2


def test_an_unknown_variable_is_an_error(tmp_path: Path) -> None:
    message = problem(tmp_path, environ={"GENMUX_SERVER_PROT": "1"})
    assert (
        message == "environment: GENMUX_SERVER_PROT is no setting; did you mean GENMUX_SERVER_PORT?"
    )


def test_variables_that_kubernetes_sets_are_left_alone(tmp_path: Path) -> None:
    environ = {
        "GENMUX_SERVICE_HOST": "10.0.0.1",
        "GENMUX_SERVICE_PORT_HTTP": "80",
        "GENMUX_PORT": "tcp://10.0.0.1:80",
        "GENMUX_PORT_80_TCP_ADDR": "10.0.0.1",
        "GENMUX_SERVER_PORT": "tcp://10.0.0.1:80",
    }
    assert load(tmp_path, environ=environ).server.port == 8787


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("network.allow", "10.0.0.0/8, ::1", ("10.0.0.0/8", "::1")),
        ("network.allow", '["10.0.0.0/8"]', ("10.0.0.0/8",)),
        ("network.allow", "", ()),
        ("callbacks.schedule", "1,2.5", (1.0, 2.5)),
        ("callbacks.schedule", "[1, 2.5]", (1.0, 2.5)),
        ("server.honest_status", "Yes", True),
        ("money.credit_usd", "0.01", Decimal("0.01")),
        ("catalogue.folders", "/a,/b", (Path("/a"), Path("/b"))),
    ],
)
def test_text_becomes_the_right_type(tmp_path: Path, key: str, text: str, expected: object) -> None:
    settings = load(tmp_path, environ={variable(key): text})
    table, _, name = key.partition(".")
    assert getattr(getattr(settings, table), name) == expected


def test_options_come_as_json(tmp_path: Path) -> None:
    environ = {
        "GENMUX_STORAGE_URL": "s3://x",
        "GENMUX_STORAGE_OPTIONS": '{"region": "r", "allow_http": true}',
    }
    assert load(tmp_path, environ=environ).storage.options == {
        "region": "r",
        "allow_http": "true",
    }


def test_money_is_exact() -> None:
    assert _defaults().money.credit_usd == Decimal("0.005")


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("server.public_url", "example.org"),
        ("server.public_url", "https://example.org/"),
        ("server.public_url", "https://example.org:x"),
        ("database.url", "mysql://x"),
        ("storage.url", "bucket"),
        ("storage.options", '{"region": "x"}'),
        ("network.allow", "10.0.0.0/40"),
        ("fetch.connect_timeout_seconds", "61"),
        ("callbacks.per_host", "101"),
        ("tasks.keep_days", "13"),
        ("tasks.idempotency_hours", "1441"),
    ],
)
def test_values_that_do_not_fit_together_are_refused(tmp_path: Path, key: str, text: str) -> None:
    assert problem(tmp_path, environ={variable(key): text}).startswith(f"{variable(key)}: {key} ")


def test_a_certificate_needs_its_key_and_a_key_its_certificate(tmp_path: Path) -> None:
    given = {"GENMUX_PROVENANCE_CERTIFICATE": "/chain.pem"}
    assert "provenance.key is missing" in problem(tmp_path, environ=given)
    given = {"GENMUX_PROVENANCE_KEY": "/key.pem"}
    assert "provenance.certificate is missing" in problem(tmp_path, environ=given)


def test_the_data_folder_follows_xdg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    settings = load_settings(file=None, environ={"XDG_DATA_HOME": str(tmp_path)}, flags={})
    assert settings.data.dir == tmp_path / "genmux"


def test_the_data_folder_of_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    settings = load_settings(file=None, environ={}, flags={})
    assert settings.data.dir == Path("/var/lib/genmux")


def test_secrets_are_neither_shown_nor_in_the_repr(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        database__url="postgresql://me:hush@db/x?sslpassword=hush",
        storage__url="s3://bucket",
        storage__options={"aws_secret_access_key": "hush", "region": "here"},
    )
    assert "hush" not in repr(settings)
    seen = settings.shown()
    assert "hush" not in str(seen)
    assert str(seen["database.url"]).startswith("postgresql://me:•••@db/x")
    assert seen["storage.options"] == {"aws_secret_access_key": "•••", "region": "here"}


def test_a_refused_credential_is_not_repeated(tmp_path: Path) -> None:
    assert "hush" not in problem(tmp_path, environ={"GENMUX_STORAGE_OPTIONS": "key=hush"})


def test_an_account_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text(
        '[vendors]\nfal = "env:FAL_KEY"\n[vendors.up]\nkind = "kie"\nkey = "file:/k"\n'
        "concurrency = 5"
    )
    settings = load(tmp_path, file=file)
    assert settings.vendors.accounts == {
        "fal": {"key": "env:FAL_KEY"},
        "up": {"kind": "kie", "key": "file:/k", "concurrency": "5"},
    }
    assert settings.origin["vendors.fal"] == str(file)
    assert settings.shown()["vendors.fal"] == {"key": "env:FAL_KEY"}


def test_a_key_in_the_environment_stays_there(tmp_path: Path) -> None:
    settings = load(tmp_path, environ={"GENMUX_VENDORS_FAL": "very secret"})
    assert settings.vendors.accounts == {"fal": {"key": "env:GENMUX_VENDORS_FAL"}}
    assert "very secret" not in f"{settings!r} {settings.shown()}"


def test_an_account_in_the_environment_may_be_a_table(tmp_path: Path) -> None:
    text = '{"kind": "kie", "key": "env:K", "url": "http://127.0.0.1:1"}'
    settings = load(tmp_path, environ={"GENMUX_VENDORS_UP": text})
    assert settings.vendors.accounts["up"]["kind"] == "kie"


def test_a_secret_in_the_file_is_refused_and_not_repeated(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text('[vendors]\nfal = "abc-very-secret"')
    told = problem(tmp_path, file=file)
    assert "vendors.fal key must say where the secret is found: env:VARIABLE" in told
    assert "very-secret" not in told


def test_the_secret_that_seals_is_covered(tmp_path: Path) -> None:
    settings = load(tmp_path, environ={"GENMUX_SECRETS_KEY": "0123456789abcdef-secret"})
    assert "abcdef-secret" not in f"{settings!r} {settings.shown()}"
    assert "at least 16 characters" in problem(tmp_path, environ={"GENMUX_SECRETS_KEY": "short"})


def test_a_routing_rule_needs_both_sides(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text('[[routing.rules]]\nmodels = "google/*"')
    assert "routing.rules must be tables with models and use" in problem(tmp_path, file=file)
