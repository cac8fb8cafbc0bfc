"""What the records and callbacks of all families are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from starlette.requests import Request

from genmux.dialects.http import Api
from genmux.dialects.links import file_urls, fill_links
from genmux.errors import GenmuxError
from genmux.ids import TaskId, parse_id
from genmux.projects.caller import Caller
from genmux.storage.links import Links
from genmux.tasks.task import Task


class MissingParameter(GenmuxError):
    """A query parameter is missing; the documented code for that is 400."""

    code = status = 400


class NoRecord(GenmuxError):
    """The record does not exist"""

    code = 422
    status = 404


@dataclass(frozen=True, slots=True)
class ShownFile:
    """One file of a result as a client sees it."""

    id: str
    """with hyphens, as the families write the ids of their files"""
    url: str
    role: str
    mime: str
    name: str
    expires: datetime
    detail: Mapping[str, Any]
    """what its engine said of it, with links for other files of the result"""


async def asked_task(
    api: Api, request: Request, caller: Caller, family: str, parameter: str = "taskId"
) -> Task | None:
    """The task that the query names; None when the family has none such in this project.

    Raises MissingParameter.
    """
    given = request.query_params.get(parameter, "").strip()
    if not given:
        raise MissingParameter(f"{parameter} parameter is required")
    return await named_task(api, given, caller, family)


async def named_task(api: Api, given: str, caller: Caller, family: str) -> Task | None:
    """The task of that id; None when the family has none such in this project."""
    task_id = parse_id(given)
    task = task_id and await api.reader.get(TaskId(task_id), caller.project_id)
    return task if task and task.family == family else None


def shown_files(task: Task, links: Links) -> list[ShownFile]:
    """The files of the result so far, in its order; none before there are any."""
    if task.result is None:
        return []
    files = orjson.loads(task.result)["files"]
    urls = file_urls(files, task.base_url, links)
    return [
        ShownFile(
            id=str(UUID(hex=file["id"])),
            url=url,
            role=file["role"],
            mime=file["mime"],
            name=file["name"],
            expires=datetime.fromtimestamp(file["expires"], UTC),
            detail=fill_links(file.get("detail", {}), urls),
        )
        for file, url in zip(files, urls, strict=True)
    ]


def urls_of(task: Task, links: Links, role: str = "result") -> list[str]:
    return [file.url for file in shown_files(task, links) if file.role == role]


def extra_of(task: Task, links: Links) -> dict[str, Any]:
    """What the result says beside its files."""
    if task.result is None:
        return {}
    result = orjson.loads(task.result)
    filled: dict[str, Any] = fill_links(
        result["extra"], file_urls(result["files"], task.base_url, links)
    )
    return filled


def expired(task: Task, links: Links, now: datetime) -> bool:
    """Whether the files of the result are gone."""
    return any(file.expires <= now for file in shown_files(task, links))


def fail_code(task: Task) -> int:
    """The number that the families report a failure by."""
    return int(task.fail_code) if task.fail_code and task.fail_code.isdigit() else 500


def dumped(body: Mapping[str, Any]) -> str:
    """A callback's body as JSON text; credits become numbers."""
    return orjson.dumps(body, default=float).decode()
