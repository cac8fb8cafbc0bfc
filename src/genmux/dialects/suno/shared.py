"""What the Suno modules share: how they create, refuse, and speak of earlier tracks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from genmux.dialects.http import Api
from genmux.dialects.records import dumped
from genmux.dialects.submit import Order, submit
from genmux.errors import Conflict, InvalidInput
from genmux.ids import parse_id
from genmux.ledger.purse import Admitted
from genmux.projects.caller import Caller
from genmux.tasks.parents import FoundParent, ParentExpired, ParentMissing, ParentUnfinished
from genmux.tasks.states import State
from genmux.tasks.task import Task

GENERATE_FAILED = 501
_DOCUMENTED = frozenset({400, 401, 402, 408, 413, 422, 429, 451, 455, 500, 501, 531})


class NoSuchRecord(InvalidInput):
    """Record does not exist"""


class CallbackMissing(InvalidInput):
    """Please enter callBackUrl."""


def require_callback(body: dict[str, Any], caller: Caller) -> None:
    """Most calls insist on an address, although records can be polled; not of a person, who has
    none and looks at the task. Raises CallbackMissing."""
    if caller.person is None and not body.get("callBackUrl"):
        raise CallbackMissing(field="callBackUrl")


async def submit_song(api: Api, request: Request, caller: Caller, order: Order) -> Admitted:
    """`submit`, with the family's words for tracks that cannot be built on."""
    try:
        return await submit(api, request, caller, order)
    except ParentMissing as error:
        raise NoSuchRecord(f"Record does not exist ({error.message})", field=error.field) from error
    except ParentUnfinished as error:
        raise NoSuchRecord(
            f"The task has not been successful ({error.message})", field=error.field
        ) from error
    except ParentExpired as error:
        raise NoSuchRecord(
            f"The record has expired: files are kept for a limited time ({error.message})",
            field=error.field,
        ) from error


def created(api: Api, admitted: Admitted) -> Response:
    """The id of the new task. Raises Conflict where the thing had been made before."""
    if admitted.existing:
        raise Conflict(f"This record already exists: task {admitted.task_id.hex}")
    return api.reply({"taskId": admitted.task_id.hex})


def track_name(body: dict[str, Any]) -> str:
    """One name for every spelling of the track that a request is about."""
    found = parse_id(body.get("audioId"))
    return found.hex if found else str(body.get("audioId"))


def track_position(parents: Sequence[FoundParent]) -> dict[str, int]:
    """Which track of its task, counted from 0: pictures stand between the tracks."""
    files = parents[0].files
    return {"musicIndex": files[0].number // 2 if files else 0}


def derived_record(task: Task) -> dict[str, Any]:
    """What the records of everything made from one track have in common."""
    asked = orjson.loads(task.input)
    return {
        "taskId": task.public_id,
        "musicId": asked.get("audioId", ""),
        "callbackUrl": task.callback_url or "",
        "musicIndex": asked.get("musicIndex", 0),
        "errorCode": fail_code_of(task) if failed(task) else None,
        "errorMessage": task.fail_msg if failed(task) else None,
    }


def told(task: Task, done: str, data: dict[str, Any]) -> str:
    """The callback of everything but songs and lyrics; `done` is its message on success."""
    succeeded = task.state is State.SUCCEEDED
    return dumped(
        {
            "code": 200 if succeeded else fail_code_of(task),
            "msg": done if succeeded else task.fail_msg,
            "taskId": task.public_id,
            "data": {"task_id": task.public_id, "taskId": task.public_id, **data},
        }
    )


def fail_code_of(task: Task) -> int:
    """The reason as one of the documented numbers."""
    code = int(task.fail_code) if task.fail_code and task.fail_code.isdigit() else 500
    return code if code in _DOCUMENTED else GENERATE_FAILED


def word_of(task: Task, made_failed: str) -> str:
    """PENDING, SUCCESS, or which half failed: the start or the making."""
    if task.state is State.SUCCEEDED:
        return "SUCCESS"
    if task.finished_at is None:
        return "PENDING"
    return made_failed if fail_code_of(task) >= GENERATE_FAILED - 1 else "CREATE_TASK_FAILED"


def failed(task: Task) -> bool:
    return task.finished_at is not None and task.state is not State.SUCCEEDED
