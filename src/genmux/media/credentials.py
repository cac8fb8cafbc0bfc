"""Content credentials (C2PA): signed statements inside a media file about where it comes from.

Everything that touches the C2PA library is here. It is told never to fetch anything: a file from
outside could name any address.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from genmux.media.signing_key import Identity
from genmux.media.sniff import HEAD_BYTES, UNKNOWN, sniff_mime

SIGNABLE = frozenset(
    {
        "image/png",
        "image/jpeg",
        "image/webp",
        "image/gif",
        "video/mp4",
        "video/quicktime",
        "audio/mpeg",
        "audio/wav",
        "audio/mp4",
    }
)
"""types of files that can carry credentials and that results may have. Not FLAC: the library puts
an ID3 tag before it, with which strict readers no longer know the file"""

TASK_LABEL = "org.genmux.task"
"""our own assertion: `{"task", "model", "engine", "payload"}`; `task` is the first that made the
file, `payload` the SHA-256 of it without credentials: a result is known again whoever made it"""

Relation = Literal["parentOf", "componentOf", "inputTo"]

_SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_PAYLOAD = re.compile(r"[0-9a-f]{64}")
_SETTINGS: Mapping[str, Any] = {
    "builder": {
        "thumbnail": {"enabled": False},
        # each action is stated by us, for the library cannot know what was done
        "actions": {
            name: {"enabled": False}
            for name in ("auto_created_action", "auto_opened_action", "auto_placed_action")
        },
    },
    "verify": {
        "verify_after_sign": False,
        "verify_trust": False,
        "remote_manifest_fetch": False,
        "ocsp_fetch": False,
    },
}


class CredentialsError(Exception):
    """Credentials that cannot be written or read; says why."""


@dataclass(frozen=True, slots=True)
class Ingredient:
    """A file that went into another. Its own credentials, where it has some, are kept."""

    path: str
    mime: str
    title: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said of one file."""

    title: str
    task: str
    model: str
    """that was asked for"""
    engine: str
    """that really made it"""
    source_type: str
    """last word of the IPTC digital source type, e.g. `algorithmicMedia`"""
    ingredients: Sequence[Ingredient] = ()
    """at most one of them is the parent"""
    unchanged: bool = False
    """the file is its parent as it was; nothing was made"""


@dataclass(frozen=True, slots=True)
class Found:
    """The credentials of a file. `store` is the library's report: every manifest by its label."""

    intact: bool
    """the file is what was signed, and so is what is said of it; whose key it was is not judged"""
    problems: tuple[str, ...]
    store: Mapping[str, Any]

    @property
    def manifest(self) -> Mapping[str, Any]:
        """The newest manifest, which speaks of the file as it is."""
        found: Mapping[str, Any] = self.store["manifests"][self.store["active_manifest"]]
        return found


class Signer:
    """Signs with one identity; may be used by several threads at once."""

    def __init__(self, identity: Identity) -> None:
        self.identity = identity
        self.name = hashlib.sha256(identity.certificates.encode()).hexdigest()

    def sign(self, path: Path, mime: str, to: Path, statement: Statement) -> None:
        """Writes a copy of `path` with credentials to `to`. Raises CredentialsError.

        Time and disk grow with the file, memory does not.
        """
        c2pa = _library()
        try:
            digest = payload_digest(path) or _sha256(path)
            info = c2pa.C2paSignerInfo(
                self.identity.algorithm.encode(),
                self.identity.certificates.encode(),
                self.identity.key.encode(),
                None,
            )
            with (
                c2pa.Signer.from_info(info) as signer,
                c2pa.Builder(_definition(statement, mime, digest), _context()) as builder,
                path.open("rb") as source,
                to.open("w+b") as target,
            ):
                for number, ingredient in enumerate(statement.ingredients):
                    _add(builder, number, ingredient)
                builder.sign(signer, mime, source, target)
        except (c2pa.C2paError, OSError) as error:
            to.unlink(missing_ok=True)
            raise CredentialsError(_line(error)) from error


