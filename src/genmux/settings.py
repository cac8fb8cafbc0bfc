"""All settings as one frozen object: packaged default < file < environment < flags.

`settings.default.toml` beside this module holds every default and is the manual; the dataclasses of
`settings_tables` give types and limits. `load_settings` is called once by the command line;
everything else is handed the tables that it needs.
"""

from __future__ import annotations

import dataclasses
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, get_type_hints

from genmux.settings_check import cross_check
from genmux.settings_tables import (
    AccessSettings,
    CallbackSettings,
    CatalogueSettings,
    ChatSettings,
    ConsoleSettings,
    DatabaseSettings,
    DataSettings,
    FetchSettings,
    LimitsSettings,
    LogSettings,
    MoneySettings,
    NetworkSettings,
    ProvenanceSettings,
    RoutingSettings,
    SandboxSettings,
    SecretSettings,
    ServerSettings,
    StorageSettings,
    TaskSettings,
    VendorSettings,
    WorkerSettings,
)
from genmux.settings_values import account_of, convert, near, shown

__all__ = [
    "AccessSettings",
    "CallbackSettings",
    "CatalogueSettings",
    "ChatSettings",
    "ConsoleSettings",
    "DataSettings",
    "DatabaseSettings",
    "FetchSettings",
    "LimitsSettings",
    "LogSettings",
    "MoneySettings",
    "NetworkSettings",
    "ProvenanceSettings",
    "RoutingSettings",
    "SandboxSettings",
    "SecretSettings",
    "ServerSettings",
    "Settings",
    "SettingsError",
    "StorageSettings",
    "TaskSettings",
    "VendorSettings",
    "WorkerSettings",
    "default_text",
    "known_keys",
    "load_settings",
    "variable",
]


class SettingsError(Exception):
    """Settings that cannot be used. `problems` holds one sentence each: key, place, remedy."""

    def __init__(self, *problems: str) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True, slots=True)
class Settings:
    """One table per field. `origin` says for each `table.key` where its value comes from."""

    data: DataSettings
    server: ServerSettings
    console: ConsoleSettings
    database: DatabaseSettings
    storage: StorageSettings
    limits: LimitsSettings
    network: NetworkSettings
    fetch: FetchSettings
    callbacks: CallbackSettings
    worker: WorkerSettings
    provenance: ProvenanceSettings
    tasks: TaskSettings
    chat: ChatSettings
    vendors: VendorSettings
    routing: RoutingSettings
    secrets: SecretSettings
    access: AccessSettings
    money: MoneySettings
    sandbox: SandboxSettings
    catalogue: CatalogueSettings
    log: LogSettings
    origin: Mapping[str, str] = field(repr=False, compare=False)

    def shown(self) -> dict[str, object]:
        """Every `table.key` with its value; passwords and credentials are covered."""
        values = {
            key: shown(key, getattr(getattr(self, key.partition(".")[0]), key.partition(".")[2]))
            for key in known_keys()
        }
        accounts = self.vendors.accounts.items()
        return values | {f"{FREE}.{name}": shown(FREE, account) for name, account in accounts}


FREE = "vendors"
"""the table whose keys are names that the operator gives"""
_ACCOUNT = "GENMUX_VENDORS_"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")

_OTHER_VARIABLES = ("GENMUX_CONFIG", "GENMUX_CONTRACT", "GENMUX_KEY", "GENMUX_URL")
_OTHER_PREFIXES = ("GENMUX_TEST_", "GENMUX_BENCH_", "GENMUX_CONFORMANCE_", "GENMUX_LIVE_")
# Kubernetes sets such variables for a service that is called genmux or genmux-something.
_SERVICE_LINK = re.compile(r"_SERVICE_(HOST|PORT)(_\w+)?$|_PORT_\d+_(TCP|UDP|SCTP)(_\w+)?$")
_SERVICE_VALUE = re.compile(r"(tcp|udp|sctp)://")


@cache
def known_keys() -> dict[str, Any]:
    """Every `table.key` with its annotated type, in the order of the manual."""
    tables = get_type_hints(Settings)
    keys: dict[str, Any] = {}
    for table, values in tomllib.loads(default_text()).items():
        hints = get_type_hints(tables[table], include_extras=True)
        keys.update({f"{table}.{key}": hints[key] for key in values})
    return keys


def default_text() -> str:
    """The packaged `settings.default.toml`."""
    return (files("genmux") / "settings.default.toml").read_text(encoding="utf-8")


def variable(key: str) -> str:
    """The environment variable of `table.key`."""
    return "GENMUX_" + key.replace(".", "_").upper()


