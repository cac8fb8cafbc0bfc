"""The accounts of the settings become engines: secrets looked up, vendors found by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from genmux.engines.registry import LOCAL, Engines, Rule
from genmux.engines.remote import RemoteEngine
from genmux.engines.vendors.account import Account, checked_address
from genmux.engines.vendors.find import UnknownVendor, find, kinds
from genmux.settings import Settings, SettingsError
from genmux.settings_values import near
from genmux.tasks.vendor import Limits

_OWN = frozenset({"key", "kind", "url", "hook_secret", "concurrency", "per_minute"})
"""what an account's table says to us; the rest is for the vendor's code"""


@dataclass(frozen=True, slots=True)
class Accounts:
    """`engines` of those accounts whose key was found; `limits` of all. `keyless` says of the
    others, by name, where their key was looked for."""

    engines: Engines
    limits: Mapping[str, Limits]
    all: Sequence[Account]
    """with their keys"""
    settings: Settings
    environ: Mapping[str, str]
    keyless: Mapping[str, str] = field(default_factory=dict)

    def open_with(self, name: str, key: str) -> RemoteEngine:
        """The account of that name with another key, as a project brings one.

        Raises LookupError where there is no such vendor.
        """
        table = self.settings.vendors.accounts.get(name, {})
        account = _account(name, table, key, self.environ)
        return find(account.kind)(account)


def open_accounts(settings: Settings, environ: Mapping[str, str]) -> Accounts:
    """Raises SettingsError for a vendor that does not exist, or an option that cannot be."""
    remote: dict[str, RemoteEngine] = {}
    found: list[Account] = []
    limits: dict[str, Limits] = {}
    keyless: dict[str, str] = {}
    problems: list[str] = []
    for name, table in settings.vendors.accounts.items():
        place = f"{settings.origin.get(f'vendors.{name}', 'settings')}: vendors.{name}"
        try:
            limits[name] = _limits(table)
            key = secret(table.get("key", ""), environ)
            account = _account(name, table, key, environ)
            engine = find(account.kind)(account)
            if key:
                remote[name] = engine
                found.append(account)
            else:
                keyless[name] = table.get("key") or "key"
        except (UnknownVendor, ValueError) as error:
            problems.append(f"{place}: {error}")
    rules = tuple(
        Rule(rule["models"], tuple(part.strip() for part in rule["use"].split(",") if part.strip()))
        for rule in settings.routing.rules
    )
    problems += _unknown_engines(rules, settings)
    if problems:
        raise SettingsError(*problems)
    engines = Engines(remote=remote, rules=rules)
    return Accounts(engines, limits, found, settings, environ, keyless)


def _account(name: str, table: Mapping[str, str], key: str, environ: Mapping[str, str]) -> Account:
    url = table.get("url", "")
    return Account(
        name=name,
        kind=table.get("kind", name),
        key=key,
        url=checked_address("url", url) if url else "",
        hook_secret=secret(table.get("hook_secret", ""), environ),
        options={option: text for option, text in table.items() if option not in _OWN},
    )


def _unknown_engines(rules: Sequence[Rule], settings: Settings) -> list[str]:
    """Vendors may be named without an account here: a project may bring its own key."""
    known = {*settings.vendors.accounts, *kinds(), LOCAL}
    place = settings.origin.get("routing.rules", "settings")
    return [
        f"{place}: routing.rules: use names {name}, which is no account, vendor or {LOCAL}"
        f"{near(name, known)}"
        for rule in rules
        for name in rule.use
        if name not in known
    ]


def _limits(table: Mapping[str, str]) -> Limits:
    try:
        limits = Limits(int(table.get("concurrency", "0")), float(table.get("per_minute", "0")))
    except ValueError:
        limits = Limits(-1)
    if limits.concurrency < 0 or limits.per_minute < 0:
        raise ValueError("concurrency and per_minute must be numbers, 0 or more")
    return limits


def secret(reference: str, environ: Mapping[str, str]) -> str:
    """What `env:NAME` or `file:PATH` refers to; empty where there is nothing.

    Raises ValueError for a file that cannot be read, and for what cannot stand in a header.
    """
    kind, _, where = reference.partition(":")
    text = ""
    if kind == "env":
        text = environ.get(where, "").strip()
    if kind == "file":
        try:
            text = Path(where).expanduser().read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ValueError(f"{where} cannot be read: {error}") from error
    if not text.isprintable():
        raise ValueError(f"{reference} must hold one line of plain text")
    return text
