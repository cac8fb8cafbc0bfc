"""A chat call in the books: what is written when it begins and when it ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from genmux.engines.talk import Usage
from genmux.ids import KeyId, ProjectId, new_uuid
from genmux.ledger.purse import KeyLimits


class CallState(StrEnum):
    """`cut` = the client left; `lost` = the process died and the sweeper gave the hold back."""

    OPEN = "open"
    DONE = "done"
    FAILED = "failed"
    CUT = "cut"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class NewCall:
    """`hold` is credits; `limits` are the budgets of the key, where it has any."""

    id: UUID
    project_id: ProjectId
    key_id: KeyId
    sandbox: bool
    limits: KeyLimits | None
    model: str
    dialect: str
    streamed: bool
    hold: Decimal


@dataclass(frozen=True, slots=True)
class CallEnd:
    """How a call ended. `charge` is credits and may be more than was held.

    `estimated` says that the usage was counted here. `contents` is what was said, as JSON text; it
    is kept only for projects that turned that on.
    """

    call: NewCall
    state: CallState
    usage: Usage
    charge: Decimal
    route: str = ""
    stop: str = ""
    error: str = ""
    estimated: bool = False
    first_ms: int | None = None
    contents: str | None = None
    entry_id: UUID = field(default_factory=new_uuid)
