"""What a vendor made is copied here: its links end soon, ours do not."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from genmux.engines.base import RenderedFile
from genmux.engines.remote import Made
from genmux.errors import Unfetchable
from genmux.media.sniff import sniff_mime, suffix_of_type
from genmux.storage.fetch import Fetcher
from genmux.worker.scratch import TaskFolder

_MAX_RESULT = 4 * 1024**3
"""bytes of one file that a vendor may return"""
_RESULT_SECONDS = 900.0
_PAUSES = (1.0, 4.0, 15.0)
"""seconds between tries; the result is paid for"""


async def collect(
    fetcher: Fetcher,
    made: Sequence[Made],
    folder: TaskFolder,
    pauses: Sequence[float] = _PAUSES,
) -> tuple[RenderedFile, ...]:
    """The files, in the task's folder. Raises Unfetchable or TooLarge where one does not come."""
    files = []
    for number, one in enumerate(made):
        to = await folder.make() / f"made-{number}"
        mime = await _copied(fetcher, one, to, pauses)
        name = one.name or f"result-{number}{suffix_of_type(mime)}"
        files.append(RenderedFile(str(to), name, mime, one.role, one.detail))
    return tuple(files)


async def _copied(fetcher: Fetcher, made: Made, to: Path, pauses: Sequence[float]) -> str:
    """Its type, as its bytes say."""
    if made.data:
        await asyncio.to_thread(to.write_bytes, made.data)
        return sniff_mime(made.data)
    for pause in pauses:
        try:
            return await _fetched(fetcher, made, to)
        except Unfetchable as error:
            if not error.retryable:
                raise
            await asyncio.sleep(pause)
    return await _fetched(fetcher, made, to)


async def _fetched(fetcher: Fetcher, made: Made, to: Path) -> str:
    fetched = await fetcher.fetch(
        made.url,
        to,
        max_bytes=_MAX_RESULT,
        accepts=(),
        field="result",
        timeout=_RESULT_SECONDS,
        headers=made.headers,
    )
    return fetched.mime