def read(path: Path) -> Found | None:
    """The credentials of a file; None where it has none or cannot carry any. Raises
    CredentialsError for credentials that cannot be read."""
    with path.open("rb") as file:
        mime = sniff_mime(file.read(HEAD_BYTES))
        if mime not in SIGNABLE:
            return None
        file.seek(0)
        c2pa = _library()
        try:
            reader = c2pa.Reader.try_create(mime, file, context=_context())
            if reader is None:
                return None
            with reader:
                store: dict[str, Any] = json.loads(reader.json())
        except (c2pa.C2paError, ValueError) as error:
            raise CredentialsError(_line(error)) from error
    failures = store.get("validation_results", {}).get("activeManifest", {}).get("failure", [])
    intact = store.get("validation_state") in ("Valid", "Trusted")
    return Found(intact, tuple(_problem(failure) for failure in failures), store)


def payload_digest(path: Path) -> str | None:
    """The SHA-256 of one of our results before it was signed; None for every other file, and for
    one that was changed since."""
    try:
        found = read(path)
    except CredentialsError:
        return None
    if found is None or not found.intact:
        return None
    for assertion in found.manifest.get("assertions", ()):
        payload = str(assertion.get("data", {}).get("payload", ""))
        if assertion.get("label") == TASK_LABEL and _PAYLOAD.fullmatch(payload):
            return payload
    return None


def _add(builder: Any, number: int, ingredient: Ingredient) -> None:
    described = {
        "title": ingredient.title,
        "relationship": ingredient.relation,
        "label": _label(number),
    }
    with Path(ingredient.path).open("rb") as file:
        try:
            builder.add_ingredient(described, ingredient.mime, file)
        except _library().C2paError:
            # What the library cannot read went in all the same: it is named without credentials.
            file.seek(0)
            builder.add_ingredient(described, UNKNOWN, file)


def _definition(statement: Statement, mime: str, digest: str) -> dict[str, Any]:
    return {
        "claim_version": 2,
        "claim_generator_info": [{"name": "Genmux", "version": version("genmux")}],
        "title": statement.title,
        "format": mime,
        "assertions": [
            {"label": "c2pa.actions", "data": {"actions": _actions(statement)}},
            {
                "label": TASK_LABEL,
                "data": {
                    "task": statement.task,
                    "model": statement.model,
                    "engine": statement.engine,
                    "payload": digest,
                },
            },
        ],
    }


def _actions(statement: Statement) -> list[dict[str, Any]]:
    """An edit begins by opening its parent; all else is created. What can be seen or heard in the
    result is placed there."""
    named: dict[Relation, list[str]] = {"parentOf": [], "componentOf": [], "inputTo": []}
    for number, ingredient in enumerate(statement.ingredients):
        named[ingredient.relation].append(_label(number))
    made: dict[str, Any] = {
        "action": "c2pa.edited" if named["parentOf"] else "c2pa.created",
        "digitalSourceType": _SOURCE_TYPES + statement.source_type,
        "softwareAgent": {"name": statement.engine},
    }
    if named["inputTo"]:
        made["parameters"] = {"ingredientIds": named["inputTo"]}
    actions = [] if statement.unchanged else [made]
    if named["parentOf"]:
        opened = {"action": "c2pa.opened", "parameters": {"ingredientIds": named["parentOf"]}}
        actions.insert(0, opened)
    if named["componentOf"]:
        placed = {"action": "c2pa.placed", "parameters": {"ingredientIds": named["componentOf"]}}
        actions.append(placed)
    return actions


def _label(number: int) -> str:
    return f"ingredient-{number}"


def _problem(failure: Mapping[str, Any]) -> str:
    code, words = failure.get("code", "unknown"), failure.get("explanation", "")
    return f"{code}: {words}" if words else str(code)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


@cache
def _library() -> Any:
    """The C2PA library; loading it takes a tenth of a second."""
    try:
        import c2pa
    except (ImportError, OSError, RuntimeError) as error:
        raise CredentialsError(f"the C2PA library cannot be loaded: {_line(error)}") from error
    return c2pa


@cache
def _context() -> Any:
    return _library().Context.from_dict(_SETTINGS)
