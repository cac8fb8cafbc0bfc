"""What looks after the server: secret, audit, settings, models, health."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from genmux.callbacks.sign import verify, verify_kie
from genmux.db.pool import Pool
from genmux.settings import Settings, load_settings
from genmux.testing.sink import CallbackSink
from tests.dialects.conftest import NewCaller
from tests.dialects.console.conftest import NewPerson
from tests.server import Caller

PICTURE = {"prompt": "a red kite", "aspect_ratio": "1:1"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    flags = {"data.dir": str(tmp_path), "network.allow": ["127.0.0.0/8"], "limits.creates": 0}
    environ = {
        "GENMUX_STORAGE_URL": "s3://bucket",
        "GENMUX_STORAGE_OPTIONS": '{"access_key_id": "geheim", "secret_access_key": "geheim"}',
        "GENMUX_DATABASE_URL": "postgresql://user:geheim@host/db",
    }
    (tmp_path / "genmux.toml").write_text("[money]\ncredit_usd = 0.004\n")
    return load_settings(file=None, environ=environ, flags=flags)


async def test_the_secret_is_masked_rotated_and_tried(new_person: NewPerson, pool: Pool) -> None:
    admin = await new_person(role="admin")
    old = await pool.fetchval("select callback_secret from project")
    shown = (await admin.get("/callback-secret")).data
    assert shown == {
        "masked": f"whsec_••••{old[-4:]}",
        "rotateTime": None,
        "oldValidUntil": None,
    }
    fresh = (await admin.post("/callback-secret/rotate")).data
    assert fresh["secret"] != old
    shown = (await admin.get("/callback-secret")).data
    assert shown["masked"].endswith(fresh["secret"][-4:])
    assert shown["oldValidUntil"] == fresh["oldValidUntil"] > shown["rotateTime"]
    async with CallbackSink() as sink:
        hook = sink.url_for("/hook")
        data = (await admin.post("/callback-secret/test", {"url": hook})).data
        (received,) = sink.received
    assert (data["ok"], data["status"], data["error"]) == (True, 200, "")
    for secret in (old, fresh["secret"]):
        assert verify(secret, received.headers, received.body) == data["webhookId"]
        verify_kie(secret, received.headers, received.body)
    assert await pool.fetchval("select count(*) from delivery") == 0
    data = (await admin.post("/callback-secret/test", {"url": hook})).data
    assert (data["ok"], data["status"], data["error"]) == (False, None, "connect")
    for url in ("http://10.0.0.1/", "", "ftp://x", 5):
        assert (await admin.post("/callback-secret/test", {"url": url})).code == 422
    (entry,) = [
        one
        for one in (await admin.get("/audit?action=callback_secret.rotate")).data["entries"]
        if one["target"].endswith(fresh["secret"][-4:])
    ]
    assert fresh["secret"] not in str(entry)


async def test_the_audit_log_in_pages(new_person: NewPerson) -> None:
    admin, operator = await new_person(role="admin"), await new_person("o@example.org", "operator")
    for number in range(3):
        await admin.post("/keys", {"name": f"key {number}"})
    first = (await admin.get("/audit?limit=2&action=key.create")).data
    second = (await admin.get(f"/audit?limit=2&action=key.create&before={first['next']}")).data
    names = [entry["after"]["name"] for entry in first["entries"] + second["entries"]]
    assert names == ["key 2", "key 1", "key 0"]
    assert second["next"] is None
    actor = first["entries"][0]["actor"]
    assert actor == {"kind": "person", "id": admin.id.hex, "name": "ann@example.org"}
    assert first["entries"][0]["address"] == "127.0.0.1"
    assert "person.add" not in str((await admin.get("/audit")).data)
    operator.project_id = None
    assert "person.add" in str((await operator.get("/audit?all=true")).data)


async def test_the_audit_log_cannot_be_changed(new_person: NewPerson, pool: Pool) -> None:
    await new_person()
    for change in ("update audit set target = 'x'", "delete from audit", "truncate audit"):
        with pytest.raises(Exception, match="append-only"):
            await pool.execute(change)


async def test_settings_say_where_they_come_from(new_person: NewPerson, tmp_path: Path) -> None:
    operator = await new_person(role="operator")
    reply = await operator.get("/settings")
    found: dict[str, dict[str, Any]] = {one["key"]: one for one in reply.data["settings"]}
    assert "geheim" not in reply.raw.decode()
    assert found["limits.creates"]["source"] == "flag"
    assert found["worker.slots"]["source"] == "default"
    assert found["money.credit_usd"]["value"] == 0.004
    assert found["money.credit_usd"]["place"] == str(tmp_path / "genmux.toml")
    storage = found["storage.options"]
    assert (storage["source"], storage["place"]) == ("environment", "GENMUX_STORAGE_OPTIONS")
    assert storage["value"] == {"access_key_id": "•••", "secret_access_key": "•••"}
    assert found["server.port"]["help"].startswith("TCP port, 0 to 65535")
    assert all(one["help"] for one in found.values())


async def test_models_are_found_and_shown(new_person: NewPerson) -> None:
    reader = await new_person(role="reader")
    every = (await reader.get("/models")).data
    assert every["total"] == len(every["models"]) > 100
    assert "chat" in every["facets"]["kind"]
    images = (await reader.get("/models?kind=image&task=text-to-image&q=z-im")).data["models"]
    (model,) = [one for one in images if one["id"] == "z-image"]
    assert model["priceFrom"] == {"credits": 0.8, "per": "image"}
    assert model["engines"] == [
        {"name": "sketch", "label": "Built-in", "lane": "local", "for": ["live", "sandbox"]}
    ]
    assert (await reader.get("/models?engine=elsewhere")).data["models"] == []
    assert (await reader.get("/models?kind=smell")).code == 422
    assert (await reader.get("/models/no/such")).code == 404


async def test_every_model_has_a_form_that_takes_its_example(new_person: NewPerson) -> None:
    reader = await new_person(role="reader")
    lacking = []
    for one in (await reader.get("/models")).data["models"]:
        shown = (await reader.get(f"/models/{one['id']}")).data
        assert shown.keys() == one.keys() | {"schema", "example", "chat"}
        if one["kind"] == "chat":
            assert shown["chat"]["dialects"], one["id"]
            continue
        schema = shown["schema"]
        assert set(schema["x-order"]) == set(schema["properties"]), one["id"]
        assert shown["example"].keys() <= set(schema["x-order"])
        body = {"model": one["id"], "input": shown["example"]}
        if (await reader.post("/quote", body)).code != 200:
            lacking.append(one["id"])
        accepted = {kind for field in schema["properties"].values() for kind in _kinds_in(field)}
        assert accepted == set(one["accepts"]), one["id"]
    assert lacking == []


def _kinds_in(schema: dict[str, Any]) -> list[str]:
    kinds = list(schema.get("x-media", {}).get("kinds", []))
    for inner in [schema.get("items"), *schema.get("properties", {}).values()]:
        kinds += _kinds_in(inner) if isinstance(inner, dict) else []
    return kinds


async def test_health_counts_what_waits(
    api: Caller, new_person: NewPerson, new_caller: NewCaller
) -> None:
    await api.create("z-image", PICTURE)
    await new_caller()
    reader, operator = await new_person(role="reader"), await new_person("o@x.org", "operator")
    data = (await reader.get("/health?hours=1")).data
    assert data["tasks"] == {"succeeded": 0, "failed": 0, "cancelled": 0, "unfinished": 1}
    assert (data["successRate"], data["sampled"]) == (None, False)
    assert data["queue"] == [{"lane": "local", "waiting": 1, "running": 0}]
    assert data["oldestQueuedMs"] >= 0
    assert data["workers"] == {"alive": 0}
    assert data["models"] == [
        {
            "model": "z-image",
            "succeeded": 0,
            "failed": 0,
            "successRate": None,
            "p50Ms": None,
            "p95Ms": None,
        }
    ]
    assert (data["engines"], data["deliveries"]) == ([], {"pending": 0, "failed": 0})
    saved = (await reader.get("/health?format=csv&hours=1")).raw.decode("utf-8-sig")
    assert saved == "model,succeeded,failed,successRate,p50Ms,p95Ms\r\nz-image,0,0,,,\r\n"
    assert (await reader.get("/health?by=day")).code == 422
    reader.sandbox = True
    assert (await reader.get("/health")).data["tasks"]["unfinished"] == 0
    assert (await operator.get("/health?all=true")).data["tasks"]["unfinished"] == 1
    assert (await reader.get("/health?hours=721")).code == 422


async def test_every_call_that_is_offered_has_its_address(new_person: NewPerson) -> None:
    member = await new_person(role="member")
    for one in (await member.get("/models")).data["models"]:
        if one["path"]:
            reply = await member.post(one["path"], {})
            assert reply.status == 200, one["id"]
            assert reply.json["code"] not in (404, 405, 500), one["id"]


async def test_a_person_needs_no_callback_address_where_a_key_does(new_person: NewPerson) -> None:
    member = await new_person(role="member")
    body = {"prompt": "the sea", "customMode": False, "instrumental": True, "model": "V4"}
    created = await member.post("/api/v1/generate", body)
    assert created.code == 402  # all but the credits is there
