"""The OpenAPI document of this server: what tools read, and what the API is fuzzed with."""

from __future__ import annotations

from typing import Any

from genmux import __version__
from genmux.dialects.console.values import MOST
from genmux.dialects.faulty import HEADER
from genmux.dialects.submit import MAX_URL
from genmux.faults import NONE, WORDS
from genmux.tasks.states import State

_ENVELOPE = {
    "type": "object",
    "required": ["code", "msg"],
    "properties": {
        "code": {"type": "integer", "description": "200, or the code of an error"},
        "msg": {"type": "string"},
        "data": {},
    },
}
_REPLY = {
    "description": "The envelope. Errors come with HTTP 200 too, unless the server is set to "
    "answer with honest statuses.",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Envelope"}}},
}
_ERROR = {
    "description": "The same envelope with the honest status of an error.",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Envelope"}}},
}
_ID = {"type": "string", "pattern": "^[0-9a-fA-F]{32}$"}
_ASKED = {
    "type": "object",
    "required": ["model", "input"],
    "properties": {
        "model": {
            "type": "string",
            "minLength": 1,
            "description": "a model id, see GET /api/v1/models",
        },
        "input": {"type": "object", "description": "see GET /api/v1/models/{model}/schema"},
        "callBackUrl": {
            "type": "string",
            "maxLength": MAX_URL,
            "description": "http or https; told at the end",
        },
    },
}


def document(server_url: str) -> dict[str, Any]:
    """OpenAPI 3.1.0; `server_url` is how this client reached the server."""
    model = _parameter("model", "path", {"type": "string"})
    task = _parameter("task_id", "path", _ID)
    delivery = _parameter("delivery_id", "path", _ID)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Genmux", "version": __version__},
        "servers": [{"url": server_url}],
        "security": [{"key": []}],
        "paths": {
            "/api/v1/jobs/createTask": {
                "post": _call("Create a task", [_IDEMPOTENCY, _FAULT], _ASKED),
            },
            "/api/v1/jobs/recordInfo": {
                "get": _call("How a task stands", [_parameter("taskId", "query", _ID)]),
            },
            "/api/v1/chat/credit": {"get": _call("Credits that are left")},
            "/api/v1/common/download-url": {
                "post": _call(
                    "A download link for a result",
                    body={
                        "type": "object",
                        "required": ["url"],
                        "properties": {"url": {"type": "string", "minLength": 1}},
                    },
                ),
            },
            **_uploads(),
            "/api/v1/models": {
                "get": _call(
                    "The catalogue",
                    [
                        _parameter(name, "query", {"type": "string"}, required=False)
                        for name in ("taskType", "provider", "q")
                    ],
                ),
            },
            "/api/v1/models/{model}/schema": {"get": _call("What a model takes", [model])},
            "/api/v1/models/{model}/price": {"get": _call("What a model costs", [model])},
            "/api/v1/models/{model}/success-rate": {"get": _call("How often it works", [model])},
            "/genmux/v1/tasks": {"get": _call("The tasks of this key's project", _PAGE)},
            "/genmux/v1/tasks/{task_id}": {"get": _call("One task", [task])},
            "/genmux/v1/tasks/{task_id}/story": {"get": _call("All that happened to it", [task])},
            "/genmux/v1/tasks/{task_id}/cancel": {"post": _call("Cancel a task", [task])},
            "/genmux/v1/tasks/{task_id}/retry": {
                "post": _call("Run a task again", [task, _FAULT]),
            },
            "/genmux/v1/tasks/{task_id}/deliveries": {
                "get": _call("The callbacks of a task", [task]),
            },
            "/genmux/v1/deliveries/{delivery_id}/redeliver": {
                "post": _call("Send a callback again", [delivery]),
            },
            "/genmux/v1/quote": {"post": _call("A price without a task", body=_ASKED)},
        },
        "components": {
            "schemas": {"Envelope": _ENVELOPE},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _uploads() -> dict[str, Any]:
    """Paths and names may hold more than is said here; all of this is taken."""
    word = {"type": "string", "pattern": "^[A-Za-z0-9_-]{0,100}$"}
    name = {"type": ["string", "null"], "pattern": "^[A-Za-z0-9_-]{0,100}$"}
    shared = {"uploadPath": word, "fileName": name}
    base64 = {"type": "string", "pattern": "^([A-Za-z0-9+/]{4})+$"}
    url = {"type": "string", "minLength": 1, "description": "http or https"}
    stream = _call("Upload a file as a stream")
    stream["requestBody"] = {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", "uploadPath"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "minLength": 1},
                        "uploadPath": word,
                        "fileName": word,
                    },
                }
            }
        },
    }
    return {
        "/api/file-base64-upload": {
            "post": _call(
                "Upload a file in base64, raw or as a data URL",
                body={
                    "type": "object",
                    "required": ["base64Data", "uploadPath"],
                    "properties": {"base64Data": base64, **shared},
                },
            ),
        },
        "/api/file-stream-upload": {"post": stream},
        "/api/file-url-upload": {
            "post": _call(
                "Upload the file behind a URL",
                body={
                    "type": "object",
                    "required": ["fileUrl", "uploadPath"],
                    "properties": {"fileUrl": url, **shared},
                },
            ),
        },
    }


def _parameter(
    name: str, place: str, schema: dict[str, Any], *, required: bool = True
) -> dict[str, Any]:
    return {"name": name, "in": place, "required": required, "schema": schema}


_IDEMPOTENCY = _parameter(
    "Idempotency-Key",
    "header",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    required=False,
)
_FAULT = _parameter(
    HEADER,
    "header",
    {
        "type": "string",
        "description": "with a sandbox key: what shall go wrong, such as fail=501; after=0.5. "
        f"Any of {', '.join(WORDS)}, joined by semicolons, or {NONE}",
    },
    required=False,
)
_TEXT = {"type": "string", "pattern": "^[ -~]*$", "maxLength": 200}
_PAGE = [
    _parameter("state", "query", {"enum": [str(state) for state in State]}, required=False),
    _parameter("model", "query", _TEXT, required=False),
    _parameter("family", "query", _TEXT, required=False),
    _parameter("key", "query", _ID, required=False),
    _parameter("before", "query", _ID, required=False),
    _parameter(
        "limit", "query", {"type": "integer", "minimum": 1, "maximum": MOST}, required=False
    ),
]


def _call(
    summary: str,
    parameters: list[dict[str, Any]] | None = None,
    body: dict[str, Any] | None = None,
) -> dict[str, Any]:
    call: dict[str, Any] = {
        "summary": summary,
        "parameters": parameters or [],
        "responses": {"200": _REPLY, "default": _ERROR},
    }
    if body is not None:
        call["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": body}},
        }
    return call
