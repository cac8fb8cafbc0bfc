"""One value of the settings: from TOML or text to its type, and back to what may be shown."""

from __future__ import annotations

import difflib
import json
import math
import re
import types
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

_TRUE = ("true", "1", "yes", "on")
_FALSE = ("false", "0", "no", "off")
_COVER = "•••"
_URL_SECRET = re.compile(r"(?<=://)([^/?#@]*):[^/?#]*@")
_QUERY_SECRET = re.compile(
    r"(?<=[?&])([^=&#]*(?:pass|secret|key|token|sig)[^=&#]*)=[^&#]*", re.IGNORECASE
)
_HARMLESS_OPTION = re.compile(
    r"region|endpoint|allow_http|virtual_hosted|^(models?|url|key_env|use|kind|idempotent)$"
    r"|^(concurrency|per_minute|credit_usd)$",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"(env|file):\S")


@dataclass(frozen=True, slots=True)
class Range:
    """Limits of a number, or of each number in a list; both ends are allowed."""

    low: float
    high: float


def convert(kind: Any, value: Any, *, textual: bool) -> Any:
    """The value as `kind` wants it; `textual` values are parsed first. ValueError says what is
    expected, in words that follow the key's name."""
    limits = None
    if get_origin(kind) is Annotated:
        kind, limits = get_args(kind)
    if get_origin(kind) is tuple:
        item = get_args(kind)[0]
        parts = _split(value) if textual else value
        if not isinstance(parts, list | tuple):
            raise ValueError(f"must be a list, not {_quote(value)}")
        return tuple(_one(item, part, limits, isinstance(part, str) and textual) for part in parts)
    if get_origin(kind) is Mapping or isinstance(kind, types.GenericAlias):
        return _table(value, textual)
    return _one(kind, value, limits, textual)


def _one(kind: Any, value: Any, limits: Range | None, textual: bool) -> Any:
    if get_origin(kind) is Mapping:
        return _table(value, textual)
    if get_origin(kind) is Literal:
        choices = get_args(kind)
        if value not in choices:
            words = ", ".join(json.dumps(choice) for choice in choices)
            raise ValueError(f"must be one of {words}, not {_quote(value)}{near(value, choices)}")
        return value
    if kind is bool:
        return _bool(value, textual)
    if kind is str or kind is Path:
        if not isinstance(value, str | Path):
            raise ValueError(f"must be text, not {_quote(value)}")
        return kind(value)
    return _number(kind, value, limits, textual)


def _number(kind: Any, value: Any, limits: Range | None, textual: bool) -> Any:
    wanted = "a whole number" if kind is int else "a number"
    if limits is not None:
        wanted += f" from {_plain(limits.low)} to {_plain(limits.high)}"
    number: Any = value
    if textual:
        try:
            number = int(value) if kind is int else Decimal(value)
        except (ValueError, InvalidOperation):
            raise ValueError(f"must be {wanted}, not {_quote(value)}") from None
    fits = isinstance(number, int | float | Decimal) and not isinstance(number, bool)
    if kind is int and not isinstance(number, int):
        fits = False
    if (
        not fits
        or not math.isfinite(number)
        or (limits is not None and not limits.low <= number <= limits.high)
    ):
        raise ValueError(f"must be {wanted}, not {_quote(value)}")
    return Decimal(str(number)) if kind is Decimal else kind(number)


def _bool(value: Any, textual: bool) -> bool:
    if isinstance(value, bool):
        return value
    if textual and str(value).strip().lower() in _TRUE + _FALSE:
        return str(value).strip().lower() in _TRUE
    raise ValueError(f"must be true or false, not {_quote(value)}")


def _split(text: str) -> Any:
    if text.lstrip().startswith("["):
        try:
            return json.loads(text)
        except ValueError:
            raise ValueError(f"must be a list a,b,c or JSON, not {_quote(text)}") from None
    return [part.strip() for part in text.split(",") if part.strip()]


def _table(value: Any, textual: bool) -> dict[str, str]:
    try:
        table = json.loads(value) if textual else value
    except ValueError:
        table = None
    if not isinstance(table, Mapping) or not all(
        isinstance(item, str | int | bool) for item in table.values()
    ):
        # The value is not repeated here: it may hold credentials.
        raise ValueError('must be a table of texts, e.g. { region = "eu-central-1" }')
    return {
        str(key): json.dumps(item) if isinstance(item, bool) else str(item)
        for key, item in table.items()
    }


def account_of(value: Any, *, textual: bool) -> dict[str, str]:
    """An account at a vendor, whose secrets are only referred to. Raises ValueError."""
    table = {"key": value} if isinstance(value, str) and not value.startswith("{") else value
    account = _table(table, textual and table is value)
    for name in ("key", "hook_secret"):
        if account.get(name) and not _REFERENCE.match(account[name]):
            # Not repeated here: it may be the secret itself.
            raise ValueError(
                f"{name} must say where the secret is found: env:VARIABLE or file:/path"
            )
    return account


def _quote(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(value)
    text = json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "…"


def _plain(number: float) -> str:
    return format(Decimal(repr(number)).normalize(), "f")


def near(word: object, words: Iterable[str]) -> str:
    """`; did you mean x?` when one of the words is close, else nothing."""
    close = difflib.get_close_matches(str(word), list(words), n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""


def cover_url(url: str) -> str:
    """A URL without the password and tokens that it may hold."""
    return _QUERY_SECRET.sub(rf"\1={_COVER}", _URL_SECRET.sub(rf"\1:{_COVER}@", url))


def shown(key: str, value: Any) -> object:
    """A value as `genmux settings show` may print it; JSON can hold it."""
    if key.endswith("secrets.key"):
        return _COVER if value else ""
    if isinstance(value, Mapping):
        return {
            name: cover_url(text)
            if _HARMLESS_OPTION.search(name) or _REFERENCE.match(text)
            else _COVER
            for name, text in value.items()
        }
    if key.endswith("url"):
        return cover_url(value)
    if isinstance(value, tuple):
        return [shown(key, item) for item in value]
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
