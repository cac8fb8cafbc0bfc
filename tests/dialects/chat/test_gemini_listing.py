"""Lists and counts with Google's own client."""

from __future__ import annotations

import pytest
from google.genai import errors

from tests.dialects.chat.conftest import Google
from tests.server import Caller

pytestmark = pytest.mark.filterwarnings("ignore:Inheritance class:DeprecationWarning")


@pytest.mark.parametrize(
    ("path", "version", "others"), [("", "v1beta", True), ("/gemini", "v1", False)]
)
async def test_models_are_listed(google_at: Google, path: str, version: str, others: bool) -> None:
    """The provider's path has the models that answer there, the newcomers' door has all."""
    models = google_at(path, version=version).aio.models
    found = {model.name async for model in await models.list()}
    assert "models/gemini-3-5-flash" in found
    assert ("models/claude-sonnet-4-5" in found) == others
    one = await models.get(model="gemini-3-5-flash")
    assert one.display_name == "Gemini 3.5 Flash"
    assert one.input_token_limit == 1_048_576
    with pytest.raises(errors.ClientError) as missing:
        await models.get(model="gemini-none")
    assert (missing.value.code, missing.value.status) == (404, "NOT_FOUND")


@pytest.mark.parametrize(("path", "version"), [("", "v1beta"), ("", "v1"), ("/gemini", "v1")])
async def test_tokens_are_counted_as_they_are_charged(
    google_at: Google, path: str, version: str
) -> None:
    models = google_at(path, version=version).aio.models
    text = "How many tokens has this sentence?"
    counted = await models.count_tokens(model="gemini-3-5-flash", contents=text)
    reply = await models.generate_content(model="gemini-3-5-flash", contents=text)
    assert reply.usage_metadata is not None
    assert counted.total_tokens == reply.usage_metadata.prompt_token_count


async def test_a_whole_request_may_be_counted(api: Caller) -> None:
    path = "/v1beta/models/gemini-3-pro:countTokens"
    contents = [{"parts": [{"text": "Hi"}]}]
    plain = await api.post(path, {"contents": contents})
    asked = {"contents": contents, "systemInstruction": {"parts": [{"text": "Be kind to me."}]}}
    more = await api.post(path, {"generateContentRequest": asked})
    assert more.json["totalTokens"] > plain.json["totalTokens"]
    odd = await api.post(path, {"generateContentRequest": 7})
    assert (odd.status, odd.json["error"]["status"]) == (400, "INVALID_ARGUMENT")
