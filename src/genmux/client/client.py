"""Asks a server for results over HTTP: create, wait, download."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote, urlsplit

import aiohttp

from genmux.client.errors import ClientError, TaskFailed, TaskTimeout
from genmux.client.records import ModelInfo, TaskRecord, read_model, read_record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

_FIRST_PAUSE = 0.1
_LAST_PAUSE = 2.0
_GROWTH = 1.4
_BUSY = frozenset({429, 455})
"""codes that ask for a later try and promise that nothing was done"""
_CHUNK = 256 * 1024
_NAME_LIMIT = 150


class GenmuxClient:
    """An asynchronous context: `async with GenmuxClient(url, key) as client`.

    `patience` is how many seconds a busy or unreachable server is asked again. Raises ClientError.
    """

    def __init__(self, url: str, key: str, *, patience: float = 30.0) -> None:
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        self._patience = patience
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=60)
        self._session = aiohttp.ClientSession(timeout=timeout)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()

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
        data = await self._ask(
            "POST", "/api/v1/jobs/createTask", body, extra, safe=bool(idempotency_key)
        )
        task_id: str = data["taskId"]
        return task_id

    async def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """`data` of one call of a dedicated family, e.g. `/api/v1/generate`. Sent once."""
        return await self._ask("POST", path, body, safe=False)

    async def get(self, path: str) -> Any:
        """`data` of one record of a dedicated family, query included."""
        return await self._ask("GET", path)

    async def record(self, task_id: str) -> TaskRecord:
        return read_record(await self._ask("GET", f"/api/v1/jobs/recordInfo?taskId={task_id}"))

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
        pause = _FIRST_PAUSE
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
            pause = min(pause * _GROWTH, _LAST_PAUSE)

    async def cancel(self, task_id: str) -> None:
        """Takes an unfinished task back. Only a Genmux server can."""
        await self._ask("POST", f"/genmux/v1/tasks/{task_id}/cancel", {})

    async def credit(self) -> Decimal:
        """Credits that the key's purse has available."""
        return Decimal(str(await self._ask("GET", "/api/v1/chat/credit")))

    async def models(self) -> list[ModelInfo]:
        data = await self._ask("GET", "/api/v1/models")
        return [read_model(model) for model in data["models"]]

    async def download(self, url: str, to: Path, *, stem: str = "") -> Path:
        """Fetches a result into the folder `to`, or onto the file `to`; returns its path.

        In a folder the file is called as the server says, or `stem` with that name's ending; the
        path never shows a half-written file. The key is not sent: links carry their own right.
        """
        assert self._session is not None
        try:
            async with self._session.get(url) as reply:
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
            raise ClientError(
                0, f"{_place(url)} cannot be downloaded: {_reason(error)}."
            ) from error

    async def _ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        safe: bool | None = None,
    ) -> Any:
        """`data` of the reply. `safe` = may be sent again when no reply came (default: reads)."""
        may_repeat = method == "GET" if safe is None else safe
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._patience
        pause = _FIRST_PAUSE
        while True:
            try:
                return await self._once(method, path, body, headers or {})
            except _NoReply as error:
                if not (may_repeat or error.never_sent) or loop.time() + pause > deadline:
                    raise
            except _Busy as error:
                pause = max(pause, error.after)
                if loop.time() + pause > deadline:
                    raise
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LAST_PAUSE)

    async def _once(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None,
        headers: Mapping[str, str],
    ) -> Any:
        assert self._session is not None, "use `async with`"
        payload = None if body is None else json.dumps(body).encode()
        try:
            async with self._session.request(
                method, self._url + path, data=payload, headers={**self._headers, **headers}
            ) as reply:
                raw = await reply.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise _NoReply(self._url, error) from error
        try:
            envelope = json.loads(raw)
            code, message = int(envelope["code"]), str(envelope.get("msg") or "")
        except (ValueError, TypeError, KeyError):
            raise ClientError(
                reply.status, f"{self._url} does not answer like this API (HTTP {reply.status})."
            ) from None
        if code in _BUSY:
            raise _Busy(code, message, reply.headers.get("Retry-After", ""))
        if code != 200:
            raise ClientError(code, message)
        return envelope.get("data")


class _NoReply(ClientError):
    def __init__(self, url: str, error: Exception) -> None:
        super().__init__(0, f"{url} cannot be reached: {_reason(error)}.")
        self.never_sent = isinstance(error, aiohttp.ClientConnectorError)


class _Busy(ClientError):
    def __init__(self, code: int, message: str, retry_after: str) -> None:
        super().__init__(code, message)
        self.after = float(retry_after) if retry_after.isdigit() else 0.0


def _reason(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientConnectorError):
        number = error.os_error.errno
        return os.strerror(number).lower() if number and number > 0 else "no such host"
    return str(error) or type(error).__name__


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
