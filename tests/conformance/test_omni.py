"""Omni: voices and characters, made at once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.checks import fits, refused
from tests.conformance.client import Client

VOICE = "/api/v1/omni/audio/create"
CHARACTER = "/api/v1/omni/character/create"


@pytest.fixture(scope="module")
def voice(client: Client) -> Any:
    return client.post(VOICE, {"audio_id": "puck", "name": "narrator"}).data


def test_a_voice(voice: Any) -> None:
    fits(voice, {"kieAudioId": str, "name": str})
    assert voice["name"] == "narrator"


def test_a_character(client: Client, voice: Any, picture: str) -> None:
    body = {
        "descriptions": "the keeper of the lighthouse",
        "image_urls": [picture],
        "audio_ids": [voice["kieAudioId"]],
        "character_name": "keeper",
    }
    character = client.post(CHARACTER, body).data
    fits(character, {"characterId": str, "characterName": str, "imageUrl": str})
    assert character["characterName"] == "keeper"


@pytest.mark.parametrize(
    "body",
    [{"audio_id": "nobody", "name": "x"}, {"audio_id": "puck"}, {"name": "x"}],
    ids=["unknown voice", "no name", "no voice"],
)
def test_a_wrong_voice(client: Client, body: dict[str, Any]) -> None:
    refused(client, VOICE, body)


@pytest.mark.parametrize("count", [0, 2])
def test_a_character_has_one_picture(client: Client, picture: str, count: int) -> None:
    refused(client, CHARACTER, {"descriptions": "a keeper", "image_urls": [picture] * count})
