"""A model in words and in OpenAPI, for the endpoints that list models."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from genmux.catalogue.price import USD_PER_CREDIT, Price
from genmux.catalogue.rule_text import say_when

if TYPE_CHECKING:
    from genmux.catalogue.entry import Model

CREATE_PATH = "/api/v1/jobs/createTask"
_FACT_WORDS = {
    "has_video_input is true": "with a video in the input",
    "has_video_input is false": "without a video in the input",
    "has_image is true": "with a picture in the input",
    "has_image is false": "without a picture in the input",
}


def describe_price(model: Model) -> str:
    """`41 credits (0.205 USD) per second when resolution is 720p; ...`"""
    rows = [_row(row) for row in model.prices.rows]
    decided = any(row.decided for row in model.prices.rows)
    return "; ".join(rows) + (". Figure set by this server." if decided else ".")


def _row(row: Price) -> str:
    if not row.credits:
        text = "free"
    else:
        many = row.amount > 1
        unit = f"{row.amount} {row.unit}s" if many else row.unit
        measured = f" of {row.of}" if row.of else ""
        text = f"{_short(row.credits)} credits ({_short(row.credits * USD_PER_CREDIT)} USD)"
        text += f" per {unit}{measured}"
    if row.when:
        words = say_when(row.when)
        for plain, better in _FACT_WORDS.items():
            words = words.replace(plain, better)
        text += f" when {words}"
    return text


def _short(value: Decimal) -> str:
    return f"{value.normalize():f}"


def describe_summary(model: Model) -> dict[str, Any]:
    return {
        "model": model.id,
        "slug": model.slug,
        "title": model.title,
        "provider": model.provider,
        "taskType": list(model.task_types),
        "description": model.notes or None,
        "pricingDesc": describe_price(model),
    }


def describe_openapi(model: Model, server_url: str) -> dict[str, Any]:
    body = {
        "type": "object",
        "required": ["model", "input"],
        "properties": {
            "model": {"type": "string", "const": model.id, "description": "Which model to run."},
            "callBackUrl": {
                "type": "string",
                "format": "uri",
                "description": "Where to POST the result once the task has ended.",
            },
            "input": model.schema,
        },
    }
    operation = {
        "summary": model.title,
        "operationId": f"create-{model.slug}",
        "tags": [model.provider],
        "security": [{"BearerAuth": []}],
        "requestBody": {"required": True, "content": _json(body)},
        "responses": {"200": {"description": "Created, or why not.", "content": _json(_reply())}},
        "callbacks": {"onFinished": {"{$request.body#/callBackUrl}": {"post": _callback()}}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Genmux", "version": "1.0.0", "description": model.title},
        "servers": [{"url": server_url.rstrip("/")}],
        "paths": {CREATE_PATH: {"post": operation}},
        "components": {
            "securitySchemes": {
                "BearerAuth": {"type": "http", "scheme": "bearer", "description": "Your API key."}
            }
        },
    }


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _reply() -> dict[str, Any]:
    task = {
        "type": ["object", "null"],
        "properties": {
            "taskId": {"type": "string", "description": "Ask for the result with this id."},
            "recordId": {"type": "string", "description": "The same id."},
        },
    }
    return {
        "type": "object",
        "required": ["code", "msg"],
        "properties": {
            "code": {"type": "integer", "description": "200, or the code of the error."},
            "msg": {"type": "string", "description": "success, or what is wrong."},
            "data": task,
        },
    }


def _callback() -> dict[str, Any]:
    texts = ("taskId", "model", "state", "param")
    optional = ("resultJson", "failCode", "failMsg")
    numbers = ("costTime", "completeTime", "createTime", "updateTime", "creditsConsumed")
    data = {
        "type": "object",
        "properties": {
            **{name: {"type": "string"} for name in texts},
            **{name: {"type": ["string", "null"]} for name in optional},
            **{name: {"type": ["number", "null"]} for name in numbers},
        },
    }
    body = {
        "type": "object",
        "properties": {
            "code": {"type": "integer", "description": "200 on success, 501 on failure."},
            "msg": {"type": "string"},
            "data": data,
        },
    }
    return {
        "requestBody": {"content": _json(body)},
        "responses": {"200": {"description": "Received."}},
    }
