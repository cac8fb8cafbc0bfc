"""What goes wrong, as each official client sees it: status, class of error, words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anthropic
import openai
import pytest
from google.genai import errors

from genmux.db.pool import Pool
from genmux.settings import Settings, load_settings
from tests.dialects.chat.conftest import Anthropic, Google, OpenAI

pytestmark = pytest.mark.filterwarnings(
    "ignore:Inheritance class:DeprecationWarning", "ignore:The model:DeprecationWarning"
)
MODEL = "claude-sonnet-4-5"
CONTEXT = 200_000
Asker = Callable[..., Awaitable[Any]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    flags = {
        "data.dir": str(tmp_path),
        "chat.tokens_per_second": 0,
        "chat.calls": 0,
        "server.max_body_mb": 1,
    }
    return load_settings(file=None, environ={}, flags=flags)


@pytest.fixture(params=["openai-chat", "openai-responses", "anthropic", "gemini"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def ask(openai_at: OpenAI, anthropic_at: Anthropic, google_at: Google, dialect: str) -> Asker:
    """`await ask("Hi", api_key=...)`."""

    async def chat(text: str, model: str, **key: str) -> Any:
        message: Any = {"role": "user", "content": text}
        return await openai_at(**key).chat.completions.create(model=model, messages=[message])

    async def responses(text: str, model: str, **key: str) -> Any:
        return await openai_at(**key).responses.create(model=model, input=text)

    async def messages(text: str, model: str, **key: str) -> Any:
        message: Any = {"role": "user", "content": text}
        client = anthropic_at("", **key)
        return await client.messages.create(model=model, max_tokens=9, messages=[message])

    async def gemini(text: str, model: str, **key: str) -> Any:
        models = google_at("", version="v1beta", **key).aio.models
        return await models.generate_content(model=model, contents=text)

    known = {
        "openai-chat": chat,
        "openai-responses": responses,
        "anthropic": messages,
        "gemini": gemini,
    }

    async def one(text: str, model: str = MODEL, **key: str) -> Any:
        return await known[dialect](text, model, **key)

    return one


async def refused(asking: Awaitable[Any]) -> tuple[int, str, Any]:
    """Status, class and body of the error."""
    with pytest.raises((openai.APIStatusError, anthropic.APIStatusError, errors.APIError)) as found:
        await asking
    error: Any = found.value
    body = error.details if isinstance(error, errors.APIError) else error.response.json()
    status = error.code if isinstance(error, errors.APIError) else error.status_code
    return status, type(error).__name__, body["error"]


def word(dialect: str, error: Any) -> str:
    """The word that programs look at."""
    if dialect == "gemini":
        return str(error["status"])
    return str(error["type"] if dialect == "anthropic" else error["code"] or error["type"])


async def test_a_wrong_key(ask: Asker, dialect: str) -> None:
    status, name, error = await refused(ask("Hi", api_key="sk-wrong"))
    assert status == 401
    assert name == ("ClientError" if dialect == "gemini" else "AuthenticationError")
    words = {"anthropic": "authentication_error", "gemini": "UNAUTHENTICATED"}
    assert word(dialect, error) == words.get(dialect, "invalid_api_key")


async def test_no_credits(ask: Asker, dialect: str, poor: str, pool: Pool) -> None:
    status, _, error = await refused(ask("Hi", api_key=poor))
    assert status == 402
    words = {"anthropic": "billing_error", "gemini": "FAILED_PRECONDITION"}
    assert word(dialect, error) == words.get(dialect, "insufficient_credits")
    assert await pool.fetchval("select count(*) from chat_call") == 0


@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")
async def test_a_body_that_is_too_large(ask: Asker, dialect: str) -> None:
    status, name, error = await refused(ask("x" * 1_100_000))
    assert status == 413
    names = {"anthropic": "ContentTooLargeError", "gemini": "ClientError"}
    assert name == names.get(dialect, "APIStatusError")
    words = {"anthropic": "request_too_large", "gemini": "INVALID_ARGUMENT"}
    assert word(dialect, error) == words.get(dialect, "invalid_request_error")
    assert "1 MB" in error["message"]


async def test_a_context_that_is_too_long(ask: Asker, dialect: str, pool: Pool) -> None:
    status, name, error = await refused(ask("word" * (CONTEXT + 1)))
    assert status == 400
    assert name == ("ClientError" if dialect == "gemini" else "BadRequestError")
    words = {"anthropic": "invalid_request_error", "gemini": "INVALID_ARGUMENT"}
    assert word(dialect, error) == words.get(dialect, "context_length_exceeded")
    assert f"{CONTEXT} tokens" in error["message"]
    assert await pool.fetchval("select count(*) from chat_call") == 0


async def test_a_model_that_is_not_there(ask: Asker, dialect: str) -> None:
    status, _, error = await refused(ask("Hi", model="no-such-model"))
    assert status == 404
    words = {"anthropic": "not_found_error", "gemini": "NOT_FOUND"}
    assert word(dialect, error) == words.get(dialect, "model_not_found")
