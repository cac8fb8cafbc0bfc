"""A route to a server elsewhere: another company's, or one's own."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson
from yarl import URL

from genmux.chat.until import until
from genmux.chat.wires.wire import TOO_LONG, Target, Trouble, Wire
from genmux.engines.talk import Ask, Events, RouteFailure, Stopped

log = logging.getLogger(__name__)

_PLAIN_FACTOR = 5
"""a reply in one piece may take so many times as long as the silence of a stream"""
_REFUSED = (400, 413, 422)
"""what another route would refuse as well"""
_OURS = (401, 402, 403)
"""the operator's key and purse: what is said of them is for the log only"""
_FINE = 200
"""servers of this API may say in the body alone that something went wrong"""
_MOST_EVENT = 8 * 1024 * 1024
_SHOWN = 500
_ODD = (AttributeError, IndexError, KeyError, TypeError, ValueError)
_ERROR = re.compile(rb'"error"|"response.failed"')


class Line:
    """How replies are fetched: connections, shared by all routes, and how long is waited."""

    def __init__(self, session: aiohttp.ClientSession, stall: float) -> None:
        self.session = session
        self.streamed = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=stall)
        self.plain = aiohttp.ClientTimeout(
            total=None, sock_connect=10, sock_read=stall * _PLAIN_FACTOR
        )


@dataclass(frozen=True, slots=True)
class Passed:
    """What a client sent, for a route that speaks its dialect."""

    body: Mapping[str, Any]
    ask: Ask
    headers: Mapping[str, str]


class Upstream:
    """Each wire comes with what the vendor's own client takes as its base; `key` may be empty."""

    def __init__(
        self,
        line: Line,
        name: str,
        target: Target,
        key: str,
        wires: Sequence[tuple[Wire, str]],
    ) -> None:
        self.name = name
        self.model = target.model
        self._spoken = {wire.name: Spoken(line, wire, url, target, key) for wire, url in wires}
        self._first = next(iter(self._spoken.values()))

    def passing(self, dialect: str, ask: Ask) -> Spoken | None:
        spoken = self._spoken.get(dialect)
        return spoken if spoken is not None and spoken.passes(ask) else None

    def answer(self, ask: Ask) -> Events:
        """The reply as events. Raises RouteFailure."""
        return self._first.answer(ask)


