"""An instant vendor: OpenAI's chat completions as cheap as they can be had, on raw transports.

`python -m benchmarks.mock_vendor`: started by `running_vendor`, never by hand. A request whose
`user` is `pace=50;tokens=1500` is streamed at that pace; any other stream comes at once.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import orjson

from genmux.processes import die_with_parent
from genmux.roles.loop import run, stop_on_signals

from .servers import Running

_ROOT = Path(__file__).parents[1]
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_PACE = re.compile(rb"pace=(\d+);tokens=(\d+)")
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: "
_USAGE = {"prompt_tokens": 20, "completion_tokens": 12, "total_tokens": 32}


def _chunk(data: object) -> bytes:
    block = b"data: " + (data if isinstance(data, bytes) else orjson.dumps(data)) + b"\n\n"
    return b"%x\r\n%b\r\n" % (len(block), block)


def _delta(delta: object, finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    base = {"id": "chatcmpl-mock", "object": "chat.completion.chunk", "created": 1}
    return _chunk({**base, "model": "mock", "choices": [choice]})


_MESSAGE = {"role": "assistant", "content": "Twelve tokens of text come from an instant mock."}
_WHOLE = orjson.dumps(
    {
        "id": "chatcmpl-mock",
        "object": "chat.completion",
        "created": 1,
        "model": "mock",
        "choices": [{"index": 0, "message": _MESSAGE, "finish_reason": "stop"}],
        "usage": _USAGE,
    }
)
_REPLY = _HEAD + b"application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(_WHOLE), _WHOLE)
_BEGIN = _HEAD + b"text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
_BEGIN += _delta({"role": "assistant", "content": ""})
_TOKEN = _delta({"content": " word"})
_LAST = {"id": "chatcmpl-mock", "object": "chat.completion.chunk", "created": 1, "model": "mock"}
_END = _delta({}, "stop") + _chunk({**_LAST, "choices": [], "usage": _USAGE})
_END += _chunk(b"[DONE]") + b"0\r\n\r\n"


class _Vendor(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while True:
            head = self._buffer.find(b"\r\n\r\n")
            found = _LENGTH.search(self._buffer, 0, head + 2) if head >= 0 else None
            if found is None or len(self._buffer) < head + 4 + int(found[1]):
                return
            end = head + 4 + int(found[1])
            body, self._buffer = self._buffer[head + 4 : end], self._buffer[end:]
            self._answer(body)

    def _answer(self, body: bytes) -> None:
        if b'"stream":true' not in body and b'"stream": true' not in body:
            self._transport.write(_REPLY)
            return
        pace = _PACE.search(body)
        if pace is None:
            self._transport.write(_BEGIN + 10 * _TOKEN + _END)
            return
        self._transport.write(_BEGIN)
        loop = asyncio.get_running_loop()
        self._say(loop, loop.time(), 1 / int(pace[1]), int(pace[2]))

    def _say(self, loop: asyncio.AbstractEventLoop, due: float, step: float, left: int) -> None:
        if self._transport.is_closing():
            return
        if not left:
            self._transport.write(_END)
            return
        self._transport.write(_TOKEN)
        loop.call_at(due + step, self._say, loop, due + step, step, left - 1)


async def _main() -> None:
    stop = stop_on_signals()
    server = await asyncio.get_running_loop().create_server(_Vendor, "127.0.0.1", 0, backlog=2048)
    port = server.sockets[0].getsockname()[1]
    sys.stdout.write(f"ready http://127.0.0.1:{port}\n")
    sys.stdout.flush()
    await stop.wait()


@asynccontextmanager
async def running_vendor() -> AsyncIterator[Running]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.mock_vendor", cwd=_ROOT, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        words = (await process.stdout.readline()).decode().split()
        yield Running(words[1], process.pid)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()


if __name__ == "__main__":
    die_with_parent()
    if os.getppid() != 1:
        run(_main())
