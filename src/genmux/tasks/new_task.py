"""A checked and priced request, on its way to become a task."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal
from uuid import UUID

from genmux.ids import KeyId, ProjectId, TaskId
from genmux.ledger.purse import Ask, KeyLimits

Lane = Literal["local", "long", "remote"]
"""`long` is for drafts of this machine that would keep small ones waiting"""

ONCE = "\n"
"""begins the names of what exists once; no header, so no Idempotency-Key, can hold it"""


@dataclass(frozen=True, slots=True)
class NewTask:
    """A checked and priced request. `hold` is credits; `request` and `input` are JSON texts."""

    id: TaskId
    project_id: ProjectId
    key_id: KeyId
    sandbox: bool
    family: str
    model: str
    lane: Lane
    request: str
    input: str
    callback_url: str | None
    base_url: str
    hold: Decimal
    limits: KeyLimits | None = None
    idempotency_key: str | None = None
    fingerprint: bytes = b""
    priority: int = 0
    retry_of: UUID | None = None
    fault: str = ""
    """see `faults`"""
    wish: str = ""
    """see `tasks.wish`"""
    once: str | None = None
    """name of what may exist once only in its project, e.g. the WAV of one track; without line
    breaks"""

    @property
    def ask(self) -> Ask:
        return Ask(
            self.id,
            self.key_id,
            self.hold,
            self.limits,
            self.idempotency_key,
            self.fingerprint,
            None if self.once is None else ONCE + self.once,
        )

    def after(self, failed: UUID) -> NewTask:
        """This first try once more, where the latest of the tasks that were to make what exists
        once has failed. Of a later try the name would grow until no index takes it."""
        return replace(self, once=f"{self.once} {failed.hex}")

    @property
    def known_as(self) -> list[tuple[str, bytes]]:
        """Keys under which a later request finds this task, each with its fingerprint."""
        ask = self.ask
        named = [(ask.idempotency_key, ask.fingerprint), (ask.once, b"")]
        return [(key, fingerprint) for key, fingerprint in named if key is not None]
