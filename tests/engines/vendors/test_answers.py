from __future__ import annotations

import pytest

from genmux.engines.remote import NOT_TAKEN, Refused, Response, Why
from genmux.engines.vendors.answers import job_id, read, refusal, retry_after, told, why_of


def reply(status: int, body: bytes = b"", **headers: str) -> Response:
    return Response(status, {name.replace("_", "-"): text for name, text in headers.items()}, body)


def test_an_object_is_read() -> None:
    assert read(reply(200, b'{"id": 7}')) == {"id": 7}
    assert job_id({"id": 7}) == "7"


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b'"text"', b"null", b"\xff"])
def test_what_is_no_object_after_a_good_status_is_unknown(body: bytes) -> None:
    with pytest.raises(Refused) as error:
        read(reply(200, body))
    assert error.value.why == "unknown"


@pytest.mark.parametrize("answer", [{}, {"id": None}, {"id": ""}])
def test_a_job_without_a_name_is_unknown(answer: dict[str, object]) -> None:
    with pytest.raises(Refused) as error:
        job_id(answer)
    assert error.value.why == "unknown"


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (400, "input"),
        (401, "auth"),
        (402, "credit"),
        (403, "auth"),
        (404, "input"),
        (408, "unknown"),
        (409, "input"),
        (422, "input"),
        (429, "rate"),
        (500, "unknown"),
        (502, "unknown"),
        (503, "busy"),
        (504, "unknown"),
        (529, "busy"),
    ],
)
def test_a_status_says_whether_another_may_be_asked(status: int, why: Why) -> None:
    assert why_of(status) == why
    with pytest.raises(Refused) as error:
        read(reply(status, b'{"message": "no"}'))
    assert error.value.why == why
    assert (why in NOT_TAKEN) is (status not in (408, 500, 502, 504))


@pytest.mark.parametrize("status", [401, 402, 403])
def test_nothing_that_is_said_of_accounts_reaches_the_client(status: int) -> None:
    error = refusal(reply(status, b'{"error": "key sk-123 of Ann is wrong"}'))
    assert error.message == "The vendor refused this server's account."


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("7", 7.0), ("0", 0.0), ("", None), ("-1", None), ("1.5", None), ("soon", None), ("²", None)],
)
def test_the_pause_that_a_vendor_wants(text: str, seconds: float | None) -> None:
    assert retry_after(reply(429, retry_after=text)) == seconds


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"", "nothing"),
        (b"plain words", "plain words"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b'{"error": {"message": "too long"}}', "too long"),
        (b'{"detail": [{"loc": ["body"], "msg": "field required"}]}', "field required"),
        (b'{"errors": ["one", "two"]}', "one"),
        (b'{"code": 7}', '{"code":7}'),
        (b"7", "7"),
    ],
)
def test_a_complaint_is_cut_to_what_it_says(body: bytes, text: str) -> None:
    assert told(reply(400, body)) == text


def test_a_long_complaint_is_cut() -> None:
    assert len(told(reply(400, b'{"message": "' + b"x" * 5000 + b'"}'))) == 300
    assert len(told(reply(400, b"x" * 5000))) == 300
