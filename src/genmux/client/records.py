"""What a server answers, as values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

State = Literal["waiting", "queuing", "generating", "success", "fail"]


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """How a task stands. `progress` is percent; `credits` are held until it ends, then spent."""

    task_id: str
    model: str
    state: State
    progress: int
    result_urls: tuple[str, ...]
    """links of the results, in order; empty for results without a file"""
    result: Mapping[str, Any]
    fail_code: str
    fail_message: str
    credits: Decimal

    @property
    def ended(self) -> bool:
        return self.state in ("success", "fail")


@dataclass(frozen=True, slots=True)
class ModelInfo:
    id: str
    title: str
    provider: str
    task_types: tuple[str, ...]
    price: str
    """prose; empty when the server does not say"""


def read_record(data: Mapping[str, Any]) -> TaskRecord:
    """From `data` of a recordInfo reply; what a server leaves out counts as empty."""
    text = data.get("resultJson")
    result = json.loads(text) if text else {}
    state: State = data["state"]
    return TaskRecord(
        task_id=data["taskId"],
        model=data.get("model") or "",
        state=state,
        progress=100 if state == "success" else int(data.get("progress") or 0),
        result_urls=tuple(result.get("resultUrls") or ()),
        result=result,
        fail_code=str(data.get("failCode") or ""),
        fail_message=data.get("failMsg") or "",
        credits=Decimal(str(data.get("creditsConsumed") or 0)),
    )


def read_model(data: Mapping[str, Any]) -> ModelInfo:
    return ModelInfo(
        id=data["model"],
        title=data.get("title") or data["model"],
        provider=data.get("provider") or "",
        task_types=tuple(data.get("taskType") or ()),
        price=data.get("pricingDesc") or "",
    )
