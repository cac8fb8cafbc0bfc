"""Downloads that a sandbox wanted to be slow."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_PIECES = 10
"""of a second's bytes, so that a slow download trickles and does not stand still"""


async def slowed(chunks: AsyncIterator[bytes], rate: int) -> AsyncIterator[bytes]:
    """The same bytes, `rate` of them a second; the first ones come at once."""
    size = max(1, rate // _PIECES)
    async for chunk in chunks:
        for start in range(0, len(chunk), size):
            piece = chunk[start : start + size]
            yield piece
            await asyncio.sleep(len(piece) / rate)
