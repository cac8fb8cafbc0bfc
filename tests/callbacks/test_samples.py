"""The receivers shown in the documentation accept what is sent and refuse what is forged."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from genmux.callbacks.sign import headers, new_secret

PAGE = Path(__file__).parents[2] / "architecture" / "07-callbacks.md"
BODY = '{"data":{"taskId":"t1"},"x":"ä"}'.encode()
OLD, NEW, FOREIGN = new_secret(), new_secret(), new_secret()

JS_LOOP = """
const cases = JSON.parse(require("fs").readFileSync(0));
console.log(JSON.stringify(cases.map(([s, h, b]) => isGenuine(s, h, Buffer.from(b)))));
"""


def sample(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return str(found)


def cases() -> list[tuple[str, dict[str, str], bytes, bool]]:
    now = datetime.now(UTC)
    sent = headers([NEW, OLD], "0a", "t1", BODY, now)
    stale = headers([NEW], "0a", "t1", BODY, now - timedelta(minutes=10))
    return [
        (NEW, sent, BODY, True),
        (OLD, sent, BODY, True),
        (FOREIGN, sent, BODY, False),
        (NEW, sent, BODY + b" ", False),
        (NEW, stale, BODY, False),
    ]


@pytest.mark.covers(164)
def test_the_python_sample() -> None:
    space: dict[str, Any] = {}
    exec(sample("python"), space)
    for secret, sent, body, genuine in cases():
        assert space["is_genuine"](secret, sent, body) is genuine


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js")
def test_the_javascript_sample() -> None:
    given = [(secret, sent, body.decode()) for secret, sent, body, _ in cases()]
    done = subprocess.run(
        ["node", "-e", sample("javascript") + JS_LOOP],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == [genuine for *_, genuine in cases()]