def load_settings(
    *, file: Path | None, environ: Mapping[str, str], flags: Mapping[str, Any]
) -> Settings:
    """Reads all places; raises SettingsError with every problem that it found.

    `flags` maps `table.key` to a value, None meaning "not given". Without `file` the one named by
    GENMUX_CONFIG is read, else `genmux.toml` of the data folder where there is one.
    """
    reading = _Reading()
    reading.take_tables(tomllib.loads(default_text(), parse_float=Decimal), "default", {})
    from_environ = _environ_values(environ, reading.problems)
    given = {key: value for key, value in flags.items() if value is not None}
    found = _find_file(file, environ, from_environ, given)
    if found is not None:
        refused = {} if file or environ.get("GENMUX_CONFIG") else {"data.dir": _DIR_IN_OWN_FILE}
        reading.take_tables(_parse(found), str(found), refused)
    for key, text in from_environ.items():
        reading.take(key, text, variable(key), textual=True)
    for key, value in given.items():
        reading.take(key, value, "the command line", textual=isinstance(value, str))
    if reading.problems:
        raise SettingsError(*reading.problems)
    reading.values["data.dir"] = _data_dir(reading.values["data.dir"], environ)
    settings = reading.build()
    problems = cross_check(settings)
    if problems:
        raise SettingsError(*problems)
    return settings


_DIR_IN_OWN_FILE = "cannot be set in the data folder's own file; use --data or GENMUX_DATA_DIR"


class _Reading:
    """Values gathered so far, where they came from, and what was wrong with them."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.origin: dict[str, str] = {}
        self.problems: list[str] = []

    def take_tables(
        self, tables: Mapping[str, Any], place: str, refused: Mapping[str, str]
    ) -> None:
        names = {*(key.partition(".")[0] for key in known_keys()), FREE}
        for table, values in tables.items():
            if table not in names:
                self.problems.append(f"{place}: no table [{table}]{near(table, names)}")
            elif not isinstance(values, Mapping):
                self.problems.append(f"{place}: {table} must be a table: [{table}]")
            else:
                for key, value in values.items():
                    full = f"{table}.{key}"
                    if full in refused:
                        self.problems.append(f"{place}: {full} {refused[full]}")
                    else:
                        self.take(full, value, place, textual=False)

    def take(self, key: str, value: Any, place: str, *, textual: bool) -> None:
        if key.startswith(f"{FREE}."):
            self._take_account(key, value, place, textual=textual)
            return
        kind = known_keys().get(key)
        if kind is None:
            self.problems.append(f"{place}: no setting {key}{near(key, known_keys())}")
            return
        try:
            self.values[key] = convert(kind, value, textual=textual)
        except ValueError as error:
            name = "" if place == variable(key) else f"{key} "
            self.problems.append(f"{place}: {name}{error}")
        else:
            self.origin[key] = place

    def _take_account(self, key: str, value: Any, place: str, *, textual: bool) -> None:
        """An account: where its key is found, or a table that says more."""
        if not _NAME.fullmatch(key.partition(".")[2]):
            self.problems.append(f"{place}: {key} is no name: small letters, digits and hyphens")
            return
        try:
            self.values[key] = account_of(value, textual=textual)
        except ValueError as error:
            self.problems.append(f"{place}: {key} {error}")
        else:
            self.origin[key] = place

    def build(self) -> Settings:
        hints = get_type_hints(Settings)
        accounts = {
            key.partition(".")[2]: value
            for key, value in self.values.items()
            if key.startswith(f"{FREE}.")
        }
        tables = {
            item.name: hints[item.name](
                **{
                    key.partition(".")[2]: value
                    for key, value in self.values.items()
                    if key.startswith(f"{item.name}.")
                }
            )
            for item in dataclasses.fields(Settings)
            if item.name not in ("origin", FREE)
        }
        return Settings(**tables, vendors=VendorSettings(accounts), origin=self.origin)


def _environ_values(environ: Mapping[str, str], problems: list[str]) -> dict[str, str]:
    variables = {variable(key): key for key in known_keys()}
    values = {}
    for name, text in sorted(environ.items()):
        if not name.startswith("GENMUX_") or _SERVICE_VALUE.match(text):
            continue
        if name in variables:
            values[variables[name]] = text
        elif name.startswith(_ACCOUNT):
            # The key itself stays where it is: settings are shown, written to logs, handed about.
            account = name.removeprefix(_ACCOUNT).lower().replace("_", "-")
            values[f"{FREE}.{account}"] = text if text.startswith("{") else f"env:{name}"
        elif (
            name not in _OTHER_VARIABLES
            and not name.startswith(_OTHER_PREFIXES)
            and not _SERVICE_LINK.search(name)
        ):
            problems.append(f"environment: {name} is no setting{near(name, variables)}")
    return values


def _find_file(
    file: Path | None,
    environ: Mapping[str, str],
    from_environ: Mapping[str, str],
    flags: Mapping[str, Any],
) -> Path | None:
    named = file or (Path(environ["GENMUX_CONFIG"]) if environ.get("GENMUX_CONFIG") else None)
    if named is not None:
        if not named.is_file():
            raise SettingsError(f"{named}: no such settings file")
        return named
    folder = _data_dir(Path(flags.get("data.dir") or from_environ.get("data.dir") or ""), environ)
    beside = folder / "genmux.toml"
    return beside if beside.is_file() else None


def _parse(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: not valid TOML: {error}") from error
    except OSError as error:
        raise SettingsError(f"{file}: cannot be read: {error.strerror}") from error


def _data_dir(chosen: Path, environ: Mapping[str, str]) -> Path:
    if chosen != Path():
        return chosen.expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/genmux")
    base = environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share").absolute() / "genmux"
