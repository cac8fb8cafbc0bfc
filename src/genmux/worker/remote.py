"""Playing an engine's steps: the only sender of requests to vendors.

What is awaited before a request that commits decides what a crash means, see `routing`.
"""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import aiohttp

from genmux.engines.remote import (
    FilePart,
    Outcome,
    Refused,
    RemoteEngine,
    Request,
    Response,
    Steps,
)

log = logging.getLogger(__name__)
Result = TypeVar("Result")

_MAX_REPLY = 128 * 1024 * 1024
"""bytes; some vendors send pictures and sound in their reply"""
_CONNECT = 10.0
_UNREACHED = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
)
"""the request never left"""
_LAST_WORDS = 5.0
"""seconds in which a vendor may still say that it took a job which is no longer wanted"""
_LARGE = 1024 * 1024
"""bytes of a body that would keep the event loop busy in one piece"""


async def play(
    session: aiohttp.ClientSession,
    steps: Steps[Outcome],
    commit: Callable[[], Awaitable[None]] | None = None,
    *,
    heavy: bool = False,
) -> Outcome:
    """Sends what the steps yield until they come to something.

    `commit` is awaited before a request that commits. `heavy` steps read files; they run in a
    thread, and so does what takes a large reply apart. Raises Refused; of its reasons, `unknown` is
    also what a broken line after such a request comes to, and `busy` one before it.
    """
    given: Response | None = None
    committed = False
    while True:
        aside = heavy or (given is not None and len(given.body) > _LARGE)
        step = await asyncio.to_thread(_next, steps, given) if aside else _next(steps, given)
        if isinstance(step, _Came):
            return step.to
        request = step
        if request.commits and commit is not None:
            await commit()
            committed = True
        try:
            given = await _send(session, request)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            unreached = isinstance(error, _UNREACHED)
            if committed and not (unreached and request.commits):
                raise Refused(
                    "The vendor did not answer, so it is unknown whether it took the task.",
                    "unknown",
                ) from error
            what = "could not be reached" if unreached else "did not answer"
            raise Refused(f"The vendor {what}.", "busy") from error


async def to_the_end(act: Coroutine[Any, Any, Result], begun: asyncio.Event) -> Result:
    """What `act` comes to. It has some seconds more where this is cancelled once `begun` is set.

    A task may be taken away, or the worker stop, while a vendor is about to say that it took the
    job: unheard, it would make what nobody can ask for, or take back.
    """
    acting = asyncio.create_task(act)
    try:
        return await asyncio.shield(acting)
    except asyncio.CancelledError:
        if begun.is_set():
            await asyncio.wait({acting}, timeout=_LAST_WORDS)
        acting.cancel()
        await asyncio.gather(acting, return_exceptions=True)
        raise
    finally:
        acting.cancel()


def cover_key(error: Refused, engine: RemoteEngine) -> None:
    """Takes the account's secrets out of a complaint, should a vendor quote them."""
    account = getattr(engine, "account", None)
    for secret in (getattr(account, "key", ""), getattr(account, "hook_secret", "")):
        if secret:
            error.message = error.message.replace(secret, "•••")
            error.args = (error.message,)


@dataclass(frozen=True, slots=True)
class _Came(Generic[Outcome]):
    """What the steps came to. StopIteration cannot cross from a thread into a coroutine."""

    to: Outcome


def _next(steps: Steps[Outcome], given: Response | None) -> Request | _Came[Outcome]:
    try:
        return next(steps) if given is None else steps.send(given)
    except StopIteration as stop:
        return _Came(stop.value)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        log.exception("a vendor's reply was not understood")
        raise Refused("The vendor's reply was not understood.", "unknown") from error


async def _send(session: aiohttp.ClientSession, request: Request) -> Response:
    with ExitStack() as files:
        async with session.request(
            request.method,
            request.url,
            headers=request.headers,
            data=_payload(request, files),
            timeout=aiohttp.ClientTimeout(total=request.timeout, sock_connect=_CONNECT),
            allow_redirects=False,
        ) as reply:
            body = bytearray()
            async for chunk in reply.content.iter_any():
                body += chunk
                if len(body) > _MAX_REPLY:
                    raise Refused("The vendor's reply was too large.", "failed")
            headers = {name.lower(): text for name, text in reply.headers.items()}
            return Response(reply.status, headers, bytes(body))


def _payload(request: Request, files: ExitStack) -> Any:
    if request.form:
        form = aiohttp.FormData(default_to_multipart=True)
        for name, part in request.form:
            if isinstance(part, FilePart):
                file = files.enter_context(Path(part.path).open("rb"))  # noqa: SIM115
                form.add_field(name, file, filename=part.name, content_type=part.mime)
            else:
                form.add_field(name, part)
        return form
    if request.file:
        return files.enter_context(Path(request.file).open("rb"))
    # What is read like a file goes out in pieces, and others get their turn in between.
    return io.BytesIO(request.body) if len(request.body) > _LARGE else request.body or None
