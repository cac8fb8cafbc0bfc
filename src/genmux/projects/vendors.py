"""What a project has of its own at vendors: keys, encrypted at rest, and routing rules.

A key is sealed with AES-256-GCM under a secret that only the settings know (`secrets.key`); the
project and the vendor's name are bound to it, so that a row moved to another place is worthless.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from genmux.db.pool import Connection, Pool, retried
from genmux.engines.registry import Own, Rule
from genmux.engines.remote import RemoteEngine
from genmux.errors import Conflict, InvalidInput

_NONCE = 12
_HINT = 4
TTL = 5.0
"""seconds that a process remembers what a project has"""

Open = Callable[[str, str], RemoteEngine]
"""(name of the account, key) → its engine, made as the settings say"""


@dataclass(frozen=True, slots=True)
class VendorKey:
    """`hint` is the end of the key."""

    vendor: str
    hint: str


class Seal:
    """Encrypts keys of projects; `secret` is any text of at least 16 characters, or empty."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(secret.encode()).digest() if secret else b""

    def close(self, project_id: UUID, vendor: str, key: str) -> bytes:
        """Raises Conflict where the settings hold no secret."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher().encrypt(nonce, key.encode(), _bound(project_id, vendor))

    def open(self, project_id: UUID, vendor: str, sealed: bytes) -> str:
        """Raises Conflict where the secret is missing or another one."""
        try:
            raw = self._cipher().decrypt(
                sealed[:_NONCE], sealed[_NONCE:], _bound(project_id, vendor)
            )
        except InvalidTag as error:
            raise Conflict(
                f"The project's key for {vendor} was sealed with another secrets.key."
            ) from error
        return raw.decode()

    def _cipher(self) -> AESGCM:
        if not self._key:
            raise Conflict("Keys of projects need the setting secrets.key, which is empty.")
        return AESGCM(self._key)


def _bound(project_id: UUID, vendor: str) -> bytes:
    return f"{project_id.hex}:{vendor}".encode()


async def put_key(conn: Connection, seal: Seal, project_id: UUID, vendor: str, key: str) -> None:
    """Raises InvalidInput or Conflict."""
    if not key.strip() or not key.isprintable():
        raise InvalidInput("key must be the vendor's key, without line breaks.", field="key")
    await conn.execute(
        "insert into vendor_key (project_id, vendor, sealed, hint) values ($1, $2, $3, $4) "
        "on conflict (project_id, vendor) do update set sealed = excluded.sealed, "
        "hint = excluded.hint, created_at = now()",
        project_id,
        vendor,
        seal.close(project_id, vendor, key.strip()),
        key.strip()[-_HINT:] if len(key.strip()) >= 4 * _HINT else "",
    )


async def drop_key(conn: Connection, project_id: UUID, vendor: str) -> bool:
    status = await conn.execute(
        "delete from vendor_key where project_id = $1 and vendor = $2", project_id, vendor
    )
    return status != "DELETE 0"


async def list_keys(conn: Connection, project_id: UUID) -> list[VendorKey]:
    rows = await conn.fetch(
        "select vendor, hint from vendor_key where project_id = $1 order by vendor", project_id
    )
    return [VendorKey(row["vendor"], row["hint"]) for row in rows]


async def put_rules(conn: Connection, project_id: UUID, rules: Sequence[Rule]) -> None:
    """Replaces all rules of the project."""
    async with conn.transaction():
        await conn.execute("delete from project_route where project_id = $1", project_id)
        await conn.executemany(
            "insert into project_route (project_id, position, models, use) values ($1, $2, $3, $4)",
            [
                (project_id, number, rule.models, list(rule.use))
                for number, rule in enumerate(rules)
            ],
        )


async def list_rules(conn: Connection, project_id: UUID) -> list[Rule]:
    rows = await conn.fetch(
        "select models, use from project_route where project_id = $1 order by position", project_id
    )
    return [Rule(row["models"], tuple(row["use"])) for row in rows]


@dataclass(slots=True)
class ProjectVendors:
    """Looks a project up, and remembers it for some seconds.

    `open_engine` makes the engine of an account with a project's key; one is kept as long as the
    key stays the same.
    """

    pool: Pool
    seal: Seal
    open_engine: Open
    clock: Callable[[], float] = time.monotonic
    _known: dict[UUID, tuple[float, Own]] = field(default_factory=dict)
    _opened: dict[tuple[UUID, str], tuple[bytes, RemoteEngine]] = field(default_factory=dict)
    _gate: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def of(self, project_id: UUID) -> Own:
        known = self._known.get(project_id)
        if known is not None and self.clock() < known[0]:
            return known[1]
        async with self._gate:
            known = self._known.get(project_id)
            if known is None or self.clock() >= known[0]:
                own = await retried(self.pool, lambda conn: self._read(conn, project_id))
                known = self._known[project_id] = (self.clock() + TTL, own)
        return known[1]

    def forget(self, project_id: UUID) -> None:
        self._known.pop(project_id, None)

    async def _read(self, conn: Connection, project_id: UUID) -> Own:
        rows = await conn.fetch(
            "select vendor, sealed from vendor_key where project_id = $1 order by created_at",
            project_id,
        )
        remote = {
            row["vendor"]: self._engine(project_id, row["vendor"], row["sealed"]) for row in rows
        }
        return Own(_found(remote), await list_rules(conn, project_id))

    def _engine(self, project_id: UUID, vendor: str, sealed: bytes) -> RemoteEngine | None:
        opened = self._opened.get((project_id, vendor))
        if opened is not None and opened[0] == sealed:
            return opened[1]
        try:
            engine = self.open_engine(vendor, self.seal.open(project_id, vendor, sealed))
        except (Conflict, LookupError, ValueError):
            # Another secret, a vendor that is no longer there, a key that is none for it, or an
            # option that cannot be read any more: as without a key.
            return None
        self._opened[project_id, vendor] = (sealed, engine)
        return engine


def _found(remote: Mapping[str, RemoteEngine | None]) -> dict[str, RemoteEngine]:
    return {name: engine for name, engine in remote.items() if engine is not None}
