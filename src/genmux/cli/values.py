"""`key=value` on the command line → the input of a task.

What a value means follows from the parameter, where the catalogue knows it: a text stays a text
even when it looks like a number, and a single value for a list is a list of one.
"""

from __future__ import annotations

import base64
import json
import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from genmux.catalogue.field import Field


def read_values(pairs: Iterable[str], fields: Mapping[str, Field]) -> dict[str, Any]:
    """The input. A key that is given more than once makes a list. Raises click.UsageError."""
    given: dict[str, list[Any]] = {}
    for pair in pairs:
        key, equals, text = pair.partition("=")
        if not equals or not key.strip():
            raise click.UsageError(f"{pair!r} is not of the form key=value")
        key = key.strip()
        given.setdefault(key, []).append(_value(key, text, fields.get(key)))
    return {
        key: _joined(values, listed=key in fields and fields[key].is_list)
        for key, values in given.items()
    }


def _joined(values: list[Any], *, listed: bool) -> Any:
    if len(values) == 1 and (not listed or isinstance(values[0], list)):
        return values[0]
    return [item for value in values for item in (value if isinstance(value, list) else [value])]


def _value(key: str, text: str, field: Field | None) -> Any:
    if text.startswith("@@"):
        return text[1:]
    if text.startswith("@"):
        return _file(key, Path(text[1:]).expanduser(), field)
    if field is not None and not _may_be_json(field):
        return text
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return text if value is None or isinstance(value, str) else value


def _may_be_json(field: Field) -> bool:
    """Whether anything but a text may be meant."""
    if field.is_list and field.items is not None and field.items.types == ("string",):
        return True  # a whole JSON list, or one of its texts
    return field.types != ("string",)


def _file(key: str, path: Path, field: Field | None) -> str:
    try:
        content = path.read_bytes()
        if field is not None and field.media is None and _texts_only(field):
            return content.decode()
    except OSError as error:
        raise click.UsageError(f"{key}: {path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{key}: {path} is not a text file") from error
    mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"data:{mime};base64,{base64.b64encode(content).decode()}"


def _texts_only(field: Field) -> bool:
    return field.types == ("string",)