class Spoken:
    """One of the wires of a route."""

    def __init__(self, line: Line, wire: Wire, url: str, target: Target, key: str) -> None:
        self._line = line
        self._wire = wire
        self._target = target
        base = url.rstrip("/")
        self._urls = {
            stream: URL(base + path.replace("{model}", target.model), encoded=True)
            for stream, path in ((True, wire.stream_path), (False, wire.path))
        }
        self._headers = {"Content-Type": "application/json", **wire.headers(key)}

    def passes(self, ask: Ask) -> bool:
        return self._target.own or self._wire.passes(ask)

    def answer(self, ask: Ask) -> Events:
        """The reply as events. Raises RouteFailure."""
        events = self._answer(ask)
        return events if self._wire.stops or not any(ask.stop) else until(events, ask.stop)

    async def _answer(self, ask: Ask) -> Events:
        body = self._wire.request(ask, self._target)
        try:
            if not ask.stream:
                for event in self._wire.events(self._object(await self._reply(body, {}))):
                    yield event
                return
            reader, stopped = self._wire.reader(), False
            async for several in self._blocks(body, {}, begun=True):
                for block in several.split(b"\n\n"):
                    data = data_of(block)
                    if data == b"[DONE]":
                        if not stopped:
                            yield Stopped("stop")
                    elif data:
                        for event in reader.read(self._object(data)):
                            stopped = stopped or isinstance(event, Stopped)
                            yield event
        except _ODD as error:
            raise RouteFailure("The route sent a reply of an unknown form.") from error

    async def whole(self, passed: Passed) -> dict[str, Any]:
        """A reply in one piece to a client's own body."""
        body = self._wire.passed(passed.body, passed.ask, self._target)
        return self._object(await self._reply(body, self._kept(passed)))

    def blocks(self, passed: Passed) -> AsyncIterator[bytes]:
        """The events of a streamed reply to a client's own body, as they come, each with its empty
        line. Those before the first words wait for them: the route may still fail."""
        body = self._wire.passed(passed.body, passed.ask, self._target)
        return self._blocks(body, self._kept(passed), begun=False)

    def _begins(self, raw: bytes) -> bool:
        """Whether the first words are in these events. Raises RouteFailure for an error there."""
        blocks = [one for one in raw.split(b"\n\n") if one]
        opening = self._wire.opening
        if opening is not None and all(map(opening.search, blocks)):
            return False
        for block in blocks:
            if _ERROR.search(block):
                self._object(data_of(block))
        return True

    def _kept(self, passed: Passed) -> dict[str, str]:
        return {name: passed.headers[name] for name in self._wire.kept if passed.headers.get(name)}

    def _object(self, raw: bytes) -> dict[str, Any]:
        """The JSON object that the route sent. Raises RouteFailure, also for an error in its
        place."""
        try:
            value = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            raise RouteFailure("The route sent something that is not JSON.") from error
        if not isinstance(value, dict):
            raise RouteFailure("The route sent something that is no JSON object.")
        trouble = self._wire.trouble(value)
        if trouble is not None:
            raise RouteFailure(
                f"The route said: {trouble.message[:_SHOWN]}",
                again=trouble.code != TOO_LONG,
                code=trouble.code,
            )
        code, said = value.get("code"), value.get("msg")
        if isinstance(code, int) and code != _FINE and isinstance(said, str):
            raise self._failure(code, Trouble(said))
        return value

    async def _reply(self, body: Mapping[str, Any], more: Mapping[str, str]) -> bytes:
        try:
            async with self._line.session.post(
                self._urls[False],
                data=orjson.dumps(body),
                headers={**self._headers, **more},
                timeout=self._line.plain,
            ) as reply:
                raw = await reply.read()
                if reply.status >= 400:
                    raise self._refusal(reply, raw)
                return raw
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _unreachable(error) from error

    async def _blocks(
        self, body: Mapping[str, Any], more: Mapping[str, str], *, begun: bool
    ) -> AsyncIterator[bytes]:
        """Whole events; unless it has `begun`, the first ones only together with first words."""
        held = b""
        try:
            async with self._line.session.post(
                self._urls[True],
                data=orjson.dumps(body),
                headers={**self._headers, **more},
                timeout=self._line.streamed,
            ) as reply:
                if reply.status >= 400:
                    raise self._refusal(reply, await reply.read())
                rest = b""
                async for piece in reply.content.iter_any():
                    rest = rest + piece if rest else piece
                    if b"\r" in rest:
                        rest = rest.replace(b"\r\n", b"\n")
                    if len(rest) > _MOST_EVENT:
                        raise RouteFailure("The route sent an event over 8 MiB.", again=False)
                    at = rest.rfind(b"\n\n") + 2
                    if at <= 1:
                        continue
                    whole, rest = rest[:at], rest[at:]
                    if not begun:
                        held += whole
                        whole, begun = held, self._begins(held)
                    if begun:
                        yield whole
                rest = (rest if begun else held + rest).strip()
                if rest.startswith(b"{"):  # an error, or all of it in one piece
                    self._object(rest)
                    raise RouteFailure("The route sent no stream.", again=not begun)
                if rest:
                    if (data := data_of(rest)) not in (b"", b"[DONE]"):
                        self._object(data)  # or it was cut off in the middle
                    yield rest + b"\n\n"
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _unreachable(error) from error

    def _refusal(self, reply: aiohttp.ClientResponse, raw: bytes) -> RouteFailure:
        return self._failure(reply.status, self._told(raw), reply.headers.get("retry-after", ""))

    def _failure(self, status: int, trouble: Trouble, wait: str = "") -> RouteFailure:
        said = f": {trouble.message[:_SHOWN]}"
        if status in _OURS:
            log.warning("%s answered with status %d%s", self._urls[False], status, said)
            said = "."
        # A wrong key or name of a route is not the caller's fault and none of its business.
        shown = status if status in (*_REFUSED, 429) or 500 <= status < 600 else 502
        return RouteFailure(
            f"The route answered with status {status}{said}",
            status=shown,
            again=status not in _REFUSED,
            retry_after=float(wait) if wait.isdigit() else None,
            code=trouble.code,
        )

    def _told(self, raw: bytes) -> Trouble:
        try:
            value = orjson.loads(raw)
        except orjson.JSONDecodeError:
            value = None
        if isinstance(value, list) and value:  # one vendor wraps errors of streams in a list
            value = value[0]
        if not isinstance(value, dict):
            return Trouble(raw[:_SHOWN].decode("utf-8", "replace"))
        return self._wire.trouble(value) or Trouble(str(value.get("message") or value))


def data_of(block: bytes) -> bytes:
    """The data of one event; empty for comments."""
    lines = [line[5:].strip() for line in block.split(b"\n") if line.startswith(b"data:")]
    return b"\n".join(lines)


def _unreachable(error: Exception) -> RouteFailure:
    if isinstance(error, TimeoutError):
        return RouteFailure("The route has sent nothing for too long.", status=504)
    return RouteFailure(f"The route broke off: {type(error).__name__}.", status=502)
