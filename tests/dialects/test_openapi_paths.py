"""What the OpenAPI document says beyond what is written by hand."""

from __future__ import annotations

from typing import Any

import pytest
from schemathesis import openapi

from genmux.catalogue.load import Catalogue
from tests.server import Caller


@pytest.fixture
async def document(api: Caller) -> dict[str, Any]:
    return (await api.get("/openapi.json")).json  # type: ignore[no-any-return]


async def test_every_chat_path_is_there_with_its_models(
    document: dict[str, Any], catalogue: Catalogue
) -> None:
    for model in catalogue.chats:
        for dialect, places in model.paths.items():
            for place in places:
                path = f"{place}/{{model}}:generateContent" if dialect == "gemini" else place
                call = document["paths"][path]["post"]
                assert call["summary"].startswith("Chat: ")
                if dialect == "gemini":
                    known = call["parameters"][0]["schema"]["enum"]
                else:
                    schema = call["requestBody"]["content"]["application/json"]["schema"]
                    known = schema["properties"]["model"]["enum"]
                assert model.id in known
                assert "text/event-stream" in call["responses"]["200"]["content"]


async def test_one_model_at_a_path_need_not_be_named(document: dict[str, Any]) -> None:
    def required(path: str) -> list[str]:
        body = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]
        return list(body["schema"]["required"])

    assert required("/gpt-5-2/v1/chat/completions") == ["messages"]
    assert required("/v1/chat/completions") == ["messages", "model"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/runway/generate",
        "/api/v1/generate",
        "/api/v1/veo/record-info",
        "/api/v1/gpt4o-image/generate",
        "/v1/models",
        "/v1/messages",
        "/gemini/v1/models/{model}:streamGenerateContent",
    ],
)
async def test_the_families_are_there(document: dict[str, Any], path: str) -> None:
    assert path in document["paths"]


async def test_records_are_asked_for_by_task(document: dict[str, Any]) -> None:
    (parameter,) = document["paths"]["/api/v1/runway/record-detail"]["get"]["parameters"]
    assert (parameter["name"], parameter["required"]) == ("taskId", True)


async def test_tools_can_read_it(document: dict[str, Any]) -> None:
    count = sum(len(calls) for calls in document["paths"].values())
    assert len(list(openapi.from_dict(document).get_all_operations())) == count
    assert not [path for path in document["paths"] if ":path}" in path]
