"""From a request to a task, the same way for every family: checked, priced, admitted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from typing import Any

import orjson
from starlette.requests import Request

from genmux.catalogue.entry import Model
from genmux.db.signals import JOB
from genmux.dialects.faulty import asked_fault
from genmux.dialects.http import Api, idempotency
from genmux.dialects.inline import InlineFiles
from genmux.dialects.wish import check_credits, read_wish, routed
from genmux.errors import InvalidInput, TooLarge, Unfetchable
from genmux.ids import ProjectId, TaskId, new_uuid
from genmux.ledger.purse import Admitted
from genmux.projects.caller import Caller
from genmux.storage.guard import check_url
from genmux.tasks.new_task import NewTask
from genmux.tasks.parents import FoundParent, check_parent
from genmux.tasks.states import ENDED, State
from genmux.tasks.task import Task

MAX_URL = 2048
_MAX_INPUT = 1024 * 1024
"""bytes that a task's record keeps of what was sent; the longest texts of all models need less"""
_PAUSE = 0.02


@dataclass(frozen=True, slots=True)
class Order:
    """What a request asks for, as its family read it."""

    family: str
    model: Model
    input: Any
    """as sent; the model's check drops what it does not know"""
    body: Mapping[str, Any]
    """the whole request; what an Idempotency-Key stands for"""
    callback_field: str = "callBackUrl"
    text: Callable[[Any, str | None], Any] = lambda sent, _callback_url: sent
    """(input with links for the files in it, callback) → what the record shows as the request"""
    once: str = ""
    """name of what may exist once only in a project; a failed try may be repeated"""
    remember: Callable[[Sequence[FoundParent]], Mapping[str, Any]] = lambda _parents: {}
    """what the record and the callback will need of the earlier tasks, kept with the input"""


async def submit(api: Api, request: Request, caller: Caller, order: Order) -> Admitted:
    """Creates the task; returns once it is committed.

    Raises InvalidInput and its kin with field and limit, and whatever refuses the hold.
    """
    model = order.model
    files = InlineFiles(api, api.base_url(request))
    sent = files.linked(order.input)
    fault, meant = await asked_fault(api, request, caller, order.body, sent)
    checked = model.check(meant)
    checked |= order.remember(await _parents(api, model, checked, caller))
    key, fingerprint = idempotency(request, order.body)
    callback_url = callback_of(order.body, api.networks, order.callback_field)
    wish = read_wish(request)
    hold = model.hold(checked)
    check_credits(request, hold)
    new = NewTask(
        id=TaskId(new_uuid()),
        project_id=caller.project_id,
        key_id=caller.key_id,
        sandbox=caller.sandbox,
        family=order.family,
        model=model.id,
        lane=await routed(api, caller, model, checked, wish),
        request=_request_text(order, sent, callback_url),
        input=orjson.dumps(checked).decode(),
        callback_url=callback_url,
        base_url=api.base_url(request),
        hold=hold,
        limits=caller.limits,
        idempotency_key=key,
        fingerprint=fingerprint,
        once=order.once or None,
        fault=fault,
        wish=wish.text,
    )
    await files.store(caller.project_id)
    admitted = await _admit(api, new)
    if not admitted.replayed:
        api.signaller.send(JOB)
    return admitted


async def _admit(api: Api, new: NewTask) -> Admitted:
    """What exists once is made anew where the task that should have made it has failed."""
    first = new
    while True:
        admitted = await api.creator.create(new)
        if not admitted.existing:
            return admitted
        earlier = await api.reader.get(TaskId(admitted.task_id), new.project_id)
        if earlier is not None and earlier.state not in (State.FAILED, State.CANCELLED):
            return admitted
        new = first.after(admitted.task_id)


async def ended(api: Api, task_id: TaskId, project_id: ProjectId, seconds: float) -> Task | None:
    """The task once it has ended; None when it has not after that time. For calls that answer
    with the result itself."""
    deadline = time.monotonic() + seconds
    while True:
        task = await api.reader.get(task_id, project_id)
        if task is None or task.state in ENDED:
            return task
        if time.monotonic() > deadline:
            return None
        await asyncio.sleep(_PAUSE)


async def _parents(
    api: Api, model: Model, checked: Mapping[str, Any], caller: Caller
) -> list[FoundParent]:
    refs = model.parent_refs(checked)
    if not refs:
        return []
    now = api.clock.now()
    async with api.pool.acquire() as conn:
        return [
            await check_parent(
                conn, ref, caller.project_id, now, api.catalogue, sandbox=caller.sandbox
            )
            for ref in refs
        ]


def callback_of(
    body: Mapping[str, Any],
    networks: Sequence[IPv4Network | IPv6Network],
    field: str = "callBackUrl",
) -> str | None:
    """The callback address of a request body; None when it asks for no callback.

    Refused at once where it could never be reached, so that nobody waits for it in vain.
    """
    url = body.get(field)
    if url is None or url == "":
        return None
    if not isinstance(url, str) or len(url) > MAX_URL:
        raise InvalidInput(f"{field} must be a URL of at most {MAX_URL} characters", field=field)
    if not url.isprintable():
        raise InvalidInput(f"{field} holds characters no URL has", field=field)
    try:
        check_url(url, networks, field=field)
    except Unfetchable as error:
        raise InvalidInput(
            f"{error.message}; `genmux serve --allow-net` opens private networks", field=field
        ) from error
    return url


def _request_text(order: Order, sent: Any, callback_url: str | None) -> str:
    if len(orjson.dumps(sent)) > _MAX_INPUT:
        raise TooLarge("input is larger than 1 MB without the files in it", field="input")
    return orjson.dumps(order.text(sent, callback_url)).decode()
