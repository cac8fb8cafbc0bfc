"""A TOML file of the catalogue: read once, and able to say on which line something is wrong."""

from __future__ import annotations

import difflib
import re
import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Step = str | int
_AT_LINE = re.compile(r" ?\(at line (\d+), column \d+\)")
_HEADER = re.compile(r"^\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$")


class CatalogueError(Exception):
    """A broken catalogue file: which file, which line (1-based, 0 when unknown) and why."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        self.file = file
        self.line = line
        self.reason = reason
        super().__init__(f"{file}:{line}: {reason}" if line else f"{file}: {reason}")


class Document:
    """One parsed file. `name` is how messages call it."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        try:
            self._text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CatalogueError(self.name, 0, f"cannot be read: {error}") from error
        try:
            # Decimal keeps 0.24 credits exactly 0.24
            self.data: dict[str, Any] = tomllib.loads(self._text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            found = _AT_LINE.search(str(error))
            line = int(found.group(1)) if found else self._text.count("\n") + 1
            reason = f"not valid TOML: {_AT_LINE.sub('', str(error))}"
            raise CatalogueError(self.name, line, reason) from error

    @property
    def root(self) -> Table:
        return Table(self, (), self.data)

    def fail(self, where: tuple[Step, ...], reason: str) -> NoReturn:
        raise CatalogueError(self.name, self.line_of(where), reason)

    def line_of(self, where: tuple[Step, ...]) -> int:
        """The line that comes closest to holding the key at `where`; 0 when none does."""
        best, best_depth = 0, 0
        for number, at in self._lines():
            depth = _common(at, where)
            if depth > best_depth:
                best, best_depth = number, depth
        return best

    def _lines(self) -> Iterator[tuple[int, tuple[Step, ...]]]:
        """Each line with the key path that it opens; inline tables count all their keys."""
        header: tuple[Step, ...] = ()
        seen: dict[str, int] = {}
        row: tuple[Step, ...] = ()
        rows = 0
        for number, line in enumerate(self._text.splitlines(), start=1):
            if row and line.lstrip().startswith("{"):
                at = (*row, rows)
                rows += 1
                yield number, at
                for inner in re.findall(r"[\w-]+(?=\s*=)", line):
                    yield number, (*at, inner)
                continue
            found = _HEADER.match(line)
            if found:
                name = found.group(2)
                header = tuple(_keys(name))
                if found.group(1) == "[[":
                    seen[name] = seen.get(name, -1) + 1
                    header = (*header, seen[name])
                yield number, header
                continue
            key, equals, rest = line.partition("=")
            if not equals or key.lstrip().startswith("#"):
                continue
            at = (*header, *_keys(key.strip()))
            row, rows = (at, 0) if rest.strip() == "[" else ((), 0)
            yield number, at
            for inner in re.findall(r"[\w-]+(?=\s*=)", rest):
                yield number, (*at, inner)


def _keys(dotted: str) -> list[str]:
    return [part.strip().strip("\"'") for part in re.findall(r'"[^"]*"|\'[^\']*\'|[^.]+', dotted)]


def _common(at: tuple[Step, ...], where: tuple[Step, ...]) -> int:
    depth = 0
    for one, other in zip(at, where, strict=False):
        if one != other:
            break
        depth += 1
    return depth


class Table:
    """A TOML table with its place in the file. Readers name the key, so mistakes name the line."""

    __slots__ = ("data", "document", "where")

    def __init__(self, document: Document, where: tuple[Step, ...], data: Any) -> None:
        self.document = document
        self.where = where
        if not isinstance(data, dict):
            self.fail(f"{self.label} must be a table")
        self.data: dict[str, Any] = data

    @property
    def label(self) -> str:
        return ".".join(str(step) for step in self.where) or "the file"

    def fail(self, reason: str, key: str | None = None) -> NoReturn:
        self.document.fail(self.where if key is None else (*self.where, key), reason)

    def __contains__(self, key: object) -> bool:
        return key in self.data

    def only(self, allowed: Iterable[str]) -> None:
        """Refuses keys that nobody reads, with the nearest known one."""
        names = list(allowed)
        for key in self.data:
            if key not in names:
                near = difflib.get_close_matches(key, names, n=1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                self.fail(f"unknown key {key!r} in {self.label}{hint}", key)

    def text(self, key: str, default: str | None = None) -> str:
        value = self.data.get(key, default)
        if not isinstance(value, str):
            self.fail(f"{key} must be a text" if key in self else f"{key} is missing", key)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one; absent is empty."""
        value = self.data.get(key, ())
        values = (value,) if isinstance(value, str) else value
        if not all(isinstance(item, str) for item in values):
            self.fail(f"{key} must be a text or a list of texts", key)
        return tuple(values)

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.data.get(key, default)
        if not isinstance(value, bool):
            self.fail(f"{key} must be true or false", key)
        return value

    def whole(self, key: str) -> int | None:
        value = self.data.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            self.fail(f"{key} must be a whole number", key)
        return value

    def number(self, key: str) -> int | float | None:
        value = self.data.get(key)
        if isinstance(value, Decimal):
            return float(value)
        return self.whole(key)

    def table(self, key: str) -> Table | None:
        if key not in self:
            return None
        return Table(self.document, (*self.where, key), self.data[key])

    def tables(self, key: str) -> list[Table]:
        """An array of tables; absent is empty."""
        value = self.data.get(key, [])
        if not isinstance(value, list):
            self.fail(f"{key} must be an array of tables", key)
        return [Table(self.document, (*self.where, key, n), item) for n, item in enumerate(value)]


def plain(value: Any) -> Any:
    """TOML data as JSON data: Decimals become floats, or ints where they are whole."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value
