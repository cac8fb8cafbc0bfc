"""Balance, ledger, spend and their files."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

from genmux.db.pool import Pool
from tests.dialects.conftest import NewCaller
from tests.dialects.console.conftest import NewPerson
from tests.server import Caller

PICTURE = {"prompt": "a red kite", "aspect_ratio": "1:1"}


def rows(raw: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))


async def spent(api: Caller, pool: Pool, charge: float) -> str:
    """A task that ended today, as far as the books go."""
    task_id = (await api.create("z-image", PICTURE)).data["taskId"]
    await api.post(f"/genmux/v1/tasks/{task_id}/cancel")
    await pool.execute(
        "update spend_day set charged = charged + $1, succeeded = succeeded + 1", charge
    )
    return str(task_id)


async def test_the_balance_of_both_purses(api: Caller, new_person: NewPerson, pool: Pool) -> None:
    reader = await new_person(role="reader")
    await api.create("z-image", PICTURE)
    data = (await reader.get("/balance")).data
    assert (data["available"], data["held"], data["usd"]) == (999.2, 0.8, 4.996)
    assert data["creditUsd"] == 0.005
    assert data["purses"] == [
        {"sandbox": False, "available": 999.2, "held": 0.8},
        {"sandbox": True, "available": 0, "held": 0},
    ]
    reader.sandbox = True
    assert (await reader.get("/balance")).data["available"] == 0


async def test_the_ledger_in_pages_and_as_a_file(
    api: Caller, new_person: NewPerson, pool: Pool
) -> None:
    reader = await new_person(role="reader")
    task_id = await spent(api, pool, 0)
    first = (await reader.get("/ledger?limit=2")).data
    assert [one["kind"] for one in first["entries"]] == ["release", "hold"]
    assert {one["taskId"] for one in first["entries"]} == {task_id}
    second = (await reader.get(f"/ledger?limit=2&before={first['next']}")).data
    assert [one["kind"] for one in second["entries"]] == ["grant"]
    assert second["next"] is None
    assert (await reader.get("/ledger?kind=gift")).code == 422
    grants = (await reader.get("/ledger?kind=grant")).data["entries"]
    assert [one["available"] for one in grants] == [1000]
    assert (await reader.get("/ledger?to=2020-01-01")).data["entries"] == []
    reply = await reader.get("/ledger?format=csv")
    assert reply.headers["content-type"].startswith("text/csv")
    head, *lines = rows(reply.raw)
    assert head[:4] == ["time", "kind", "available", "held"]
    assert [line[1:4] for line in lines] == [
        ["release", "0.8", "-0.8"],
        ["hold", "-0.8", "0.8"],
        ["grant", "1000", "0"],
    ]


async def test_spend_by_everything(
    api: Caller, new_person: NewPerson, new_caller: NewCaller, pool: Pool
) -> None:
    reader = await new_person(role="reader")
    await spent(api, pool, 0.8)
    today = datetime.now(UTC).date()
    data = (await reader.get("/spend")).data
    assert (data["by"], data["to"]) == ("day", today.isoformat())
    assert len(data["rows"]) == 30
    assert data["rows"][-1] == {
        "key": today.isoformat(),
        "label": today.isoformat(),
        "credits": 0.8,
        "usd": 0.004,
        "tasks": 2,
        "failures": 0,
        "cancelled": 1,
        "costUsd": 0,
    }
    assert data["total"]["credits"] == 0.8
    models = (await reader.get("/spend?by=model")).data["rows"]
    assert [(row["key"], row["credits"]) for row in models] == [("z-image", 0.8)]
    (key,) = (await reader.get("/spend?by=key")).data["rows"]
    assert key["label"].startswith("default (…")
    (engine,) = (await reader.get("/spend?by=engine")).data["rows"]
    assert engine["key"] == ""  # cancelled before anybody began
    earlier = today - timedelta(days=2)
    data = (await reader.get(f"/spend?from={earlier}&to={earlier}&by=day")).data
    assert [row["credits"] for row in data["rows"]] == [0]
    for wrong in ("from=2026-01-02&to=2026-01-01", "from=2020-01-01", "from=x", "by=moon"):
        assert (await reader.get(f"/spend?{wrong}")).code == 422, wrong
    reply = await reader.get("/spend?by=model&format=csv")
    assert rows(reply.raw)[1] == ["z-image", "z-image", "0.8", "0.004", "2", "0", "1", "0"]


async def test_an_operator_sees_what_every_project_spends(
    api: Caller, new_person: NewPerson, pool: Pool
) -> None:
    await spent(api, pool, 0.8)
    operator = await new_person("op@example.org", "operator")
    (row,) = (await operator.get("/spend?by=project")).data["rows"]
    assert (row["label"], row["credits"]) == ("default", 0.8)
    rows_ = (await operator.get("/spend?by=model&all=true")).data["rows"]
    assert [one["key"] for one in rows_] == ["z-image"]
    owner = await new_person("own@example.org", "owner")
    for query in ("by=project", "by=model&all=true"):
        assert (await owner.get(f"/spend?{query}")).code == 403


async def test_a_file_holds_no_formulas(new_person: NewPerson, pool: Pool) -> None:
    operator = await new_person(role="operator")
    note = '=HYPERLINK("http://evil")'
    await operator.post("/grants", {"credits": 1, "note": note})
    reply = await operator.get("/ledger?format=csv")
    assert rows(reply.raw)[1][6] == "'" + note
    entry = (await operator.get("/audit")).data["entries"][0]
    assert (entry["action"], entry["after"]) == ("credits.grant", {"credits": "1", "note": note})
    assert (await operator.post("/grants", {"credits": -5})).code == 402
    assert (await operator.post("/grants", {})).code == 422
