"""A client that somebody else wrote makes an image, a video and a song: `make clients`.

`@felores/kie-ai-mcp-server` (MIT) is a tool server for language models that speaks the provider's
API. It is installed as its author published it, pinned with its hash in `package-lock.json`, into
`.clients/`, which is neither committed nor part of the package. Its own settings lead it here: the
base URL, a key, and where callbacks go, because else each task would name a receiver on the
internet. Then its tools create tasks and wait for them; this program downloads what they name and
looks at the files.

Not part of `make test`, because it needs Node.js 20 and packages from outside the lock file for
Python. One of them, an SQLite binding, is built from source where no ready binary can be had: that
takes a minute and a C++ compiler.

Another client goes beside it: add it to `package.json`, run `npm install --package-lock-only
--omit-lockfile-registry-resolved` in this folder, and write what it makes as one more `Piece`, or
as one more module where it does not speak the protocol of tool servers.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from genmux.media.facts import MediaFacts
from genmux.media.probe import probe
from genmux.testing.sink import CallbackSink
from tests.clients.mcp import ToolFailed, ToolServer, tool_server
from tests.serve import Served, serving

INSTALLED = Path(__file__).parents[2] / ".clients"
PROGRAM = INSTALLED / "node_modules" / "@felores" / "kie-ai-mcp-server" / "dist" / "index.js"
PATIENCE = 600


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing to make: the tool, its arguments, and what the files must be."""

    tool: str
    arguments: Mapping[str, Any]
    kind: str
    files: int = 1
    size: tuple[int, int] | None = None
    """pixels"""
    seconds: float | None = None


PIECES = (
    Piece("z_image", {"prompt": "a red lighthouse", "aspect_ratio": "1:1"}, "image"),
    Piece(
        "wan_video",
        {"prompt": "waves roll in", "resolution": "720p", "ratio": "16:9", "duration": 2},
        "video",
        size=(1280, 720),
        seconds=2,
    ),
    Piece(
        "suno_generate_music",
        {
            "prompt": "a short song about the sea",
            "customMode": False,
            "instrumental": False,
            "model": "V5",
        },
        "audio",
        files=2,
    ),
)


async def make(server: ToolServer, piece: Piece, folder: Path) -> list[MediaFacts]:
    """Creates the task, waits for its end and downloads the files."""
    created = await server.call(piece.tool, **piece.arguments)
    task_id = created.get("task_id") or created["response"]["data"]["taskId"]
    ended = await server.call(
        "wait_for_task", task_id=task_id, timeout_seconds=PATIENCE, interval_seconds=1
    )
    found = []
    async with aiohttp.ClientSession(raise_for_status=True) as session:
        for number, url in enumerate(ended["result_urls"]):
            path = folder / f"{piece.tool}-{number}"
            async with session.get(url) as reply:
                await asyncio.to_thread(path.write_bytes, await reply.read())
            found.append(await asyncio.to_thread(probe, path))
    return found


def wrong(piece: Piece, found: list[MediaFacts]) -> list[str]:
    """What the files are other than they should be."""
    faults = []
    if len(found) != piece.files:
        faults.append(f"{len(found)} files, not {piece.files}")
    for facts in found:
        if facts.kind != piece.kind:
            faults.append(f"{facts.kind}, not {piece.kind}")
        if piece.size is not None and (facts.width, facts.height) != piece.size:
            faults.append(f"{facts.width}x{facts.height} pixels, not {piece.size}")
        if piece.seconds is not None and abs(facts.seconds - piece.seconds) > 0.1:
            faults.append(f"{facts.seconds:g} s, not {piece.seconds:g}")
        if piece.kind == "audio" and facts.seconds < 1:
            faults.append(f"only {facts.seconds:g} s")
    return faults


async def run(served: Served, folder: Path) -> int:
    """How many pieces went wrong."""
    failed = 0
    async with CallbackSink() as sink:
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "KIE_AI_API_KEY": served.key,
            "KIE_AI_BASE_URL": f"{served.url}/api/v1",
            "KIE_AI_CALLBACK_URL": sink.url_for("/callback"),
            "KIE_AI_CALLBACK_URL_FALLBACK": sink.url_for("/callback"),
            "KIE_AI_DB_PATH": str(folder / "tasks.db"),
            "KIE_AI_ALLOW_DIRECT_GENERATION": "true",
        }
        async with tool_server(["node", str(PROGRAM)], environ) as server:
            for piece in PIECES:
                try:
                    found = await make(server, piece, folder)
                except ToolFailed as error:
                    found, faults = [], [str(error)]
                else:
                    faults = wrong(piece, found)
                failed += bool(faults)
                say(piece, found, faults)
        await sink.wait(len(PIECES) - failed, timeout=30)
    return failed


def say(piece: Piece, found: list[MediaFacts], faults: list[str]) -> None:
    sys.stdout.write(f"{piece.tool}: {'; '.join(faults) or 'as it should be'}\n")
    for facts in found:
        size = f", {facts.width}x{facts.height} pixels" if facts.width else ""
        length = f", {facts.seconds:.1f} s" if facts.seconds else ""
        sys.stdout.write(f"    {facts.mime}{size}{length}\n")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="genmux-clients-") as name:
        folder = Path(name)
        with serving(folder) as served:
            raise SystemExit(asyncio.run(run(served, folder)))


if __name__ == "__main__":
    main()
