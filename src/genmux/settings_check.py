"""Rules across several settings, checked once when all of them are known."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from genmux.errors import InvalidInput
from genmux.faults import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from genmux.settings import Settings

    Check = tuple[str, Callable[[], bool], str]


_SECRET = 16


def cross_check(settings: Settings) -> list[str]:
    """One sentence for each rule that is broken: place, key, what must hold."""
    origin = settings.origin
    checks: list[Check] = [
        (
            "server.public_url",
            lambda: _is_base_url(settings.server.public_url),
            "must be empty or like https://host[:port][/path], without query and trailing slash",
        ),
        *_console_checks(settings),
        *_route_checks(settings),
        *_keeping_checks(settings),
        (
            "database.url",
            lambda: (
                not (url := settings.database.url)
                or url.startswith(("postgresql://", "postgres://"))
            ),
            "must begin with postgresql://",
        ),
        (
            "storage.url",
            lambda: _is_place(settings.storage.url),
            "must be a folder such as /srv/genmux or a URL such as s3://bucket",
        ),
        (
            "storage.options",
            lambda: bool(settings.storage.url) or not settings.storage.options,
            "is given without storage.url; set that too",
        ),
        (
            "network.allow",
            lambda: all(map(_is_network, settings.network.allow)),
            "must list networks such as 10.0.0.0/8 or single addresses",
        ),
        (
            "fetch.connect_timeout_seconds",
            lambda: settings.fetch.connect_timeout_seconds <= settings.fetch.timeout_seconds,
            "must not be more than fetch.timeout_seconds",
        ),
        (
            "callbacks.per_host",
            lambda: settings.callbacks.per_host <= settings.callbacks.concurrency,
            "must not be more than callbacks.concurrency",
        ),
    ]
    return [f"{origin[key]}: {key} {text}" for key, holds, text in checks if not holds()]


def _route_checks(settings: Settings) -> list[Check]:
    route_problem = _route_problem(settings.chat.routes)
    return [
        (
            "chat.routes",
            lambda: not route_problem,
            route_problem,
        ),
        (
            "routing.rules",
            lambda: all(map(_is_rule, settings.routing.rules)),
            "must be tables with models and use",
        ),
        (
            "secrets.key",
            lambda: not settings.secrets.key or len(settings.secrets.key) >= _SECRET,
            f"must be empty or have at least {_SECRET} characters",
        ),
        (
            "access.oidc_issuer",
            lambda: _is_issuer(settings.access.oidc_issuer),
            "must be like https://host[:port][/path]; http is for this machine only",
        ),
        (
            "access.oidc_client_id",
            lambda: bool(settings.access.oidc_client_id) == bool(settings.access.oidc_issuer),
            "goes with access.oidc_issuer: both or none",
        ),
    ]


def _keeping_checks(settings: Settings) -> list[Check]:
    fault_problem = _fault_problem(settings.sandbox.default_fault)
    return [
        (
            "provenance.certificate",
            lambda: bool(settings.provenance.certificate) or not settings.provenance.key,
            "is missing: provenance.key is given without it",
        ),
        (
            "provenance.key",
            lambda: bool(settings.provenance.key) or not settings.provenance.certificate,
            "is missing: provenance.certificate is given without it",
        ),
        (
            "tasks.keep_days",
            lambda: settings.tasks.keep_days >= settings.storage.output_days,
            "must not be fewer than storage.output_days, or results would outlive their task",
        ),
        (
            "tasks.idempotency_hours",
            lambda: settings.tasks.idempotency_hours <= 24 * settings.tasks.keep_days,
            "must not be longer than tasks.keep_days",
        ),
        (
            "sandbox.default_fault",
            lambda: not fault_problem,
            fault_problem,
        ),
    ]


def _console_checks(settings: Settings) -> list[Check]:
    words = "must be empty or like https://host[:port][/path], without trailing slash"
    console = settings.console
    return [
        ("console.public_url", lambda: _is_base_url(console.public_url), words),
        ("console.api_url", lambda: _is_base_url(console.api_url), words),
    ]


def _fault_problem(text: str) -> str:
    try:
        parse(text, "must hold faults")
    except InvalidInput as error:
        return error.message
    return ""


def _is_base_url(text: str) -> bool:
    if not text:
        return True
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - raises when it is not a number
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or text.endswith("/") or parts.username)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and plain


def _is_issuer(text: str) -> bool:
    parts = urlsplit(text)
    local = parts.hostname in ("127.0.0.1", "::1", "localhost")
    return _is_base_url(text.rstrip("/")) and (not text or parts.scheme == "https" or local)


def _route_problem(routes: Sequence[Mapping[str, str]]) -> str:
    """What is wrong with the first that cannot be used."""
    for number, route in enumerate(routes, 1):
        if problem := _wrong_in(route):
            return f"route {number} {problem}"
    return ""


def _wrong_in(route: Mapping[str, str]) -> str:
    known = ("vendor", "models", "url", "model", "key_env", "wire")
    vendors = _vendors()
    if odd := sorted(set(route) - set(known)):
        return f"must have no {odd[0]!r}, only {', '.join(known)}"
    vendor = route.get("vendor")
    if vendor and vendor not in vendors:
        return f"must name as vendor one of {', '.join(vendors)}, not {vendor!r}"
    if not vendor and not (route.get("models") and route.get("url")):
        return "must have models and url, or a vendor"
    if route.get("url") and not _is_server(route["url"]):
        return "must have as url one that begins with http:// or https://, without a password"
    wires = sorted({wire for known_ in vendors.values() for wire in known_["wires"]})
    for wire in route.get("wire", "").replace(",", " ").split():
        if wire not in wires:
            return f"must name as wire one of {', '.join(wires)}, not {wire!r}"
    return ""


@cache
def _vendors() -> Mapping[str, Any]:
    """Their table lies where it is used; here it is only looked at."""
    text = files("genmux").joinpath("chat", "vendors.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _is_rule(rule: Mapping[str, str]) -> bool:
    return set(rule) == {"models", "use"} and all(rule.values())


def _is_server(url: str) -> bool:
    """Whether requests can be sent there: http or https, without query, name or password."""
    return bool(url) and _is_base_url(url.rstrip("/"))


def _is_place(text: str) -> bool:
    return not text or text.startswith("/") or "://" in text


def _is_network(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True
