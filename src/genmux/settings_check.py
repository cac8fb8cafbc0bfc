"""Rules across several settings, checked once when all of them are known."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from genmux.errors import InvalidInput
from genmux.faults import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from genmux.settings import Settings


_SECRET = 16


def cross_check(settings: Settings) -> list[str]:
    """One sentence for each rule that is broken: place, key, what must hold."""
    origin = settings.origin
    fault_problem = _fault_problem(settings.sandbox.default_fault)
    checks: list[tuple[str, Callable[[], bool], str]] = [
        (
            "server.public_url",
            lambda: _is_base_url(settings.server.public_url),
            "must be empty or like https://host[:port][/path], without query and trailing slash",
        ),
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
            "chat.routes",
            lambda: all(map(_is_route, settings.chat.routes)),
            "must be tables with models and url (http or https), and model and key_env as needed",
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
    return [f"{origin[key]}: {key} {text}" for key, holds, text in checks if not holds()]


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


def _is_route(route: Mapping[str, str]) -> bool:
    known = {"models", "url", "model", "key_env"}
    return set(route) <= known and bool(route.get("models")) and _is_server(route.get("url", ""))


def _is_rule(rule: Mapping[str, str]) -> bool:
    return set(rule) == {"models", "use"} and all(rule.values())


def _is_server(url: str) -> bool:
    return bool(url) and _is_base_url(url.rstrip("/"))


def _is_place(text: str) -> bool:
    return not text or text.startswith("/") or "://" in text


def _is_network(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True
