"""Identifiers: time-ordered inside, 32 hex digits outside."""

from __future__ import annotations

import re
from typing import NewType
from uuid import UUID

import uuid_utils

TaskId = NewType("TaskId", UUID)
ProjectId = NewType("ProjectId", UUID)
KeyId = NewType("KeyId", UUID)
AssetId = NewType("AssetId", UUID)
DeliveryId = NewType("DeliveryId", UUID)
PersonId = NewType("PersonId", UUID)
WorkerId = NewType("WorkerId", UUID)

_HEX = re.compile(r"[0-9a-fA-F]{32}")


def new_uuid() -> UUID:
    """A UUIDv7: its first 48 bits are milliseconds, so primary keys stay local."""
    return UUID(bytes=uuid_utils.uuid7().bytes)


def parse_hex(text: object) -> UUID | None:
    """The UUID behind a public 32-digit id, or None when the text cannot be one."""
    if isinstance(text, str) and _HEX.fullmatch(text):
        return UUID(hex=text)
    return None


def parse_id(text: object) -> UUID | None:
    """Like `parse_hex`, for the ids that some families write with hyphens."""
    return parse_hex(text.replace("-", "")) if isinstance(text, str) else None
