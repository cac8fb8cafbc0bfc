"""createTask under inputs that are almost right, for models of every kind."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genmux.catalogue.entry import Model
from genmux.catalogue.load import Catalogue
from tests.fuzz.conftest import examples
from tests.fuzz.strategies import (
    LINKS,
    ODD_LINKS,
    ODD_TEXTS,
    Pairs,
    broken,
    changed,
    filled,
    scalars,
    text_of,
    values,
)
from tests.fuzz.target import Target, hold_the_line


def any_model(catalogue: Catalogue, data: st.DataObject) -> Model:
    model = catalogue.get(data.draw(st.sampled_from(sorted(model.id for model in catalogue))))
    assert model is not None
    return model


def judge(target: Target, model: Model, sent: bytes) -> None:
    envelope = hold_the_line(target.create(sent), sent.decode())
    if envelope["code"] == 200:
        task_id = envelope["data"]["taskId"]
        record = target.get(f"/api/v1/jobs/recordInfo?taskId={task_id}")
        assert record["model"] == model.id
        assert record["state"] == "waiting"
        assert record["creditsConsumed"] >= 0
        assert json.loads(record["param"])["model"] == model.id
        return
    assert envelope["code"] in (402, 422), envelope
    named = ["input", "JSON", *(field.name for field in model.fields)]
    first = json.dumps(re.split(r"[ .[]", envelope["msg"])[0]).strip('"')
    assert any(name in envelope["msg"] for name in named) or first in sent.decode(), envelope


@given(data=st.data())
@examples(400)
def test_an_input_with_something_broken(
    target: Target, catalogue: Catalogue, data: st.DataObject
) -> None:
    model = any_model(catalogue, data)
    good = data.draw(filled(model.fields, model.example(LINKS)))
    sent = text_of({"model": model.id, "input": data.draw(broken(good))})
    judge(target, model, sent)


@given(data=st.data())
@examples(150)
def test_an_input_of_anything(target: Target, catalogue: Catalogue, data: st.DataObject) -> None:
    model = any_model(catalogue, data)
    names = st.sampled_from([field.name for field in model.fields])
    anything = st.lists(st.tuples(names, values), max_size=8).map(Pairs) | values
    sent = text_of({"model": model.id, "input": data.draw(anything)})
    judge(target, model, sent)


@given(body=values | changed({"model": "z-image", "input": {}, "callBackUrl": ODD_LINKS[0]}))
@examples(100)
def test_a_body_of_anything(target: Target, body: Any) -> None:
    sent = text_of(body)
    assert hold_the_line(target.create(sent), sent.decode())["code"] in (200, 422)


@given(raw=st.binary(max_size=60) | st.sampled_from([b"[" * 9_000, b"\xef\xbb\xbf{}", b"{}{}"]))
@examples(60)
def test_bytes_that_are_no_json(target: Target, raw: bytes) -> None:
    assert hold_the_line(target.create(raw))["code"] == 422


@given(url=st.sampled_from(ODD_LINKS) | scalars | values)
@examples(120)
def test_a_callback_to_anything(target: Target, url: Any) -> None:
    good = {"prompt": "a kite", "aspect_ratio": "1:1"}
    sent = text_of({"model": "z-image", "input": good, "callBackUrl": url})
    envelope = hold_the_line(target.create(sent), sent.decode())
    if envelope["code"] != 200:
        assert envelope["code"] == 422
        assert "callBackUrl" in envelope["msg"] or "JSON" in envelope["msg"]


@pytest.mark.parametrize("text", [text for text in ODD_TEXTS if len(text) < 300])
def test_an_idempotency_key_of_anything(target: Target, text: str) -> None:
    sent = text_of({"model": "z-image", "input": {"prompt": "a kite", "aspect_ratio": "1:1"}})
    value = "".join(one for one in text if one not in "\r\n\0").encode(errors="replace")
    envelope = hold_the_line(target.create(sent, **{"Idempotency-Key": value.decode("latin-1")}))
    if envelope["code"] != 200:
        assert "Idempotency-Key" in envelope["msg"]


@pytest.mark.parametrize("levels", [30, 32, 100, 500, 900, 1022, 1026, 5000])
def test_nesting(target: Target, levels: int) -> None:
    inner = b'{"a":[' * (levels // 2) + b"1" + b"]}" * (levels // 2)
    good = b'{"prompt": "a kite", "aspect_ratio": "1:1", "x": %b}' % inner
    envelope = hold_the_line(target.create(b'{"model": "z-image", "input": %b}' % good))
    assert envelope["code"] == (200 if levels < 32 else 422)
