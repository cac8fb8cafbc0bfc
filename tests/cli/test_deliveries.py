"""`genmux deliveries` on a database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from genmux.callbacks.delivery import Outcome
from genmux.callbacks.outbox import record
from genmux.ids import DeliveryId, TaskId, new_uuid
from genmux.projects.project import ensure_project
from tests.callbacks.sending import NewDelivery, enqueue

if TYPE_CHECKING:
    from genmux.db.pool import Connection
    from tests.cli.conftest import Genmux


async def one_that_failed(conn: Connection) -> str:
    project = await ensure_project(conn)
    now = datetime.now(UTC)
    new = NewDelivery(
        id=DeliveryId(new_uuid()),
        project_id=project.id,
        task_id=TaskId(new_uuid()),
        event="task.succeeded",
        url="https://receiver.example/hook",
        body='{"code":200}',
    )
    await enqueue(conn, [new], now)
    await record(conn, [Outcome(new.id, now, 12, 500, "", "sorry", "failed", now)])
    return new.id.hex


@pytest.fixture
def failed(genmux: Genmux) -> str:
    return genmux.database_does(one_that_failed)


def test_deliveries_are_listed_by_state(genmux: Genmux, failed: str) -> None:
    assert [one["id"] for one in genmux.json("deliveries", "list")] == [failed]
    assert genmux.json("deliveries", "list", "--state", "pending") == []
    assert "https://receiver.example/hook" in genmux.out("deliveries", "list", "--state", "failed")


def test_a_delivery_shows_its_attempts(genmux: Genmux, failed: str) -> None:
    shown = genmux.json("deliveries", "show", failed)
    assert shown["delivery"]["body"] == '{"code":200}'
    assert [(one["status"], one["reply"]) for one in shown["attempts"]] == [(500, "sorry")]
    assert "sorry" in genmux.out("deliveries", "show", failed)


def test_an_unknown_delivery(genmux: Genmux, failed: str) -> None:
    assert "There is no delivery" in genmux.fails("deliveries", "show", new_uuid().hex)
    assert "no such delivery" in genmux.fails("deliveries", "redeliver", new_uuid().hex)


def test_a_failed_delivery_is_sent_again(genmux: Genmux, failed: str) -> None:
    genmux.out("deliveries", "redeliver", failed)
    assert genmux.json("deliveries", "show", failed)["delivery"]["state"] == "pending"


def test_the_secret_changes_when_it_is_rotated(genmux: Genmux) -> None:
    genmux.out("keys", "create")
    before = genmux.out("deliveries", "secret")
    after = genmux.out("deliveries", "rotate-secret")
    assert before.startswith("whsec_")
    assert before != after == genmux.out("deliveries", "secret")
