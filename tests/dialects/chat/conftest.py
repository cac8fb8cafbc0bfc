"""Chat on a running API, seen by the vendors' own clients. The built-in engine answers at once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import anthropic
import openai
import pytest
from google import genai
from google.genai import types

from genmux.db.pool import Pool
from genmux.projects.keys import NewKey
from genmux.projects.project import ensure_project
from genmux.settings import Settings, load_settings
from tests.dialects.conftest import NewCaller
from tests.server import Caller

OpenAI = Callable[..., openai.AsyncOpenAI]
Anthropic = Callable[..., Any]
Google = Callable[..., genai.Client]

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAIAAAA2iEnWAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5E"
    "rkJggg=="
)
"""a picture of 2 × 3 pixels"""
WEATHER: dict[str, Any] = {
    "type": "object",
    "properties": {
        "city": {"type": "string"},
        "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
    },
    "required": ["city", "unit"],
    "additionalProperties": False,
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    flags = {"data.dir": str(tmp_path), "chat.tokens_per_second": 0, "chat.calls": 0}
    return load_settings(file=None, environ={}, flags=flags)


@pytest.fixture
def key(api: Caller) -> str:
    return api._key


@pytest.fixture
async def poor(new_caller: NewCaller, pool: Pool) -> str:
    """The key of a project without credits."""
    async with pool.acquire() as conn:
        project = await ensure_project(conn, "poor")
    return (await new_caller(funds=0, project_id=project.id))._key


@pytest.fixture
async def sandbox(new_caller: NewCaller) -> str:
    return (await new_caller(NewKey(sandbox=True)))._key


@pytest.fixture
async def openai_at(address: str, key: str) -> AsyncIterator[OpenAI]:
    """Clients of one path: `openai_at("/v1")`."""
    made: list[openai.AsyncOpenAI] = []

    def make(path: str = "/v1", api_key: str = key, **more: Any) -> openai.AsyncOpenAI:
        more = {"max_retries": 0, **more}
        made.append(openai.AsyncOpenAI(base_url=address + path, api_key=api_key, **more))
        return made[-1]

    yield make
    for client in made:
        await client.close()


@pytest.fixture
async def anthropic_at(address: str, key: str) -> AsyncIterator[Anthropic]:
    made: list[anthropic.AsyncAnthropic] = []

    def make(path: str = "/claude", **more: Any) -> anthropic.AsyncAnthropic:
        if "auth_token" not in more:
            more.setdefault("api_key", key)
        more = {"max_retries": 0, **more}
        made.append(anthropic.AsyncAnthropic(base_url=address + path, **more))
        return made[-1]

    yield make
    for client in made:
        await client.close()


@pytest.fixture
async def google_at(address: str, key: str) -> AsyncIterator[Google]:
    made: list[genai.Client] = []

    def make(path: str = "/gemini", api_key: str = key, version: str = "v1", **headers: str) -> Any:
        options = types.HttpOptions(
            base_url=address + path,
            api_version=version,
            headers={name.replace("_", "-"): text for name, text in headers.items()},
        )
        made.append(genai.Client(api_key=api_key, http_options=options))
        return made[-1]

    yield make
    for client in made:
        await client.aio.aclose()
        client.close()
