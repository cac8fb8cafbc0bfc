"""Earlier tasks that a new one builds on: found, and checked for what the catalogue asks of them.

The API checks when the task is created, the worker again when it is made: in between a result may
expire.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from genmux.catalogue.inputs import ParentRef
from genmux.catalogue.load import Catalogue
from genmux.db.pool import Connection
from genmux.errors import InvalidInput
from genmux.ids import ProjectId, TaskId, parse_id
from genmux.storage import assets
from genmux.storage.assets import Asset
from genmux.tasks.read import get
from genmux.tasks.states import State
from genmux.tasks.task import Task


class ParentMissing(InvalidInput):
    """There is no such task."""


class ParentUnfinished(InvalidInput):
    """The earlier task has not succeeded."""


class ParentExpired(InvalidInput):
    """The result of the earlier task has expired."""


@dataclass(frozen=True, slots=True)
class ParentFile:
    """One file of an earlier task; `role` is empty for the one that is meant itself."""

    asset: Asset
    number: int
    """its place in the result, counted from 0"""
    detail: Mapping[str, Any]
    role: str = ""


@dataclass(frozen=True, slots=True)
class FoundParent:
    task: Task
    files: tuple[ParentFile, ...]
    """those that are meant; none where its result has no files at all"""
    extra: Mapping[str, Any]


async def find_parent(
    conn: Connection, ref: ParentRef, project_id: ProjectId, now: datetime
) -> FoundParent:
    """Raises ParentMissing, ParentUnfinished or ParentExpired, each naming the field."""
    task = await _task(conn, ref, project_id)
    if task is None:
        raise ParentMissing(f"{ref.field}: there is no such task", field=ref.field)
    if task.state is not State.SUCCEEDED or task.result is None:
        raise ParentUnfinished(
            f"{ref.field} must name a successful task; this one is {task.state.value}",
            field=ref.field,
        )
    result: dict[str, Any] = orjson.loads(task.result)
    chosen = _chosen(ref, result["files"])
    rows = {row.id.hex: row for row in await assets.of_task(conn, task.id)} if chosen else {}
    files = []
    for number, role in chosen:
        entry = result["files"][number]
        row = rows.get(entry["id"])
        if row is None or row.deleted_at is not None or row.expires_at <= now:
            raise ParentExpired(
                f"{ref.field}: the result of that task has expired", field=ref.field
            )
        files.append(ParentFile(row, number, entry.get("detail", {}), role))
    return FoundParent(task, tuple(files), result["extra"])


async def check_parent(
    conn: Connection,
    ref: ParentRef,
    project_id: ProjectId,
    now: datetime,
    catalogue: Catalogue,
    *,
    sandbox: bool,
) -> FoundParent:
    """`find_parent`, and that it is a task such as the catalogue asks for. Raises InvalidInput."""
    found = await find_parent(conn, ref, project_id, now)
    if found.task.sandbox != sandbox:
        raise ParentMissing(f"{ref.field}: there is no such task", field=ref.field)
    made_from = catalogue.of_task(found.task.model)
    refusal = ref.refusal(
        found.task.model, made_from.kind if made_from else "", orjson.loads(found.task.input)
    )
    if refusal is not None:
        raise ParentMissing(f"{ref.field} {refusal}", field=ref.field)
    return found


async def _task(conn: Connection, ref: ParentRef, project_id: ProjectId) -> Task | None:
    given = parse_id(ref.task_id)
    if given is None:
        return None
    if not ref.by_file:
        return await get(conn, TaskId(given), project_id)
    asset = await assets.get(conn, given)
    if asset is None or asset.task_id is None or asset.project_id != project_id:
        return None
    return await get(conn, TaskId(asset.task_id), project_id)


def _chosen(ref: ParentRef, files: list[dict[str, Any]]) -> list[tuple[int, str]]:
    """Places in the result with the role of each file that is meant."""
    file_id = ref.task_id if ref.by_file else ref.file_id
    if not files and not file_id:
        return []
    if file_id:
        wanted: UUID | None = parse_id(file_id)
        number = next((n for n, one in enumerate(files) if wanted and one["id"] == wanted.hex), -1)
        if number < 0:
            raise ParentMissing(
                f"{ref.chosen_by}: that task has no such result", field=ref.chosen_by
            )
        return [(number, ""), *_also(ref, files[number])]
    if ref.all:
        return [(number, "") for number in range(len(files))]
    # What comes beside the results, such as covers and parts, has no number of its own.
    shown = [n for n, one in enumerate(files) if one["role"] == "result"] or list(range(len(files)))
    if ref.output >= len(shown):
        raise InvalidInput(
            f"{ref.field}: that task has {len(shown)} results, there is no number {ref.output}",
            field=ref.field,
        )
    number = shown[ref.output]
    return [(number, ""), *_also(ref, files[number])]


def _also(ref: ParentRef, file: dict[str, Any]) -> list[tuple[int, str]]:
    detail = file.get("detail", {})
    return [(detail[name]["$file"], name) for name in ref.also if name in detail]
