"""Words for Suno: paths, states, and a song to make others from."""

from __future__ import annotations

from typing import Any

from tests.conformance.client import Client

GENERATE = "/api/v1/generate"
RECORD = "/api/v1/generate/record-info"
MODEL = "V5"
SONG = {
    "prompt": "a short song about the sea",
    "customMode": False,
    "instrumental": False,
    "model": MODEL,
}
UNKNOWN = "0" * 32
_RUNNING = {"PENDING", "TEXT_SUCCESS", "FIRST_SUCCESS"}
_FAILED = {
    "CREATE_TASK_FAILED",
    "GENERATE_AUDIO_FAILED",
    "CALLBACK_EXCEPTION",
    "SENSITIVE_WORD_ERROR",
}


def song_ended(data: Any) -> bool:
    assert data["status"] in {*_RUNNING, *_FAILED, "SUCCESS"}
    return data["status"] not in _RUNNING


def sung(client: Client, path: str, body: dict[str, Any]) -> Any:
    """The music record of a new task once it has ended well."""
    record = client.until(song_ended, RECORD, taskId=client.create(path, body))
    assert record["status"] == "SUCCESS", record["errorMessage"]
    return record


def tracks(record: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = record["response"]["sunoData"]
    return found


def flag_ended(data: Any) -> bool:
    """For records whose successFlag is a word."""
    return bool(data["successFlag"] != "PENDING")


def number_ended(data: Any) -> bool:
    """For records whose successFlag is a number; cover pictures say 2 while they are made."""
    return data["successFlag"] not in (0, 2)
