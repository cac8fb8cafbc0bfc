"""Keys over HTTP: shown once, changed, revoked, noted."""

from __future__ import annotations

from datetime import UTC, datetime

from genmux.db.pool import Pool
from tests.dialects.console.conftest import NewPerson

PICTURE = {"model": "z-image", "input": {"prompt": "a red kite", "aspect_ratio": "1:1"}}


async def test_a_key_lives_and_dies(new_person: NewPerson, pool: Pool) -> None:
    admin = await new_person(role="admin")
    soon = int(datetime.now(UTC).timestamp() * 1000) + 3_600_000
    wishes = {
        "name": "shop",
        "limits": {"hour": 1.5, "day": 10},
        "networks": ["127.0.0.0/8"],
        "expireTime": soon,
    }
    made = (await admin.post("/keys", wishes)).data
    secret, key = made["secret"], made["key"]
    assert secret.startswith("sk-gmx-live-")
    assert key["hint"] == secret[-4:]
    assert key["limits"] == {"hour": 1.5, "day": 10, "total": None}
    assert (key["state"], key["networks"], key["expireTime"]) == ("active", ["127.0.0.0/8"], soon)
    program = admin.with_key(secret)
    assert (await program.post("/api/v1/jobs/createTask", PICTURE)).code == 200
    shown = await admin.get("/keys")
    assert secret not in shown.raw.decode()
    assert shown.data["keys"][0]["spent"] == {"hour": 0.8, "day": 0.8, "total": 0}
    assert (await admin.get("/keys?sandbox=true")).data["keys"] == []
    path = f"/keys/{key['id']}"
    changed = (await admin.patch(path, {"name": "till", "networks": ["10.0.0.0/8"]})).data["key"]
    assert (changed["name"], changed["networks"]) == ("till", ["10.0.0.0/8"])
    assert changed["limits"] == key["limits"]
    assert changed["expireTime"] == soon
    assert (await program.get("/api/v1/chat/credit")).code == 401
    lifted = (await admin.patch(path, {"networks": [], "limits": {}, "expireTime": None})).data[
        "key"
    ]
    assert lifted["limits"] == {"hour": None, "day": None, "total": None}
    assert lifted["expireTime"] is None
    assert (await program.get("/api/v1/chat/credit")).data == 999.2
    assert (await admin.delete(path)).code == 200
    assert (await program.get("/api/v1/chat/credit")).code == 401
    assert (await admin.delete(path)).code == 200
    assert (await admin.patch(path, {"name": "again"})).code == 409
    assert (await admin.get("/keys")).data["keys"][0]["state"] == "revoked"
    entries = (await admin.get("/audit")).data["entries"]
    actions = [one["action"] for one in entries if one["action"].startswith("key.")]
    assert actions == ["key.revoke", "key.change", "key.change", "key.create"]
    assert {one["actor"]["name"] for one in entries[:4]} == {"ann@example.org"}
    noted = str(await pool.fetch("select a::text from audit a"))
    assert secret not in noted
    assert secret[12:30] not in noted


async def test_what_a_key_without_limits_spent_is_known(new_person: NewPerson, pool: Pool) -> None:
    admin = await new_person(role="admin")
    made = (await admin.post("/keys", {"name": "free", "sandbox": True})).data
    assert made["secret"].startswith("sk-gmx-test-")
    await pool.execute(
        "insert into spend_day (project_id, sandbox, day, model, key_id, engine, charged, "
        "succeeded, failed, cancelled) select project_id, sandbox, "
        "(now() at time zone 'UTC')::date, 'm', id, 'e', 2.5, 1, 0, 0 from api_key"
    )
    (key,) = (await admin.get("/keys?sandbox=true")).data["keys"]
    assert key["spent"] == {"hour": None, "day": 2.5, "total": 2.5}


WRONG = [
    ({}, "name"),
    ({"name": "x", "sandbox": "yes"}, "sandbox"),
    ({"name": "x", "limits": [1]}, "limits"),
    ({"name": "x", "limits": {"year": 1}}, "limits"),
    ({"name": "x", "limits": {"hour": "1"}}, "hour"),
    ({"name": "x", "limits": {"hour": -1}}, "hour"),
    ({"name": "x", "networks": "10.0.0.0/8"}, "networks"),
    ({"name": "x", "networks": ["here"]}, "here"),
    ({"name": "x", "expireTime": 1}, "expireTime"),
    ({"name": "x", "expireTime": 10**18}, "expireTime"),
    ({"name": "x", "expireTime": "soon"}, "expireTime"),
    ({"name": "x" * 200}, "name"),
]


async def test_wrong_wishes_are_named(new_person: NewPerson) -> None:
    admin = await new_person(role="admin")
    for body, field in WRONG:
        reply = await admin.post("/keys", body)
        assert (reply.code, field in reply.msg) == (422, True), reply.msg
    assert (await admin.get("/keys")).data["keys"] == []
