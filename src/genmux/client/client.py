"""Asks a server for results over HTTP: create, wait, download."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote, urlsplit

import aiohttp

from genmux.client.errors import ClientError, TaskFailed, TaskTimeout
from genmux.client.records import ModelInfo, TaskRecord, read_model, read_record
from genmux.client.wire import FIRST_PAUSE, LAST_PAUSE, Wire, reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

_GROWTH = 1.4
_CHUNK = 256 * 1024
_NAME_LIMIT = 150


class GenmuxClient:
    """An asynchronous context: `async with GenmuxClient(url, key) as client`.

    `patience` is how many seconds a busy or unreachable server is asked again. Raises ClientError.
    """

    def __init__(self, url: str, key: str, *, patience: float = 30.0) -> None:
        self._wire = Wire(url, key, patience=patience)

    async def __aenter__(self) -> Self:
        await self._wire.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._wire.__aexit__(kind, error, trace)

    async def create(
        self,
        model: str,
        values: Mapping[str, Any],
        *,
        callback_url: str | None = None,
        idempotency_key: str | None = None,
    ) -> str:
        """Submits a task and returns its id.

        With an idempotency key a lost reply is asked for again; without one only a refusal is.
        """
        body: dict[str, Any] = {"model": model, "input": values}
        if callback_url:
            body["callBackUrl"] = callback_url
        extra = {"Idempotency-Key": idempotency_key} if idempotency_key else {}
        data = await self._wire.ask(
            "POST", "/api/v1/jobs/createTask", body, extra, safe=bool(idempotency_key)
        )
        task_id: str = data["taskId"]
        return task_id

    async def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """`data` of one call of a dedicated family, e.g. `/api/v1/generate`. Sent once."""
        return await self._wire.ask("POST", path, body, safe=False)

    async def get(self, path: str) -> Any:
        """`data` of one record of a dedicated family, query included."""
        return await self._wire.ask("GET", path)

    async def record(self, task_id: str) -> TaskRecord:
        return read_record(await self._wire.ask("GET", f"/api/v1/jobs/recordInfo?taskId={task_id}"))

    async def wait(
        self,
        task_id: str,
        on_progress: Callable[[TaskRecord], None] | None = None,
        *,
        timeout: float | None = None,
    ) -> TaskRecord:
        """Polls, ever more slowly up to every 2 s, until the task ends; returns its record.

        Raises TaskFailed when it ended without a result, TaskTimeout after `timeout` seconds.
        """
        loop = asyncio.get_running_loop()
        deadline = None if timeout is None else loop.time() + timeout
        pause = FIRST_PAUSE
        while True:
            record = await self.record(task_id)
            if on_progress is not None:
                on_progress(record)
            if record.state == "success":
                return record
            if record.state == "fail":
                code = int(record.fail_code) if record.fail_code.isdigit() else 0
                raise TaskFailed(code, record.fail_message or "The task failed.")
            if deadline is not None and loop.time() + pause > deadline:
                raise TaskTimeout(0, f"The task {task_id} did not end within {timeout:g} seconds.")
            await asyncio.sleep(pause)
            pause = min(pause * _GROWTH, LAST_PAUSE)

    async def cancel(self, task_id: str) -> None:
        """Takes an unfinished task back. Only a Genmux server can."""
        await self._wire.ask("POST", f"/genmux/v1/tasks/{task_id}/cancel", {})

    async def credit(self) -> Decimal:
        """Credits that the key's purse has available."""
        return Decimal(str(await self._wire.ask("GET", "/api/v1/chat/credit")))

    async def models(self) -> list[ModelInfo]:
        data = await self._wire.ask("GET", "/api/v1/models")
        return [read_model(model) for model in data["models"]]

    async def download(self, url: str, to: Path, *, stem: str = "") -> Path:
        """Fetches a result into the folder `to`, or onto the file `to`; returns its path.

        In a folder the file is called as the server says, or `stem` with that name's ending; the
        path never shows a half-written file. The key is not sent: links carry their own right.
        """
        try:
            async with self._wire.session.get(url) as reply:
                if reply.status != 200:
                    raise ClientError(reply.status, f"{_place(url)} cannot be downloaded.")
                target = to
                if await asyncio.to_thread(to.is_dir):
                    name = _file_name(reply)
                    target = to / (stem + PurePath(name).suffix if stem else name)
                part = target.with_name(target.name + ".part")
                with await asyncio.to_thread(part.open, "wb") as file:
                    async for chunk in reply.content.iter_chunked(_CHUNK):
                        await asyncio.to_thread(file.write, chunk)
                await asyncio.to_thread(part.replace, target)
                return target
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ClientError(0, f"{_place(url)} cannot be downloaded: {reason(error)}.") from error


def _place(url: str) -> str:
    """A link without its query, which may carry a signature."""
    return url.partition("?")[0]


def _file_name(reply: aiohttp.ClientResponse) -> str:
    disposition = reply.content_disposition
    name = (disposition.filename if disposition else None) or unquote(
        urlsplit(str(reply.url)).path.rpartition("/")[2]
    )
    # The name comes from outside: one plain segment, never a path or a hidden file.
    plain = re.sub(r"[^\w.\- ]", "_", name).strip(". ")
    return plain[-_NAME_LIMIT:] or "result"
