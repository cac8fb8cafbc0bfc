"""The calls of the Veo family.

The finer versions are made once and charged once: asking again answers how that stands. A video
that has its 1080p version cannot be extended any more; the other way round it can.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from genmux.dialects.http import Api
from genmux.dialects.records import NoRecord, asked_task, urls_of
from genmux.dialects.submit import Order, submit
from genmux.dialects.veo.record import FAMILY, HD, UHD, record
from genmux.errors import GenmuxError, InvalidInput
from genmux.ids import TaskId, parse_id
from genmux.ledger.purse import Admitted
from genmux.projects.caller import Caller
from genmux.projects.roles import Role
from genmux.tasks.once import made_once
from genmux.tasks.parents import ParentExpired, ParentMissing, ParentUnfinished
from genmux.tasks.states import State
from genmux.tasks.task import Task

_GENERATE = "veo/generate"
_EXTEND = "veo/extend"
_HD_SOON = "1080P is processing. It should be ready in 1-2 minutes. Please check back shortly."
_UHD_SOON = "4k is processing. It should be ready in 5-10 minutes. Please check back shortly."
_TOLD_FOR = timedelta(minutes=1)
"""for how long a failed 1080p version is reported before asking makes it anew"""


class NotYet(GenmuxError):
    """The finer version is being made."""

    code = 400
    status = 202


class UpgradeFailed(GenmuxError):
    """The finer version could not be made."""


def routes(api: Api) -> list[BaseRoute]:
    calls = _Calls(api)
    return [
        Route("/api/v1/veo/generate", api.endpoint(calls.generate), methods=["POST"]),
        Route("/api/v1/veo/extend", api.endpoint(calls.extend), methods=["POST"]),
        # A GET, but one that may start what costs credits.
        Route(
            "/api/v1/veo/get-1080p-video",
            api.endpoint(calls.get_1080p, needs=Role.MEMBER),
            methods=["GET"],
        ),
        Route("/api/v1/veo/get-4k-video", api.endpoint(calls.get_4k), methods=["POST"]),
        Route("/api/v1/veo/record-info", api.endpoint(calls.record_info), methods=["GET"]),
    ]


@dataclass(frozen=True, slots=True)
class _Calls:
    api: Api

    async def generate(self, request: Request, caller: Caller) -> Response:
        body = await self.api.body(request)
        admitted = await self._submitted(request, caller, _GENERATE, body)
        return self.api.reply({"taskId": admitted.task_id.hex})

    async def extend(self, request: Request, caller: Caller) -> Response:
        body = await self.api.body(request)
        checked = self.api.catalogue.call(_EXTEND).check(body)
        upgraded = await self._made(caller, _name(HD, checked))
        if upgraded is not None and upgraded.state not in (State.FAILED, State.CANCELLED):
            raise InvalidInput(
                "taskId: a video that was upgraded to 1080P cannot be extended", field="taskId"
            )
        admitted = await self._submitted(request, caller, _EXTEND, body)
        return self.api.reply({"taskId": admitted.task_id.hex})

    async def get_1080p(self, request: Request, caller: Caller) -> Response:
        asked = {name: value for name, value in request.query_params.items() if value.strip()}
        name = _name(HD, self.api.catalogue.call(HD).check(asked))
        if request.method == "HEAD":
            raise NotYet(_HD_SOON)  # only a GET may start what costs credits
        earlier = await self._made(caller, name)
        if earlier is not None and self._failed_lately(earlier):
            raise UpgradeFailed(earlier.fail_msg)
        admitted = await self._submitted(request, caller, HD, asked, name)
        task = await self.api.reader.get(TaskId(admitted.task_id), caller.project_id)
        urls = urls_of(task, self.api.links) if task else []
        if not urls:
            raise NotYet(_HD_SOON)
        return self.api.reply({"resultUrl": urls[0]})

    async def get_4k(self, request: Request, caller: Caller) -> Response:
        body = await self.api.body(request)
        name = _name(UHD, self.api.catalogue.call(UHD).check(body))
        admitted = await self._submitted(request, caller, UHD, body, name)
        data: dict[str, Any] = {
            "taskId": admitted.task_id.hex,
            "resultUrls": None,
            "imageUrls": None,
        }
        if not admitted.existing:
            return self.api.reply(data)
        task = await self.api.reader.get(TaskId(admitted.task_id), caller.project_id)
        if task is None or task.state is not State.SUCCEEDED:
            return self._not_yet(_UHD_SOON, data)
        data["resultUrls"] = urls_of(task, self.api.links)
        data["imageUrls"] = urls_of(task, self.api.links, "cover")
        return self.api.reply(data)

    async def record_info(self, request: Request, caller: Caller) -> Response:
        task = await asked_task(self.api, request, caller, FAMILY)
        if task is None:
            raise NoRecord(f"Record not found for taskId: {request.query_params['taskId']:.100}")
        return self.api.reply(record(task, self.api.links))

    async def _submitted(
        self,
        request: Request,
        caller: Caller,
        call: str,
        body: Mapping[str, Any],
        once: str = "",
    ) -> Admitted:
        """Raises InvalidInput in the words that the pages have for unfit earlier tasks."""
        order = Order(FAMILY, self.api.catalogue.call(call), body, body, once=once)
        try:
            return await submit(self.api, request, caller, order)
        except ParentMissing as error:
            raise _refusal("record is null", error) from error
        except ParentUnfinished as error:
            raise _refusal("record status is not success", error) from error
        except ParentExpired as error:
            days = self.api.settings.storage.output_days
            raise _refusal(f"only records within {days} days are supported", error) from error

    async def _made(self, caller: Caller, name: str) -> Task | None:
        async with self.api.pool.acquire() as conn:
            return await made_once(conn, caller.project_id, name, sandbox=caller.sandbox)

    def _failed_lately(self, task: Task) -> bool:
        if task.state is not State.FAILED or task.finished_at is None:
            return False
        return self.api.clock.now() - task.finished_at < _TOLD_FOR

    def _not_yet(self, message: str, data: Mapping[str, Any]) -> Response:
        status = NotYet.status if self.api.settings.server.honest_status else 200
        return JSONResponse({"code": 422, "msg": message, "data": data}, status)


def _name(call: str, checked: Mapping[str, Any]) -> str:
    """Of the finer version of one video, whichever way its task's id is written."""
    task_id = parse_id(checked["taskId"])
    return f"{call} {task_id.hex if task_id else ''} {checked.get('index', 0)}"


def _refusal(told: str, error: InvalidInput) -> InvalidInput:
    return InvalidInput(f"{told} ({error.message})", field=error.field)
