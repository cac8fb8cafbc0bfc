from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from genmux.storage.slow import slowed


async def _chunks() -> AsyncIterator[bytes]:
    for chunk in (b"a" * 700, b"", b"b" * 5):
        yield chunk


async def test_all_bytes_come_in_small_pieces_and_in_their_time() -> None:
    loop = asyncio.get_running_loop()
    begun = loop.time()
    pieces = [piece async for piece in slowed(_chunks(), 2000)]
    assert b"".join(pieces) == b"a" * 700 + b"b" * 5
    assert {len(piece) for piece in pieces} == {200, 100, 5}
    assert loop.time() - begun >= 705 / 2000


async def test_a_byte_a_second_is_a_piece_of_one_byte() -> None:
    async def two() -> AsyncIterator[bytes]:
        yield b"xy"

    assert await anext(slowed(two(), 1)) == b"x"
