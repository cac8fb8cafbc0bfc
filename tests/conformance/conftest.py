"""Checks of the wire that any server of this API has to pass, over HTTP only.

    pytest tests/conformance                                    a Genmux that is started for it
    GENMUX_CONFORMANCE_URL=https://... GENMUX_CONFORMANCE_KEY=... pytest tests/conformance

    GENMUX_CONFORMANCE_CHAINED=1 pytest tests/conformance       one that has all made by a second

With a URL the same checks run against that server, with its key and at its prices. Uploads go to
GENMUX_CONFORMANCE_UPLOAD_URL where that is another host, and callbacks are asked for at
GENMUX_CONFORMANCE_CALLBACK_URL, whose receiver only has to take them; the checks of callbacks are
left out, for nobody here could see them arrive. Nothing that only Genmux has is asserted anywhere.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chained.servers import front_of_chain
from tests.conformance.client import Client
from tests.conformance.receiver import Receiver
from tests.serve import serving

# Read now: a fixture for all tests takes these names out of the environment.
URL = os.environ.get("GENMUX_CONFORMANCE_URL", "").rstrip("/")
KEY = os.environ.get("GENMUX_CONFORMANCE_KEY", "")
UPLOAD_URL = os.environ.get("GENMUX_CONFORMANCE_UPLOAD_URL", "").rstrip("/")
CALLBACK_URL = os.environ.get("GENMUX_CONFORMANCE_CALLBACK_URL", "https://example.com/callback")
CHAINED = bool(os.environ.get("GENMUX_CONFORMANCE_CHAINED"))
ABROAD_SECONDS = 3600


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not URL:
        return
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.enable_socket)
            item.add_marker(pytest.mark.timeout(ABROAD_SECONDS))


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    if URL:
        yield Client(URL, UPLOAD_URL or URL, KEY, pause=5.0, patience=ABROAD_SECONDS / 2)
        return
    server = front_of_chain if CHAINED else serving
    with server(tmp_path_factory.mktemp("conformance")) as served:
        yield Client(served.url, served.url, served.key, pause=0.2, patience=280.0)


@pytest.fixture(scope="session")
def any_receiver() -> Iterator[Receiver | None]:
    """None where the server could not reach one of ours."""
    if URL:
        yield None
        return
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def receiver(any_receiver: Receiver | None) -> Receiver:
    if any_receiver is None:
        pytest.skip("callbacks of that server do not arrive here")
    return any_receiver


@pytest.fixture(scope="session")
def callback(any_receiver: Receiver | None) -> dict[str, str]:
    """The field that asks for a callback; nothing where none could be seen."""
    return {} if any_receiver is None else {"callBackUrl": any_receiver.url}


@pytest.fixture(scope="session")
def callback_url(any_receiver: Receiver | None) -> str:
    """For requests that must name one."""
    return CALLBACK_URL if any_receiver is None else any_receiver.url


@pytest.fixture(scope="session")
def picture(client: Client) -> str:
    """A link to a picture, made by the server itself."""
    return made(client, "z-image", {"prompt": "a red lighthouse", "aspect_ratio": "1:1"})


@pytest.fixture(scope="session")
def clip(client: Client) -> str:
    """A link to a short video."""
    values = {"prompt": "waves roll in", "resolution": "720p", "duration": 2}
    return made(client, "wan/2-7-text-to-video", values)


@pytest.fixture(scope="session")
def speech(client: Client) -> str:
    """A link to a recording of some seconds."""
    text = "One two three four five. The weather is fine and the sea is calm today. " * 2
    return made(client, "elevenlabs/text-to-speech-turbo-2-5", {"text": text, "voice": "Rachel"})


def made(client: Client, model: str, values: dict[str, object]) -> str:
    task_id = client.create("/api/v1/jobs/createTask", {"model": model, "input": values})
    record = client.until(
        lambda data: data["state"] in ("success", "fail"),
        "/api/v1/jobs/recordInfo",
        taskId=task_id,
    )
    assert record["state"] == "success", record["failMsg"]
    link = json.loads(record["resultJson"])["resultUrls"][0]
    assert isinstance(link, str)
    return link
