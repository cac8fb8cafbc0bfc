"""Pace and budgets, before the first token, as the clients see them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import anthropic
import openai
import pytest

from genmux.db.pool import Pool
from genmux.ledger.purse import KeyLimits
from genmux.projects.keys import NewKey
from genmux.settings import Settings, load_settings
from tests.dialects.chat.conftest import Anthropic, OpenAI
from tests.dialects.conftest import NewCaller

ASKED: Any = {"model": "gpt-5-2", "messages": [{"role": "user", "content": "Hello."}]}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    flags = {"data.dir": str(tmp_path), "chat.tokens_per_second": 0, "chat.calls": 2}
    return load_settings(file=None, environ={}, flags=flags)


@pytest.mark.filterwarnings("ignore:The model:DeprecationWarning")
async def test_the_pace_is_kept(openai_at: OpenAI, anthropic_at: Anthropic, pool: Pool) -> None:
    for _ in range(2):
        await openai_at().chat.completions.create(**ASKED)
    with pytest.raises(openai.RateLimitError) as found:
        await openai_at().chat.completions.create(stream=True, **ASKED)
    assert 1 <= int(found.value.response.headers["retry-after"]) <= 10
    with pytest.raises(anthropic.RateLimitError):
        await anthropic_at().messages.create(
            model="claude-sonnet-4-5", max_tokens=9, messages=ASKED["messages"]
        )
    assert await pool.fetchval("select count(*) from chat_call") == 2


async def test_the_budget_of_a_key_is_kept(openai_at: OpenAI, new_caller: NewCaller) -> None:
    tight = NewKey(limits=KeyLimits(hour=Decimal("0.05")))
    client = openai_at(api_key=(await new_caller(tight))._key)
    await client.chat.completions.create(max_tokens=50, **ASKED)
    with pytest.raises(openai.RateLimitError) as found:
        await client.chat.completions.create(max_tokens=5000, **ASKED)
    assert found.value.code == "insufficient_quota"
    assert "hourly limit of this key" in found.value.message
