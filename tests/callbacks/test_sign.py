from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from genmux.callbacks.sign import (
    InvalidSignature,
    headers,
    new_secret,
    task_id_of,
    verify,
    verify_kie,
)

NOW = datetime(2026, 5, 4, 12, 0, 0, 900_000, UTC)
OLD, NEW = new_secret(), new_secret()
BODY = b'{"code":200,"data":{"taskId":"t1"}}'
texts = st.text(st.characters(codec="utf-8"))


def signed(*secrets: str, body: bytes = BODY, now: datetime = NOW) -> dict[str, str]:
    return headers(secrets, "0a1b", "t1", body, now)


def test_a_secret_is_prefixed_base64_of_32_bytes_and_new_each_time() -> None:
    assert OLD.startswith("whsec_")
    assert len(base64.b64decode(OLD.removeprefix("whsec_"), validate=True)) == 32
    assert OLD != NEW


@pytest.mark.covers(164)
def test_the_kie_signature_covers_task_id_and_timestamp_with_the_secrets_text() -> None:
    given_headers = signed(NEW)
    message = f"t1.{int(NOW.timestamp())}".encode()
    digest = hmac.new(NEW.encode(), message, hashlib.sha256).digest()
    assert given_headers["X-Webhook-Timestamp"] == str(int(NOW.timestamp()))
    assert base64.b64decode(given_headers["X-Webhook-Signature"]) == digest
    assert "X-Webhook-Signature-Previous" not in given_headers


@given(content=st.dictionaries(texts, texts | st.integers()), raw=st.binary(min_size=1))
def test_the_official_library_accepts_what_we_sign(content: dict[str, object], raw: bytes) -> None:
    secret = "whsec_" + base64.b64encode(raw).decode()
    body = json.dumps(content, ensure_ascii=False).encode()
    made = headers([secret], "0a1b", "t1", body, datetime.now(UTC))
    assert Webhook(secret).verify(body, made) == content


@given(body=texts, seconds=st.integers(0, 4_000_000_000))
def test_we_accept_what_the_official_library_signs(body: str, seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    given_headers = {
        "Webhook-Id": "msg_7",
        "Webhook-Timestamp": str(seconds),
        "Webhook-Signature": Webhook(NEW).sign("msg_7", moment, body),
    }
    assert verify(NEW, given_headers, body.encode(), now=moment) == "msg_7"


def test_during_a_rotation_both_secrets_verify_in_both_schemes() -> None:
    both = headers([NEW, OLD], "0a1b", "t1", BODY, datetime.now(UTC))
    for secret in (NEW, OLD):
        assert verify(secret, both, BODY) == "msg_0a1b"
        assert verify_kie(secret, both, BODY) == "t1"
        assert Webhook(secret).verify(BODY, both) == json.loads(BODY)


def test_the_plain_kie_header_is_made_with_the_newest_secret() -> None:
    both, newest, previous = signed(NEW, OLD), signed(NEW), signed(OLD)
    assert both["X-Webhook-Signature"] == newest["X-Webhook-Signature"]
    assert both["X-Webhook-Signature-Previous"] == previous["X-Webhook-Signature"]


def test_a_foreign_secret_is_refused_by_us_and_by_the_official_library() -> None:
    current = signed(NEW, now=datetime.now(UTC))
    with pytest.raises(InvalidSignature, match="no signature matches"):
        verify(OLD, current, BODY)
    with pytest.raises(InvalidSignature, match="no signature matches"):
        verify_kie(OLD, current, BODY)
    with pytest.raises(WebhookVerificationError):
        Webhook(OLD).verify(BODY, current)


@given(place=st.integers(0, len(BODY) - 1), flip=st.integers(1, 255))
def test_any_change_of_the_body_is_noticed(place: int, flip: int) -> None:
    changed = bytearray(BODY)
    changed[place] ^= flip
    with pytest.raises(InvalidSignature):
        verify(NEW, signed(NEW), bytes(changed), now=NOW)


def test_the_kie_signature_does_not_fit_another_task() -> None:
    with pytest.raises(InvalidSignature, match="no signature matches"):
        verify_kie(NEW, signed(NEW), BODY.replace(b"t1", b"t2"), now=NOW)


@pytest.mark.parametrize(("minutes", "reason"), [(6, "too old"), (-6, "in the future")])
def test_a_timestamp_out_of_tolerance_is_refused(minutes: int, reason: str) -> None:
    later = NOW + timedelta(minutes=minutes)
    with pytest.raises(InvalidSignature, match=reason):
        verify(NEW, signed(NEW), BODY, now=later)
    with pytest.raises(InvalidSignature, match=reason):
        verify_kie(NEW, signed(NEW), BODY, now=later)


def test_the_tolerance_can_be_widened() -> None:
    later = NOW + timedelta(hours=1)
    assert verify(NEW, signed(NEW), BODY, now=later, tolerance=timedelta(hours=2)) == "msg_0a1b"


@pytest.mark.parametrize(
    "name", ["webhook-id", "webhook-timestamp", "webhook-signature", "X-Webhook-Timestamp"]
)
def test_a_missing_header_is_named(name: str) -> None:
    present = signed(NEW)
    del present[name]
    check = verify_kie if name.startswith("X-") else verify
    with pytest.raises(InvalidSignature, match=name.lower()):
        check(NEW, present, BODY, now=NOW)


@given(name=st.sampled_from(sorted(signed(NEW))), value=st.text(), body=st.binary())
def test_garbage_is_refused_and_never_breaks_the_receiver(
    name: str, value: str, body: bytes
) -> None:
    forged = {**signed(OLD), name: value}
    for check in (verify, verify_kie):
        with pytest.raises(InvalidSignature):
            check(NEW, forged, body, now=NOW)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"data":{"task_id":"a","taskId":"b"},"taskId":"c"}', "a"),
        (b'{"data":{"taskId":"b"},"taskId":"c"}', "b"),
        (b'{"data":null,"taskId":"c"}', "c"),
    ],
)
def test_the_task_id_is_found_where_clients_look_for_it(body: bytes, found: str) -> None:
    assert task_id_of(body) == found


@pytest.mark.parametrize("body", [b"", b"[]", b'{"data":{}}', b'{"taskId":7}', b"[" * 100_000])
def test_a_body_without_a_task_id_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidSignature, match="no task id"):
        task_id_of(body)


def test_nothing_is_signed_without_a_usable_secret() -> None:
    for secrets in ([], ["whsec_"], ["whsec_not base64!"]):
        with pytest.raises(ValueError, match="secret"):
            headers(secrets, "0a1b", "t1", BODY, NOW)
