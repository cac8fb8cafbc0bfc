"""What Google's ways of saying no mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from genmux.engines.remote import Why
from genmux.testing.doubles.google import body_of_no
from tests.engines.vendors.google.shared import (
    refused,
)
from tests.engines.vendors.works import reply, work_of


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}, "moderation"),
        ({"candidates": [{"finishReason": "IMAGE_SAFETY"}]}, "moderation"),
        ({"candidates": [{"finishReason": "RECITATION"}]}, "moderation"),
        ({"candidates": [{"finishReason": "NO_IMAGE"}]}, "failed"),
        ({"candidates": [{"content": {"parts": [{"text": "No."}]}}]}, "failed"),
        ({}, "failed"),
    ],
)
def test_replies_without_a_file(tmp_path: Path, body: dict[str, Any], why: Why) -> None:
    assert refused(work_of("google/nano-banana", tmp_path), reply(body)).why == why


@pytest.mark.parametrize(
    ("status", "name", "message", "why"),
    [
        (400, "INVALID_ARGUMENT", "aspectRatio is not known.", "input"),
        (400, "INVALID_ARGUMENT", "Violates the Responsible AI practices.", "moderation"),
        (400, "FAILED_PRECONDITION", "Enable billing.", "auth"),
        (401, "UNAUTHENTICATED", "No.", "auth"),
        (403, "PERMISSION_DENIED", "No.", "auth"),
        (404, "NOT_FOUND", "The model is not found.", "input"),
        (429, "RESOURCE_EXHAUSTED", "Quota.", "rate"),
        (429, "RESOURCE_EXHAUSTED", "Your prepayment credits are depleted.", "credit"),
        (500, "INTERNAL", "Oh.", "unknown"),
        (503, "UNAVAILABLE", "Overloaded.", "busy"),
        (504, "DEADLINE_EXCEEDED", "Too long.", "unknown"),
    ],
)
def test_what_no_means(tmp_path: Path, status: int, name: str, message: str, why: Why) -> None:
    error = refused(
        work_of("google/nano-banana", tmp_path), reply(body_of_no(status, name, message), status)
    )
    assert error.why == why


def test_a_wrong_key_is_a_complaint_about_the_request_in_name_only(tmp_path: Path) -> None:
    body = body_of_no(400, "INVALID_ARGUMENT", "Key AIza-secret.", reason="API_KEY_INVALID")
    error = refused(work_of("google/nano-banana", tmp_path), reply(body, 400))
    assert error.why == "auth"
    assert "AIza" not in error.message


def test_how_long_to_wait_stands_in_the_body(tmp_path: Path) -> None:
    body = body_of_no(429, "RESOURCE_EXHAUSTED", "Quota.", retryDelay="34.5s")
    assert refused(work_of("google/nano-banana", tmp_path), reply(body, 429)).retry_after == 34.5


@pytest.mark.parametrize("body", [b"<html>", [{"error": {"status": "UNAVAILABLE"}}], [], "no"])
def test_a_no_in_another_shape(tmp_path: Path, body: Any) -> None:
    assert refused(work_of("google/nano-banana", tmp_path), reply(body, 503)).why == "busy"
